"""What verification left elsewhere, pooled by city, province and nation: normal, in closed form.

Each real pair (score before, score after) gives one number: the log odds of the share that was
kept. It is the nation's mean plus what belongs to the province, to the city and to the year, whose
shares of the variation are assumed; mean and variation are estimated, and being estimated widens
the outlook (Student's t).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layak.forecast.assumptions import Variation
from layak.forecast.odds import log_odds, quantile

# Fewer pairs tell no variation worth the name.
LEAST_PAIRS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A real score before and after verification, in points. ``city`` and ``province`` are keys.

    ``lean``: how far the city's evidence leaned from the average (``acceptance.lean``); what
    it explains is not the city's own. Zero where the evidence is not known.
    """

    city: str
    province: str
    year: int
    before: float
    after: float
    lean: float = 0.0

    @property
    def kept(self) -> float:
        """The log odds of the share that was kept, beyond what the evidence explains."""
        return log_odds(self.after / self.before) - self.lean


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a city's next log odds may be: Student's t around ``middle``.

    ``pairs`` results stand behind it, ``own`` of them of the city itself, ``near`` of others in
    its province.
    """

    middle: float
    scale: float
    freedom: int
    pairs: int
    own: int = 0
    near: int = 0

    def at(self, probability: float) -> float:
        """The log odds that are not exceeded with ``probability``."""
        return self.middle + quantile(probability, self.freedom) * self.scale


@dataclass(slots=True)
class _Known:
    """A normal belief that grows: mean, and precision in units of the whole variation."""

    mean: float = 0.0
    precision: float = 0.0

    def learn(self, mean: float, precision: float) -> None:
        whole = self.precision + precision
        self.mean = (self.mean * self.precision + mean * precision) / whole
        self.precision = whole

    def blur(self, variance: float) -> None:
        """Go one step down: to a single one of those whose mean this is."""
        if self.precision:
            self.precision = 1 / (1 / self.precision + variance)


_Tree = dict[str, dict[str, list[float]]]  # province -> city -> log odds


def outlook(
    pairs: Sequence[Pair], variation: Variation, *, city: str = "", province: str = ""
) -> Outlook | None:
    """The outlook for ``city`` in ``province``; None where too few pairs are known.

    A city without pairs of its own leans on its province, and that on the nation.
    """
    if len(pairs) < LEAST_PAIRS:
        return None
    tree: _Tree = defaultdict(lambda: defaultdict(list))
    for pair in pairs:
        tree[pair.province][pair.city].append(pair.kept)
    own = tree.get(province, {}).get(city, [])
    near = {key: values for key, values in tree.get(province, {}).items() if key != city}
    known = _Known()
    for key, cities in tree.items():
        if key != province:
            known.learn(*_of_province(cities.values(), variation))
    known.blur(variation.province)
    for values in near.values():
        known.learn(_mean(values), 1 / (variation.city + variation.year / len(values)))
    known.blur(variation.city)
    if own:
        known.learn(_mean(own), len(own) / variation.year)
    unit = 1 / known.precision + variation.year
    return Outlook(
        middle=known.mean,
        scale=(_spread(tree, variation, len(pairs)) * unit) ** 0.5,
        freedom=len(pairs) - 1,
        pairs=len(pairs),
        own=len(own),
        near=sum(map(len, near.values())),
    )


def _of_province(cities: Iterable[Sequence[float]], variation: Variation) -> tuple[float, float]:
    """A province's mean, and its precision as an observation of the nation's."""
    seen = _Known()
    for values in cities:
        seen.learn(_mean(values), 1 / (variation.city + variation.year / len(values)))
    seen.blur(variation.province)
    return seen.mean, seen.precision


def _spread(tree: _Tree, variation: Variation, pairs: int) -> float:
    """The whole variance: the weighted squares about the pooled mean, by ``n - 1``."""
    nation, squares = _Known(), 0.0
    provinces = []
    for cities in tree.values():
        mean, precision = _of_province(cities.values(), variation)
        nation.learn(mean, precision)
        provinces.append((mean, precision))
        for values in cities.values():
            own = _mean(values)
            squares += sum((value - own) ** 2 for value in values) / variation.year
            squares += (own - mean) ** 2 / (variation.city + variation.year / len(values))
    squares += sum(weight * (mean - nation.mean) ** 2 for mean, weight in provinces)
    return max(squares / (pairs - 1), variation.least**2)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
