from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.scoring import Cluster, PointsError, Rubric, ScoreWarning, score
from layak.scoring.tests.make import claims, make_rubric, rubrics

FORMS = rubrics()


def draw_points(data: st.DataObject, rubric: Rubric) -> dict[str, Decimal | None]:
    return {code: data.draw(claims) for code in rubric.items if data.draw(st.booleans())}


@given(rubric=FORMS, data=st.data())
def test_nothing_is_worth_more_than_its_maximum(rubric: Rubric, data: st.DataObject) -> None:
    result = score(rubric, draw_points(data, rubric))
    assert all(result.items[code] <= rubric.items[code].maximum for code in result.items)
    assert all(result.indicators[row.code] <= row.maximum for row in rubric.indicators)
    assert 0 <= result.total <= result.attainable


@given(rubric=FORMS, data=st.data())
def test_the_whole_is_the_sum_of_its_clusters_indicators_and_numbers(
    rubric: Rubric, data: st.DataObject
) -> None:
    result = score(rubric, draw_points(data, rubric))
    assert sum(result.clusters.values()) == result.total
    assert sum(result.indicators.values()) == result.total
    assert sum(result.numbers.values()) == result.total


@given(rubric=FORMS, data=st.data())
def test_items_add_up_to_their_indicator_unless_a_warning_names_the_cap(
    rubric: Rubric, data: st.DataObject
) -> None:
    result = score(rubric, draw_points(data, rubric))
    capped = {warning.where for warning in result.warnings if warning.code == "indicator_capped"}
    for row in rubric.indicators:
        items = sum(result.items.get(item.code, Decimal(0)) for item in row.items)
        assert (items == result.indicators[row.code]) == (row.code not in capped)


@given(rubric=FORMS, data=st.data())
def test_a_claim_counts_as_it_is_unless_a_warning_names_the_cap(
    rubric: Rubric, data: st.DataObject
) -> None:
    points = draw_points(data, rubric)
    result = score(rubric, points)
    capped = {warning.where for warning in result.warnings if warning.code == "item_capped"}
    for code, counted in result.items.items():
        assert (counted == points[code]) == (code not in capped)


@given(rubric=FORMS, data=st.data())
def test_more_points_never_make_a_lower_score(rubric: Rubric, data: st.DataObject) -> None:
    points = draw_points(data, rubric)
    code = data.draw(st.sampled_from(sorted(rubric.items)))
    more = points | {
        code: (points.get(code) or Decimal(0)) + data.draw(claims.map(lambda c: c or 0))
    }
    assert score(rubric, more).total >= score(rubric, points).total


@given(rubric=FORMS, data=st.data())
def test_the_order_of_the_answers_does_not_matter(rubric: Rubric, data: st.DataObject) -> None:
    points = draw_points(data, rubric)
    shuffled = dict(data.draw(st.permutations(list(points.items()))))
    assert score(rubric, shuffled) == score(rubric, points)


@given(rubric=FORMS, data=st.data())
def test_every_item_is_either_counted_or_named_as_unanswered(
    rubric: Rubric, data: st.DataObject
) -> None:
    points = draw_points(data, rubric)
    result = score(rubric, points)
    missing = {code for code in rubric.items if points.get(code) is None}
    assert set(result.unanswered) == missing
    assert result.items.keys() == rubric.items.keys() - missing


@given(rubric=FORMS, data=st.data())
def test_the_callers_precision_does_not_change_a_score(rubric: Rubric, data: st.DataObject) -> None:
    points = draw_points(data, rubric)
    with localcontext(prec=2):
        coarse = score(rubric, points)
    assert coarse == score(rubric, points)


def test_zero_is_an_answer_and_none_is_not() -> None:
    result = score(make_rubric(), {"1.1": Decimal(0), "1.2": None})
    assert result.items == {"1.1": Decimal(0)}
    assert result.unanswered == ("1.2", "2A.1")


def test_points_above_an_item_maximum_are_capped_and_warned() -> None:
    result = score(make_rubric(), {"2A.1": Decimal("100.01")})
    assert result.total == 100
    facts = {"points": Decimal("100.01"), "maximum": Decimal(100)}
    assert result.warnings == (ScoreWarning("item_capped", "2A.1", facts),)


def test_points_above_an_indicator_maximum_are_capped_and_warned() -> None:
    rubric = make_rubric({"19": {"1": "30", "2": "24"}}, caps={"19": "51"})
    result = score(rubric, {"19.1": Decimal(30), "19.2": Decimal(24)})
    assert result.total == 51
    facts = {"points": Decimal(54), "maximum": Decimal(51)}
    assert result.warnings == (ScoreWarning("indicator_capped", "19", facts),)


def test_rows_of_one_number_are_added_under_that_number() -> None:
    rubric = make_rubric({"21A": {"1": "5"}, "21B": {"1": "5"}, "22": {"1": "5"}})
    result = score(rubric, {"21A.1": Decimal(2), "21B.1": Decimal("1.5"), "22.1": Decimal(1)})
    assert result.numbers == {"21": Decimal("3.5"), "22": Decimal(1)}


def test_an_item_that_does_not_apply_is_neither_counted_nor_missed() -> None:
    rubric = make_rubric().without(["1.2"])
    result = score(rubric, {"1.1": Decimal(10), "1.2": Decimal(5)})
    assert result.total == 10
    assert result.attainable == 700
    assert result.unanswered == ("2A.1",)
    assert [(one.code, one.where) for one in result.warnings] == [("not_applicable", "1.2")]


def test_all_bad_points_are_named_together() -> None:
    points = {
        "9.9": Decimal(1),
        "1.1": Decimal(-1),
        "1.2": Decimal("NaN"),
        "2A.1": 0.5,  # a float is not an exact number
    }
    with pytest.raises(PointsError) as caught:
        score(make_rubric(), points)  # type: ignore[arg-type] # the wrong type is the point
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [
        ("unknown", "9.9"),
        ("negative", "1.1"),
        ("not_a_number", "1.2"),
        ("not_a_number", "2A.1"),
    ]


@pytest.mark.parametrize(
    ("value", "code"), [("1E-21", "too_fine"), ("1E+21", "too_large"), ("Infinity", "not_a_number")]
)
def test_points_that_could_not_be_added_exactly_are_refused(value: str, code: str) -> None:
    with pytest.raises(PointsError) as caught:
        score(make_rubric(), {"1.1": Decimal(value)})
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_form_with_a_negative_maximum_is_no_rubric() -> None:
    with pytest.raises(ValueError, match="a maximum is negative"):
        make_rubric({"1": {"1": "-5"}})


def test_a_form_that_uses_a_code_twice_is_no_rubric() -> None:
    row = make_rubric({"1": {"1": "5"}}).indicators[0]
    with pytest.raises(ValueError, match=r"indicator occurs more than once: 1$"):
        Rubric("twice", (Cluster("0", (row,)), Cluster("1", (row,))), ())


def test_an_inapplicable_item_must_be_in_the_form() -> None:
    with pytest.raises(ValueError, match="outside the form"):
        make_rubric().without(["9.9"])
