"""An infected file is quarantined, recorded and refused; a silent scanner lets nothing through."""

import hashlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from layak.assessments import delivering
from layak.assessments.models import DeliveredFile
from layak.assessments.quarantine import NotScanned, place, refuse_viruses
from layak.assessments.tests.make import AT, make_sheet
from layak.audit.models import Entry
from layak.audit.services import record
from layak.documents.clamd import ScannerError, scan_path
from layak.lib.errors import Refusal
from tests.world import make_world

INFECTED = b"Surat biasa dengan LAYAK-UJI-VIRUS di dalamnya."
CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
needs_clamd = pytest.mark.skipif(
    not Path(CLAMD).exists(), reason="clamav-daemon is not installed: virus scan NOT tested"
)


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Debian's clamd with one signature of ours, on a socket of its own."""
    folder = tmp_path_factory.mktemp("clamd")
    database = folder / "db"
    database.mkdir()
    (database / "layak.ndb").write_text(f"Layak.Test:0:*:{b'LAYAK-UJI-VIRUS'.hex()}\n")
    address = folder / "s"
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {database}\nLocalSocket {address}\nForeground yes\n"
        f"TemporaryDirectory {folder}\nLogFile {folder}/log\n"
    )
    with subprocess.Popen([CLAMD, "-c", str(config)]) as daemon:
        try:
            end = time.monotonic() + 120
            while not address.exists() and daemon.poll() is None and time.monotonic() < end:
                time.sleep(0.1)
            yield str(address)
        finally:
            daemon.terminate()


@pytest.fixture
def infected(tmp_path: Path) -> Path:
    path = tmp_path / "surat.txt"
    path.write_bytes(INFECTED)
    return path


@needs_clamd
def test_the_scanner_names_the_virus_and_passes_what_is_clean(
    clamd: str, infected: Path, tmp_path: Path
) -> None:
    clean = tmp_path / "bersih.txt"
    clean.write_bytes(b"x" * 1_000_000)
    assert scan_path(infected, clamd).startswith("Layak.Test")
    assert scan_path(clean, clamd) == ""


@needs_clamd
@pytest.mark.django_db
def test_an_infected_file_is_quarantined_and_recorded(
    clamd: str, infected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CLAMD", clamd)
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    world = make_world()
    sheet = make_sheet(world)
    digest = hashlib.sha256(INFECTED).hexdigest()
    with pytest.raises(Refusal, match=r"Layak\.Test"):
        refuse_viruses(
            infected, digest, name="surat.txt", assessment=sheet, actor=world.officer, at=AT
        )
    entry = Entry.objects.get(verb="evidence.quarantined")
    assert (entry.actor, entry.detail["sha256"]) == (world.officer, digest)
    assert place(digest).read_bytes() == INFECTED


@pytest.mark.django_db
def test_whoever_keeps_the_citys_data_sees_what_was_kept_out_and_what_waits(
    client: Client,
) -> None:
    world = make_world()
    sheet = make_sheet(world)
    detail = {"sha256": "ab" * 32, "name": "surat.txt", "virus": "Layak.Test"}
    with record("evidence.quarantined", sheet, actor=world.officer, at=AT, detail=detail):
        pass
    delivery = delivering.begin(sheet, actor=world.officer, at=AT)
    DeliveredFile.objects.create(
        delivery=delivery, path="menunggu.pdf", reason="Pemindai virus tidak menjawab."
    )
    page = reverse("quarantine-list", args=[sheet.pk])
    client.force_login(world.officer)
    assert client.get(page).status_code == 404
    assert page not in client.get(reverse("finding-list", args=[sheet.pk])).content.decode()
    client.force_login(world.secretariat)
    said = client.get(page).content.decode()
    for word in ("surat.txt", "Layak.Test", str(world.officer), "menunggu.pdf", "tidak menjawab"):
        assert word in said
    assert page in client.get(reverse("finding-list", args=[sheet.pk])).content.decode()


def test_a_scanner_that_is_not_there_is_an_error(infected: Path, tmp_path: Path) -> None:
    with pytest.raises(ScannerError):
        scan_path(infected, str(tmp_path / "nobody"))
    with pytest.raises(ScannerError, match="neither"):
        scan_path(infected, "clamd")


@pytest.mark.django_db
def test_while_the_scanner_is_silent_a_file_waits(
    infected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CLAMD", str(tmp_path / "nobody"))
    sheet = make_sheet(make_world())
    with pytest.raises(NotScanned):
        refuse_viruses(infected, "0" * 64, name="surat.txt", assessment=sheet, actor=None, at=AT)
    monkeypatch.setattr(settings, "CLAMD", "")
    refuse_viruses(infected, "0" * 64, name="surat.txt", assessment=sheet, actor=None, at=AT)
