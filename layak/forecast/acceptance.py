"""How verifiers took to each state of evidence and each kind of item: shifts of the log odds.

What is assumed gives way to what was decided, first in the nation, then in the province, then in
the city itself: one normal belief that learns at each step and is blurred a little between them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from layak.forecast.assumptions import Assumptions, Belief
from layak.forecast.claims import Evidence
from layak.forecast.odds import log_odds, share

# The variance of one item's share, against that of all or nothing: many are accepted in part.
COARSE = 0.5
_TYPICAL = 0.15  # p(1 - p) at the usual share kept


@dataclass(frozen=True, slots=True)
class Tally:
    """Verified items of one city: how many of a kind and state, and the points before and after."""

    city: str
    province: str
    kind: str
    evidence: Evidence
    items: int
    claimed: float
    kept: float


@dataclass(frozen=True, slots=True)
class Shifts:
    """The shift of each state of evidence and of each kind of item met so far."""

    evidence: Mapping[Evidence, Belief]
    kinds: Mapping[str, Belief]
    other_kind: Belief
    items: int

    def kind(self, name: str) -> Belief:
        return self.kinds.get(name, self.other_kind)


def shifts(
    tallies: Sequence[Tally], assumed: Assumptions, *, city: str = "", province: str = ""
) -> Shifts:
    """Learn the shifts for one city from what verifiers decided everywhere."""
    usual = _usual(tallies)
    place = (city, province)
    states = {
        state: _learn(
            (one for one in tallies if one.evidence is state),
            usual,
            place,
            assumed.evidence[state.value],
            assumed,
        )
        for state in Evidence
    }
    unmet = Belief(0.0, assumed.kind_spread)
    kinds = {
        kind: _learn((one for one in tallies if one.kind == kind), usual, place, unmet, assumed)
        for kind in sorted({one.kind for one in tallies})
    }
    return Shifts(states, kinds, unmet, sum(one.items for one in tallies))


def lean(tallies: Iterable[Tally], learned: Shifts) -> float:
    """How far the evidence of these items leans from that of an average city, in log odds."""
    points = leaning = 0.0
    for one in tallies:
        points += one.claimed
        shift = learned.evidence[one.evidence].shift + learned.kind(one.kind).shift
        leaning += one.claimed * shift
    return leaning / points if points else 0.0


def _usual(tallies: Iterable[Tally]) -> dict[str, float]:
    """What each city kept of everything, as log odds: shifts are against that."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in tallies:
        sums[one.city][0] += one.kept
        sums[one.city][1] += one.claimed
    return {city: log_odds(kept / claimed) for city, (kept, claimed) in sums.items() if claimed}


def _learn(
    tallies: Iterable[Tally],
    usual: Mapping[str, float],
    place: tuple[str, str],
    belief: Belief,
    assumed: Assumptions,
) -> Belief:
    seen = _by_city(tallies, usual, assumed.between)
    city, province = place
    mean, variance = belief.shift, belief.spread**2
    levels = (
        [found for key, found in seen.items() if key[1] != province],
        [found for key, found in seen.items() if key[1] == province and key[0] != city],
        [found for key, found in seen.items() if key == (city, province)],
    )
    for step, found in enumerate(levels):
        if step and any(levels[step:]):
            variance += assumed.drift**2
        for shift, noise in found:
            gain = variance / (variance + noise)
            mean += gain * (shift - mean)
            variance *= 1 - gain
    return Belief(mean, variance**0.5)


def _by_city(
    tallies: Iterable[Tally], usual: Mapping[str, float], between: float
) -> dict[tuple[str, str], tuple[float, float]]:
    """The shift that each city shows, and its variance as an observation."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for one in tallies:
        if one.claimed > 0 and one.city in usual:
            found = sums[one.city, one.province]
            found[0] += one.items
            found[1] += one.claimed
            found[2] += one.kept
    shown = {}
    for key, (items, claimed, kept) in sorted(sums.items()):
        # As if one more item had been kept as the city usually keeps: few items show little.
        one_more = claimed / items
        usually = share(usual[key[0]])
        kept_share = (kept + usually * one_more) / (claimed + one_more)
        noise = between**2 + COARSE / (items * _TYPICAL)
        shown[key] = (log_odds(kept_share) - usual[key[0]], noise)
    return shown
