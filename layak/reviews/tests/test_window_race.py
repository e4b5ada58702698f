"""People at the edge of a window at the same instant: exactly one outcome, nothing lost."""

from datetime import timedelta

import pytest

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Stage
from layak.assessments.services import answer_question
from layak.assessments.tests.make import AT, answer_of, option_of
from layak.lib.errors import Refusal
from layak.reviews import windows
from layak.reviews.deciding import decide
from layak.reviews.models import Decision, RemedialWindow
from layak.reviews.tests.returned import give_back, make_ministry, make_submitted
from layak.reviews.tests.test_race import at_once, refusals
from tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
OPENED = AT + timedelta(days=70)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def world() -> World:
    return make_world()


def save(sheet: Assessment, actor: User, *, late: timedelta) -> object:
    answer = answer_of(sheet, "4.2")
    return answer_question(
        answer,
        option=option_of(answer, "Penuh"),
        note="Diperbaiki.",
        actor=actor,
        at=OPENED + windows.LENGTH + late,
    )


def test_of_two_verifiers_who_open_a_window_one_does(world: World) -> None:
    sheet, ministry = make_submitted(world), make_ministry(world)
    key = give_back(sheet, "4.2", by=ministry, at=OPENED).pk
    results = at_once(
        *(
            lambda: windows.open_window(sheet, [key], reason="", actor=ministry, at=OPENED)
            for _place in range(3)
        )
    )
    assert len(refusals(results)) == 2
    assert RemedialWindow.objects.count() == 1


def test_a_save_at_the_edge_counts_and_one_at_the_end_does_not(world: World) -> None:
    sheet, ministry = make_submitted(world), make_ministry(world)
    key = give_back(sheet, "4.2", by=ministry, at=OPENED).pk
    windows.open_window(sheet, [key], reason="", actor=ministry, at=OPENED)
    inside, outside = at_once(
        lambda: save(sheet, world.officer, late=-INSTANT),
        lambda: save(sheet, world.head, late=timedelta(0)),
    )
    assert isinstance(inside, Answer)
    assert isinstance(outside, Refusal)
    assert answer_of(sheet, "4.2").changed_by == world.officer


def test_more_time_given_while_somebody_saves_late_is_all_or_nothing(world: World) -> None:
    sheet, ministry = make_submitted(world), make_ministry(world)
    key = give_back(sheet, "4.2", by=ministry, at=OPENED).pk
    window = windows.open_window(sheet, [key], reason="", actor=ministry, at=OPENED)
    later = window.closes_at + timedelta(hours=1)
    extended, saved = at_once(
        lambda: windows.extend(
            window, later, reason="Banjir", actor=ministry, at=window.closes_at - INSTANT
        ),
        lambda: save(sheet, world.officer, late=timedelta(minutes=1)),
    )
    assert isinstance(extended, RemedialWindow)
    answer = answer_of(sheet, "4.2")
    assert answer.editable_until == later
    assert (answer.note == "Diperbaiki.") == isinstance(saved, Answer)


def test_a_repair_is_decided_on_or_comes_too_late(world: World) -> None:
    sheet, ministry = make_submitted(world), make_ministry(world)
    key = give_back(sheet, "4.2", by=ministry, at=OPENED).pk
    windows.open_window(sheet, [key], reason="", actor=ministry, at=OPENED)
    answer = answer_of(sheet, "4.2")
    # The save has read the clock first, but may have to wait for the decision.
    decided, saved = at_once(
        lambda: decide(
            answer,
            Stage.FIELD,
            Decision.Kind.ACCEPTED,
            seen=key,
            actor=ministry,
            at=OPENED + windows.LENGTH - timedelta(minutes=1),
        ),
        lambda: save(sheet, world.officer, late=-timedelta(minutes=2)),
    )
    assert isinstance(decided, Decision)
    full, half = answer.question.attainable, answer.question.attainable / 2
    assert decided.points == (full if isinstance(saved, Answer) else half)
    assert answer_of(sheet, "4.2").points == decided.points
