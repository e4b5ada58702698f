from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.ui import charts, svg
from layak.ui.tests.specimen import LEVELS, MARKS

TOP = Decimal(1000)
scores = st.none() | st.decimals(0, 1000, places=2)
all_marks = st.builds(charts.Marks, scores, scores, scores, scores, scores)


def draw(marks: charts.Marks = MARKS, width: int = charts.WIDE) -> str:
    return charts.ladder_svg(LEVELS, TOP, marks, width=width, id_prefix="a")


def texts(drawn: str) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    return {one.text or "": one for one in root.iter("text")}


@pytest.mark.parametrize("width", [charts.WIDE, charts.OVERVIEW, charts.PHONE])
@given(marks=all_marks)
def test_equal_marks_give_an_equal_drawing_without_styles(width: int, marks: charts.Marks) -> None:
    drawn = draw(marks, width)
    assert drawn == draw(marks, width)
    assert "style" not in drawn
    assert "<script" not in drawn
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert ids == ["a-t", "a-d"]
    assert root.attrib["role"] == "img"


@given(
    data=st.lists(
        st.tuples(st.text(min_size=1, max_size=24), st.floats(0, 638), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    poles=st.lists(st.floats(0, 632), max_size=2),
)
def test_a_label_that_found_room_covers_nothing(
    data: list[tuple[str, float, bool]], poles: list[float]
) -> None:
    labels = [
        svg.Label(words, svg.Span(x, x + 12), "left" if left else "right")
        for words, x, left in data
    ]
    taken = [svg.Span(x, x + 6) for x in poles] + [label.mark for label in labels]
    for label in labels:
        spot = svg.place(label, taken, 638)
        pushed = spot.left == 0 or spot.right == 638
        assert pushed or not any(spot.meets(one) for one in taken)
        assert spot.left >= 0
        taken.append(spot)


def test_verified_and_expected_are_named_to_the_left_target_and_self_to_the_right() -> None:
    said = texts(draw())
    assert said["Terverifikasi 600,00"].attrib["text-anchor"] == "end"
    assert said["Perkiraan nilai akhir 592–668"].attrib["text-anchor"] == "end"
    assert said["Sasaran 650"].attrib["text-anchor"] == "start"
    assert said["Mandiri 823,50"].attrib["text-anchor"] == "start"


def test_the_overview_holds_the_same_labels_on_the_same_sides() -> None:
    assert texts(draw(width=charts.OVERVIEW))["Mandiri 823,50"].attrib["text-anchor"] == "start"


def test_a_target_behind_the_score_changes_sides() -> None:
    said = texts(draw(charts.Marks(verified=Decimal(700), target=Decimal(650))))
    assert said["Sasaran 650"].attrib["text-anchor"] == "end"
    assert said["Terverifikasi 700,00"].attrib["text-anchor"] == "start"


@pytest.mark.parametrize(
    ("score", "held"),
    [("499.99", "Belum berperingkat"), ("500", "Pratama"), ("600.40", "Pratama"), ("601", "Madya")],
)
def test_the_level_held_is_written_bold(score: str, held: str) -> None:
    said = texts(draw(charts.Marks(verified=Decimal(score))))
    names = [level.name for level in LEVELS] + ["Belum berperingkat"]
    assert [name for name in names if said[name].attrib.get("font-weight")] == [held]


def test_a_phone_compresses_what_lies_below_the_first_level() -> None:
    drawn = draw(width=charts.PHONE)
    assert 'viewBox="0 0 294 90"' in drawn
    assert drawn.count('stroke-width="3"') == 1  # the visible break
    assert "823" not in "".join(texts(drawn))  # values stand in the list below


def test_a_level_name_cannot_carry_markup() -> None:
    odd = charts.Band("<b>&", Decimal(500), Decimal(1000), '#fff"><script>')
    drawn = charts.ladder_svg([odd], TOP, MARKS)
    assert "<b>" not in drawn
    assert "<script" not in drawn


def test_the_picture_is_said_in_words() -> None:
    said = charts.describe(LEVELS, MARKS, charts.Labels())
    assert said == (
        "Terverifikasi 600,00 (Pratama), Perkiraan nilai akhir 592–668, Sasaran 650, Mandiri 823,50"
    )


def test_without_a_level_there_is_no_ladder() -> None:
    with pytest.raises(ValueError, match="at least one level"):
        charts.ladder_svg([], TOP, MARKS)
