"""An honest expectation: never without its interval, wide where little is known, explained."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from layak.forecast.acceptance import Tally, shifts
from layak.forecast.assumptions import assumptions
from layak.forecast.claims import Claim, Evidence, Given, Row, Sheet
from layak.forecast.odds import below, log_odds, quantile, share
from layak.forecast.pooling import Pair, outlook
from layak.forecast.reasons import reasons
from layak.forecast.sentences import cautions, describe_caution, describe_reason
from layak.forecast.tests.make import REAL, make_forecast, make_outlook, make_sheet

VARIATION = assumptions().variation


@given(st.floats(0.001, 0.999), st.integers(1, 260))
def test_students_t_is_the_one_of_the_tables(probability: float, freedom: int) -> None:
    mine = quantile(probability, freedom)
    assert below(mine, freedom) == pytest.approx(probability, abs=1e-7)
    near = 4e-3 if freedom >= 200 else 1e-6  # from 200 on the normal stands in for it
    assert stats.t.cdf(mine, freedom) == pytest.approx(probability, abs=near)


def test_two_pairs_tell_no_interval() -> None:
    assert outlook(REAL[:2], VARIATION) is None
    assert outlook(REAL[:3], VARIATION) is not None


def test_a_city_leans_on_its_own_results_then_on_its_province() -> None:
    low = [Pair("11.01", "11", year, 900.0, 450.0) for year in (2021, 2022, 2023)]
    pairs = [*REAL, *low]
    own = outlook(pairs, VARIATION, city="11.01", province="11")
    near = outlook(pairs, VARIATION, city="11.02", province="11")
    far = outlook(pairs, VARIATION, city="36.73", province="36")
    assert own is not None
    assert near is not None
    assert far is not None
    assert own.middle < near.middle < far.middle
    assert own.scale < near.scale < far.scale
    assert (own.own, near.near, far.near) == (3, 3, 0)


def test_pairs_that_agree_by_chance_do_not_make_it_certain() -> None:
    alike = [Pair(f"1{n}.01", f"1{n}", 2022, 900.0, 720.0) for n in range(3)]
    found = outlook(alike, VARIATION)
    assert found is not None
    assert share(found.at(0.9)) - share(found.at(0.1)) > 0.1


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30),
    st.sampled_from(list(Evidence)),
)
def test_an_interval_holds_its_expectation_and_stays_within_what_is_claimed(
    shares: list[float], state: Evidence
) -> None:
    claims = [
        Claim(f"1.{n}", "1", "outcome", 4.0, 4 * claimed, state) for n, claimed in enumerate(shares)
    ]
    found = make_forecast(Sheet([Row("1", "I", 50.0)], claims, (("Pratama", 10.0),)))
    every = [found.total, *found.blocks.values(), *found.rows.values(), *found.items.values()]
    for one in every:
        assert -1e-9 <= one.low <= one.expected + 1e-9
        assert one.expected <= one.high + 1e-9 <= one.claimed + 2e-9
    assert sum(chance for _, chance in found.levels) == pytest.approx(1)


def test_the_interval_is_wide_while_five_pairs_are_all_there_is() -> None:
    whole = make_forecast(make_sheet()).total
    assert whole.claimed == pytest.approx(900)
    assert whole.high - whole.low > 200
    # Later stages are known by assumption only, and never narrower.
    wider = replace(make_outlook(), scale=make_outlook().scale * 1.2)
    assert wider.at(0.1) < make_outlook().at(0.1)


def test_worse_evidence_expects_less() -> None:
    order = [
        Evidence.COMPLETE,
        Evidence.UNKNOWN,
        Evidence.PARTIAL,
        Evidence.CIRCULAR,
        Evidence.MISSING,
    ]
    expected = [make_forecast(make_sheet(evidence=state)).total.expected for state in order]
    assert expected == sorted(expected, reverse=True)


def test_what_a_row_caps_is_not_expected_twice() -> None:
    sheet = make_sheet(1.0)
    capped = replace(sheet, rows=[replace(row, maximum=10.0) for row in sheet.rows])
    assert make_forecast(capped).total.high <= 100


def test_settled_points_are_sure_and_what_was_sent_back_is_not() -> None:
    settled = make_forecast(make_sheet(given=Given(3.0, settled=True, open=False))).total
    assert settled.low == settled.expected == settled.high == pytest.approx(600)
    back = make_forecast(make_sheet(given=Given(3.0, settled=True, open=True))).total
    assert back.low >= 600
    assert 600 < back.expected < back.high <= 900


def test_decisions_outweigh_what_was_assumed_and_the_own_city_most() -> None:
    assumed = assumptions()
    start = assumed.evidence["missing"].shift

    def learned(*, city: str) -> float:
        tallies = []
        for place in ("11.01", "36.01", "36.73"):
            province = place[:2]
            tallies += [
                Tally(place, province, "policy", Evidence.COMPLETE, 200, 800.0, 640.0),
                Tally(place, province, "policy", Evidence.MISSING, 100, 400.0, 300.0),
            ]
        found = shifts(tallies, assumed, city=city, province=city[:2])
        return found.evidence[Evidence.MISSING].shift

    # Everywhere those without evidence kept nearly as much as the others did.
    assert start < learned(city="99.99") < 0
    assert learned(city="36.73") > start + 1


def test_a_few_decisions_change_little() -> None:
    assumed = assumptions()
    one = [
        Tally("36.73", "36", "policy", Evidence.COMPLETE, 200, 800.0, 640.0),
        Tally("36.73", "36", "policy", Evidence.MISSING, 1, 4.0, 4.0),
    ]
    learned = shifts(one, assumed, city="36.73", province="36").evidence[Evidence.MISSING]
    assert learned.shift == pytest.approx(assumed.evidence["missing"].shift, abs=0.3)


def test_every_loss_has_a_reason_and_the_reasons_add_up() -> None:
    sheet = make_sheet()
    mixed = replace(
        sheet,
        claims=[
            replace(claim, evidence=Evidence.CIRCULAR if n < 7 else Evidence.COMPLETE)
            for n, claim in enumerate(sheet.claims)
        ],
    )
    found = make_forecast(mixed)
    told = reasons(found, shifts((), assumptions()))
    assert [one.code for one in told] == ["usual", "circular"]
    assert describe_reason(told[1]) == "7 butir kebijakan hanya bersandar pada surat edaran"
    lost = sum(one.points for one in told)
    assert found.total.claimed + lost == pytest.approx(found.middle)


def test_it_says_when_it_knows_too_little() -> None:
    sheet = make_sheet()
    few = [replace(one, claimed=None) if n > 9 else one for n, one in enumerate(sheet.claims)]
    found = make_forecast(replace(sheet, claims=few))
    told = cautions(found, evidence_known=False)
    assert [one.code for one in told] == ["little", "few_pairs", "no_own", "unknown_evidence"]
    assert describe_caution(told[0]).startswith("Baru 10 dari 200 butir terisi")
    assert "Only 5 real pairs" in describe_caution(told[1], "en")


def test_equal_facts_give_equal_numbers() -> None:
    one, other = make_forecast(make_sheet()), make_forecast(make_sheet())
    assert one.total == other.total
    assert math.isclose(log_odds(share(1.7)), 1.7)


def test_what_a_verifier_took_is_told_apart_from_what_may_still_go() -> None:
    later = make_forecast(make_sheet(given=Given(3.0, settled=False, open=False)))
    told = {one.code: one.points for one in reasons(later, shifts((), assumptions()))}
    assert told["decided"] == pytest.approx(-300)
    assert -60 < told["later"] < 0
    assert later.total.claimed + sum(told.values()) == pytest.approx(later.middle)
