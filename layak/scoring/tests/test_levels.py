from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.scoring import AwardLevel, score, standing
from layak.scoring.tests.make import LEVELS, make_rubric


@pytest.mark.parametrize(
    ("total", "level", "next_level", "distance", "gap"),
    [
        ("0", None, "Pratama", "500", False),
        ("499.99", None, "Pratama", "0.01", False),
        ("500", "Pratama", "Madya", "101", False),
        ("600", "Pratama", "Madya", "1", False),
        ("600.40", "Pratama", "Madya", "0.60", True),
        ("600.999", "Pratama", "Madya", "0.001", True),
        ("601", "Madya", "Nindya", "100", False),
        ("701", "Nindya", None, None, False),
        ("999", "Nindya", None, None, False),
    ],
)
def test_a_level_starts_exactly_at_its_printed_lower_number(
    total: str, level: str | None, next_level: str | None, distance: str | None, gap: bool
) -> None:
    found = standing(LEVELS, Decimal(total))
    assert (found.level.name if found.level else None) == level
    assert (found.next_level.name if found.next_level else None) == next_level
    assert found.distance == (None if distance is None else Decimal(distance))
    assert found.in_gap is gap


def test_a_total_in_a_printed_gap_carries_a_warning() -> None:
    result = score(make_rubric(), {"1.1": Decimal(600), "1.2": Decimal("0.40")})
    assert (result.level, result.next_level, result.distance) == (
        "Pratama",
        "Madya",
        Decimal("0.6"),
    )
    assert [(one.code, one.where) for one in result.warnings] == [("gap", "total")]


def test_a_total_on_a_printed_number_carries_none() -> None:
    assert score(make_rubric(), {"1.1": Decimal(600)}).warnings == ()
    assert score(make_rubric(), {"1.1": Decimal(600), "1.2": Decimal(1)}).warnings == ()


def test_an_instrument_without_levels_gives_none() -> None:
    found = standing((), Decimal(700))
    assert (found.level, found.next_level, found.distance) == (None, None, None)


@given(st.permutations(LEVELS), st.decimals(0, 1000, places=2))
def test_the_order_in_which_levels_are_written_does_not_matter(
    levels: list[AwardLevel], total: Decimal
) -> None:
    rubric = make_rubric(levels=tuple(levels))
    assert standing(rubric.levels, total) == standing(LEVELS, total)


@given(st.decimals(0, 1000, places=3), st.decimals(0, 1000, places=3))
def test_a_higher_total_never_has_a_lower_level(one: Decimal, other: Decimal) -> None:
    low, high = sorted([one, other])
    floors = [
        found.level.floor if found.level else Decimal(0)
        for found in (standing(LEVELS, low), standing(LEVELS, high))
    ]
    assert floors == sorted(floors)


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ([("a", 1, 5), ("b", 5, 9)], "overlap"),
        ([("a", 5, 1)], "ends before it starts"),
        ([("a", 1, 2), ("a", 3, 4)], "more than once"),
    ],
)
def test_levels_that_contradict_each_other_are_refused(
    levels: list[tuple[str, int, int]], sentence: str
) -> None:
    made = tuple(AwardLevel(name, Decimal(low), Decimal(high)) for name, low, high in levels)
    with pytest.raises(ValueError, match=sentence):
        make_rubric(levels=made)
