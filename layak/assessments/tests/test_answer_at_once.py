"""Two people at one answer at the same moment: exactly one outcome, and nothing typed is lost."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from layak.accounts.models import User
from layak.assessments import approving, relocating
from layak.assessments.models import Answer, Assessment, Draft, Placement
from layak.assessments.services import version_of
from layak.assessments.tests.make import AT, answer_of, fill, make_evidence, make_sheet
from layak.assessments.tests.test_answer_question import form_of, url_of
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Let all begin together; each says "done" or the sentence that refused it."""
    gate = Barrier(len(acts))

    def press(act: Callable[[], object]) -> str:
        gate.wait(timeout=60)
        try:
            said = act()
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()
        return said if isinstance(said, str) else "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(press, acts))


def saving(user: User, sheet: Assessment, sent: dict[str, str]) -> Callable[[], str]:
    """Press save on the page as somebody; "done" when it was taken."""
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)

    def act() -> str:
        http = client.post(url_of(sheet, "4.2"), sent)
        return {302: "done", 422: "refused"}[http.status_code]

    return act


def entries(answer: Answer, *verbs: str) -> int:
    subject = f"assessments.answer:{answer.pk}"
    return Entry.objects.filter(subject=subject, verb__in=verbs).count()


def test_of_two_saves_one_is_kept_and_the_other_becomes_a_draft(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    people: Sequence[User] = (world.officer, world.head, world.secretariat)
    for number in range(ROUNDS):
        Draft.objects.all().delete()
        Answer.objects.filter(pk=answer.pk).update(changed_at=AT + timedelta(minutes=number))
        seen = answer_of(sheet, "4.2")
        before = entries(answer, "answer.saved")
        notes = [f"{user.name} menulis {number}." for user in people]
        said = at_once(
            *(
                saving(user, sheet, form_of(seen, "Penuh", note=note))
                for user, note in zip(people, notes, strict=True)
            )
        )
        assert sorted(said) == ["done", "refused", "refused"]
        kept = notes[said.index("done")]
        answer.refresh_from_db()
        assert answer.note == kept
        assert entries(answer, "answer.saved") == before + 1
        drafts = Draft.objects.values_list("fields__note", flat=True)
        assert sorted([kept, *drafts]) == sorted(notes)


def test_a_save_against_an_approval_has_one_outcome(world: World, sheet: Assessment) -> None:
    for number in range(ROUNDS):
        Answer.objects.filter(question__code="4.2").update(checked_at=None, checked_by=None)
        Draft.objects.all().delete()
        seen = fill(sheet, "4.2", note="Lama.", at=AT + timedelta(minutes=number))
        version = version_of(seen)
        sent = form_of(seen, "Separuh", note="Baru.")

        def approve(seen: Answer = seen, version: str = version) -> object:
            now = timezone.now()
            return approving.approve(seen, version=version, actor=world.head, at=now)

        saved, approved = at_once(saving(world.officer, sheet, sent), approve)
        answer = answer_of(sheet, "4.2")
        if saved == "done":
            assert "berubah sesudah Anda membukanya" in approved
            assert (answer.note, answer.checked) == ("Baru.", False)
            assert not Draft.objects.exists()
        else:
            assert approved == "done"
            assert (answer.note, answer.checked) == ("Lama.", True)
            assert Draft.objects.get().fields["note"] == "Baru."


def test_of_two_heads_one_approves(world: World, sheet: Assessment) -> None:
    seen = fill(sheet, "4.2")
    version = version_of(seen)

    def approve() -> object:
        return approving.approve(seen, version=version, actor=world.head, at=AT)

    said = at_once(approve, approve)
    assert sorted(said) == ["Jawaban 4.2 sudah disetujui.", "done"]
    assert entries(seen, "answer.approved") == 1


def test_a_document_and_an_approval_have_one_order(world: World, sheet: Assessment) -> None:
    seen = fill(sheet, "4.2")
    evidence = make_evidence(world)
    version = version_of(seen)
    placed, approved = at_once(
        lambda: relocating.place(seen, evidence, actor=world.officer, at=AT),
        lambda: approving.approve(seen, version=version, actor=world.head, at=AT),
    )
    assert approved == "done"
    assert (placed == "done") == Placement.objects.filter(answer=seen).exists()
    assert placed == "done" or "sudah disetujui" in placed


def test_two_bulk_approvals_of_the_same_answers_do_not_block_each_other(
    world: World, sheet: Assessment
) -> None:
    for code in ("4.1", "4.2"):
        relocating.place(
            fill(sheet, code), make_evidence(world, f"{code}.pdf"), actor=world.officer, at=AT
        )
    answers = [answer_of(sheet, code) for code in ("4.1", "4.2")]
    sent = {"answer": [f"{one.pk}@{version_of(one)}" for one in answers]}
    clients = []
    for _page in range(2):
        client = Client(headers={"accept-language": "id"})
        client.force_login(world.head)
        clients.append(client)
    url = reverse("approval-list", args=[sheet.pk])
    at_once(*(lambda client=client: client.post(url, sent) for client in clients))
    assert Answer.objects.filter(checked_at__isnull=False).count() == 2
    assert sum(entries(one, "answer.approved") for one in answers) == 2
