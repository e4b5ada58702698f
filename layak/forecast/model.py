"""The forecast: what is left after a stage, with an interval for the city and all its parts.

An item's claimed points are kept in the share ``share(city + evidence + kind)``, where ``city`` is
the same for all items of a city and unsure (``pooling``), and the two others are ``acceptance``.
A city's interval is its total at the outlook's quantiles, widened by how items fall by themselves
and by how unsure the shifts are. All of it is monotone in ``city``, so nothing is simulated.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from layak.forecast.acceptance import COARSE, Shifts
from layak.forecast.assumptions import Assumptions, Belief
from layak.forecast.claims import Claim, Evidence, Row, Sheet
from layak.forecast.odds import below, quantile, share
from layak.forecast.pooling import Outlook

_One = TypeVar("_One")
# What an interval promises to hold in 80 of 100 cities.
CONFIDENCE = 0.8
_LOW, _HIGH = (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2
_NORMAL = quantile(_HIGH, 1000)
# An expectation is the mean over these equally likely cities.
_NODES = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Range:
    """An expectation with its 80% interval, in points. ``claimed`` is what the city claims."""

    claimed: float
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stake:
    """Points that may be kept or not, with the log odds ``shift``.

    ``city``: whether the city's own log odds come on top. ``doubts`` are the standard deviations of
    what the shift is made of, by what it shares them with.
    """

    points: float
    shift: float
    city: bool
    doubts: tuple[tuple[str, float], ...]

    def kept(self, city: float) -> float:
        """The share expected to be kept in a city of these log odds."""
        return share(self.shift + (city if self.city else 0.0))


@dataclass(frozen=True, slots=True)
class Line:
    """One item as a stage sees it: ``sure`` points that are settled, and what is at stake."""

    claim: Claim
    sure: float
    stakes: tuple[Stake, ...]

    def at(self, city: float) -> float:
        return self.sure + sum(stake.points * stake.kept(city) for stake in self.stakes)

    @property
    def most(self) -> float:
        return self.sure + sum(stake.points for stake in self.stakes)


@dataclass(frozen=True)
class Forecast:
    """What a stage will probably leave. ``grounded``: whether real results of it are known."""

    sheet: Sheet
    lines: Sequence[Line]
    outlook: Outlook
    grounded: bool = True

    @cached_property
    def total(self) -> Range:
        return self._range(self.sheet.rows)

    @cached_property
    def blocks(self) -> Mapping[str, Range]:
        return {
            block: self._range(rows)
            for block, rows in _grouped(self.sheet.rows, lambda row: row.block).items()
        }

    @cached_property
    def rows(self) -> Mapping[str, Range]:
        return {row.code: self._range([row]) for row in self.sheet.rows}

    @cached_property
    def items(self) -> Mapping[str, Range]:
        return {line.claim.code: self._item(line) for line in self.lines}

    @cached_property
    def levels(self) -> Sequence[tuple[str, float]]:
        """Each level and the probability of standing in it; the first is ``""``, below all."""
        reached = [1.0, *(self.chance(floor) for _, floor in self.sheet.levels), 0.0]
        names = ["", *(name for name, _ in self.sheet.levels)]
        return [
            (name, max(upper - lower, 0.0))
            for name, (upper, lower) in zip(names, pairwise(reached), strict=True)
        ]

    def chance(self, points: float) -> float:
        """The probability of reaching this total: never 0 or 1 while anything is unsure."""
        whole, middle = self.total, self.middle
        # Each side of the middle has its own width, in units of the outlook's t.
        reach = (middle - whole.low) if points <= middle else (whole.high - middle)
        if reach <= 0:
            return 1.0 if middle >= points else 0.0
        t = quantile(_HIGH, self.outlook.freedom)
        return 1 - below((points - middle) / reach * t, self.outlook.freedom)

    def surely(self, probability: float) -> float:
        """The total that is reached with this probability: ``chance`` the other way round."""
        whole, middle = self.total, self.middle
        reach = (whole.high - middle) if probability < 0.5 else (middle - whole.low)
        t = quantile(probability, self.outlook.freedom) / quantile(_HIGH, self.outlook.freedom)
        return middle - t * reach

    @cached_property
    def middle(self) -> float:
        """The total that is as likely exceeded as not."""
        return self._sum(self.sheet.rows, self.outlook.middle)

    @cached_property
    def _by_row(self) -> Mapping[str, Sequence[Line]]:
        return _grouped(self.lines, lambda line: line.claim.row)

    def _sum(self, rows: Iterable[Row], city: float) -> float:
        return self._capped(rows, lambda line: line.at(city))

    def _capped(self, rows: Iterable[Row], points: Callable[[Line], float]) -> float:
        """Add points up as the score does: no more a row than its maximum."""
        return sum(
            min(row.maximum, sum(map(points, self._by_row.get(row.code, ())))) for row in rows
        )

    def _range(self, rows: Sequence[Row]) -> Range:
        lines = [line for row in rows for line in self._by_row.get(row.code, ())]
        middle, low, high = (
            self._sum(rows, self.outlook.at(probability)) for probability in (0.5, _LOW, _HIGH)
        )
        noise = (_NORMAL**2) * _noise(lines, self.outlook.middle)
        claimed = self._capped(rows, lambda line: line.claim.claimed or 0.0)
        least = self._capped(rows, lambda line: line.sure)
        most = self._capped(rows, lambda line: line.most)
        expected = sum(self._sum(rows, self.outlook.at(node)) for node in _NODES) / len(_NODES)
        return Range(
            claimed=claimed,
            expected=expected,
            low=max(middle - ((middle - low) ** 2 + noise) ** 0.5, least),
            high=min(middle + ((high - middle) ** 2 + noise) ** 0.5, most),
        )

    def _item(self, line: Line) -> Range:
        """One item falls whole, by half or not at all, as if each half were decided by itself."""
        cities = [self.outlook.at(node) for node in _NODES]
        at_stake = line.most - line.sure
        kept = [(line.at(city) - line.sure) / at_stake if at_stake else 1.0 for city in cities]
        none = sum((1 - one) ** 2 for one in kept) / len(kept)
        not_whole = sum(1 - one**2 for one in kept) / len(kept)
        low = 0.0 if none > _LOW else 0.5 if not_whole > _LOW else 1.0
        high = 0.0 if none >= _HIGH else 0.5 if not_whole >= _HIGH else 1.0
        expected = line.sure + at_stake * sum(kept) / len(kept)
        return Range(
            line.claim.claimed or 0.0,
            expected,
            min(line.sure + at_stake * low, expected),
            max(line.sure + at_stake * high, expected),
        )


def forecast(
    sheet: Sheet,
    outlook: Outlook,
    shifts: Shifts,
    assumed: Assumptions,
    *,
    drift: float = 0.0,
    grounded: bool = True,
) -> Forecast:
    """Forecast a sheet after a stage. ``drift`` widens the outlook for what later stages may do."""
    if drift:
        wider = (outlook.scale**2 + drift**2) ** 0.5
        outlook = replace(outlook, scale=wider)
    lines = [line_of(claim, shifts, assumed) for claim in sheet.claims]
    return Forecast(sheet, lines, outlook, grounded)


def line_of(claim: Claim, shifts: Shifts, assumed: Assumptions) -> Line:
    """One item: what is settled of it, and what is at stake."""
    claimed = min(claim.claimed or 0.0, claim.maximum)
    given = claim.given
    if given is None:
        if not claimed:
            return Line(claim, 0.0, ())
        return Line(claim, 0.0, (stake_of(claim, claimed, shifts),))
    stakes = []
    if not given.settled and given.points:
        stakes.append(_alone(given.points, assumed.kept, "kept"))
    back = claimed - given.points
    if given.repaired and back > 0:
        stakes.append(stake_of(replace(claim, evidence=Evidence.COMPLETE), back, shifts))
    elif given.open and back > 0:
        stakes.append(_alone(back, assumed.returned, "returned"))
    return Line(claim, given.points if given.settled else 0.0, tuple(stakes))


def stake_of(claim: Claim, points: float, shifts: Shifts) -> Stake:
    """Points of an item that no verifier has seen."""
    state, kind = shifts.evidence[claim.evidence], shifts.kind(claim.kind)
    doubts = ((claim.evidence.value, state.spread), (f"kind {claim.kind}", kind.spread))
    return Stake(points, state.shift + kind.shift, city=True, doubts=doubts)


def _alone(points: float, belief: Belief, name: str) -> Stake:
    return Stake(points, belief.shift, city=False, doubts=((name, belief.spread),))


def _noise(lines: Iterable[Line], city: float) -> float:
    """The variance of items by themselves, and of the unsure shifts that items share."""
    alone = 0.0
    shared: dict[str, float] = defaultdict(float)
    for line in lines:
        for stake in line.stakes:
            kept = stake.kept(city)
            doubt = kept * (1 - kept)
            alone += COARSE * stake.points**2 * doubt
            for group, spread in stake.doubts:
                shared[group] += stake.points * doubt * spread
    return alone + sum(slope**2 for slope in shared.values())


def unsure(before: Line, after: Line, city: float) -> float:
    """The variance of the difference between two states of an item for what is unsure in them."""
    slopes: dict[str, float] = defaultdict(float)
    for line, sign in ((before, -1.0), (after, 1.0)):
        for stake in line.stakes:
            kept = stake.kept(city)
            for group, spread in stake.doubts:
                slopes[group] += sign * stake.points * kept * (1 - kept) * spread
    return sum(slope**2 for slope in slopes.values())


def _grouped(things: Iterable[_One], key: Callable[[_One], str]) -> dict[str, list[_One]]:
    found: dict[str, list[_One]] = {}
    for one in things:
        found.setdefault(key(one), []).append(one)
    return found
