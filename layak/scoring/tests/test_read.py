import contextlib
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.scoring import PointsError, PrintedRow, Rubric, read_points, read_printed
from layak.scoring.tests.make import make_rubric


def problems_of(
    text: str, reader: Callable[[str, Rubric], object] = read_points
) -> list[tuple[str, str, int | None]]:
    with pytest.raises(PointsError) as caught:
        reader(text, make_rubric())
    return [(one.code, one.where, one.line) for one in caught.value.problems]


def test_points_are_read_by_code_and_an_empty_cell_is_not_answered() -> None:
    text = "code,points\n1.1,12.50\n\n1.2,\n2A.1, 0 \n"
    assert read_points(text, make_rubric()) == {
        "1.1": Decimal("12.5"),
        "1.2": None,
        "2A.1": Decimal(0),
    }


def test_a_byte_order_mark_further_columns_and_their_order_do_no_harm() -> None:
    text = "\ufeffPoints,note,Code\r\n3,so,1.1\r\n"
    assert read_points(text, make_rubric()) == {"1.1": Decimal(3)}


def test_every_bad_line_is_named_with_its_number() -> None:
    text = "code,points\n9.9,1\n1.1,1\n1.1,2\n1.2,-3\n2A.1,abc\n1.2\n"
    assert problems_of(text) == [
        ("unknown", "9.9", 2),
        ("duplicate", "1.1", 4),
        ("negative", "1.2", 5),
        ("not_a_number", "2A.1", 6),
        ("columns", "1.2", 7),
    ]


@pytest.mark.parametrize(
    "written", ["NaN", "1e3", "Infinity", "1_0", "0,75", "٣", "1 000", "9" * 61]
)
def test_only_plain_decimal_notation_is_a_number(written: str) -> None:
    assert problems_of(f'code,points\n1.1,"{written}"\n') == [("not_a_number", "1.1", 2)]


@pytest.mark.parametrize("text", ["", "1.1,12\n", "code;points\n1.1;3\n", "code,code,points\n"])
def test_a_missing_header_is_one_problem(text: str) -> None:
    assert problems_of(text) == [("header", "code,points", 1)]


def test_an_open_quote_is_named_instead_of_swallowing_the_rest() -> None:
    assert [code for code, _, _ in problems_of('code,points\n1.1,"3\n1.2,4\n')] == ["unreadable"]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    points: dict[str, Decimal | None] = {}
    with contextlib.suppress(PointsError):
        points = read_points(f"code,points\n{text}", make_rubric())
    assert points.keys() <= make_rubric().items.keys()


def test_printed_totals_are_read_as_they_stand() -> None:
    text = (
        "level,code,points\nTotal,,770.36\ntotal,second sheet,765.46\n"
        "cluster,Block,5\nindicator,2 a,1\n"
    )
    assert read_printed(text, make_rubric()) == (
        PrintedRow("total", "", Decimal("770.36")),
        PrintedRow("total", "second sheet", Decimal("765.46")),
        PrintedRow("cluster", "Block", Decimal(5)),
        PrintedRow("indicator", "2 a", Decimal(1)),
    )


def test_bad_printed_lines_are_named_together() -> None:
    text = "level,code,points\nsheet,1,2\ncluster,7,2\nindicator,1,x\ntotal,,\n"
    assert problems_of(text, read_printed) == [
        ("unknown_level", "sheet", 2),
        ("unknown", "7", 3),
        ("not_a_number", "1", 4),
        ("not_a_number", "total", 5),
    ]
