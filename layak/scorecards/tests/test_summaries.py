"""Summaries of sheets: the same numbers as the sheet itself, counted again when rows changed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from layak.assessments import locks, services
from layak.assessments.models import Answer, Assessment, Placement, Stage
from layak.assessments.queries import overview, rubric_of
from layak.assessments.sheet import Sheet
from layak.assessments.tests.make import answer_of, fill, make_evidence, make_sheet, put
from layak.instruments.models import AwardLevel, Instrument
from layak.scorecards.levels import Levels
from layak.scorecards.models import Summary
from layak.scorecards.movement import Movement, moved
from layak.scorecards.summaries import refresh
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
AT = datetime(2023, 4, 1, 2, tzinfo=UTC)


def summed(sheet: Assessment) -> Summary:
    refresh(AT)
    return Summary.objects.get(assessment=sheet)


def mark(
    sheet: Assessment, code: str, points: int, stage: Stage, *, returned: bool = False
) -> None:
    services.mark(
        answer_of(sheet, code), stage, Decimal(points), returned=returned, actor=None, at=AT
    )


def verified_sheet(world: World) -> Assessment:
    """Two of three questions filled, submitted and marked; one of them returned."""
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    fill(sheet, "12.1", label="Separuh")
    put(answer_of(sheet, "4.1"), make_evidence(world))
    sheet = locks.submit(sheet, actor=world.secretariat, at=AT)
    mark(sheet, "4.1", 15, Stage.ADMINISTRATIVE)
    mark(sheet, "12.1", 5, Stage.ADMINISTRATIVE, returned=True)
    mark(sheet, "12.1", 40, Stage.FIELD)
    return Assessment.objects.select_related("instrument").get(pk=sheet.pk)


def test_a_summary_says_what_the_sheet_itself_says() -> None:
    sheet = verified_sheet(make_world())
    found = summed(sheet)
    own = overview(sheet, Stage.FIELD, at=AT)
    assert (found.stage, found.total, found.level) == ("field", own.score.total, own.score.level)
    assert (found.questions, found.filled, found.evidenced, found.verified, found.returned) == (
        own.whole.questions,
        own.whole.filled,
        own.whole.evidenced,
        own.whole.verified,
        own.whole.returned,
    )
    scores = Sheet(sheet).scores(rubric_of(sheet))
    assert {Stage(name): Decimal(text) for name, text in found.scores.items()} == {
        stage: score.total for stage, score in scores.items()
    }


def test_only_what_changed_is_counted_again() -> None:
    sheet = make_sheet(make_world())
    assert refresh(AT) == 1
    assert refresh(AT + timedelta(minutes=1)) == 0
    fill(sheet, "4.1")
    assert refresh(AT + timedelta(minutes=2)) == 1
    assert Summary.objects.get().total == Decimal(20)
    assert Summary.objects.get().computed_at == AT + timedelta(minutes=2)


def test_every_kind_of_change_is_seen_even_one_that_bears_an_old_date() -> None:
    world = make_world()
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    refresh(AT)
    placement = put(answer_of(sheet, "4.1"), make_evidence(world))
    assert summed(sheet).evidenced == 1
    Placement.objects.filter(pk=placement.pk).delete()
    assert summed(sheet).evidenced == 0
    Answer.objects.filter(assessment=sheet, question__code="4.1").update(checked_at=AT)
    assert summed(sheet).checked == 1
    mark(sheet, "4.1", 3, Stage.FIELD, returned=True)
    assert (summed(sheet).returned, summed(sheet).total) == (1, Decimal(3))
    Assessment.objects.filter(pk=sheet.pk).update(stage=Stage.ADMINISTRATIVE)
    # Submitted without an answer: the self score counts what was submitted.
    assert summed(sheet).scores["self"] == "0"


def test_a_city_moves_by_the_order_of_the_levels_and_never_by_a_guess() -> None:
    instrument = Instrument(pk=1)
    levels = Levels(
        tuple(
            AwardLevel(instrument=instrument, name=name, position=place)
            for place, name in enumerate(["Pratama", "Madya", "Nindya"])
        )
    )
    one = {2019: frozenset({"Pratama"}), 2021: frozenset({"Madya"}), 2022: frozenset({"Madya"})}
    assert moved(one, 2019, levels) is Movement.FIRST
    assert moved(one, 2021, levels) is Movement.UP
    assert moved(one, 2022, levels) is Movement.SAME
    assert moved(one, 2023, levels) is None
    down = {**one, 2023: frozenset({"Pratama"})}
    assert moved(down, 2023, levels) is Movement.DOWN
    split = {**one, 2023: frozenset({"Pratama", "Madya"})}
    assert moved(split, 2023, levels) is Movement.UNSURE
    odd = {**one, 2023: frozenset({"Tidak memenuhi"})}
    assert moved(odd, 2023, levels) is Movement.UNSURE
