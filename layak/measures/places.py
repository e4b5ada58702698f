"""Figures from place to place: kecamatan and kelurahan of a city, provinces and cities above."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum

from layak.lib.numbers import round_half_up
from layak.measures.figures import share_of
from layak.measures.models import Measure, Observation, Source
from layak.measures.periods import MONTHS, Period
from layak.measures.queries import COLUMNS, Due
from layak.organizations.models import Kind, Organization

SHADES = 5


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One area in one period. ``added``: worked out from ``there`` of ``expected`` areas in it."""

    value: Decimal | None
    shade: int = 0
    key: int | None = None
    added: bool = False
    there: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class HeatRow:
    region: Organization
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True)
class Heat:
    """Areas by periods, the newest first, of one source."""

    source: Source | None
    sources: Sequence[Source]
    periods: Sequence[Period]
    rows: Sequence[HeatRow]

    @property
    def places(self) -> int:
        """The decimals all its figures are written with, so that they stand below each other."""
        told = (cell.value for row in self.rows for cell in row.cells if cell.value is not None)
        return max((_decimals(round_half_up(value, 2)) for value in told), default=0)


@dataclass(frozen=True, slots=True)
class Missing:
    """What is owed and not there; ``areas`` by kecamatan, each with its kelurahan."""

    due: Due
    areas: Sequence[tuple[Organization, Sequence[Organization]]]


class Cell(NamedTuple):
    """A figure as the tables of places need it: light, for a page needs a thousand."""

    key: int
    measure: int
    region: int
    period: Period
    source: Source
    value: Decimal
    numerator: int | None
    denominator: int | None


@dataclass(frozen=True, slots=True)
class CityAreas:
    """The kecamatan of a city and, by the key of each, its kelurahan; by name."""

    districts: Sequence[Organization]
    below: Mapping[int, Sequence[Organization]]

    def rows(self, district: Organization | None) -> Sequence[Organization]:
        """The rows of a table: all kecamatan, or the kelurahan of one."""
        return self.below.get(district.pk, ()) if district else self.districts

    def district(self, code: str) -> Organization | None:
        return next((one for one in self.districts if one.region_code == code), None)


def areas_of(city: Organization) -> CityAreas:
    """Kecamatan and kelurahan of a city. One query."""
    within = Organization.objects.within(city).filter(kind__in=[Kind.DISTRICT, Kind.VILLAGE])
    districts: list[Organization] = []
    below: dict[int, list[Organization]] = {}
    for area in within.order_by("name", "pk"):
        if area.kind == Kind.DISTRICT:
            districts.append(area)
        elif area.parent_id is not None:
            below.setdefault(area.parent_id, []).append(area)
    return CityAreas(districts, below)


def cells_of(city: Organization, measure: Measure, newest: date | None) -> list[Cell]:
    """What is said of the areas of a city in the newest periods, about everybody. One query."""
    if newest is None:
        return []
    # Figures asked for each month often come once or twice a year.
    reach = timedelta(days=31 * max(MONTHS[measure.cadence] * (COLUMNS + 1), 13))
    rows = Observation.objects.filter(
        city=city,
        measure=measure,
        starts__gte=newest - reach,
        level__in=[Kind.DISTRICT, Kind.VILLAGE],
        group="",
    )
    return read_cells(rows)


def read_cells(rows: QuerySet[Observation]) -> list[Cell]:
    """Figures as the tables of places need them. One query; areas are not looked up."""
    names = ("pk", "measure", "region", "starts", "ends", "value", "numerator", "denominator")
    of_source = ("id", "code", "name", "name_en", "position")
    sources: dict[int, Source] = {}
    periods: dict[tuple[date, date], Period] = {}
    found = []
    columns = (*names, *(f"source__{name}" for name in of_source))
    for row in rows.order_by().values_list(*columns):
        key, measure, region, starts, ends, value, numerator, denominator, source, *rest = row
        if source not in sources:
            sources[source] = Source(source, **dict(zip(of_source[1:], rest, strict=True)))
        if (starts, ends) not in periods:
            periods[starts, ends] = Period(starts, ends)
        cell = (key, measure, region, periods[starts, ends], sources[source])
        found.append(Cell(*cell, value, numerator, denominator))
    return found


def with_newest(city: Organization) -> Subquery:
    """For a query of measures: when the newest figure of an area of the city begins."""
    rows = Observation.objects.filter(
        city=city, measure=OuterRef("pk"), level__in=[Kind.DISTRICT, Kind.VILLAGE]
    )
    return Subquery(rows.order_by("-starts").values("starts")[:1])


def heat_of(
    cells: Sequence[Cell],
    areas: CityAreas,
    district: Organization | None,
    measure: Measure,
    wanted: str,
) -> Heat:
    """Lay the figures of one source (by its code) over areas and periods.

    An area that says nothing itself is added up from those below it: counts by their sum, shares
    by the sums of their two counts; never as the average of shares.
    """
    there = sorted({cell.source.pk: cell.source for cell in cells}.values(), key=_position)
    newest = max(cells, key=lambda cell: cell.period.ends, default=None)
    source = next((one for one in there if one.code == wanted), newest.source if newest else None)
    own = [cell for cell in cells if cell.source == source]
    periods = sorted({cell.period for cell in own}, reverse=True)[:COLUMNS]
    by_place = {(cell.region, cell.period): cell for cell in own}
    rows = areas.rows(district)
    grid = [
        [cell_at(row, period, by_place, areas.below.get(row.pk, ()), measure) for period in periods]
        for row in rows
    ]
    shaded = [HeatRow(row, cells) for row, cells in zip(rows, _shaded(grid), strict=True)]
    return Heat(source, there, periods, shaded)


def missing_of(
    cells: Iterable[Cell], areas: CityAreas, measure: Measure, period: Period
) -> Missing:
    """Which areas have no figure for a period by any source, at the level that is asked for."""
    there = {cell.region for cell in cells if cell.period == period}
    found: list[tuple[Organization, Sequence[Organization]]] = []
    expected = gone = 0
    for district in areas.districts:
        asked = areas.below.get(district.pk, ()) if measure.level == Kind.VILLAGE else (district,)
        without = [place for place in asked if place.pk not in there]
        expected += len(asked)
        gone += len(without)
        if without:
            found.append((district, without))
    return Missing(Due(period, expected - gone, expected), found)


def _position(source: Source) -> int:
    return source.position


def cell_at(
    row: Organization,
    period: Period,
    by_place: Mapping[tuple[int, Period], Cell],
    below: Sequence[Organization],
    measure: Measure,
) -> HeatCell:
    """What one source says of an area in a period, or what those below it add up to."""
    said = by_place.get((row.pk, period))
    if said is not None:
        return HeatCell(said.value, key=said.key)
    parts = [by_place[(one.pk, period)] for one in below if (one.pk, period) in by_place]
    if not parts:
        return HeatCell(None)
    value = added_up(
        measure,
        sum((one.value for one in parts), Decimal(0)),
        _sum(one.numerator for one in parts),
        _sum(one.denominator for one in parts),
    )
    return HeatCell(value, added=True, there=len(parts), expected=len(below))


def added_up(
    measure: Measure, value: Decimal | None, numerator: int | None, denominator: int | None
) -> Decimal | None:
    """A total of areas; None for shares whose counts are not known."""
    if not measure.is_share:
        return value
    if numerator is None or not denominator:
        return None
    return share_of(numerator, denominator)


def _sum(numbers: Iterable[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _shaded(grid: Sequence[Sequence[HeatCell]]) -> list[list[HeatCell]]:
    values = [cell.value for row in grid for cell in row if cell.value is not None]
    low, high = min(values, default=Decimal(0)), max(values, default=Decimal(0))

    def shade(value: Decimal | None) -> int:
        if value is None:
            return 0
        return 1 + min(int((value - low) / (high - low) * SHADES), SHADES - 1) if high > low else 1

    return [
        [
            HeatCell(one.value, shade(one.value), one.key, one.added, one.there, one.expected)
            for one in row
        ]
        for row in grid
    ]


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest period of a source below a place."""

    source: Source
    period: Period


@dataclass(frozen=True, slots=True)
class Child:
    """A province or city in the table of the place above. ``level``: what it was added up from."""

    region: Organization
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    level: str
    areas: int

    @property
    def stated(self) -> bool:
        return self.level == self.region.kind

    @property
    def level_name(self) -> str:
        return str(Kind(self.level).label).lower() if self.level else ""


def newest_below(region: Organization, measure: Measure) -> list[Newest]:
    """By source the newest period below a nation or province. One query, a probe a source."""
    rows = Observation.objects.filter(measure=measure, source=OuterRef("pk"), group="")
    if region.kind == Kind.PROVINCE:
        rows = rows.filter(province=region)
    rows = rows.exclude(level=region.kind).exclude(level=Kind.NATION).order_by("-starts")
    sources = Source.objects.annotate(
        starts=Subquery(rows.values("starts")[:1]), ends=Subquery(rows.values("ends")[:1])
    )
    found = [
        Newest(source, Period(source.starts, source.ends))
        for source in sources
        if source.starts is not None
    ]
    return sorted(found, key=lambda one: one.period, reverse=True)


def children_of(region: Organization, measure: Measure, chosen: Newest) -> list[Child]:
    """The provinces of the nation, or the cities of a province, in one period. Two queries.

    What an area says itself comes first; else the widest areas in it that say something are added
    up. Levels are never mixed.
    """
    child = Kind.PROVINCE if region.kind == Kind.NATION else Kind.CITY
    field = "province" if child == Kind.PROVINCE else "city"
    rows = Observation.objects.filter(
        measure=measure,
        source=chosen.source,
        starts=chosen.period.starts,
        ends=chosen.period.ends,
        group="",
    )
    if region.kind == Kind.PROVINCE:
        rows = rows.filter(province=region)
    grouped = (
        rows.order_by()
        .values_list(F(field), "level")
        .annotate(
            areas=Count("pk"),
            total=Sum("value"),
            above=Sum("numerator"),
            counted=Count("denominator"),
            below=Sum("denominator"),
        )
    )
    by_child: dict[int, dict[str, tuple[int, Decimal, int, int, int]]] = defaultdict(dict)
    for key, level, *sums in grouped:
        if key is not None:
            by_child[key][level] = tuple(sums)
    regions = Organization.objects.filter(parent=region, kind=child).order_by("name", "pk")
    return [_child(one, measure, by_child.get(one.pk, {})) for one in regions]


def _child(
    region: Organization,
    measure: Measure,
    levels: Mapping[str, tuple[int, Decimal, int, int, int]],
) -> Child:
    for level in (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.VILLAGE):
        if level.value in levels:
            areas, total, above, counted, below = levels[level.value]
            whole = counted == areas
            numerator, denominator = (above, below) if whole else (None, None)
            value = (
                total
                if areas == 1 and level == region.kind
                else added_up(measure, total, numerator, denominator)
            )
            return Child(region, value, numerator, denominator, level.value, areas)
    return Child(region, None, None, None, "", 0)


def _decimals(value: Decimal) -> int:
    return max(-int(value.normalize().as_tuple().exponent), 0)
