"""The example figures: a series of their own, whole where the story needs them, late where not."""

from datetime import UTC, datetime

import pytest

from layak.measures import demo, queries
from layak.measures.history import former_states
from layak.measures.models import Measure, Observation
from layak.measures.places import areas_of, cells_of, heat_of
from layak.measures.rules import Rule
from layak.measures.tests.make import make_areas, make_measure
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 4, 3, tzinfo=UTC)
FILED = datetime(2023, 2, 7, tzinfo=UTC)
CORRECTED = datetime(2023, 5, 12, 3, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    world = make_world()
    make_areas(world)
    make_measure()
    assert not demo.loaded(world.city)
    assert demo.load(world.city, filed_at=FILED, actor=world.officer, at=AT) > 0
    assert demo.loaded(world.city)
    return world


def test_every_example_says_that_it_is_one(world: World) -> None:
    rows = Observation.objects.filter(city=world.city)
    assert set(rows.values_list("source__name", "note")) == {(demo.NAME, "contoh")}
    assert not rows.filter(citation="").exists()
    assert rows.filter(ends__lte=demo.STORY.ends).exclude(entered_at=FILED).count() == 0


def test_kecamatan_have_a_row_each_and_the_newest_semester_lacks_some(world: World) -> None:
    measure = Measure.objects.get(code="child-cards")
    areas = areas_of(world.city)
    newest = Observation.objects.filter(measure=measure).latest("starts").starts
    heat = heat_of(cells_of(world.city, measure, newest), areas, None, measure, "")
    assert str(heat.source) == demo.NAME
    assert [row.region.name for row in heat.rows] == ["Kasemen", "Serang"]
    assert all(cell.value is not None for row in heat.rows for cell in row.cells[1:])
    due = queries.dues(world.city, [measure], AT)[measure.pk]
    assert 0 < due.there < due.expected


def test_the_citys_figure_is_corrected_once_and_keeps_what_it_was(world: World) -> None:
    row = demo.overstated(world.city)
    assert row is not None
    before = row.numerator
    demo.correct(row, actor=world.officer, at=CORRECTED)
    assert demo.overstated(world.city) is None
    row.refresh_from_db()
    assert before is not None
    assert row.numerator is not None
    assert row.numerator < before
    assert [state.numerator for state in former_states(row)] == [before]


def test_a_leap_was_set_aside_with_a_reason_and_low_coverage_was_not(world: World) -> None:
    measures = Measure.objects.filter(code__in=["child-cards", "exclusive-breastfeeding"])
    told: dict[str, bool] = {}
    for measure in measures:
        rows = queries.figures_of(world.city, measure)
        names = queries.names_below(world.city)
        for found in queries.doubts_about(world.city, measure, rows, names).values():
            told |= {one.doubt.rule: one.dismissal is not None for one in found}
    assert told[Rule.JUMP]
    assert told[Rule.COVERAGE] is False
