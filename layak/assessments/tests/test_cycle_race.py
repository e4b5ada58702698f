"""Two people at the same instant in the calendar, the assigning and the import: one outcome."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from layak.assessments import importing
from layak.assessments.assigning import Change, assign
from layak.assessments.deadlines import set_deadline
from layak.assessments.handing_out import Told, give_out
from layak.assessments.importing import Outcome, Saved
from layak.assessments.models import Assignment, Cycle, Deadline, Stage
from layak.assessments.opening import open_cycle
from layak.assessments.services import version_of
from layak.assessments.tests.make import AT, answer_of, make_cycle, make_sheet
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.notices.models import Notice
from tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads that start together; each result, or the refusal it ended with."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(60)
            results[place] = act()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
        assert not thread.is_alive()
    return results


def refused(results: list[object]) -> int:
    return sum(isinstance(result, Refusal) for result in results)


@pytest.fixture
def world() -> World:
    return make_world()


def test_handed_out_twice_at_once_everybody_hears_once(world: World) -> None:
    sheet = make_sheet(world)
    results = at_once(
        lambda: give_out(sheet, actor=world.secretariat, at=AT),
        lambda: give_out(sheet, actor=world.administrator, at=AT + timedelta(seconds=1)),
    )
    assert refused(results) == 1
    assert sum(isinstance(result, Told) for result in results) == 1
    assert Notice.objects.count() == 2


def test_one_place_gets_one_deadline_a_stage(world: World) -> None:
    cycle = make_cycle()

    def put(day: int) -> Deadline:
        closes = datetime(2023, 3, day, 16, 59, tzinfo=UTC)
        return set_deadline(
            world.city, cycle, Stage.SELF, closes_at=closes, source="Surat", actor=None, at=AT
        )

    assert refused(at_once(lambda: put(30), lambda: put(31))) == 1
    assert Deadline.objects.count() == 1


def test_a_year_is_opened_once(world: World) -> None:
    def begin() -> Cycle:
        return open_cycle(
            2026, first_evidence_year=2024, last_evidence_year=2025, actor=None, at=AT
        )

    assert refused(at_once(begin, begin)) == 1
    assert Cycle.objects.filter(year=2026).count() == 1
    assert Entry.objects.filter(verb="cycle.opened").count() == 1


def test_of_two_leads_set_at_once_one_stays(world: World) -> None:
    sheet = make_sheet(world)
    answers = [answer_of(sheet, code).pk for code in ("4.1", "4.2", "12.1")]

    def lead(office: str) -> int:
        chosen = {"civil": world.civil, "health": world.health}[office]
        actor = world.secretariat
        return assign(sheet, answers, chosen, Change.LEAD, actor=actor, at=AT)

    assert refused(at_once(lambda: lead("civil"), lambda: lead("health"))) == 0
    leads = Assignment.objects.filter(answer__in=answers, part="lead")
    assert leads.count() == 3
    assert len(set(leads.values_list("organization", flat=True))) == 1


def test_two_imports_of_one_answer_keep_one_and_tell_the_other(world: World) -> None:
    sheet = make_sheet(world)
    answer = answer_of(sheet, "4.1")

    def bring(option: str, second: int) -> Saved:
        row = Outcome(
            5, "4.1", answer=answer.pk, version=version_of(answer), texts={"option": option}
        )
        at = AT + timedelta(seconds=second)
        return importing.save([row], sheet, world.civil, user=world.officer, at=at)

    results = at_once(lambda: bring("Penuh", 1), lambda: bring("Separuh", 2))
    saved = [result for result in results if isinstance(result, Saved)]
    assert sorted(one.answers for one in saved) == [0, 1]
    assert sum(len(one.refused) for one in saved) == 1
    answer.refresh_from_db()
    assert answer.points in {10, 20}
