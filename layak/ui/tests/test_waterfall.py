"""The waterfall: totals from zero, changes where they begin, equal input gives equal strings."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.ui.waterfall import PHONE, WIDE, Bar, waterfall_svg

SVG = "{http://www.w3.org/2000/svg}"
BARS = [
    Bar("Mandiri", Decimal(0), Decimal("823.5"), total=True),
    Bar("berkurang", Decimal("823.5"), Decimal(600)),
    Bar("bertambah", Decimal(600), Decimal(612)),
    Bar("Final", Decimal(0), Decimal(612), total=True),
]


def parsed(drawn: str) -> ElementTree.Element:
    spaced = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    return ElementTree.fromstring(spaced)  # noqa: S314 - our own drawing


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_every_step_has_its_name_and_number(width: int) -> None:
    root = parsed(waterfall_svg(BARS, Decimal(1000), title="Perjalanan nilai", width=width))
    words = [node.text for node in root.iter(f"{SVG}text")]
    assert words[::2] == ["Mandiri", "berkurang", "bertambah", "Final"]
    assert words[1::2] == ["823,50", "−223,50", "+12,00", "612,00"]
    said = root.find(f"{SVG}desc")
    assert said is not None
    assert said.text == "Mandiri 823,50; berkurang −223,50; bertambah +12,00; Final 612,00"


def test_a_change_hangs_between_two_totals() -> None:
    root = parsed(waterfall_svg(BARS, Decimal(1000), title="Nilai"))
    rows = [(float(r.get("x", "")), float(r.get("width", ""))) for r in root.iter(f"{SVG}rect")]
    ends = [round(left + length, 1) for left, length in rows]
    assert rows[0][0] == rows[3][0]
    assert ends[1] == ends[0]  # the loss begins where the first total ends
    assert abs(rows[2][0] - rows[1][0]) < 0.2  # the gain begins where the loss ended
    assert ends[2] == ends[3]


def test_a_name_is_never_read_as_markup() -> None:
    drawn = waterfall_svg(
        [Bar("<script>", Decimal(0), Decimal(1), total=True)], Decimal(1), title='"<b>"'
    )
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_it_needs_a_bar() -> None:
    with pytest.raises(ValueError, match="at least one bar"):
        waterfall_svg([], Decimal(1), title="Nilai")


amounts = st.decimals(min_value=0, max_value=1200, places=2)


@given(ends=st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8), top=amounts)
def test_everything_stays_inside_the_picture(
    ends: list[tuple[Decimal, Decimal]], top: Decimal
) -> None:
    bars = [Bar(f"langkah {place}", start, end) for place, (start, end) in enumerate(ends)]
    for width in (WIDE, PHONE):
        drawn = waterfall_svg(bars, top, title="Nilai", width=width)
        assert drawn == waterfall_svg(bars, top, title="Nilai", width=width)
        for row in parsed(drawn).iter(f"{SVG}rect"):
            left, length = float(row.get("x", "")), float(row.get("width", ""))
            assert left >= 0
            assert left + length <= width
