"""The head of the leading office approves; approval locks until reopened with a reason."""

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import Role, User
from layak.assessments import approving, locks, relocating, services
from layak.assessments.models import Answer, Assessment, Assignment, Draft, Placement
from layak.assessments.services import version_of
from layak.assessments.tests.make import AT, answer_of, fill, make_evidence, make_sheet, put
from layak.assessments.tests.test_answer_question import form_of, plain, url_of
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def approve(world: World, answer: Answer) -> Answer:
    return approving.approve(answer, version=version_of(answer), actor=world.head, at=AT)


def url(name: str, sheet: Assessment, code: str) -> str:
    return reverse(name, args=[sheet.pk, code])


def test_only_the_head_of_the_leading_office_approves(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.2")
    helping = make_person("Dina Kepala", Role.HEAD, world.health)
    Assignment.objects.create(
        answer=answer, organization=world.health, part=Assignment.Part.CONTRIBUTOR
    )
    sent = {"version": version_of(answer)}
    for other in (world.officer, helping, world.secretariat, world.verifier, world.stranger):
        assert browser(other).post(url("answer-approve", sheet, "4.2"), sent).status_code == 404
        assert answer not in Answer.objects.approvable_by(other)
    http = browser(world.head).post(url("answer-approve", sheet, "4.2"), sent, follow=True)
    assert "Jawaban 4.2 disetujui" in plain(http)
    answer.refresh_from_db()
    assert answer.checked_by == world.head
    assert Entry.objects.get(verb="answer.approved").actor_id == world.head.pk


def test_an_approved_answer_takes_no_save_and_keeps_it_as_a_draft(
    world: World, sheet: Assessment
) -> None:
    answer = approve(world, fill(sheet, "4.2"))
    http = browser(world.officer).post(
        url_of(sheet, "4.2"), form_of(answer, "Belum ada", note="Tambahan.")
    )
    assert http.status_code == 422
    assert "Kepala OPD sudah menyetujui jawaban ini." in plain(http)
    assert Draft.objects.get(user=world.officer).fields["note"] == "Tambahan."
    answer.refresh_from_db()
    assert answer.note == ""
    page = browser(world.officer).get(url_of(sheet, "4.2"))
    assert "Tambahan." in plain(page)
    assert 'id="answer-form"' not in page.content.decode()


def test_an_approved_answer_keeps_its_documents(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.2")
    evidence, other = make_evidence(world), make_evidence(world, "Lain.pdf")
    placement = put(answer, evidence)
    approve(world, answer)
    with pytest.raises(Refusal, match=r"4\.2 sudah disetujui kepala OPD"):
        relocating.take_away(placement, actor=world.officer, at=AT)
    # The page had been opened before the approval: the row decides, not what the page knew.
    with pytest.raises(Refusal, match=r"4\.2 sudah disetujui kepala OPD"):
        relocating.place(answer, other, actor=world.officer, at=AT)
    assert Placement.objects.get().evidence == evidence


@pytest.mark.parametrize("who", ["head", "secretariat"])
def test_reopening_needs_a_reason_and_lets_the_office_write_again(
    world: World, sheet: Assessment, who: str
) -> None:
    answer = approve(world, fill(sheet, "4.2"))
    client = browser(world.people[who])
    http = client.post(url("answer-reopen", sheet, "4.2"), {"reason": "  "}, follow=True)
    assert "Tulis alasan membuka kembali jawaban ini." in plain(http)
    assert answer_of(sheet, "4.2").checked
    client.post(url("answer-reopen", sheet, "4.2"), {"reason": "Angka 2022 keliru."})
    assert not answer_of(sheet, "4.2").checked
    assert Entry.objects.get(verb="answer.reopened").reason == "Angka 2022 keliru."
    services.answer_question(answer, option=None, note="Baru.", actor=world.officer, at=AT)


def test_officers_do_not_reopen(world: World, sheet: Assessment) -> None:
    approve(world, fill(sheet, "4.2"))
    sent = {"reason": "Saya mau."}
    for other in (world.officer, world.verifier, world.leader, world.stranger):
        assert browser(other).post(url("answer-reopen", sheet, "4.2"), sent).status_code == 404


def test_what_cannot_be_approved_is_refused_in_a_sentence(world: World, sheet: Assessment) -> None:
    empty = answer_of(sheet, "4.2")
    with pytest.raises(Refusal, match=r"4\.2 belum diisi"):
        approve(world, empty)
    answer = fill(sheet, "4.1")
    with pytest.raises(services.Overtaken, match="berubah sesudah Anda membukanya"):
        approving.approve(answer, version="new", actor=world.head, at=AT)
    approve(world, answer)
    with pytest.raises(Refusal, match="sudah disetujui"):
        approve(world, answer)
    with pytest.raises(Refusal, match="belum disetujui"):
        approving.reopen(empty, reason="x", actor=world.head, at=AT)
    locks.submit(sheet, actor=world.secretariat, at=AT)
    with pytest.raises(Refusal, match="sudah diserahkan"):
        approving.reopen(answer, reason="x", actor=world.head, at=AT)
    late = answer_of(sheet, "12.1")
    with pytest.raises(Refusal, match="sudah dikunci"):
        approving.approve(late, version="new", actor=world.head, at=AT)


# Many at once


def test_the_head_sees_what_is_ready_and_what_is_missing(world: World, sheet: Assessment) -> None:
    put(fill(sheet, "4.1"), make_evidence(world))
    fill(sheet, "4.2")
    text = plain(browser(world.head).get(reverse("approval-list", args=[sheet.pk])))
    ready, lacking = text.split("Belum siap")
    assert "Label 4.1" in ready
    assert "Label 4.2 Belum ada data dukung. Belum ada: Laporan untuk 4.2." in lacking
    assert "12.1" not in text
    for other in (world.officer, world.secretariat, world.verifier):
        http = browser(other).get(reverse("approval-list", args=[sheet.pk]))
        assert http.status_code == 404


def test_the_chosen_are_approved_together_and_the_others_explained(
    world: World, sheet: Assessment
) -> None:
    ready, bare = fill(sheet, "4.1"), fill(sheet, "4.2")
    foreign = fill(sheet, "12.1")
    put(ready, make_evidence(world))
    sent = {"answer": [f"{one.pk}@{version_of(one)}" for one in (ready, bare, foreign)]}
    http = browser(world.head).post(reverse("approval-list", args=[sheet.pk]), sent, follow=True)
    text = plain(http)
    assert "1 jawaban disetujui." in text
    assert "Jawaban 4.2 belum berdata dukung." in text
    checked = Answer.objects.filter(checked_at__isnull=False)
    assert [one.pk for one in checked] == [ready.pk]
    none = browser(world.head).post(reverse("approval-list", args=[sheet.pk]), {}, follow=True)
    assert "Pilih dahulu jawaban yang disetujui." in plain(none)


def test_four_facts_stand_apart_on_the_question(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.2")
    text = plain(browser(world.officer).get(url_of(sheet, "4.2")))
    assert "Terisi belum berdata dukung belum disetujui belum diverifikasi" in text
    put(answer, make_evidence(world))
    approve(world, answer)
    text = plain(browser(world.officer).get(url_of(sheet, "4.2")))
    assert "Terisi Berdata dukung Disetujui belum diverifikasi" in text
    indicator = reverse("assessment-indicator", args=[sheet.pk, "4"])
    assert "Disetujui" in plain(browser(world.officer).get(indicator))
