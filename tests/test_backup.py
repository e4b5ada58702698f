"""``layak backup`` and ``layak restore`` for real: everything comes back, or nothing changes."""

import hashlib
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest

from layak.operations.tests.make import Installation, kept_up

pytestmark = pytest.mark.database

CITY = "36.73"
TEXT = "Surat keputusan wali kota tentang gugus tugas kota layak anak"
# Opens a sheet, enters one document and answers one question, each through its service.
WORK = """
from datetime import UTC, datetime
from pathlib import Path
import hashlib
from layak.assessments.models import Answer
from layak.evidence import storage
from layak.evidence.services import ReadFile, take_in
from layak.operations.readiness import make_ready
from layak.operations.sheets import sheet_for
at = datetime(2023, 5, 1, tzinfo=UTC)
make_ready(at, pages=False)
sheet = sheet_for("36.73", 2023, at=at)
source = Path({source!r})
digest = hashlib.sha256(source.read_bytes()).hexdigest()
storage.keep(source, digest)
file = ReadFile(digest, source.stat().st_size, source.name, "text/plain", ["isi"], 1)
take_in([file], city=sheet.city, organization=sheet.city, actor=None, at=at)
"""


@pytest.fixture(scope="module")
def worked_in(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation in which a city has worked."""
    folder = tmp_path_factory.mktemp("worked-in")
    made = Installation(folder / "data", migrated=True)
    source = folder / "sk.txt"
    source.write_text(TEXT)
    done = made.run("manage", "shell", "--no-imports", "-c", WORK.format(source=str(source)))
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def archive(worked_in: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "layak.tar"
    done = worked_in.run("backup", str(target))
    assert done.returncode == 0, done.stderr
    assert "secret-key" in done.stdout
    return target


TABLES = (
    "organizations_organization",
    "instruments_question",
    "assessments_answer",
    "evidence_evidence",
    "evidence_storedfile",
    "audit_entry",
)


def counts(installation: Installation) -> dict[str, int]:
    return {
        table: installation.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608 - our own names
        for table in TABLES
    }


def test_everything_comes_back_in_an_empty_folder(
    worked_in: Installation, archive: Path, tmp_path: Path
) -> None:
    with kept_up(worked_in):
        before = counts(worked_in)
    other = Installation(tmp_path / "data")
    done = other.run("restore", str(archive))
    assert done.returncode == 0, done.stderr

    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    stored = other.folder / "files" / digest[:2] / digest[2:4] / digest
    assert stored.read_text() == TEXT
    assert stored.stat().st_mode & 0o077 == 0
    with kept_up(other):
        # The log misses the backup, which it could not hold yet, and tells of the restore.
        assert counts(other) == before
        verbs = other.rows("SELECT verb FROM audit_entry ORDER BY id DESC LIMIT 1")
        assert verbs == [("backup.restored",)]
        # Sequences go on after the keys that came back.
        newest = other.rows("SELECT max(id) FROM audit_entry")[0][0]
        made = other.rows(
            "INSERT INTO audit_entry (at, verb, subject, reason, detail)"
            " VALUES (now(), 'tests.after', '', '', '{}') RETURNING id"
        )[0][0]
        assert made == newest + 1
        # A published instrument is still carved in stone, and history is still kept.
        with pytest.raises(psycopg.Error, match="published instrument never changes"):
            other.change("UPDATE instruments_question SET text = 'lain'")
        other.change("UPDATE assessments_answer SET note = 'baru' WHERE id = 1")
        assert other.rows("SELECT count(*) FROM assessments_answerevent WHERE id = 1")
    assert other.run("backup", str(tmp_path / "again.tar")).returncode == 0


def test_it_refuses_a_folder_in_which_somebody_has_worked(
    worked_in: Installation, archive: Path
) -> None:
    refused(worked_in.run("restore", str(archive)), "tidak kosong")


def test_it_never_writes_over_an_archive(worked_in: Installation, archive: Path) -> None:
    before = archive.read_bytes()
    refused(worked_in.run("backup", str(archive)), "sudah ada")
    assert archive.read_bytes() == before


def test_an_archive_is_for_its_owner_only_and_holds_no_key(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert names[0] == "layak.json"
    assert names[-1] == "manifest.json"
    assert not [name for name in names if "secret" in name or "pgpass" in name]


def test_a_backup_into_nowhere_is_one_sentence(worked_in: Installation, tmp_path: Path) -> None:
    refused(worked_in.run("backup", str(tmp_path / "missing" / "layak.tar")), "tidak ada")
    assert not list(tmp_path.iterdir())


def test_a_backup_without_room_is_one_sentence_and_leaves_nothing(
    worked_in: Installation, tmp_path: Path
) -> None:
    script = f"ulimit -f 64; exec {sys.executable} -m layak backup {tmp_path}/layak.tar"
    with kept_up(worked_in):
        done = subprocess.run(
            ["bash", "-c", f"trap '' XFSZ; {script}"],
            env=worked_in.environment,
            capture_output=True,
            text=True,
            check=False,
        )
    refused(done, "tidak cukup")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("missing.tar", "tidak ada"),
        ("empty.tar", "bukan cadangan"),
        ("letter.tar", "bukan cadangan"),
        ("other.tar", "bukan cadangan"),
        ("cut.tar", "rusak atau terpotong"),
        ("without-end.tar", "rusak atau terpotong"),
        ("changed.tar", "rusak atau terpotong"),
        ("leading-out.tar", "rusak atau terpotong"),
    ],
)
def test_a_damaged_or_wrong_archive_is_one_sentence_and_changes_nothing(
    broken: Path, name: str, word: str, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "data")
    refused(other.run("restore", str(broken / name)), word)
    assert not (other.folder / "files").exists()
    assert not (other.folder / "restoring").exists()


@pytest.fixture(scope="module")
def broken(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same archive, spoilt in several ways."""
    folder = tmp_path_factory.mktemp("broken")
    whole = archive.read_bytes()
    (folder / "empty.tar").write_bytes(b"")
    (folder / "letter.tar").write_text("Yth. Bapak Wali Kota")
    (folder / "cut.tar").write_bytes(whole[: len(whole) // 2])
    with tarfile.open(folder / "other.tar", "w") as tar:
        tar.add(folder / "letter.tar", "letter.txt")
    with tarfile.open(archive) as tar:
        dump = tar.getmember("database.dump")
        end = tar.getmember("manifest.json")
    (folder / "without-end.tar").write_bytes(whole[: end.offset])
    spoilt = bytearray(whole)
    spoilt[dump.offset_data + dump.size // 2] ^= 0xFF
    (folder / "changed.tar").write_bytes(spoilt)
    name = b"database.dump"
    assert whole.count(name + b"\0") == 1
    escape = whole.replace(name + b"\0", b"../escape.txt"[: len(name)] + b"\0")
    (folder / "leading-out.tar").write_bytes(with_checksum(escape, dump.offset))
    return folder


def with_checksum(tar: bytes, offset: int) -> bytes:
    """The tar with the checksum of the header at ``offset`` made right again."""
    header = bytearray(tar[offset : offset + 512])
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return tar[:offset] + bytes(header) + tar[offset + 512 :]


def test_a_missing_file_stops_the_backup(worked_in: Installation, tmp_path: Path) -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    stored = worked_in.folder / "files" / digest[:2] / digest[2:4] / digest
    aside = tmp_path / "aside"
    stored.rename(aside)
    try:
        refused(worked_in.run("backup", str(tmp_path / "layak.tar")), "hilang dari penyimpanan")
        assert not list(tmp_path.glob("*.tar"))
    finally:
        aside.rename(stored)


def refused(done: "subprocess.CompletedProcess[str]", word: str) -> None:
    """Exit status 1 and one sentence, which says why."""
    assert done.returncode == 1, done
    assert word in done.stderr
    assert done.stderr.startswith("layak: ")
    assert done.stderr.count("\n") == 1
