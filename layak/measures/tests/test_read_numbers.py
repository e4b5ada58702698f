"""Numbers and periods as people write them: understood or refused, never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from layak.lib.errors import Refusal
from layak.measures import groups
from layak.measures.figures import read_count, read_share
from layak.measures.periods import last_finished, parse_period


@pytest.mark.parametrize(
    ("text", "what", "value"),
    [
        ("22,3%", "text", "22.3"),
        ("22,3", "text", "22.3"),
        ("22.3", "text", "22.3"),
        ("22,3 %", "text", "22.3"),
        ("1,214", "text", "1.214"),
        ("0,4%", "text", "0.4"),
        ("22.3", "percent", "22.3"),
        ("22.3", "number", "22.3"),
        ("0", "number", "0"),
    ],
)
def test_a_share_is_understood(text: str, what: str, value: str) -> None:
    assert read_share(text, what=what) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "what"),
    [("1.214", "text"), ("0.223", "number"), ("1", "number"), ("1,214.5", "text"), ("ada", "text")],
)
def test_a_share_with_two_meanings_is_refused(text: str, what: str) -> None:
    with pytest.raises(Refusal):
        read_share(text, what=what)


@pytest.mark.parametrize(
    ("text", "what", "value"),
    [("1.214", "text", 1214), ("1214", "text", 1214), ("1214", "number", 1214), ("0", "text", 0)],
)
def test_a_count_is_understood(text: str, what: str, value: int) -> None:
    assert read_count(text, what=what) == value


@pytest.mark.parametrize(
    ("text", "what", "plain"),
    [
        ("1,214", "text", False),
        ("1.214", "number", False),
        ("22,3%", "text", False),
        ("50", "percent", False),
        ("-3", "text", False),
        ("1.214", "text", True),
        ("1,214", "text", True),
        ("1,214,000", "text", False),
        ("dua", "text", False),
    ],
)
def test_a_count_that_is_none_is_refused(text: str, what: str, *, plain: bool) -> None:
    with pytest.raises(Refusal):
        read_count(text, what=what, points_are_decimal=plain)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024", "2024"),
        ("tahun 2024", "2024"),
        ("Semester 1 2024", "2024-S1"),
        ("semester II 2024", "2024-S2"),
        ("Triwulan III 2024", "2024-Q3"),
        ("TW 4 2024", "2024-Q4"),
        ("Juni 2024", "2024-06"),
        ("2024-06", "2024-06"),
        ("3 Juni 2024", "2024-06-03"),
        ("03/06/2024", "2024-06-03"),
        ("2024-S1", "2024-S1"),
        ("Januari - April 2022", "2022-01/2022-04"),
        ("Januari-April 2022", "2022-01/2022-04"),
        ("2022-01/2022-04", "2022-01/2022-04"),
        ("2025-01-01/2025-11-27", "2025-01-01/2025-11-27"),
    ],
)
def test_a_period_is_understood_and_its_code_too(text: str, code: str) -> None:
    period = parse_period(text)
    assert period.code == code
    assert parse_period(period.code) == period


@pytest.mark.parametrize(
    "text", ["", "kemarin", "2024-13", "32 Juni 2024", "Semester 3 2024", "1724", "2024 - 2022"]
)
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_period(text)


def test_figures_are_owed_for_what_is_over() -> None:
    assert last_finished(date(2024, 7, 1), "semester").code == "2024-S1"
    assert last_finished(date(2024, 6, 30), "semester").code == "2023-S2"
    assert last_finished(date(2024, 1, 1), "month").code == "2023-12"


def test_groups_are_written_in_one_way() -> None:
    crossed = groups.compose({"age": "13-17", "sex": "f"})
    assert crossed == "sex:f,age:13-17"
    assert groups.is_group(crossed)
    assert not groups.is_group("age:13-17,sex:f")
    assert groups.parse_value("sex", "P") == "f"
    assert groups.parse_value("age", "13-17 tahun") == "13-17"
    assert groups.parse_other("Pendidikan: SD") == ("education", "primary")
    with pytest.raises(Refusal):
        groups.parse_other("Warna: merah")
