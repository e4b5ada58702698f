"""What makes a figure doubtful, each with one sentence. Pure: figures in, warnings out.

Nothing is corrected or hidden: a warning stands beside its figure until the figure changes or
somebody says why it is right. The thresholds are Layak's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layak.lib.numbers import round_half_up
from layak.measures import groups
from layak.measures.figures import brief, plain, share_of
from layak.measures.periods import Period

LOW_COVERAGE = Decimal(80)
# A share that moves this many points, or a count that doubles or halves by at least this many.
JUMP_POINTS = Decimal(10)
JUMP_FACTOR = 2
JUMP_LEAST = 10
# How far from the middle of its neighbours, in robust deviations, and among how many.
OUTLIER = Decimal("3.5")
OUTLIER_AMONG = 6
# Sources that differ by this factor, about periods this close to each other.
APART = 2
NEAR = timedelta(days=366)
_MAD_TO_DEVIATION = Decimal("1.4826")
MOST_NAMED = 5


class Rule(StrEnum):
    NUMERATOR = "numerator"
    RANGE = "range"
    RATIO = "ratio"
    AREAS = "areas"
    GROUPS = "groups"
    JUMP = "jump"
    OUTLIER = "outlier"
    MISSING = "missing"
    COVERAGE = "coverage"
    SAME_SOURCE = "same_source"
    SOURCES = "sources"


RULE_NAMES = {
    Rule.NUMERATOR: gettext_lazy("Pembilang di atas penyebut"),
    Rule.RANGE: gettext_lazy("Di luar batas"),
    Rule.RATIO: gettext_lazy("Nilai dan pembagiannya berbeda"),
    Rule.AREAS: gettext_lazy("Total berbeda dari baris wilayahnya"),
    Rule.GROUPS: gettext_lazy("Total berbeda dari rinciannya"),
    Rule.JUMP: gettext_lazy("Lonjakan"),
    Rule.OUTLIER: gettext_lazy("Jauh dari wilayah lain"),
    Rule.MISSING: gettext_lazy("Wilayah tanpa angka"),
    Rule.COVERAGE: gettext_lazy("Cakupan rendah"),
    Rule.SAME_SOURCE: gettext_lazy("Dua angka dari satu sumber"),
    Rule.SOURCES: gettext_lazy("Sumber berbeda jauh"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one measure, as the rules look at it. ``parent``: the area it lies in."""

    key: int
    region: int
    parent: int | None
    name: str
    period: Period
    source: int
    source_name: str
    group: str
    value: Decimal
    numerator: int | None = None
    denominator: int | None = None
    coverage: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Nature:
    """What the rules know of a measure."""

    is_share: bool
    flow: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful figure: which, by which rule, and why."""

    key: int
    rule: Rule
    sentence: str

    @property
    def title(self) -> str:
        return str(RULE_NAMES[self.rule])


def examine(
    figures: Sequence[Figure], nature: Nature, areas: Mapping[int, Mapping[int, str]]
) -> list[Doubt]:
    """Look at all figures of one measure in one part of the country, in their order.

    ``areas``: by the key of an area the names of those directly below it, by key.
    """
    found = [warning for figure in figures for warning in _alone(figure, nature)]
    found += _totals_of_groups(figures, nature)
    found += _totals_of_areas(figures, nature, areas)
    found += _jumps(figures, nature)
    if nature.is_share:
        found += _outliers(figures)
    found += _same_source(figures, nature)
    found += _between_sources(figures, nature)
    place = {figure.key: at for at, figure in enumerate(figures)}
    return sorted(found, key=lambda one: (place[one.key], list(Rule).index(one.rule)))


def _alone(figure: Figure, nature: Nature) -> Iterator[Doubt]:
    above, below, value = figure.numerator, figure.denominator, figure.value
    if nature.is_share and above is not None and below is not None and above > below:
        said = {"above": plain(Decimal(above)), "below": plain(Decimal(below))}
        sentence = _("Pembilang %(above)s lebih besar daripada penyebut %(below)s.") % said
        yield Doubt(figure.key, Rule.NUMERATOR, sentence)
    if value < 0 or (nature.is_share and value > 100):
        limits = _("0 sampai 100 persen") if nature.is_share else _("nol ke atas")
        said = {"value": brief(value), "limits": limits}
        yield Doubt(figure.key, Rule.RANGE, _("%(value)s di luar %(limits)s.") % said)
    if nature.is_share and above is not None and below:
        share = share_of(above, below)
        places = _places(value)
        if share is not None and round_half_up(share, places) != round_half_up(value, places):
            said = {"value": plain(value), "share": brief(share)}
            sentence = _("Tertulis %(value)s%%, tetapi pembilang dibagi penyebut %(share)s%%.")
            yield Doubt(figure.key, Rule.RATIO, sentence % said)
    if figure.coverage is not None and figure.coverage < LOW_COVERAGE:
        said = {"coverage": plain(figure.coverage)}
        sentence = _("Baru %(coverage)s%% sasaran yang masuk; angkanya belum mewakili semua.")
        yield Doubt(figure.key, Rule.COVERAGE, sentence % said)


def _totals_of_groups(figures: Sequence[Figure], nature: Nature) -> Iterator[Doubt]:
    """Everybody against the parts by sex, age and the like."""
    rows: dict[object, list[Figure]] = defaultdict(list)
    totals = {(*_series(one), one.period): one for one in figures if not one.group}
    for one in figures:
        dimension = groups.dimension_of(one.group)
        if dimension in groups.ADDING_UP:
            rows[(*_series(one), one.period, dimension)].append(one)
    for key, parts in rows.items():
        total, dimension = totals.get(key[:-1]), str(key[-1])  # type: ignore[index]  # a tuple
        if total is None:
            continue
        whole = len(parts) == len(groups.VALUES[dimension])
        above = not nature.is_share and sum(one.value for one in parts) > total.value
        if (whole or above) and (told := _disagreement(total, parts, nature, whole=whole)):
            named = {"what": _(groups.DIMENSIONS[dimension]).lower()}
            sentence = _("Dijumlah menurut %(what)s: ") % named + told
            yield Doubt(total.key, Rule.GROUPS, sentence)


def _totals_of_areas(
    figures: Sequence[Figure], nature: Nature, areas: Mapping[int, Mapping[int, str]]
) -> Iterator[Doubt]:
    """A stated total against the rows of the areas in it; and which areas have none."""
    rows: dict[object, list[Figure]] = defaultdict(list)
    for one in figures:
        rows[(one.parent, one.period, one.source, one.group)].append(one)
    for total in figures:
        below = areas.get(total.region)
        parts = rows.get((total.region, total.period, total.source, total.group))
        if not below or not parts:
            continue
        there = {one.region for one in parts}
        without = [name for key, name in below.items() if key not in there]
        told = _disagreement(total, parts, nature, whole=not without)
        if told:
            named = {"n": len(parts)}
            sentence = _("Dijumlah dari %(n)s wilayah: ") % named + told
            yield Doubt(total.key, Rule.AREAS, sentence)
        if without:
            said = {"n": len(without), "all": len(below), "names": _names(without)}
            sentence = _("%(n)s dari %(all)s wilayah tanpa angka: %(names)s.") % said
            yield Doubt(total.key, Rule.MISSING, sentence)


def _disagreement(total: Figure, parts: Sequence[Figure], nature: Nature, *, whole: bool) -> str:
    """What the parts add up to, where that is not the total. Shares add by their two counts.

    Where parts are missing a smaller sum is told too: a printed total must say what it holds.
    """
    if not nature.is_share:
        added = sum((one.value for one in parts), Decimal(0))
        if added == total.value:
            return ""
        said = {"added": plain(added), "total": plain(total.value)}
        return _("%(added)s, tertulis %(total)s.") % said
    above = [one.numerator for one in parts]
    below = [one.denominator for one in parts]
    if not whole or None in above or None in below:
        return ""
    added_share = share_of(sum(filter(None, above)), sum(filter(None, below)))
    if added_share is None or abs(added_share - total.value) < Decimal("0.1"):
        return ""
    said = {"added": brief(added_share), "total": brief(total.value)}
    return _("%(added)s%%, tertulis %(total)s%%.") % said


def _jumps(figures: Sequence[Figure], nature: Nature) -> Iterator[Doubt]:
    """Against the one before of the same series and the same length of period."""
    rows: dict[object, list[Figure]] = defaultdict(list)
    for one in figures:
        rows[(*_series(one), one.group, one.period.whole_months)].append(one)
    for series in rows.values():
        ordered = sorted(series, key=lambda one: one.period)
        for earlier, later in pairwise(ordered):
            if _is_jump(earlier.value, later.value, nature):
                unit = _unit(nature)
                said = {
                    "before": brief(earlier.value) + unit,
                    "after": brief(later.value) + unit,
                    "period": earlier.period.label,
                }
                sentence = _("Dari %(before)s (%(period)s) menjadi %(after)s.") % said
                yield Doubt(later.key, Rule.JUMP, sentence)


def _is_jump(earlier: Decimal, later: Decimal, nature: Nature) -> bool:
    if nature.is_share:
        return abs(later - earlier) > JUMP_POINTS
    low, high = sorted((earlier, later))
    return high - low >= JUMP_LEAST and high >= JUMP_FACTOR * low


def _outliers(figures: Sequence[Figure]) -> Iterator[Doubt]:
    """Against the other areas of the same parent, by the distance from their middle."""
    rows: dict[object, list[Figure]] = defaultdict(list)
    for one in figures:
        if one.parent is not None:
            rows[(one.parent, one.period, one.source, one.group)].append(one)
    for neighbours in rows.values():
        if len(neighbours) < OUTLIER_AMONG:
            continue
        middle = median(one.value for one in neighbours)
        spread = median(abs(one.value - middle) for one in neighbours) * _MAD_TO_DEVIATION
        for one in neighbours:
            if spread and abs(one.value - middle) > OUTLIER * spread:
                said = {"value": brief(one.value), "middle": brief(middle)}
                sentence = _("%(value)s%%, sedangkan nilai tengah wilayah sekitarnya %(middle)s%%.")
                yield Doubt(one.key, Rule.OUTLIER, sentence % said)


def _same_source(figures: Sequence[Figure], nature: Nature) -> Iterator[Doubt]:
    """One source, one place, one time, two numbers."""
    rows: dict[object, list[Figure]] = defaultdict(list)
    for one in figures:
        rows[(*_series(one), one.group)].append(one)
    for series in rows.values():
        for one in series:
            for other in series:
                if one.period.holds(other.period) and _contradict(one, other, nature):
                    for mine, yours in ((one, other), (other, one)):
                        shown = plain(yours.value) + _unit(nature)
                        said = {"value": shown, "period": yours.period.label}
                        sentence = _("Sumber yang sama menyebut %(value)s untuk %(period)s.") % said
                        yield Doubt(mine.key, Rule.SAME_SOURCE, sentence)


def _contradict(outer: Figure, inner: Figure, nature: Nature) -> bool:
    """A state within one month is one state; of events the part is never more than the whole."""
    if nature.flow and not nature.is_share:
        return inner.value > outer.value
    return not nature.flow and outer.period.days <= 31 and inner.value != outer.value


def _between_sources(figures: Sequence[Figure], nature: Nature) -> Iterator[Doubt]:
    """The newest of each source beside those of the others, where their periods are near."""
    newest: dict[tuple[int, str], dict[int, Figure]] = defaultdict(dict)
    for one in sorted(figures, key=lambda one: (one.period.ends, one.period.starts)):
        newest[(one.region, one.group)][one.source] = one
    for by_source in newest.values():
        for one in by_source.values():
            for other in by_source.values():
                if one is not other and _far_apart(one, other):
                    said = {
                        "source": other.source_name,
                        "value": brief(other.value) + _unit(nature),
                        "period": other.period.label,
                    }
                    sentence = _("%(source)s menyebut %(value)s untuk %(period)s.") % said
                    yield Doubt(one.key, Rule.SOURCES, sentence)


def _far_apart(one: Figure, other: Figure) -> bool:
    low, high = sorted((one.value, other.value))
    near = one.period.gap_to(other.period) <= NEAR.days
    return near and high >= APART * low and high > 0


def _unit(nature: Nature) -> str:
    return "%" if nature.is_share else ""


def _series(figure: Figure) -> tuple[int, int]:
    return figure.region, figure.source


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(max(0, -exponent), 4) if isinstance(exponent, int) else 0


def _names(names: Iterable[str]) -> str:
    every = list(names)
    more = len(every) - MOST_NAMED
    shown = ", ".join(every[:MOST_NAMED])
    return shown if more <= 0 else _("%(names)s dan %(n)s lainnya") % {"names": shown, "n": more}
