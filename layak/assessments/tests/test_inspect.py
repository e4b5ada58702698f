"""From stored facts and prints to findings: they come, change and go; what was dismissed stays."""

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from layak.assessments import dismissing, inspection_tasks, relocating, services
from layak.assessments.faces import uncounted
from layak.assessments.finding_list import clusters, found, lines, waiting, weighed
from layak.assessments.inspecting import inspect, look, stale, unseen
from layak.assessments.models import Assessment, Finding, Placement, Revision
from layak.assessments.telling import tell
from layak.assessments.tests.make import (
    AT,
    answer_of,
    make_cycle,
    make_evidence,
    make_instrument,
    make_real_sheet,
    make_sheet,
    put,
)
from layak.audit.models import Entry
from layak.documents.facing import Counted
from layak.documents.photographs import write_jpeg
from layak.documents.plain import Paragraph, PlainDocument
from layak.documents.sandbox import ReaderPool
from layak.evidence import storage
from layak.evidence.models import Evidence, FaceCount, Facts, PersonalData, ScannedPage
from layak.evidence.privacy import may_open
from layak.evidence.remembering import remember_faces
from layak.evidence.services import ReadFile, take_in
from layak.lib.errors import Refusal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
TEXT = (
    "Laporan pelaksanaan layanan pencatatan kelahiran anak oleh dinas selama satu tahun penuh. "
    "Petugas mendatangi sekolah, posyandu dan rumah sakit untuk menerbitkan kutipan akta bagi anak "
    "yang belum memilikinya. Hasilnya dilaporkan setiap bulan kepada wali kota dan dibahas bersama "
    "gugus tugas kota layak anak, termasuk kendala di kecamatan yang jauh dan rencananya. "
    "Pada akhir tahun seluruh kelurahan menerima salinan laporan ini dan menempelkannya di papan "
    "pengumuman kantor masing-masing."
)
CHILD = "3673014505150002"


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    with ReaderPool(processes=1, reader="layak.documents.looking") as pool:
        yield pool


@pytest.fixture(scope="module")
def face_readers() -> Iterator[ReaderPool]:
    with ReaderPool(processes=1, reader="layak.documents.facing") as pool:
        yield pool


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def know(evidence: Evidence, **facts: object) -> Facts:
    """Say what is known of a document, each fact surely."""
    grounds = {name: {"confidence": 0.95, "words": "", "page": 1} for name in ("kind", "period")}
    return Facts.objects.update_or_create(
        evidence=evidence, defaults={"grounds": grounds, "read_at": AT, **facts}
    )[0]


def photograph(title: str, *, quality: int = 82, width: int = 1280) -> bytes:
    drawn = write_jpeg(
        PlainDocument(title=title, dated=AT.date(), blocks=[Paragraph(f"Suasana {title}")])
    )
    picture, made = Image.open(io.BytesIO(drawn)), io.BytesIO()
    picture.resize((width, width * 3 // 4)).save(made, "JPEG", quality=quality)
    return made.getvalue()


def hand_in(world: World, name: str, data: bytes) -> Evidence:
    """Hand in real bytes for Disdukcapil."""
    digest = hashlib.sha256(data).hexdigest()
    place = storage.location(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    read = ReadFile(digest, len(data), name, "image/jpeg", [""], 1)
    rows, _new = take_in(
        [read], city=world.city, organization=world.civil, actor=world.officer, at=AT
    )
    return rows[digest]


def findings(sheet: Assessment) -> list[tuple[str, str]]:
    rows = Finding.objects.filter(assessment=sheet).select_related("evidence")
    return sorted((row.evidence.name, row.kind) for row in rows)


def test_a_wrong_year_is_found_and_goes_when_the_fact_is_corrected(
    world: World, sheet: Assessment
) -> None:
    paper = make_evidence(world)
    put(answer_of(sheet, "4.1"), paper)
    facts = know(paper, kind="report", first_year=2018, last_year=2019)
    assert inspect(sheet, [paper.pk], at=AT) == 1
    (row,) = Finding.objects.all()
    assert tell(row).what == "Berisi tahun 2018 dan 2019; yang diminta 2021 dan 2022."
    assert (row.page, row.answer) == (1, answer_of(sheet, "4.1"))
    assert inspect(sheet, [paper.pk], at=AT) == 0
    facts.first_year = facts.last_year = 2022
    facts.save()
    inspect(sheet, [paper.pk], at=AT)
    assert not Finding.objects.exists()


def test_what_was_dismissed_stays_dismissed_for_that_document_only(
    world: World, sheet: Assessment
) -> None:
    first, second = make_evidence(world, "a.pdf"), make_evidence(world, "b.pdf")
    for paper in (first, second):
        put(answer_of(sheet, "4.1"), paper)
        know(paper, kind="report", first_year=2018, last_year=2019)
    inspect(sheet, [first.pk, second.pk], at=AT)
    row = Finding.objects.get(evidence=first)
    with pytest.raises(Refusal):
        dismissing.dismiss(row, reason=" ", actor=world.officer, at=AT)
    dismissing.dismiss(row, reason="Masih berlaku", actor=world.officer, at=AT)
    know(first, kind="report", first_year=2017, last_year=2019)
    inspect(sheet, [first.pk, second.pk], at=AT)
    assert [row.evidence for row in Finding.objects.standing()] == [second]
    row.refresh_from_db()
    assert (row.reason, row.decided_by) == ("Masih berlaku", world.officer)
    entry = Entry.objects.get(verb="finding.dismissed")
    assert (entry.actor, entry.reason) == (world.officer, "Masih berlaku")
    dismissing.reopen(row, actor=world.officer, at=AT)
    assert Finding.objects.standing().count() == 2


def test_what_a_document_is_by_itself_is_dismissed_on_every_sheet(
    client: Client, world: World, sheet: Assessment
) -> None:
    form = make_instrument("form-lain")
    other = services.open_sheet(world.city, make_cycle(), form, actor=None, at=AT)
    paper = make_evidence(world)
    know(paper, legibility="unclear")
    for one in (sheet, other):
        inspect(one, [paper.pk], at=AT)
    assert Finding.objects.standing().count() == 2
    client.force_login(world.officer)
    page = reverse("document-use", args=[paper.pk])
    assert client.get(page).content.decode().count("Halaman 1 sulit dibaca.") == 1
    row = Finding.objects.get(assessment=sheet)
    answer = {"reason": "Aslinya memang pudar", "back": page}
    assert client.post(reverse("finding-dismiss", args=[row.pk]), answer).status_code == 302
    assert not Finding.objects.standing().exists()
    assert "sulit dibaca" not in client.get(page).content.decode()
    dismissing.reopen(row, actor=world.officer, at=AT)
    assert Finding.objects.standing().count() == 2


def test_what_most_points_hang_on_comes_first(world: World, sheet: Assessment) -> None:
    light, heavy = make_evidence(world, "a.pdf"), make_evidence(world, "b.pdf")
    for code, points, paper in (("4.1", "1", light), ("4.2", "3", heavy), ("12.1", "2", heavy)):
        answer = answer_of(sheet, code)
        answer.points = Decimal(points)
        answer.save()
        put(answer, paper)
    for paper in (light, heavy):
        know(paper, kind="report", first_year=2018, last_year=2019, legibility="unclear")
        inspect(sheet, [paper.pk], at=AT)
    rows = weighed(found(sheet, world.secretariat))
    shown = [
        (line.finding.evidence.name, line.finding.kind, line.points)
        for line in lines(sheet, world.secretariat, rows)
    ]
    weights = [points for _name, _kind, points in shown]
    assert weights == sorted(weights, reverse=True)
    assert shown[0][0] == "b.pdf"
    assert shown[-1][:1] == ("a.pdf",)


def test_a_page_that_is_hard_to_read_says_why(world: World, sheet: Assessment) -> None:
    paper = make_evidence(world)
    put(answer_of(sheet, "4.1"), paper)
    know(paper, legibility="unclear")
    for number, flaws in ((1, []), (2, ["dark"]), (3, ["blurred", "dark"])):
        ScannedPage.objects.create(file=paper.file, number=number, state="read", flaws=flaws)
    inspect(sheet, [paper.pk], at=AT)
    row = Finding.objects.get(kind="unclear")
    assert tell(row).what == "Halaman 2, 3 sulit dibaca: terlalu gelap, buram."
    assert row.page == 2


def test_the_same_words_in_two_files_are_found_from_both_sides(
    world: World, sheet: Assessment, readers: ReaderPool
) -> None:
    first = make_evidence(world, "a.pdf", pages=[TEXT])
    second = make_evidence(world, "b.pdf", pages=[TEXT + " Ditetapkan di Serang."])
    other = make_evidence(world, "c.pdf", pages=[" ".join(reversed(TEXT.split()))])
    for code, paper in (("4.1", first), ("4.2", second), ("12.1", other)):
        put(answer_of(sheet, code), paper)
    look(unseen(10), readers, at=AT)
    inspect(sheet, [first.pk], at=AT)
    assert findings(sheet) == [("a.pdf", "same_text"), ("b.pdf", "same_text")]
    assert "isinya sama dengan “b.pdf”" in tell(Finding.objects.get(evidence=first)).what
    (cluster,) = clusters(sheet, world.secretariat)
    for document, places, said in cluster.rows:
        twin = second if document == first else first
        assert len(places) == 1
        assert f"isinya sama dengan “{twin.name}”" in said[0]


def test_versions_of_one_document_are_no_doubles(
    world: World, sheet: Assessment, readers: ReaderPool
) -> None:
    texts = [TEXT, TEXT + " Ditetapkan di Serang.", TEXT + " Ditetapkan di Kota Serang."]
    papers = [
        make_evidence(world, f"{number}.pdf", pages=[text]) for number, text in enumerate(texts)
    ]
    for code, paper in zip(("4.1", "4.2", "12.1"), papers, strict=True):
        put(answer_of(sheet, code), paper)
    look(unseen(10), readers, at=AT)
    inspect(sheet, [paper.pk for paper in papers], at=AT)
    assert found(sheet, world.secretariat).count() == 6
    for older, newer in pairwise(papers):
        Revision.objects.create(older=older, newer=newer, noted_at=AT)
    # Whoever named them need not wait for the worker, which then takes the first and last too.
    assert found(sheet, world.secretariat).count() == 2
    assert set(stale(sheet)) == {paper.pk for paper in papers}
    inspect(sheet, stale(sheet), at=AT)
    assert not Finding.objects.exists()


def test_one_photograph_in_two_sizes_is_found(
    world: World, sheet: Assessment, readers: ReaderPool
) -> None:
    large = hand_in(world, "besar.jpg", photograph("Pelatihan konselor PUSPAGA"))
    small = hand_in(
        world, "kecil.jpg", photograph("Pelatihan konselor PUSPAGA", quality=50, width=640)
    )
    other = hand_in(world, "lain.jpg", photograph("Zebra cross di depan sekolah dasar"))
    for code, paper in (("4.1", large), ("4.2", small), ("12.1", other)):
        put(answer_of(sheet, code), paper)
    look(unseen(10), readers, at=AT)
    inspect(sheet, [large.pk, other.pk], at=AT)
    assert findings(sheet) == [("besar.jpg", "same_photo"), ("kecil.jpg", "same_photo")]


def test_a_double_is_gone_once_one_of_the_two_is_taken_away(
    world: World, sheet: Assessment, readers: ReaderPool
) -> None:
    first = make_evidence(world, "a.pdf", pages=[TEXT])
    second = make_evidence(world, "b.pdf", pages=[TEXT + " Ditetapkan di Serang."])
    put(answer_of(sheet, "4.1"), first)
    placement = put(answer_of(sheet, "4.2"), second)
    look(unseen(10), readers, at=AT)
    inspect(sheet, [first.pk, second.pk], at=AT)
    assert found(sheet, world.secretariat).count() == 2
    relocating.take_away(placement, actor=world.secretariat, at=AT)
    assert not found(sheet, world.secretariat).exists()
    inspect(sheet, stale(sheet), at=AT)
    assert not Finding.objects.exists()


def test_one_file_for_two_answers_counts_at_both(world: World, sheet: Assessment) -> None:
    paper = make_evidence(world)
    for code in ("4.1", "12.1"):
        put(answer_of(sheet, code), paper)
    inspect(sheet, [paper.pk], at=AT)
    assert findings(sheet) == [(paper.name, "same_file")] * 2


def test_one_is_kept_and_the_rest_are_linked_knowingly(
    world: World, sheet: Assessment, readers: ReaderPool
) -> None:
    first = make_evidence(world, "a.pdf", pages=[TEXT])
    second = make_evidence(world, "b.pdf", pages=[TEXT + " Ditetapkan di Serang."])
    for code, paper in (("4.1", first), ("4.2", second)):
        put(answer_of(sheet, code), paper)
    look(unseen(10), readers, at=AT)
    inspect(sheet, [first.pk], at=AT)
    codes = dismissing.keep_one(
        sheet, first, [second], reason="Satu SK untuk keduanya", actor=world.secretariat, at=AT
    )
    assert codes == ["4.2"]
    assert set(Placement.objects.values_list("evidence", "answer__question__code")) == {
        (first.pk, "4.1"),
        (first.pk, "4.2"),
    }
    inspect(sheet, [first.pk, second.pk], at=AT)
    assert not Finding.objects.standing().exists()
    assert Evidence.objects.filter(pk=second.pk).exists()


def test_a_locked_question_keeps_its_document(
    world: World, sheet: Assessment, readers: ReaderPool
) -> None:
    first = make_evidence(world, "a.pdf", pages=[TEXT])
    second = make_evidence(world, "b.pdf", pages=[TEXT + " Ditetapkan di Serang."])
    for code, paper in (("4.1", first), ("4.2", second)):
        put(answer_of(sheet, code), paper)
    answer = answer_of(sheet, "4.2")
    answer.editable_until = AT
    answer.save()
    with pytest.raises(Refusal, match="dikunci"):
        dismissing.keep_one(
            sheet, first, [second], reason="Satu saja", actor=world.secretariat, at=AT
        )
    assert Placement.objects.filter(evidence=second).exists()


def test_a_childs_number_restricts_the_original_until_it_is_declared_mistaken(
    world: World, sheet: Assessment, readers: ReaderPool
) -> None:
    paper = make_evidence(world, pages=["Pengantar", f"NIK {CHILD}"])
    put(answer_of(sheet, "4.1"), paper)
    look(unseen(10), readers, at=AT)
    inspect(sheet, [paper.pk], at=AT)
    (row,) = Finding.objects.all()
    assert tell(row).what == "Memuat 1 NIK, di antaranya 1 anak (halaman 2)."
    assert CHILD not in str(PersonalData.objects.values().get())
    opens = {name for name, person in world.people.items() if may_open(paper, person)}
    assert opens == {"administrator", "secretariat", "officer", "head", "verifier"}
    dismissing.dismiss(row, reason="Bukan NIK", actor=world.secretariat, at=AT)
    assert may_open(paper, world.leader)
    dismissing.reopen(row, actor=world.secretariat, at=AT)
    assert not may_open(paper, world.leader)


def test_faces_under_special_protection_are_counted_in_the_background(
    world: World, readers: ReaderPool, face_readers: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = make_real_sheet(world)
    scene = PlainDocument(title="Rapat UPTD PPA", dated=AT.date(), blocks=[Paragraph("Suasana")])
    photo = hand_in(world, "foto.jpg", write_jpeg(scene, 640, 480, faces=True))
    backs = hand_in(world, "belakang.jpg", photograph("Rapat UPTD PPA", width=320))
    elsewhere = hand_in(world, "lain.jpg", write_jpeg(scene, 600, 450, faces=True))
    report = make_evidence(world, "laporan.pdf")
    for code, paper in (("21A.1", photo), ("21A.1", backs), ("21A.1", report), ("14.2", elsewhere)):
        put(answer_of(sheet, code), paper)
    monkeypatch.setattr(inspection_tasks, "_readers", lambda: readers)
    monkeypatch.setattr(inspection_tasks, "_face_readers", lambda: face_readers)
    faces = Finding.objects.filter(kind=Finding.Kind.FACES).order_by("evidence_id")
    # What lay there before anybody could count is judged, then counted, then judged again.
    inspection_tasks.inspect_evidence(0)
    assert [row.evidence for row in faces] == [photo, backs]
    assert "Memuat 1 foto" in tell(faces[0]).what
    assert "sedang dicari" in tell(faces[0]).what
    assert len(waiting_jobs()) == 1
    inspection_tasks.inspect_evidence(0)
    assert len(waiting_jobs()) == 1
    inspection_tasks.count_faces_in_evidence()
    assert uncounted(9) == []
    assert not FaceCount.objects.filter(file=elsewhere.file_id).exists()
    inspection_tasks.inspect_evidence(0)
    seen, missed = (tell(row) for row in faces.all())
    assert seen.what.startswith("Terlihat 9 wajah (halaman 1).")
    assert "salinan tersamar" in seen.todo
    assert missed.what.startswith("Tidak ada wajah ditemukan pada 1 foto (halaman 1).")
    assert "Lihat sekali" in missed.todo


def waiting_jobs() -> list[ProcrastinateJob]:
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="count_faces_in_evidence")
    return list(jobs.filter(status="todo"))


def test_what_was_said_of_faces_stays_and_goes_with_the_place(
    world: World, readers: ReaderPool
) -> None:
    sheet = make_real_sheet(world)
    photo = hand_in(world, "foto.jpg", photograph("Rapat UPTD PPA dengan kepolisian"))
    lying = [put(answer_of(sheet, code), photo) for code in ("21A.1", "22A.1")]
    look(unseen(10), readers, at=AT)
    inspect(sheet, [photo.pk], at=AT)
    faces = Finding.objects.filter(kind=Finding.Kind.FACES)
    dismissing.dismiss(faces.get(), reason="Semua tampak dari belakang", actor=world.officer, at=AT)
    later = AT + timedelta(minutes=1)
    remember_faces(photo.file_id, Counted(faces=2, pages=(1,), complete=False), at=later)
    assert stale(sheet) == [photo.pk]
    inspect(sheet, [photo.pk], at=later)
    row = faces.get()
    assert (row.reason, row.answer, row.page) == ("Semua tampak dari belakang", None, 1)
    assert tell(row).what.endswith("Sebagian gambar tidak dapat diperiksa.")
    dismissing.reopen(row, actor=world.officer, at=AT)
    for placement in lying:
        relocating.take_away(placement, actor=world.secretariat, at=AT)
    assert photo.pk in stale(sheet)
    inspect(sheet, [photo.pk], at=AT)
    assert not faces.exists()


def test_many_documents_are_looked_at_in_one_turn(
    world: World, sheet: Assessment, readers: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        put(answer_of(sheet, "4.1"), make_evidence(world, name, pages=[f"NIK {CHILD}"]))
    monkeypatch.setattr(inspection_tasks, "AT_ONCE", 1)
    monkeypatch.setattr(inspection_tasks, "TURN", 3600.0)
    monkeypatch.setattr(inspection_tasks, "_readers", lambda: readers)
    inspection_tasks.inspect_evidence(0)
    assert findings(sheet) == [(name, "personal") for name in ("a.pdf", "b.pdf", "c.pdf")]


def test_what_changed_since_it_was_judged_is_judged_again(
    world: World, sheet: Assessment, readers: ReaderPool
) -> None:
    paper = make_evidence(world)
    assert stale(sheet) == []
    assert (waiting(sheet, world.officer), waiting(sheet, world.stranger)) == (1, 0)
    look(unseen(10), readers, at=AT)
    assert unseen(10) == []
    assert waiting(sheet, world.officer) == 0
    assert stale(sheet) == [paper.pk]
    inspect(sheet, [paper.pk], at=AT)
    assert stale(sheet) == []
    later = AT + timedelta(minutes=1)
    relocating.place(answer_of(sheet, "4.1"), paper, actor=world.officer, at=later)
    assert stale(sheet) == [paper.pk]
    inspect(sheet, [paper.pk], at=later)
    know(paper, kind="report", read_at=later + timedelta(minutes=1))
    assert stale(sheet) == [paper.pk]
