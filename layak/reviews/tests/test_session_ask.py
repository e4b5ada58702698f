"""Questions are raised and answered while a session runs."""

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.services import open_sheet
from layak.lib.errors import Refusal
from layak.reviews import session_asking
from layak.reviews.session_models import FieldSession, RaisedQuestion, Reply
from layak.reviews.session_queries import fingerprint_of
from layak.reviews.tests.session_make import (
    CHILDREN,
    LATER,
    item,
    make_session,
    ministry_of,
    raise_question,
)
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def session(world: World) -> FieldSession:
    return make_session(world)


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def reply(question: RaisedQuestion, actor: User, text: str = "112 dan UPTD PPA.") -> Reply:
    return session_asking.reply(question, text, actor=actor, at=LATER)


def test_a_question_is_open_until_somebody_answers(world: World, session: FieldSession) -> None:
    question = raise_question(session, world)
    assert RaisedQuestion.objects.open().get() == question
    reply(question, world.officer)
    assert not RaisedQuestion.objects.open().exists()


def test_an_office_answers_on_its_own_items_only(world: World, session: FieldSession) -> None:
    own, other = raise_question(session, world, "4.2"), raise_question(session, world, "12.1")
    assert RaisedQuestion.objects.answerable_by(world.officer).get() == own
    assert RaisedQuestion.objects.answerable_by(world.secretariat).count() == 2
    for person in (world.leader, world.auditor, world.operator, world.verifier, world.stranger):
        assert not RaisedQuestion.objects.answerable_by(person).exists(), person
    path = reverse("session-question", args=[session.pk, other.pk])
    assert client_of(world.officer).get(path).status_code == 200
    assert client_of(world.officer).post(path, {"text": "Saya."}).status_code == 404
    with pytest.raises(Refusal, match="bukan tugas kantor"):
        reply(other, world.officer)


def test_a_reply_says_for_which_office(world: World, session: FieldSession) -> None:
    question = raise_question(session, world)
    assert reply(question, world.officer).organization == world.civil
    assert reply(question, world.secretariat).organization == world.city
    assert question.replies.count() == 2


def test_only_an_unanswered_question_is_withdrawn(world: World, session: FieldSession) -> None:
    ministry = ministry_of(world)
    first, second = raise_question(session, world), raise_question(session, world, "12.1")
    reply(first, world.officer)
    with pytest.raises(Refusal, match="sudah dijawab"):
        session_asking.withdraw(first, actor=ministry, at=LATER)
    session_asking.withdraw(second, actor=ministry, at=LATER)
    assert RaisedQuestion.objects.get() == first
    with pytest.raises(Refusal, match="sudah ditarik"):
        reply(second, world.secretariat)


def test_a_question_is_about_an_item_of_this_sheet(world: World, session: FieldSession) -> None:
    sheet = session.assessment
    other = open_sheet(world.other_city, sheet.cycle, sheet.instrument, actor=None, at=LATER)
    foreign = other.answers.get(question__code="4.2")
    with pytest.raises(Refusal, match="bukan bagian"):
        session_asking.ask(session, foreign, "Apa?", actor=ministry_of(world), at=LATER)


def test_children_are_not_asked_about_items(world: World) -> None:
    session = make_session(world, CHILDREN)
    with pytest.raises(Refusal, match="Forum Anak"):
        session_asking.ask(
            session, item(session, "4.2"), "Apa?", actor=ministry_of(world), at=LATER
        )


def test_a_question_is_raised_and_answered_on_the_pages(
    world: World, session: FieldSession
) -> None:
    path = reverse("session-questions", args=[session.pk])
    ministry = client_of(ministry_of(world))
    assert ministry.post(path, {"code": "4.2 Persentase", "text": "Berapa?"}).status_code == 302
    question = RaisedQuestion.objects.get()
    page = client_of(world.officer).get(path).content.decode()
    assert "1 terbuka dari 1" in page
    assert question.answer.get_absolute_url() in page
    assert question.get_absolute_url() in page
    client_of(world.officer).post(question.get_absolute_url(), {"text": "Seratus."})
    page = ministry.get(path).content.decode()
    assert "0 terbuka dari 1" in page
    assert "Seratus." in page
    assert "Oki Petugas" in page


def test_an_unknown_item_is_refused_and_the_question_kept(
    world: World, session: FieldSession
) -> None:
    path = reverse("session-questions", args=[session.pk])
    answer = client_of(ministry_of(world)).post(path, {"code": "99.9", "text": "Berapa?"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Butir “99.9” tidak ada" in page
    assert "Berapa?</textarea>" in page


def test_the_list_is_sent_again_only_when_something_is_new(
    world: World, session: FieldSession
) -> None:
    path = reverse("session-questions", args=[session.pk])
    client = client_of(world.officer)
    seen = {"seen": fingerprint_of(session)}
    assert client.get(path, seen, headers={"hx-request": "true"}).status_code == 204
    raise_question(session, world)
    part = client.get(path, seen, headers={"hx-request": "true"}).content.decode()
    assert "Saluran pengaduan apa saja?" in part
    assert "<html" not in part


def test_only_who_leads_asks(world: World, session: FieldSession) -> None:
    path = reverse("session-questions", args=[session.pk])
    for person in (world.secretariat, world.officer, world.leader, world.verifier):
        assert client_of(person).post(path, {"code": "4.2", "text": "?"}).status_code == 404
    assert not RaisedQuestion.objects.exists()
