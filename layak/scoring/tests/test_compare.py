from decimal import Decimal

import pytest

from layak.scoring import Disagreement, PointsError, PrintedRow, compare_printed, mismatches
from layak.scoring.tests.make import make_rubric

RUBRIC = make_rubric({"1": {"1": "10"}, "2A": {"1": "10"}, "2B": {"1": "10"}})
POINTS = {"1.1": Decimal(1), "2A.1": Decimal(2), "2B.1": Decimal(3)}


def row(level: str, code: str, points: str) -> PrintedRow:
    return PrintedRow(level, code, Decimal(points))


def test_printed_totals_that_agree_are_not_mentioned() -> None:
    printed = [
        row("total", "", "6.00"),
        row("cluster", " BLO CK", "6"),
        row("indicator", "2 A", "2.0"),
        row("indicator", "2", "5"),
    ]
    assert compare_printed(RUBRIC, POINTS, printed) == ()


def test_every_disagreement_is_named_in_the_order_printed() -> None:
    printed = [
        row("total", "sheet 1", "7"),
        row("cluster", "block", "5.5"),
        row("indicator", "2b", "3.01"),
        row("indicator", "2", "4"),
    ]
    found = compare_printed(RUBRIC, POINTS, printed)
    assert found == (
        Disagreement("total", "sheet 1", Decimal(7), Decimal(6)),
        Disagreement("cluster", "0", Decimal("5.5"), Decimal(6)),
        Disagreement("indicator", "2B", Decimal("3.01"), Decimal(3)),
        Disagreement("indicator", "2", Decimal(4), Decimal(5)),
    )
    assert [one.difference for one in found] == [1, Decimal("-0.5"), Decimal("0.01"), -1]


def test_a_printed_code_outside_the_form_is_refused() -> None:
    with pytest.raises(PointsError) as caught:
        compare_printed(RUBRIC, POINTS, [row("cluster", "9", "1"), row("row", "1", "1")])
    assert [one.code for one in caught.value.problems] == ["unknown", "unknown_level"]


def test_a_form_whose_own_maxima_disagree_says_where() -> None:
    rubric = make_rubric({"18": {"1": "5"}, "19": {"1": "30", "2": "24"}}, caps={"19": "51"})
    assert [(one.where, one.facts) for one in mismatches(rubric)] == [
        ("19", {"items": Decimal(54), "maximum": Decimal(51)}),
        ("total", {"items": Decimal(59), "maximum": Decimal(56)}),
    ]
    assert mismatches(make_rubric()) == ()
