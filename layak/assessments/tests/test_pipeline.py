"""Real files through reader children and the fitted classifier, to placed evidence."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from layak.assessments import delivering, relocating, rereading, tasks
from layak.assessments.claims import Claim, Reach, claim_of
from layak.assessments.delivering import Upload
from layak.assessments.models import (
    Answer,
    Assessment,
    DeliveredFile,
    Delivery,
    Misplacement,
    Placement,
    Suggestion,
)
from layak.assessments.pipeline import Filed, Run, Source, Workshop
from layak.assessments.tests.make import AT, answer_of, make_real_sheet
from layak.documents.plain import Paragraph, PlainDocument
from layak.documents.sandbox import ReaderPool
from layak.documents.tessdata import PACKAGE, find_tessdata
from layak.documents.tests.hostile import locked_pdf, truncated_pdf, write_zip
from layak.documents.tests.test_scan import pictured
from layak.documents.writing import write_docx, write_pdf
from layak.evidence import scans, storage
from layak.evidence.models import Evidence, Facts, FileText, ScannedPage
from layak.filing.tests.make import fitted, fitted_folder
from tests.world import World, make_world

BIRTHS = (
    "Rekapitulasi kepemilikan kutipan akta kelahiran anak usia 0-17 tahun. Disdukcapil menerbitkan "
    "akta kelahiran dan kartu identitas anak. Persentase anak yang memiliki kutipan akta kelahiran "
    "tahun 2021 dan 2022 per kecamatan, layanan jemput bola pencatatan sipil."
)
FORUM = (
    "Berita acara musrenbang anak. Forum Anak menyampaikan suara anak dan usulan sebagai pelopor "
    "dan pelapor; pengurus Forum Anak hadir bersama fasilitator Forum Anak tingkat kota."
)
DECREE = (
    "Peraturan wali kota tentang percepatan kepemilikan akta kelahiran. Menimbang bahwa setiap "
    "anak berhak atas kutipan akta kelahiran; menetapkan penerbitan akta kelahiran tanpa biaya."
)


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    """Reader children and the classifier."""
    with ReaderPool() as readers:
        yield Workshop(readers, fitted())


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that another test kept are not there already."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_real_sheet(world)


def pdf(text: str, title: str = "Surat") -> bytes:
    """A PDF that says this."""
    return write_pdf(PlainDocument(title=title, dated=AT.date(), blocks=[Paragraph(text)]))


Filing = Callable[..., list[Filed]]


@pytest.fixture
def filing(sheet: Assessment, workshop: Workshop, tmp_path: Path) -> Filing:
    """File documents given as path and bytes; the folders in their paths claim."""

    def file(*documents: tuple[str, bytes], person: str = "") -> list[Filed]:
        run = Run(sheet, workshop, organization=sheet.city, actor=None, at=AT)
        form = run.desk.form
        sources = []
        for path, content in documents:
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            claim = (
                Claim(Reach.ITEM, person)
                if person
                else claim_of(
                    path, items=form.items.keys(), indicators=form.rows, clusters=form.clusters
                )
            )
            sources.append(Source(path, place, claim, by_person=bool(person)))
        return sorted(run.file(sources), key=lambda one: one.source.path)

    return file


pytestmark = pytest.mark.django_db


def test_a_document_is_stored_read_and_placed_by_its_folder(filing: Filing) -> None:
    (filed,) = filing(("04.2 Akta/Rekap.pdf", pdf(BIRTHS)))
    assert (filed.status, filed.placed, filed.misplaced) == ("stored", ("4.2",), False)
    evidence = Evidence.objects.get()
    assert storage.location(evidence.file_id).read_bytes() == pdf(BIRTHS)
    assert "akta kelahiran" in FileText.objects.get().pages[0]
    assert Placement.objects.get().source == Placement.Source.FOLDER


@pytest.mark.skipif(
    find_tessdata() is None, reason=f"NO SCAN IS READ IN THIS RUN: {PACKAGE} is not installed"
)
def test_a_scan_is_read_page_by_page_then_suggested_like_any_other(
    filing: Filing, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (filed,) = filing(("dokumen.pdf", pictured(pdf(BIRTHS, "Laporan Akta Tahun 2022"))))
    assert not filed.placed
    assert scans.progress(filed.sha256).waiting == 1
    monkeypatch.setattr(tasks, "workshop", lambda _city: workshop)
    # The first turn reads, the last draws the conclusions; one more changes nothing.
    for _ in range(3):
        tasks.read_scan(filed.sha256)
    assert "akta kelahiran" in " ".join(FileText.objects.get().pages[0].split())
    assert ScannedPage.objects.get().state == ScannedPage.State.READ
    assert Facts.objects.get().kind == "report"
    assert Placement.objects.get().answer.question.indicator.number == 4
    assert Suggestion.objects.get().indicators[0]["number"] == 4


def test_a_document_read_anew_stays_where_a_person_put_it(
    filing: Filing, workshop: Workshop
) -> None:
    (filed,) = filing(("Surat.pdf", pdf("Surat.")), person="6.1")
    FileText.objects.update(pages=[BIRTHS])
    (told,) = rereading.finish(filed.sha256, lambda _city: workshop, at=AT)
    placement = Placement.objects.get()
    assert placement.source == Placement.Source.PERSON
    assert (placement.answer.question.code, told.placed, told.misplaced) == ("6.1", ["6.1"], True)
    assert Misplacement.objects.get().suggested.question.indicator.number == 4


def test_without_a_claim_the_suggestion_places_it_and_says_so(filing: Filing) -> None:
    (filed,) = filing(("Rekap.pdf", pdf(BIRTHS)))
    placement = Placement.objects.get()
    assert filed.indicators[0][0] == 4
    assert placement.source == Placement.Source.SUGGESTION
    assert placement.answer.question.indicator.number == 4
    assert "akta kelahiran" in " ".join(Suggestion.objects.get().terms)


def test_a_person_wins_over_the_folder(filing: Filing) -> None:
    (filed,) = filing(("04.2 Akta/Rekap.pdf", pdf(BIRTHS)), person="4.3")
    assert filed.placed == ("4.3",)
    assert Placement.objects.get().source == Placement.Source.PERSON


def test_a_misplaced_document_is_flagged_and_stays_where_it_is(filing: Filing) -> None:
    (filed,) = filing(("21A.4a Layanan/Rekap akta.pdf", pdf(BIRTHS)))
    assert (filed.placed, filed.misplaced) == (("21A.4a",), True)
    flag = Misplacement.objects.get()
    assert flag.filed.question.code == "21A.4a"
    assert flag.suggested.question.indicator.number == 4
    assert flag.status == Misplacement.Status.OPEN
    assert Placement.objects.get().answer == flag.filed


def test_a_decree_about_births_is_at_home_under_the_item_that_asks_for_it(filing: Filing) -> None:
    (filed,) = filing(("01.2a Kebijakan akta/Perwal akta.pdf", pdf(DECREE)))
    assert (filed.placed, filed.misplaced) == (("1.2a",), False)
    assert not Misplacement.objects.exists()


def test_the_same_decree_under_another_topic_is_misplaced(filing: Filing) -> None:
    (filed,) = filing(("01.2q Kebijakan rokok/Perwal akta.pdf", pdf(DECREE)))
    assert (filed.placed, filed.misplaced) == (("1.2q",), True)


def test_inside_a_claimed_indicator_the_item_about_its_topic_is_picked(filing: Filing) -> None:
    (filed,) = filing(("Indikator 1/Perwal akta.pdf", pdf(DECREE)))
    assert filed.placed in {("1.2a",), ("1.2b",)}
    assert filed.misplaced is False


def test_too_little_text_is_unsure_and_offers_three_items(filing: Filing) -> None:
    (filed,) = filing(("a.txt", b"Terlampir."))
    assert (filed.status, filed.placed, filed.misplaced) == ("stored", (), None)
    suggestion = Suggestion.objects.get()
    assert suggestion.unsure
    numbers = [one["number"] for one in suggestion.indicators]
    assert [int(one["code"].split(".")[0].rstrip("ABC")) for one in suggestion.items] == numbers


def test_the_second_copy_in_another_folder_is_one_document_under_two_questions(
    filing: Filing,
) -> None:
    first, second = filing(("04.2 Akta/a.pdf", pdf(BIRTHS)), ("04.3 KIA/b.pdf", pdf(BIRTHS)))
    assert {first.status, second.status} == {"stored", "duplicate"}
    assert Evidence.objects.count() == 1
    codes = Placement.objects.values_list("answer__question__code", flat=True)
    assert sorted(codes) == ["4.2", "4.3"]


def test_a_second_run_changes_nothing(filing: Filing) -> None:
    documents = (("04.2 Akta/a.pdf", pdf(BIRTHS)), ("21A.4a/b.docx", docx(FORUM)))
    first = filing(*documents)
    second = filing(*documents)
    assert [one.status for one in second] == ["duplicate", "duplicate"]
    assert [(one.placed, one.misplaced) for one in first] == [
        (one.placed, one.misplaced) for one in second
    ]
    assert Placement.objects.count() == 2
    assert Misplacement.objects.count() == 1


def docx(text: str) -> bytes:
    return write_docx(PlainDocument(title="Laporan", dated=AT.date(), blocks=[Paragraph(text)]))


def test_a_copy_without_a_folder_gets_no_second_place(filing: Filing) -> None:
    filing(("04.3 KIA/a.pdf", pdf(BIRTHS)))
    (again,) = filing(("salinan.pdf", pdf(BIRTHS)))
    assert (again.status, again.placed) == ("duplicate", ("4.3",))
    assert Placement.objects.count() == 1


def test_what_a_person_moved_is_not_put_back_by_its_folder(filing: Filing, world: World) -> None:
    document = ("21A.4a Layanan/Rekap akta.pdf", pdf(BIRTHS))
    filing(document)
    target = relocating.move(Misplacement.objects.get(), actor=world.secretariat, at=AT)
    (again,) = filing(document)
    assert (again.placed, again.misplaced) == ((target.question.code,), False)
    assert Placement.objects.get().answer == target


def test_what_a_person_left_is_not_flagged_again(filing: Filing, world: World) -> None:
    document = ("21A.4a Layanan/Rekap akta.pdf", pdf(BIRTHS))
    filing(document)
    relocating.leave(Misplacement.objects.get(), actor=world.secretariat, at=AT)
    (again,) = filing(document)
    assert (again.placed, again.misplaced) == (("21A.4a",), False)
    assert Misplacement.objects.get().status == Misplacement.Status.KEPT


def test_a_locked_question_takes_nothing_in_but_the_document_is_kept(
    filing: Filing, sheet: Assessment
) -> None:
    Answer.objects.filter(assessment=sheet, question__code="4.2").update(editable_until=AT)
    (filed,) = filing(("04.2 Akta/Rekap.pdf", pdf(BIRTHS)))
    assert (filed.status, filed.placed) == ("stored", ())
    assert filed.reason == "Pertanyaan 4.2 sudah dikunci; berkas disimpan tanpa ditempatkan."
    assert not Placement.objects.exists()
    assert Evidence.objects.count() == 1


def test_a_bad_file_never_stops_the_next_one(filing: Filing) -> None:
    filed = filing(
        ("1 kosong.pdf", b""),
        ("2 terpotong.pdf", truncated_pdf()),
        ("3 terkunci.pdf", locked_pdf()),
        ("4 program.pdf", b"MZ\x90\x00" + bytes(4000)),
        ("5 baik.pdf", pdf(BIRTHS)),
    )
    assert [one.status for one in filed] == ["refused"] * 4 + ["stored"]
    for one in filed[:4]:
        assert one.reason.endswith(".")
        assert "Traceback" not in one.reason
        assert "\n" not in one.reason
    assert Evidence.objects.get().name == "5 baik.pdf"


def test_the_same_refused_bytes_twice_are_refused_twice(filing: Filing) -> None:
    filed = filing(("a.pdf", truncated_pdf()), ("b.pdf", truncated_pdf()))
    assert [one.status for one in filed] == ["refused", "refused"]
    assert filed[0].reason.startswith("PDF terpotong")
    assert filed[0].reason == filed[1].reason


def test_text_that_the_database_cannot_hold_is_kept_without_it(filing: Filing) -> None:
    (filed,) = filing(("04.2/catatan.txt", b"akta kelahiran anak\x00 dan KIA anak kota\n" * 5))
    assert filed.status in {"stored", "refused"}
    if filed.status == "stored":
        assert "\0" not in "".join(FileText.objects.get().pages)
    else:
        assert filed.reason


def test_a_full_disk_is_a_sentence_and_a_later_run_stores_it(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = (("04.2/a.pdf", pdf(BIRTHS)), ("06.2/b.pdf", pdf(FORUM)))
    real = storage._write

    def full(source: Path, draft: Path) -> str:
        if source.name == "a.pdf":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(source, draft)

    monkeypatch.setattr(storage, "_write", full)
    first, second = filing(*documents)
    assert (first.status, first.later, second.status) == ("refused", True, "stored")
    assert first.reason.startswith("Ruang penyimpanan server penuh.")
    assert Evidence.objects.count() == 1
    monkeypatch.undo()
    first, second = filing(*documents)
    assert (first.status, second.status) == ("stored", "duplicate")
    assert Evidence.objects.count() == 2


# Hand-overs, worked through by the task


@pytest.fixture
def works(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "workshop", lambda _city: workshop)


def hand_over(
    sheet: Assessment, world: World, tmp_path: Path, *paths: tuple[str, bytes]
) -> Delivery:
    """Hand files over as Disdukcapil's officer does."""
    uploads = []
    for number, (path, content) in enumerate(paths):
        place = tmp_path / f"upload-{number}"
        place.write_bytes(content)
        uploads.append(Upload(path, len(content), place.open("rb")))
    try:
        return delivering.hand_over(sheet, uploads, claimed=None, actor=world.officer, at=AT)
    finally:
        for upload in uploads:
            upload.content.close()


def fates(delivery: Delivery) -> dict[str, str]:
    return dict(delivery.files.values_list("path", "status"))


@pytest.mark.usefixtures("works")
def test_a_hand_over_is_filed_for_the_office_that_made_it(
    sheet: Assessment, world: World, tmp_path: Path
) -> None:
    delivery = hand_over(sheet, world, tmp_path, ("04.2 Akta/Rekap.pdf", pdf(BIRTHS)))
    tasks.file_delivery(delivery.pk)
    row = delivery.files.get()
    assert (row.status, row.placed) == (DeliveredFile.Status.STORED, answer_of(sheet, "4.2"))
    assert row.evidence is not None
    assert row.evidence.organization == world.civil
    delivery.refresh_from_db()
    assert delivery.finished_at is not None
    assert not any((delivering.holding() / str(delivery.pk)).iterdir())


@pytest.mark.usefixtures("works")
def test_a_zip_is_opened_and_each_member_told_of(
    sheet: Assessment, world: World, tmp_path: Path
) -> None:
    packed = write_zip(
        tmp_path / "k.zip",
        {
            "04.2 Akta/Rekap.pdf": pdf(BIRTHS),
            "06.2 Forum/Berita.docx": docx(FORUM),
            "../luar.txt": b"akta",
        },
    ).read_bytes()
    delivery = hand_over(sheet, world, tmp_path, ("kiriman.zip", packed))
    tasks.file_delivery(delivery.pk)
    told = fates(delivery)
    assert told["kiriman/04.2 Akta/Rekap.pdf"] == "stored"
    assert told["kiriman/06.2 Forum/Berita.docx"] == "stored"
    (outside,) = (path for path in told if path.endswith("luar.txt"))
    assert told[outside] == "refused"
    assert len(told) == 3
    assert Evidence.objects.count() == 2


@pytest.mark.usefixtures("works")
def test_files_without_room_wait_with_a_reason_until_there_is_room(
    sheet: Assessment, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = hand_over(sheet, world, tmp_path, ("04.2 Akta/Rekap.pdf", pdf(BIRTHS)))

    def full(source: Path, draft: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(storage, "_write", full)
        tasks.file_delivery(delivery.pk)
    row = delivery.files.get()
    assert row.status == DeliveredFile.Status.WAITING
    assert row.reason.startswith("Ruang penyimpanan server penuh.")
    delivery.refresh_from_db()
    assert delivery.finished_at is None
    tasks.file_delivery(delivery.pk)
    row.refresh_from_db()
    assert (row.status, row.reason) == (DeliveredFile.Status.STORED, "")


@pytest.mark.usefixtures("works")
def test_a_zip_that_must_not_be_opened_is_refused_and_leaves_nothing(
    sheet: Assessment, world: World, tmp_path: Path
) -> None:
    bomb = write_zip(tmp_path / "bom.zip", {"nol.txt": bytes(200 * 1024 * 1024)}).read_bytes()
    many = write_zip(tmp_path / "b.zip", {f"{n}.txt": b"" for n in range(10_000)}).read_bytes()
    broken = write_zip(tmp_path / "r.zip", {"a.txt": b"akta kelahiran" * 99}).read_bytes()[:-30]
    delivery = hand_over(
        sheet,
        world,
        tmp_path,
        ("bom.zip", bomb),
        ("banyak.zip", many),
        ("rusak.zip", broken),
        ("04.2/baik.pdf", pdf(BIRTHS)),
    )
    tasks.file_delivery(delivery.pk)
    told = fates(delivery)
    assert told.pop("04.2/baik.pdf") == "stored"
    assert set(told.values()) == {"refused"}
    for row in delivery.files.filter(status="refused"):
        assert row.reason.endswith(".")
        assert "\n" not in row.reason
    assert not any((delivering.holding() / str(delivery.pk)).iterdir())


@pytest.mark.usefixtures("works")
def test_a_zip_without_room_for_its_members_waits_whole(
    sheet: Assessment, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = write_zip(tmp_path / "k.zip", {"04.2/a.pdf": pdf(BIRTHS), "b.txt": b"akta"})
    delivery = hand_over(sheet, world, tmp_path, ("k.zip", packed.read_bytes()))

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "copy_digesting", full)
        tasks.file_delivery(delivery.pk)
    row = delivery.files.get()
    assert (row.path, row.status) == ("k.zip", DeliveredFile.Status.WAITING)
    assert row.reason.startswith("Ruang penyimpanan server penuh.")
    tasks.file_delivery(delivery.pk)
    assert fates(delivery) == {"k/04.2/a.pdf": "stored", "k/b.txt": "stored"}


KILLED = """
import json, os, signal
from django.conf import settings
settings.DATABASES["default"].update(json.loads(os.environ["LAYAK_TEST_DATABASE"]))
import django
django.setup()
from pathlib import Path
from layak.assessments import tasks
from layak.assessments.pipeline import Workshop
from layak.documents.sandbox import ReaderPool
from layak.filing import store
models = Path(os.environ["LAYAK_TEST_MODELS"])
tasks.workshop = lambda _city: Workshop(ReaderPool(), store.load(models))
tasks.AT_ONCE = 2
settle = tasks._settle
told = []
def settle_and_die(*given):
    settle(*given)
    told.append(given)
    if len(told) == int(os.environ["LAYAK_TEST_DIES_AFTER"]):
        os.kill(os.getpid(), signal.SIGKILL)
tasks._settle = settle_and_die
tasks.file_delivery(int(os.environ["LAYAK_TEST_DELIVERY"]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_two_files_leaves_each_file_exactly_once(tmp_path: Path) -> None:
    world = make_world()
    sheet = make_real_sheet(world)
    documents = [(f"04.2 Akta/{n}.pdf", pdf(f"{BIRTHS} Bagian {n}.")) for n in range(5)]
    delivery = hand_over(sheet, world, tmp_path, *documents)
    database = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT", "USER")}
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "layak.settings",
        "LAYAK_DATA_DIR": str(settings.DATA_DIR),
        "LAYAK_TEST_DATABASE": json.dumps(
            {**database, "PASSWORD": connection.settings_dict["PASSWORD"]}
        ),
        "LAYAK_TEST_MODELS": str(fitted_folder()),
        "LAYAK_TEST_DELIVERY": str(delivery.pk),
    }
    statuses = []
    for dies_after in ("3", "1", "0"):
        died = subprocess.run(
            [sys.executable, "-c", KILLED],
            env={**environment, "LAYAK_TEST_DIES_AFTER": dies_after},
            check=False,
            timeout=120,
            capture_output=True,
            text=True,
        )
        statuses.append(died.returncode)
    assert statuses == [-signal.SIGKILL, -signal.SIGKILL, 0], died.stderr
    assert set(fates(delivery).values()) <= {"stored", "duplicate"}
    assert len(fates(delivery)) == 5
    assert Evidence.objects.count() == 5
    assert Placement.objects.count() == 5
    assert not any((delivering.holding() / str(delivery.pk)).glob("*"))


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize(("late", "placed"), [(-1, ["4.2"]), (0, []), (1, [])])
def test_a_question_takes_what_had_arrived_before_it_closed_however_late_it_is_filed(
    sheet: Assessment, world: World, tmp_path: Path, late: int, placed: list[str]
) -> None:
    answer = answer_of(sheet, "4.2")
    answer.editable_until = AT
    answer.save(update_fields=["editable_until"])
    place = tmp_path / "Rekap.pdf"
    place.write_bytes(pdf(BIRTHS))
    with place.open("rb") as content:
        delivery = delivering.hand_over(
            sheet,
            [delivering.Upload("Rekap.pdf", place.stat().st_size, content)],
            claimed=answer,
            actor=world.officer,
            at=AT + timedelta(milliseconds=late),
        )
    tasks.file_delivery(delivery.pk)
    codes = Placement.objects.values_list("answer__question__code", flat=True)
    assert list(codes) == placed
    assert Evidence.objects.count() == 1
    assert delivery.files.get().status == DeliveredFile.Status.STORED
