"""A scan outlives the worker that reads it: pages already read stay, the others are read later."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from layak.documents.plain import PageBreak, Paragraph, PlainDocument
from layak.documents.tessdata import PACKAGE, find_tessdata
from layak.operations.demo.scanned import write_scan
from layak.operations.tests.make import Installation, eventually
from layak.operations.tests.test_work import prepared, take_back

PAGES = 8
PATIENCE = 400.0  # recognizing letters takes long where others work too
WORDS = "Laporan cakupan kutipan akta kelahiran anak di setiap kelurahan menurut bulan. "


@pytest.mark.skipif(
    find_tessdata() is None, reason=f"NO SCAN IS READ IN THIS RUN: {PACKAGE} is not installed"
)
def test_pages_that_were_read_outlive_the_kill_of_the_worker(tmp_path: Path) -> None:
    with prepared(tmp_path / "data", "layak.settings") as installation:
        digest = put_scan(installation)
        worker = installation.start("layak.worker")
        eventually(lambda: len(read_pages(installation)) >= 2, PATIENCE)
        worker.kill()
        worker.wait()
        before = read_pages(installation)
        assert 0 < len(before) < PAGES

        # As if the twenty seconds after its last heartbeat were over.
        installation.change(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
        worker = installation.start("layak.worker")
        take_back(installation)
        eventually(lambda: len(read_pages(installation)) == PAGES, PATIENCE)
        worker.terminate()
        worker.wait()
        after = read_pages(installation)
        assert {number: after[number] for number in before} == before
        rows = installation.rows("SELECT pages FROM evidence_filetext WHERE file_id = %s", digest)
        assert ["kelahiran" in page for page in rows[0][0]] == [True] * PAGES


def put_scan(installation: Installation) -> str:
    """A file of many pictures whose pages wait, and its job."""
    pages = [Paragraph(f"Halaman {number}. {WORDS * 20}") for number in range(1, PAGES + 1)]
    blocks = [block for page in pages for block in (page, PageBreak())][:-1]
    data = write_scan(PlainDocument("Laporan akta kelahiran", date(2022, 12, 30), blocks), [])
    digest = hashlib.sha256(data).hexdigest()
    place = installation.folder / "files" / digest[:2] / digest[2:4] / digest
    place.parent.mkdir(parents=True)
    place.write_bytes(data)
    installation.change(
        "INSERT INTO evidence_storedfile (sha256, size, media_type, page_count, stored_at)"
        " VALUES (%s, %s, 'application/pdf', %s, now())",
        *(digest, len(data), PAGES),
    )
    installation.change(
        "INSERT INTO evidence_filetext (file_id, pages) VALUES (%s, %s)", digest, [""] * PAGES
    )
    installation.change(
        "INSERT INTO evidence_scannedpage"
        " (file_id, number, state, replaced, turned, flaws, reason)"
        " SELECT %s, number, 'waiting', false, 0, '{}', '' FROM generate_series(1, %s) number",
        *(digest, PAGES),
    )
    done = installation.run(
        *("manage", "shell", "--no-imports", "-c"),
        f"from layak.evidence import scans; scans.enqueue('{digest}')",
    )
    assert done.returncode == 0, done.stderr
    return digest


def read_pages(installation: Installation) -> dict[int, object]:
    """When each page was read that has been, by its number."""
    rows = installation.rows(
        "SELECT number, read_at FROM evidence_scannedpage WHERE state = 'read'"
    )
    return dict(rows)
