"""How honest the forecast is: real pairs left out one by one, and made-up cities with known truth.

The made-up nations are not those the forecast assumes: how variation divides among province, city
and year, how evidence shifts, and how items fall differ from one nation to the next.
"""

import os
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from layak.forecast.acceptance import Shifts, Tally, lean, shifts
from layak.forecast.assumptions import assumptions
from layak.forecast.claims import Claim, Evidence, Sheet
from layak.forecast.model import CONFIDENCE, Forecast, Range, forecast
from layak.forecast.odds import share
from layak.forecast.optimum import solve
from layak.forecast.pooling import Outlook, Pair, outlook
from layak.forecast.questions import Question
from layak.forecast.sheets import sheet_of
from layak.forecast.steps import choices_of, room, steps, values
from layak.instruments import files
from layak.operations.bench.measures import Memory, Result, percentile, timed
from layak.scorecards.pairs import published_pairs

NATIONS = 500
OPTIMUM_LIMIT = 0.2  # seconds
PROVINCES, CITIES = 8, 5  # the cities of one province; forecast are two of each nation
FORECAST = 2
COVERAGE = (0.75, 0.85)
_KINDS = ("policy", "budget", "outcome", "training", "partnership")
_STATES = tuple(state for state in Evidence if state is not Evidence.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Left:
    """One real pair beside what the others foretell of it."""

    pair: Pair
    range: Range

    @property
    def inside(self) -> bool:
        return self.range.low <= self.pair.after <= self.range.high


@dataclass(frozen=True, slots=True)
class _Nation:
    """The truth of a made-up nation: log odds of each city and year, shifts, how items fall."""

    cities: dict[tuple[str, str], float]
    year: float
    evidence: dict[Evidence, float]
    kinds: dict[str, float]
    fall: str


def left_out(pairs: Sequence[Pair]) -> list[Left]:
    """Foretell each pair from the others, from its self score alone."""
    found = []
    for pair in pairs:
        others = [one for one in pairs if one is not pair]
        ahead = outlook(others, assumptions().variation, city=pair.city, province=pair.province)
        if ahead is not None:
            found.append(Left(pair, _from_total(pair.before, ahead).total))
    return found


def forecasts(nations: int) -> Result:
    """Coverage and error of the 80% interval on cities whose truth is known."""
    form = _form()
    taken: list[float] = []
    told: list[tuple[Range, float]] = []
    with Memory(lambda: [os.getpid()]) as memory:
        for number in range(nations):
            chance = random.Random(number)  # noqa: S311 - made up, the same each time
            told += _one_nation(form, chance, taken)
    inside = sum(one.low <= truth <= one.high for one, truth in told) / len(told)
    errors = [one.expected - truth for one, truth in told]
    widths = sorted(one.high - one.low for one, _ in told)
    real = left_out(published_pairs())
    return Result(
        "forecast",
        "one city forecast",
        [sum(taken)],
        taken,
        memory.peak,
        target=f"{CONFIDENCE:.0%} intervals hold the truth in {COVERAGE[0]:.0%}-{COVERAGE[1]:.0%}",
        met=COVERAGE[0] <= inside <= COVERAGE[1],
        detail={
            "cities": len(told),
            "coverage": round(inside, 4),
            "mean_error": round(sum(errors) / len(errors), 1),
            "mean_absolute_error": round(sum(map(abs, errors)) / len(errors), 1),
            "error_of_the_self_score": round(
                sum(one.claimed - truth for one, truth in told) / len(told), 1
            ),
            "median_width": round(widths[len(widths) // 2], 1),
            "real_pairs": {
                f"{one.pair.city} {one.pair.year}": (
                    f"{one.pair.before:g} -> {one.range.low:.0f}-{one.range.high:.0f} "
                    f"({one.range.expected:.0f}), truly {one.pair.after:g}"
                    f"{'' if one.inside else ': OUTSIDE'}"
                )
                for one in real
            },
        },
    )


def _form() -> Sheet:
    edition = files.read(files.find("kla-2024"))
    rubric = files.rubric(edition)
    return sheet_of(rubric, {code: item.maximum for code, item in rubric.items.items()})


def _from_total(total: float, ahead: Outlook) -> Forecast:
    """Forecast from a self score alone: every item claims the same share."""
    form = _form()
    part = total / 1000
    claims = [replace(claim, claimed=claim.maximum * part) for claim in form.claims]
    assumed = assumptions()
    return forecast(replace(form, claims=claims), ahead, shifts((), assumed), assumed)


def _one_nation(
    form: Sheet, chance: random.Random, taken: list[float]
) -> list[tuple[Range, float]]:
    nation = _make_nation(chance)
    assumed = assumptions()
    keys = sorted(nation.cities)
    asked = chance.sample(keys, FORECAST)
    known = chance.sample(keys, chance.randint(5, len(keys)))
    results: list[tuple[Pair, list[Tally]]] = []
    for city, province in known:
        for year in range(chance.randint(1, 2)):
            verified = _verify(_claimed(form, chance), nation, (city, province), chance)
            before = sum(claimed for _, claimed, _ in verified)
            pair = Pair(city, province, year, before, sum(kept for _, _, kept in verified))
            # Of half of the results only the totals are known.
            known_items = chance.random() < 0.5
            results.append((pair, _tallies(city, province, verified) if known_items else []))
    told = []
    for city, province in asked:
        sheet = _claimed(form, chance)
        verified = _verify(sheet, nation, (city, province), chance)
        with timed(taken):
            tallies = [tally for _, own in results for tally in own]
            learned = shifts(tallies, assumed, city=city, province=province)
            pairs = [replace(pair, lean=lean(own, learned)) for pair, own in results]
            ahead = outlook(pairs, assumed.variation, city=city, province=province)
            if ahead is None:
                raise AssertionError("a nation knows five pairs")
            whole = forecast(sheet, ahead, learned, assumed).total
        told.append((whole, sum(kept for _, _, kept in verified)))
    return told


def _make_nation(chance: random.Random) -> _Nation:
    cut = sorted(chance.uniform(0.1, 0.9) for _ in range(2))
    parts = [cut[0], cut[1] - cut[0], 1 - cut[1]]
    spread, middle = chance.uniform(0.4, 1.0), chance.gauss(1.4, 0.3)
    province_spread, city_spread, year_spread = (spread * part**0.5 for part in parts)
    cities = {}
    for province in range(PROVINCES):
        near = middle + chance.gauss(0, province_spread)
        for city in range(CITIES):
            own = near + chance.gauss(0, city_spread)
            cities[f"{province}.{city}", str(province)] = own
    assumed = assumptions()
    return _Nation(
        cities,
        year_spread,
        {
            state: assumed.evidence[state.value].shift
            + chance.gauss(0, assumed.evidence[state.value].spread)
            for state in _STATES
        },
        {kind: chance.gauss(0, assumed.kind_spread) for kind in _KINDS},
        chance.choice(("whole", "half", "even")),
    )


def _claimed(form: Sheet, chance: random.Random) -> Sheet:
    """A city's sheet: how much it claims and how good its evidence is differ from city to city."""
    boldness, order = chance.uniform(0.6, 1.0), chance.uniform(0.4, 0.9)
    claims = []
    for claim in form.claims:
        good = chance.random() < order
        claims.append(
            replace(
                claim,
                kind=chance.choice(_KINDS),
                claimed=claim.maximum * chance.choice((0, 0.5, 1, 1, 1)) * boldness,
                evidence=Evidence.COMPLETE if good else chance.choice(_STATES[1:]),
            )
        )
    return replace(form, claims=claims)


_Verified = list[tuple[Claim, float, float]]  # claim, points before, points after


def _verify(
    sheet: Sheet, nation: _Nation, place: tuple[str, str], chance: random.Random
) -> _Verified:
    own = nation.cities[place] + chance.gauss(0, nation.year)
    verified = []
    for claim in sheet.claims:
        claimed = claim.claimed or 0.0
        kept = share(own + nation.evidence[claim.evidence] + nation.kinds[claim.kind])
        verified.append((claim, claimed, claimed * _fallen(kept, nation.fall, chance)))
    return verified


def _fallen(kept: float, fall: str, chance: random.Random) -> float:
    if fall == "whole":
        return float(chance.random() < kept)
    if fall == "half":
        return ((chance.random() < kept) + (chance.random() < kept)) / 2
    return chance.betavariate(4 * kept, 4 * (1 - kept))


def _tallies(city: str, province: str, verified: _Verified) -> list[Tally]:
    sums: dict[tuple[str, Evidence], list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    for claim, claimed, kept in verified:
        if claimed:
            found = sums[claim.kind, claim.evidence]
            found[0] += 1
            found[1] += claimed
            found[2] += kept
    return [
        Tally(city, province, kind, state, int(items), claimed, kept)
        for (kind, state), (items, claimed, kept) in sums.items()
    ]


def optimum(runs: int) -> Result:
    """The cheapest way up and the most points in the hours left, for a whole form."""
    form = _form()
    assumed = assumptions()
    learned = shifts((), assumed)
    ahead = outlook(published_pairs(), assumed.variation)
    if ahead is None:
        raise AssertionError("the published pairs are enough")
    taken: list[float] = []
    gaps: list[float] = []
    wholes: list[float] = []
    count = 0
    with Memory(lambda: [os.getpid()]) as memory:
        for number in range(runs):
            chance = random.Random(number)  # noqa: S311 - made up, the same each time
            questions = _questions(form, chance, ahead, learned)
            count = len(questions[0].choices)
            with timed(wholes):
                for question in questions:
                    with timed(taken):
                        gaps.append(solve(question).gap)
    return Result(
        "optimum",
        "one optimum",
        wholes,
        taken,
        memory.peak,
        target=f"{len(form.claims)} items under {OPTIMUM_LIMIT:g} s, proven",
        met=percentile(taken, 95) < OPTIMUM_LIMIT and not any(gaps),
        detail={"steps": count, "proven": sum(not gap for gap in gaps)},
    )


def _questions(
    form: Sheet, chance: random.Random, ahead: Outlook, learned: Shifts
) -> list[Question]:
    """What a city asks: a level's distance, two days of all offices, a year's hours."""
    assumed = assumptions()
    sheet = _claimed(form, chance)
    found = forecast(sheet, ahead, learned, assumed)
    offices = {claim.code: f"office {chance.randrange(30)}" for claim in sheet.claims}
    rungs = {claim.code: claim.maximum for claim in sheet.claims if chance.random() < 0.3}
    every = steps(sheet, assumed, offices=offices, rungs=rungs)
    choices = choices_of(every, values(found, every, learned, assumed))
    caps = room(found)
    return [
        Question(choices, caps, points=100.0),
        Question(choices, caps, hours=240.0, capacity=dict.fromkeys(offices.values(), 16.0)),
        Question(choices, caps, hours=480.0),
    ]
