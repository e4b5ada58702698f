"""Why a forecast lies below the claim: what each state of evidence takes, in points and words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layak.forecast.acceptance import Shifts
from layak.forecast.claims import Evidence, Given
from layak.forecast.model import Forecast, Line, stake_of
from layak.forecast.odds import share

# A reason worth less is no help to anybody.
LEAST_POINTS = 0.5


@dataclass(frozen=True, slots=True)
class Reason:
    """What ``items`` items (by code) are expected to lose for one reason; ``points`` < 0.

    ``code`` is a state of evidence, ``usual`` (what verification takes even where the evidence is
    complete), ``returned`` (sent back and still open), ``decided`` (taken by a
    verifier) or ``later`` (what stages after that may still take).
    """

    code: str
    points: float
    items: Sequence[str]


def reasons(found: Forecast, shifts: Shifts) -> list[Reason]:
    """The reasons, the heaviest first; what caps take is in none of them."""
    middle = found.outlook.middle
    lost: dict[str, float] = defaultdict(float)
    items: dict[str, list[str]] = defaultdict(list)
    for line in found.lines:
        claim = line.claim
        if claim.given is not None:
            for code, points in _after_a_verifier(line, claim.given, middle):
                if points > 0:
                    lost[code] += points
                    items[code].append(claim.code)
            continue
        for stake in line.stakes:
            state, complete = shifts.evidence[claim.evidence], shifts.evidence[Evidence.COMPLETE]
            best = stake_of(claim, stake.points, shifts)
            best_shift = best.shift - state.shift + max(state.shift, complete.shift)
            usual = stake.points * (1 - share(best_shift + middle))
            more = stake.points * (1 - stake.kept(middle)) - usual
            lost["usual"] += usual
            items["usual"].append(claim.code)
            if claim.evidence not in {Evidence.COMPLETE, Evidence.UNKNOWN}:
                lost[claim.evidence.value] += more
                items[claim.evidence.value].append(claim.code)
            else:
                lost["usual"] += more
    told = [Reason(code, -points, tuple(items[code])) for code, points in lost.items()]
    kept = [one for one in told if one.points <= -LEAST_POINTS]
    return sorted(kept, key=lambda one: (one.points, one.code))


def _after_a_verifier(line: Line, given: Given, city: float) -> Iterable[tuple[str, float]]:
    """What a verifier took of an item, or sent back, and what later stages may still take."""
    claimed = min(line.claim.claimed or 0.0, line.claim.maximum)
    if given.open:
        yield "returned", claimed - line.at(city)
    else:
        yield "decided", claimed - given.points
        yield "later", given.points - line.at(city)
