"""Two people write into one session at the same moment: nothing is lost, nothing stands twice."""

from datetime import time

import pytest

from layak.assessments.models import Assessment, Stage
from layak.lib.errors import Refusal
from layak.reviews import session_asking, session_children, sessions
from layak.reviews.session_children import Band, Heads, counted, version_of
from layak.reviews.session_lines import Person
from layak.reviews.tests.session_make import (
    CHILDREN,
    LATER,
    make_session,
    ministry_of,
    raise_question,
)
from layak.reviews.tests.test_race import at_once, refusals
from tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def test_two_who_add_lose_nobody_and_enter_nobody_twice(world: World) -> None:
    session, ministry = make_session(world), ministry_of(world)
    siti, joko = Person("Siti", "Dinkes"), Person("Joko", "Polres")
    results = at_once(
        lambda: sessions.note_presence(session, siti, actor=ministry, at=LATER),
        lambda: sessions.note_presence(session, siti, actor=world.secretariat, at=LATER),
        lambda: sessions.note_presence(session, joko, actor=world.secretariat, at=LATER),
        lambda: sessions.note_many(session, [siti, joko], actor=ministry, at=LATER),
    )
    assert sorted(session.presence.values_list("name", flat=True)) == ["Joko", "Siti"]
    assert all("sudah tercatat" in str(one) for one in refusals(results))


def test_two_replies_stand_beside_each_other(world: World) -> None:
    session = make_session(world)
    question = raise_question(session, world)
    at_once(
        lambda: session_asking.reply(question, "Satu.", actor=world.officer, at=LATER),
        lambda: session_asking.reply(question, "Dua.", actor=world.secretariat, at=LATER),
    )
    assert set(question.replies.values_list("text", flat=True)) == {"Satu.", "Dua."}


def test_a_question_is_answered_or_withdrawn_never_both(world: World) -> None:
    session, ministry = make_session(world), ministry_of(world)
    question = raise_question(session, world)
    results = at_once(
        lambda: session_asking.reply(question, "Satu.", actor=world.officer, at=LATER),
        lambda: session_asking.withdraw(question, actor=ministry, at=LATER),
    )
    assert len(refusals(results)) == 1
    assert session.questions.count() == sum(one.replies.count() for one in session.questions.all())


def test_of_two_counts_one_stands_and_the_other_hears_of_it(world: World) -> None:
    session, ministry = make_session(world, CHILDREN), ministry_of(world)
    seen = version_of(counted(session))

    def count(girls: int) -> None:
        counts = {band: Heads(girls, 0) for band in Band}
        session_children.count(session, counts, seen=seen, actor=ministry, at=LATER)

    (refusal,) = refusals(at_once(lambda: count(1), lambda: count(2)))
    now = sum(heads.total for heads in counted(session).values())
    assert now in {3, 6}
    assert f"menjadi {now} anak" in str(refusal)


def test_an_agenda_is_proposed_once(world: World) -> None:
    session, ministry = make_session(world), ministry_of(world)

    def propose() -> int:
        return sessions.propose_agenda(session, time(9), 45, actor=ministry, at=LATER)

    assert len(refusals(at_once(propose, propose))) == 1
    assert session.agenda.count() == 2


def test_a_session_is_removed_or_written_never_both(world: World) -> None:
    session, ministry = make_session(world), ministry_of(world)
    siti = Person("Siti", "Dinkes")
    results = at_once(
        lambda: sessions.remove(session, actor=ministry, at=LATER),
        lambda: sessions.note_presence(session, siti, actor=world.secretariat, at=LATER),
    )
    assert len(refusals(results)) == 1
    assert all(isinstance(one, Refusal) or one is not siti for one in results)


def test_nothing_is_written_into_a_stage_that_has_just_ended(world: World) -> None:
    session = make_session(world)
    sheet = Assessment.objects.filter(pk=session.assessment_id)

    def end() -> None:
        sheet.update(stage=Stage.FINAL)

    siti = Person("Siti", "Dinkes")
    results = at_once(
        end, lambda: sessions.note_presence(session, siti, actor=world.secretariat, at=LATER)
    )
    assert session.presence.count() == 1 - len(refusals(results))
