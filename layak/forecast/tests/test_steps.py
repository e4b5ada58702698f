"""The way up: what each step adds, and the exact optimum, checked against every possible set."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layak.forecast.acceptance import shifts
from layak.forecast.assumptions import assumptions
from layak.forecast.claims import Evidence, Given
from layak.forecast.model import forecast
from layak.forecast.optimum import solve
from layak.forecast.questions import Choice, Question
from layak.forecast.solving import solved
from layak.forecast.steps import Act, steps, taken, values
from layak.forecast.tests.make import make_outlook, make_sheet

ASSUMED = assumptions()
LEARNED = shifts((), ASSUMED)


def test_each_state_of_evidence_asks_for_its_own_step() -> None:
    acts = {
        state: [step.act for step in steps(make_sheet(evidence=state, items=10), ASSUMED)][:1]
        for state in Evidence
    }
    assert acts[Evidence.COMPLETE] == acts[Evidence.UNKNOWN] == []
    assert acts[Evidence.MISPLACED] == [Act.MOVE]
    assert acts[Evidence.CIRCULAR] == [Act.ISSUE]
    back = make_sheet(given=Given(1.0, settled=True, open=True), items=10)
    assert {step.act for step in steps(back, ASSUMED)} == {Act.REPAIR}
    closed = make_sheet(given=Given(1.0, settled=True, open=False), items=10)
    assert steps(closed, ASSUMED) == []


def test_an_open_question_is_answered_before_it_is_proven() -> None:
    sheet = make_sheet(items=10)
    empty = replace(sheet, claims=[replace(claim, claimed=None) for claim in sheet.claims])
    first, second = steps(empty, ASSUMED)[:2]
    assert (first.act, second.act, second.needs) == (Act.ANSWER, Act.ATTACH, first.key)
    # Proof without an answer proves nothing.
    assert taken(empty, [second]) == empty


def test_a_step_adds_what_the_forecast_rises_by() -> None:
    sheet = make_sheet(0.5, Evidence.MISSING, items=20)
    every = steps(sheet, ASSUMED, rungs={"0.0": 4.0})
    before = forecast(sheet, make_outlook(), LEARNED, ASSUMED)
    worth = values(before, every, LEARNED, ASSUMED)
    for chosen in (every[:1], every[:2], every):
        after = forecast(taken(sheet, chosen), make_outlook(), LEARNED, ASSUMED)
        added = sum(worth[step.key].expected for step in chosen)
        assert after.total.expected - before.total.expected == pytest.approx(added)
        assert all(worth[step.key].unlucky > 0 for step in chosen)


choices = st.lists(
    st.tuples(
        st.integers(1, 12),  # quarter hours
        st.integers(1, 40),  # tenths of a point
        st.integers(0, 2),  # row
        st.booleans(),  # needs the one before
        st.sampled_from(["Dinkes", "Disdik"]),
    ),
    min_size=1,
    max_size=8,
)


def make_choices(rows: list[tuple[int, int, int, bool, str]]) -> list[Choice]:
    made: list[Choice] = []
    for n, (hours, gain, row, needs, office) in enumerate(rows):
        need = made[-1].key if made and needs else ""
        made.append(Choice(f"{n:02}", f"r{row}", hours / 4, gain / 10, office, need))
    return made


def every_set(question: Question) -> list[tuple[float, float]]:
    """Hours and points of each allowed set, the slow way."""
    found = []
    for bits in product((False, True), repeat=len(question.choices)):
        picked = [one for one, bit in zip(question.choices, bits, strict=True) if bit]
        keys = {one.key for one in picked}
        hours = sum(one.hours for one in picked)
        rows: dict[str, float] = {}
        offices: dict[str, float] = {}
        for one in picked:
            rows[one.row] = rows.get(one.row, 0) + one.gain
            offices[one.office] = offices.get(one.office, 0) + one.hours
        allowed = (
            all(not one.needs or one.needs in keys for one in picked)
            and (question.hours is None or hours <= question.hours)
            and all(offices.get(name, 0) <= cap for name, cap in question.capacity.items())
        )
        if allowed:
            gain = sum(min(value, question.room.get(row, value)) for row, value in rows.items())
            found.append((hours, gain))
    return found


@settings(deadline=None, max_examples=25)
@given(rows=choices, need=st.integers(1, 100), hours=st.integers(1, 12), room=st.integers(1, 60))
def test_the_optimum_is_the_best_of_all_sets(
    rows: list[tuple[int, int, int, bool, str]], need: int, hours: int, room: int
) -> None:
    made = make_choices(rows)
    within = {"r0": room / 10}
    most = Question(made, within, None, float(hours), {"Dinkes": hours / 2})
    found = solve(most)
    assert found.gain == pytest.approx(max(gain for _, gain in every_set(most)))
    cheapest = Question(made, within, need / 10)
    enough = [cost for cost, gain in every_set(cheapest) if gain >= need / 10 - 1e-9]
    way = solve(cheapest)
    assert way.reached == bool(enough)
    if enough:
        assert way.hours == pytest.approx(min(enough))
        assert way.gain >= need / 10 - 1e-9
    else:
        assert way.gain == pytest.approx(max(gain for _, gain in every_set(cheapest)))
    assert found.gap == way.gap == 0


def test_the_order_of_asking_changes_nothing_and_a_process_of_its_own_answers_the_same() -> None:
    made = make_choices([(4, 10, n % 3, False, "Dinkes") for n in range(12)])
    question = Question(made, {}, 4.5)
    here, there = solve(question), solved(Question(made[::-1], {}, 4.5))
    assert here.keys == there.keys
    assert (there.hours, there.reached, there.gap) == (5.0, True, 0.0)
