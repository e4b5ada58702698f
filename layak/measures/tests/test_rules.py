"""What makes a figure doubtful."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.measures.periods import parse_period
from layak.measures.rules import Figure, Nature, Rule, examine

COUNT, SHARE = Nature(is_share=False, flow=False), Nature(is_share=True, flow=False)
EVENTS = Nature(is_share=False, flow=True)
CITY = 1


def figure(key: int, value: object, *, period: str = "2024", **said: Any) -> Figure:
    usual = {"region": CITY, "parent": None, "name": f"A{key}", "source": 1, "source_name": "S"}
    given_ = {"group": "", **usual, **said}
    return Figure(key, period=parse_period(period), value=Decimal(str(value)), **given_)


def rules_of(figures: list[Figure], nature: Nature, **areas: Any) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for one in examine(figures, nature, areas.get("areas", {})):
        found.setdefault(one.key, set()).add(one.rule.value)
    return found


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"value": 110, "numerator": 11, "denominator": 10}, Rule.NUMERATOR),
        ({"value": 101}, Rule.RANGE),
        ({"value": -1}, Rule.RANGE),
        ({"value": "22.3", "numerator": 20, "denominator": 100}, Rule.RATIO),
        ({"value": "4.1", "coverage": Decimal("56.68")}, Rule.COVERAGE),
    ],
)
def test_a_share_is_doubted_by_itself(said: dict[str, Any], rule: Rule) -> None:
    assert rule.value in rules_of([figure(1, **said)], SHARE)[1]


def test_a_share_rounded_as_it_is_printed_is_not_doubted() -> None:
    rows = [figure(1, "93.78", numerator=74_989_988, denominator=79_964_264)]
    assert rules_of(rows, SHARE) == {}


def test_printed_totals_are_held_against_their_rows() -> None:
    areas = {CITY: {11: "Utara", 12: "Selatan"}}
    rows = [
        figure(1, 18),
        figure(2, 10, region=11, parent=CITY),
        figure(3, 7, region=12, parent=CITY),
    ]
    assert rules_of(rows, COUNT, areas=areas) == {1: {"areas"}}
    [told] = examine(rows, COUNT, areas)
    assert "17" in told.sentence
    assert "18" in told.sentence


def test_an_area_without_a_figure_is_named() -> None:
    areas = {CITY: {11: "Utara", 12: "Selatan"}}
    rows = [figure(1, 10), figure(2, 10, region=11, parent=CITY)]
    assert rules_of(rows, COUNT, areas=areas) == {1: {"missing"}}
    assert "Selatan" in examine(rows, COUNT, areas)[0].sentence


def test_shares_of_areas_are_added_by_their_counts_and_never_averaged() -> None:
    areas = {CITY: {11: "Utara", 12: "Selatan"}}
    small = figure(2, 90, region=11, parent=CITY, numerator=9, denominator=10)
    large = figure(3, 10, region=12, parent=CITY, numerator=9, denominator=90)
    assert rules_of([figure(1, 18), small, large], SHARE, areas=areas) == {}
    assert rules_of([figure(1, 50), small, large], SHARE, areas=areas) == {1: {"areas"}}


def test_sexes_that_exceed_their_total_are_told_and_one_alone_is_not() -> None:
    girls, boys = figure(2, 7, group="sex:f"), figure(3, 5, group="sex:m")
    assert rules_of([figure(1, 10), girls, boys], EVENTS) == {1: {"groups"}}
    assert rules_of([figure(1, 12), girls, boys], EVENTS) == {}
    assert rules_of([figure(1, 10), girls], EVENTS) == {}


def test_one_source_with_two_numbers_for_june() -> None:
    rows = [figure(1, 732, period="2024-06"), figure(2, 1225, period="2024-06-03")]
    assert rules_of(rows, COUNT) == {1: {"same_source"}, 2: {"same_source"}}


def test_events_of_a_part_may_not_exceed_the_year() -> None:
    year = figure(1, 64, period="2024")
    assert rules_of([year, figure(2, 25, period="2024-01/2024-04")], EVENTS) == {}
    more = rules_of([year, figure(2, 70, period="2024-01/2024-04")], EVENTS)
    assert more == {1: {"same_source"}, 2: {"same_source"}}


def test_sources_far_apart_about_a_near_time_are_both_told() -> None:
    survey = figure(1, "22.3", period="2023", source=1)
    register = figure(2, "4.1", period="2024-06", source=2)
    assert rules_of([survey, register], SHARE) == {1: {"sources"}, 2: {"sources"}}
    old = figure(2, "4.1", period="2018", source=2)
    assert rules_of([survey, old], SHARE) == {}


def test_a_leap_is_told_and_a_step_is_not() -> None:
    rows = [figure(1, 20, period="2022"), figure(2, 35, period="2023")]
    assert rules_of(rows, SHARE) == {2: {"jump"}}
    assert rules_of([rows[0], figure(2, 25, period="2023")], SHARE) == {}
    assert rules_of([figure(1, 100, period="2022"), figure(2, 210, period="2023")], COUNT)


def test_one_area_far_from_its_neighbours() -> None:
    rows = [figure(key, 20 + key, region=key, parent=CITY) for key in range(2, 9)]
    far = figure(9, 90, region=9, parent=CITY)
    assert rules_of([*rows, far], SHARE) == {9: {"outlier"}}


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_a_total_that_is_the_sum_of_all_its_rows_is_never_doubted(values: list[int]) -> None:
    areas = {CITY: {100 + at: f"A{at}" for at in range(len(values))}}
    rows = [figure(2 + at, one, region=100 + at, parent=CITY) for at, one in enumerate(values)]
    found = rules_of([figure(1, sum(values)), *rows], EVENTS, areas=areas)
    assert 1 not in found
