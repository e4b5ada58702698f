"""The parts of a change add up to it, whatever the years were like."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from layak.scoring.years import Change, Verdict, Weighed, change, together, weigh

D = Decimal
MAXIMUM = st.integers(0, 200_000).map(lambda number: D(number) / 10_000)


@st.composite
def weighed(draw: st.DrawFn, maximum: Decimal | None = None) -> Weighed:
    top = draw(MAXIMUM) if maximum is None else maximum
    points = st.integers(0, int(top * 10_000)).map(lambda number: D(number) / 10_000)
    verdicts = st.lists(st.builds(Verdict, points, st.booleans()), max_size=3)
    return weigh(top, draw(points), draw(verdicts))


@given(weighed(), weighed())
def test_the_parts_add_up_to_the_whole_change(before: Weighed, after: Weighed) -> None:
    assert change(before, after).total == after.won - before.won


@given(weighed(), weighed())
def test_looked_at_backwards_every_part_only_changes_its_sign(
    before: Weighed, after: Weighed
) -> None:
    back = change(after, before)
    assert change(before, after) == Change(*(-part for part in back.parts))


@given(st.lists(st.tuples(weighed(), weighed()), max_size=6), MAXIMUM, MAXIMUM)
def test_the_parts_of_many_items_and_their_cap_add_up_too(
    pairs: list[tuple[Weighed, Weighed]], first: Decimal, second: Decimal
) -> None:
    before = together((one for one, _ in pairs), first)
    after = together((two for _, two in pairs), second)
    assert before.won <= first
    assert after.won <= second
    assert change(before, after).total == after.won - before.won
    items = sum((change(*pair) for pair in pairs), Change())
    cap = Change(capped=before.capped - after.capped)
    assert (items + cap).total == after.won - before.won


@given(st.data(), MAXIMUM)
def test_with_the_same_form_nothing_is_the_forms_doing(data: st.DataObject, top: Decimal) -> None:
    before, after = data.draw(weighed(top)), data.draw(weighed(top))
    parts = change(before, after)
    assert parts.instrument == 0
    assert parts.answers == after.claimed - before.claimed


@given(weighed(), weighed())
def test_what_is_asked_in_one_year_only_is_all_the_forms_doing(
    before: Weighed, after: Weighed
) -> None:
    gone = change(before, Weighed())
    assert gone.instrument == -before.won or not before.maximum
    come = change(Weighed(), after)
    assert come.instrument == after.won or not after.maximum


@given(weighed())
def test_an_item_ends_where_its_last_stage_left_it(one: Weighed) -> None:
    assert 0 <= one.won <= one.maximum
    assert one.evidence >= 0
    assert one.left == one.maximum - one.won


def test_points_given_back_cancel_what_was_taken_last() -> None:
    # 10 claimed; 4 taken for the evidence, 2 otherwise, then 3 given back: 2 of the last, 1 of it.
    verdicts = [Verdict(D(6), True), Verdict(D(4), False), Verdict(D(7), False)]
    one = weigh(D(12), D(10), verdicts)
    assert (one.evidence, one.verification, one.won) == (D(3), D(0), D(7))


def test_more_than_was_claimed_is_the_verifiers_own() -> None:
    one = weigh(D(12), D(5), [Verdict(D(3), True), Verdict(D(8), False)])
    assert (one.evidence, one.verification, one.won) == (D(0), D(-3), D(8))


def test_the_same_share_of_a_greater_maximum_is_the_forms_doing() -> None:
    before, after = (
        weigh(D(10), D(8), [Verdict(D(6), True)]),
        weigh(D(20), D(16), [Verdict(D(12), True)]),
    )
    assert change(before, after) == Change(instrument=D(6))


def test_a_better_answer_to_a_greater_form_is_split_at_the_mean_of_both() -> None:
    before, after = weigh(D(10), D(5), []), weigh(D(20), D(15), [])
    # Shares 50% and 75% of a mean of 15; the mean share of the ten points the form grew by.
    assert change(before, after) == Change(instrument=D("6.25"), answers=D("3.75"))
