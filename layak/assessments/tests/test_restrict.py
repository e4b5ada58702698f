"""Documents with personal data: originals for those who must, masked copies, erasure on record."""

import hashlib
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from layak.assessments.erasing import erase
from layak.assessments.models import Assessment, Placement
from layak.assessments.tests.make import AT, answer_of, make_sheet, put
from layak.audit.models import Entry, Look
from layak.documents.personal import find
from layak.documents.plain import Paragraph, PlainDocument
from layak.documents.writing import write_pdf
from layak.evidence import masked, storage
from layak.evidence.masked_tasks import make_masked_copy
from layak.evidence.models import Evidence, StoredFile
from layak.evidence.privacy import readable_by
from layak.evidence.remembering import note_personal_data
from layak.evidence.services import ReadFile, take_in
from layak.lib.errors import Refusal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
CHILD = "3673014505150002"
SAID = f"Nomor induk anak {CHILD}"
LETTER = PlainDocument(title="Surat", dated=AT.date(), blocks=[Paragraph(SAID)])


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


@pytest.fixture
def letter(world: World, sheet: Assessment) -> Evidence:
    """A letter that names a child by number, under question 4.1."""
    data = write_pdf(LETTER)
    digest = hashlib.sha256(data).hexdigest()
    place = storage.location(digest)
    place.parent.mkdir(parents=True)
    place.write_bytes(data)
    read = ReadFile(digest, len(data), "surat.pdf", "application/pdf", [SAID], 1)
    rows, _new = take_in(
        [read], city=world.city, organization=world.civil, actor=world.officer, at=AT
    )
    evidence = rows[digest]
    put(answer_of(sheet, "4.1"), evidence)
    note_personal_data(evidence, find([SAID], on=AT.date()), at=AT)
    return evidence


def test_a_leader_learns_that_it_is_there_and_gets_no_word_of_it(
    client: Client, world: World, sheet: Assessment, letter: Evidence
) -> None:
    client.force_login(world.leader)
    for name, keys in (("evidence-file", {}), ("evidence-page", {"number": 1})):
        assert client.get(reverse(name, kwargs={"pk": letter.pk, **keys})).status_code == 404
    for page in (
        reverse("evidence", args=[letter.pk]),
        reverse("answer", args=[sheet.pk, "4.1"]),
    ):
        shown = client.get(page).content.decode()
        assert CHILD not in shown
        assert "surat.pdf" in shown
        assert reverse("evidence-masked", args=[letter.pk]) in shown
    assert letter not in readable_by(Evidence.objects.all(), world.leader)


def test_who_must_open_it_can_and_each_look_is_remembered(
    client: Client, world: World, letter: Evidence
) -> None:
    client.force_login(world.verifier)
    assert CHILD in client.get(reverse("evidence", args=[letter.pk])).content.decode()
    assert Look.objects.get().actor == world.verifier
    # The picture beside a question is a look too.
    client.get(reverse("evidence-page", kwargs={"pk": letter.pk, "number": 1}))
    assert Look.objects.filter(actor=world.verifier).count() == 2
    assert letter in readable_by(Evidence.objects.all(), world.verifier)


def test_a_text_that_is_read_beside_its_question_is_remembered_too(
    client: Client, world: World, sheet: Assessment, letter: Evidence
) -> None:
    StoredFile.objects.filter(pk=letter.file_id).update(media_type="text/plain")
    client.force_login(world.leader)
    client.get(reverse("answer", args=[sheet.pk, "4.1"]))
    assert not Look.objects.exists()
    client.force_login(world.secretariat)
    assert CHILD in client.get(reverse("answer", args=[sheet.pk, "4.1"])).content.decode()
    assert Look.objects.get().actor == world.secretariat


def test_a_masked_copy_is_made_on_request_and_holds_nothing(
    client: Client, world: World, letter: Evidence
) -> None:
    client.force_login(world.leader)
    page, file = (
        reverse(name, args=[letter.pk]) for name in ("evidence-masked", "evidence-masked-file")
    )
    assert client.get(file).status_code == 404
    client.post(page)
    client.post(page)
    assert Entry.objects.filter(verb="evidence.mask_asked").count() == 2
    make_masked_copy(letter.pk)
    copy = b"".join(client.get(file))
    with pypdfium2.PdfDocument(copy) as pdf:
        assert pdf[0].get_textpage().get_text_bounded() == ""
    assert CHILD.encode() not in copy


def test_a_file_without_pages_is_masked_as_text(world: World, letter: Evidence) -> None:
    StoredFile.objects.filter(pk=letter.file_id).update(media_type="text/plain")
    storage.location(letter.file_id).write_text(SAID, encoding="utf-8")
    make_masked_copy(letter.pk)
    with pypdfium2.PdfDocument(masked.place(letter.file_id)) as pdf:
        said = pdf[0].get_textpage().get_text_bounded()
    assert "Nomor induk anak" in said
    assert CHILD not in said


def test_erasing_leaves_only_the_record(
    world: World, letter: Evidence, django_capture_on_commit_callbacks: object
) -> None:
    with pytest.raises(Refusal):
        erase(letter, reason=" ", actor=world.secretariat, at=AT)
    digest, key = letter.file_id, letter.pk
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        erase(letter, reason="Diminta orang tua", actor=world.secretariat, at=AT)
    assert not Evidence.objects.filter(pk=key).exists()
    assert not StoredFile.objects.filter(pk=digest).exists()
    assert not Placement.objects.exists()
    assert not storage.location(digest).exists()
    entry = Entry.objects.get(verb="evidence.erased")
    assert (entry.actor, entry.reason) == (world.secretariat, "Diminta orang tua")
    assert (entry.detail["sha256"], entry.detail["questions"]) == (digest, ["4.1"])


def test_only_keepers_erase_and_a_missing_reason_keeps_the_page(
    client: Client, world: World, letter: Evidence
) -> None:
    page = reverse("evidence-erase", args=[letter.pk])
    client.force_login(world.secretariat)
    assert client.post(page, {"reason": ""}).status_code == 422
    assert Evidence.objects.filter(pk=letter.pk).exists()
    client.force_login(world.officer)
    assert client.post(page, {"reason": "x"}).status_code == 404
