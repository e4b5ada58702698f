"""Reports are asked for, made in the background, taken along, signed and checked."""

import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from layak.audit.models import Entry
from layak.documents.packaging import inspect_package
from layak.documents.signing import Flaw, Signed, Wish
from layak.documents.tests.certificates import NOW, PASSPHRASE, Authority
from layak.evidence.storage import location
from layak.reports import package, services, tasks
from layak.reports.models import Format, Kind, Rendering, SignedCopy
from layak.reports.sentences import FLAWS
from layak.reports.tests.make import make_copy, make_rendering, make_reported, snapshot_of
from layak.reviews.models import Snapshot
from layak.reviews.tests.make import REVIEWED
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def as_(client: Client, world: World, role: str) -> Client:
    client.force_login(world.people[role])
    return client


def body_of(response) -> bytes:  # type: ignore[no-untyped-def]  # Django's test response
    return b"".join(response.streaming_content)


def test_a_report_is_asked_for_made_and_taken_along(client: Client, world: World) -> None:
    sheet = make_reported(world)
    as_(client, world, "leader")
    asked = client.post(reverse("report-make", args=[sheet.pk]), {"make": "leader-pdf"})
    rendering = Rendering.objects.get()
    assert asked.headers["Location"] == rendering.get_absolute_url()
    assert ProcrastinateJob.objects.filter(task_name=services.MAKE).count() == 1
    assert 'hx-trigger="every 1s"' in client.get(rendering.get_absolute_url()).content.decode()
    tasks.make(rendering.pk)
    rendering.refresh_from_db()
    assert (rendering.state, rendering.progress) == ("ready", 100)
    file = client.get(reverse("rendering-file", args=[rendering.pk]))
    assert body_of(file).startswith(b"%PDF")
    assert rendering.name == "ringkasan_kota-serang_2023.pdf"
    assert rendering.name in file.headers["Content-Disposition"]
    assert "every" not in client.get(rendering.get_absolute_url()).content.decode()


def test_what_is_being_made_is_not_made_twice(world: World) -> None:
    sheet = make_reported(world)
    facts = {"actor": world.secretariat, "at": REVIEWED}
    first = services.ask_for_report(sheet, Kind.KLA, Format.PDF, **facts)  # type: ignore[arg-type]  # two facts
    assert services.ask_for_report(sheet, Kind.KLA, Format.PDF, **facts) == first  # type: ignore[arg-type]  # two facts
    assert services.ask_for_report(sheet, Kind.KLA, Format.DOCX, **facts) != first  # type: ignore[arg-type]  # two facts


def test_a_report_whose_job_was_lost_is_queued_again(world: World) -> None:
    assert services.MAKE.rpartition(".")[0] in settings.PROCRASTINATE_IMPORT_PATHS
    sheet = make_reported(world)
    for _time in range(2):
        services.ask_for_report(
            sheet, Kind.LEADER, Format.PDF, actor=world.secretariat, at=REVIEWED
        )
        jobs = ProcrastinateJob.objects.filter(task_name=services.MAKE, status="todo")
        assert jobs.count() == 1
    # As a job that failed for good is left behind.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    services.ask_for_report(sheet, Kind.LEADER, Format.PDF, actor=world.secretariat, at=REVIEWED)
    assert jobs.count() == 1


def test_a_job_begun_again_after_a_kill_finishes(world: World) -> None:
    sheet = make_reported(world)
    rendering = services.ask_for_report(
        sheet, Kind.LEADER, Format.PDF, actor=world.secretariat, at=REVIEWED
    )
    # As a killed worker leaves it behind.
    Rendering.objects.update(state=Rendering.State.WORKING, progress=35)
    tasks.make(rendering.pk)
    rendering.refresh_from_db()
    assert rendering.there
    made = rendering.finished_at
    tasks.make(rendering.pk)
    rendering.refresh_from_db()
    assert rendering.finished_at == made


def test_lost_bytes_are_told_and_can_be_asked_for_again(client: Client, world: World) -> None:
    sheet = make_reported(world)
    rendering = make_rendering(sheet, snapshot=snapshot_of(sheet))
    rendering.place.unlink()
    as_(client, world, "secretariat")
    page = client.get(rendering.get_absolute_url()).content.decode()
    assert "mintalah sekali lagi" in page
    file = client.get(reverse("rendering-file", args=[rendering.pk]))
    assert file.headers["Location"] == rendering.get_absolute_url()
    data = {"make": "kla-pdf", "of": str(snapshot_of(sheet).pk)}
    client.post(reverse("report-make", args=[sheet.pk]), data)
    assert Rendering.objects.count() == 2


@pytest.mark.parametrize("data", [{"make": "kla-exe"}, {"make": "league-pdf"}, {"make": ""}, {}])
def test_a_report_that_does_not_exist_is_not_made(
    client: Client, world: World, data: dict[str, str]
) -> None:
    sheet = make_reported(world)
    as_(client, world, "secretariat").post(reverse("report-make", args=[sheet.pk]), data)
    assert not Rendering.objects.exists()


def test_a_foreign_snapshot_is_not_found(client: Client, world: World) -> None:
    sheet = make_reported(world)
    data = {"make": "kla-pdf", "of": "99999999999999999999"}
    answer = as_(client, world, "secretariat").post(reverse("report-make", args=[sheet.pk]), data)
    assert answer.status_code == 404


def packaged(client: Client, world: World, folder: Path, name: str) -> Path:
    snapshot = Snapshot.objects.get()
    answer = client.get(reverse("package", args=[snapshot.pk]))
    place = folder / name
    place.write_bytes(body_of(answer))
    assert int(answer.headers["Content-Length"]) == place.stat().st_size
    return place


def test_a_package_is_whole_and_the_same_when_all_is_made_again(
    client: Client, world: World, tmp_path: Path
) -> None:
    sheet = make_reported(world)
    snapshot = snapshot_of(sheet)
    as_(client, world, "secretariat")
    early = client.get(reverse("package", args=[snapshot.pk]))
    assert early.headers["Location"] == reverse("report-sheet", args=[sheet.pk])
    client.post(reverse("package-prepare", args=[snapshot.pk]))
    for rendering in Rendering.objects.all():
        tasks.make(rendering.pk)
    first = packaged(client, world, tmp_path, "a.zip")
    assert inspect_package(first).wrong == []
    for rendering in Rendering.objects.all():
        rendering.place.unlink()
        rendering.delete()
    client.post(reverse("package-prepare", args=[snapshot.pk]))
    for rendering in Rendering.objects.all():
        tasks.make(rendering.pk)
    assert packaged(client, world, tmp_path, "b.zip").read_bytes() == first.read_bytes()
    with zipfile.ZipFile(first) as packed:
        names = packed.namelist()
        manifest = json.loads(packed.read("manifes.json"))
        assert packed.read("lampiran/04-1_Laporan-akta.pdf") == b"%PDF laporan akta"
    assert names[:3] == [
        f"laporan/laporan-form_kota-serang_2023_self.{one}" for one in ("pdf", "docx", "xlsx")
    ]
    (annex,) = (one for one in manifest["files"] if "SK-Gugus" in one["path"])
    assert annex["items"] == [{"code": "4.1", "page": 3}, {"code": "12.1", "page": None}]
    assert Entry.objects.filter(verb="package.handed_over").count() == 2


def test_a_document_without_bytes_stops_the_package(client: Client, world: World) -> None:
    sheet = make_reported(world)
    snapshot = snapshot_of(sheet)
    for wanted in Format:
        make_rendering(sheet, wanted.encode(), format=wanted, snapshot=snapshot)
    assert package.hand_over(snapshot, actor=world.secretariat, at=REVIEWED).size
    digest = json.loads(snapshot.body)["answers"][0]["evidence"][0]["sha256"]
    location(digest).unlink()
    as_(client, world, "secretariat")
    page = client.get(reverse("package", args=[snapshot.pk]), follow=True).content.decode()
    assert "tidak ada di server" in page


def test_a_mayor_signs_on_the_page(client: Client, world: World) -> None:
    sheet = make_reported(world)
    rendering = services.ask_for_report(
        sheet, Kind.LEADER, Format.PDF, actor=world.leader, at=REVIEWED
    )
    tasks.make(rendering.pk)
    file = Authority().person("Wali Kota Contoh")
    url = reverse("rendering-sign", args=[rendering.pk])
    as_(client, world, "leader")

    def given(passphrase: str) -> dict[str, object]:
        return {
            "certificate": SimpleUploadedFile("saya.p12", file),
            "passphrase": passphrase,
            "reason": "Pengesahan",
        }

    wrong = client.post(url, given("salah"))
    assert wrong.status_code == 422
    assert str(FLAWS[Flaw.WRONG_PASSPHRASE]) in wrong.content.decode()
    assert 'value="Pengesahan"' in wrong.content.decode()
    assert client.post(url, given(PASSPHRASE)).headers["Location"] == rendering.get_absolute_url()
    copy = SignedCopy.objects.get()
    assert (copy.signer, copy.signed_by) == ("Wali Kota Contoh", world.leader)
    returned = client.get(reverse("signed-copy", args=[copy.pk])).content
    upload = {"file": SimpleUploadedFile("kembali.pdf", returned)}
    page = client.post(reverse("signature-check"), upload).content.decode()
    assert "Wali Kota Contoh" in page
    assert "penerbit sertifikatnya tidak dikenal" in page


def test_a_service_elsewhere_signs_by_the_same_interface(world: World) -> None:
    class National:
        def sign(self, content: bytes, wish: Wish) -> Signed:
            return Signed(content + b" " + str(wish.number).encode(), "Balai Sertifikasi")

    rendering = make_rendering(make_reported(world), b"%PDF-1.7 isi")
    for _time in range(2):
        services.sign(rendering, National(), reason="", actor=world.leader, at=NOW)
    assert bytes(rendering.signed_copies.last().content) == b"%PDF-1.7 isi 0 1"  # type: ignore[union-attr]  # there are two


def test_what_is_no_signed_pdf_is_told_in_one_sentence(client: Client, world: World) -> None:
    as_(client, world, "officer")
    for name, content, said in [
        ("a.pdf", b"bukan pdf", str(FLAWS[Flaw.NOT_A_PDF])),
        ("a.pdf", b"", "kosong"),
    ]:
        answer = client.post(
            reverse("signature-check"), {"file": SimpleUploadedFile(name, content)}
        )
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_every_flaw_has_its_sentence() -> None:
    assert set(FLAWS) == set(Flaw)


def test_the_pages_show_what_there_is(client: Client, world: World) -> None:
    sheet = make_reported(world)
    rendering = make_rendering(sheet)
    make_copy(rendering)
    as_(client, world, "secretariat")
    for path in ("report-list", "report-sheet", "rendering", "rendering-sign"):
        keys = {"report-sheet": [sheet.pk], "report-list": []}.get(path, [rendering.pk])
        assert client.get(reverse(path, args=keys)).status_code == 200
    page = client.get(reverse("rendering", args=[rendering.pk])).content.decode()
    assert "Wali Kota Contoh" in page
    officer = as_(Client(), world, "officer").get(reverse("report-list")).content.decode()
    assert "Belum ada laporan untuk Anda" in officer
