"""What can be won: clusters, indicators, items and award levels, as frozen data."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Item:
    """One scored question. ``code`` is complete, as in ``21A.4a``; ``maximum`` is in points."""

    code: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the form. ``21A``, ``21B`` and ``21C`` are three rows of ``number`` 21."""

    code: str
    number: int
    maximum: Decimal
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A block of indicators. ``aliases`` are other codes under which workbooks print it."""

    code: str
    indicators: tuple[Indicator, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardLevel:
    """A level with the first and the last whole number printed for it."""

    name: str
    floor: Decimal
    ceiling: Decimal


@dataclass(frozen=True)
class Rubric:
    """A scored form. Levels may come in any order; they are kept from the lowest up.

    ``inapplicable`` names items that do not count for this city: they win nothing, are not
    missed when empty, and lower what is attainable.

    Raises ``ValueError`` when a code occurs twice, a maximum is negative, or levels overlap.
    """

    code: str
    clusters: tuple[Cluster, ...]
    levels: tuple[AwardLevel, ...]
    inapplicable: frozenset[str] = frozenset()

    # Built once, because 514 cities are scored with one rubric.
    indicators: tuple[Indicator, ...] = field(init=False, repr=False, compare=False)
    items: Mapping[str, Item] = field(init=False, repr=False, compare=False)
    attainable: Decimal = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        indicators = tuple(row for cluster in self.clusters for row in cluster.indicators)
        every_item = [item for row in indicators for item in row.items]
        levels = tuple(sorted(self.levels, key=lambda level: level.floor))
        _refuse_repeats("cluster", (cluster.code for cluster in self.clusters))
        _refuse_repeats("indicator", (row.code for row in indicators))
        _refuse_repeats("item", (item.code for item in every_item))
        _refuse_repeats("level", (level.name for level in levels))
        _refuse_disorder(levels)
        if any(maximum < 0 for maximum in _maxima(indicators)):
            raise ValueError("a maximum is negative")
        items = {item.code: item for item in every_item}
        if strangers := self.inapplicable - items.keys():
            raise ValueError(f"inapplicable items outside the form: {sorted(strangers)}")
        object.__setattr__(self, "levels", levels)
        object.__setattr__(self, "indicators", indicators)
        object.__setattr__(self, "items", MappingProxyType(items))
        object.__setattr__(self, "attainable", self._attainable())

    def without(self, codes: Iterable[str]) -> "Rubric":
        """The same form for a city to which the items ``codes`` do not apply."""
        return replace(self, inapplicable=self.inapplicable | frozenset(codes))

    def _attainable(self) -> Decimal:
        return sum(
            (
                min(
                    row.maximum,
                    sum(
                        (item.maximum for item in row.items if item.code not in self.inapplicable),
                        Decimal(0),
                    ),
                )
                for row in self.indicators
            ),
            Decimal(0),
        )


def _maxima(indicators: tuple[Indicator, ...]) -> Iterable[Decimal]:
    for row in indicators:
        yield row.maximum
        yield from (item.maximum for item in row.items)


def _refuse_repeats(what: str, codes: Iterable[str]) -> None:
    if repeated := sorted(code for code, times in Counter(codes).items() if times > 1):
        raise ValueError(f"{what} occurs more than once: {', '.join(repeated)}")


def _refuse_disorder(levels: tuple[AwardLevel, ...]) -> None:
    for level in levels:
        if level.ceiling < level.floor:
            raise ValueError(f"level {level.name} ends before it starts")
    for lower, upper in pairwise(levels):
        if upper.floor <= lower.ceiling:
            raise ValueError(f"levels {lower.name} and {upper.name} overlap")
