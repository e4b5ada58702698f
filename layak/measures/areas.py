"""How many kecamatan or desa/kelurahan of a city fulfil what an item asks for."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from layak.measures.models import Measure, Observation, Source
from layak.measures.periods import Period, parse_period
from layak.measures.places import Cell, CityAreas, areas_of, cell_at, read_cells
from layak.measures.serving import AreaShare, asked_by
from layak.organizations.models import Kind, Organization

# What the key of a count begins with, before its measure, source and period.
PREFIX = "wilayah:"


@dataclass(frozen=True, slots=True)
class AreaCount:
    """The areas of a level that fulfil a condition, by one source in one period, among all.

    ``without``: the areas of which no figure is known.
    """

    measure: Measure
    source: Source
    period: Period
    level: Kind
    share: AreaShare
    numerator: int
    denominator: int
    without: Sequence[Organization]

    @property
    def key(self) -> str:
        """What was counted, the same on every day."""
        return f"{PREFIX}{self.measure.code}:{self.source.code}:{self.period.code}"


def counts_between(city: Organization, item: str, first: date, last: date) -> list[AreaCount]:
    """What may answer an item: of each measure and source the newest period all areas speak of.

    Where no period is whole, the newest. Only those that lie between two days. At most three
    queries, none for an item that asks for no areas.
    """
    rows = Observation.objects.filter(starts__gte=first, ends__lte=last)
    best: dict[tuple[int, int, int], AreaCount] = {}
    for one in _counts(city, {item}, rows).values():
        place = (one.measure.position, one.measure.pk, one.source.position)
        if place not in best or _rank(one) > _rank(best[place]):
            best[place] = one
    return [best[place] for place in sorted(best)]


def counts_again(
    city: Organization, kept: Collection[tuple[str, str]]
) -> dict[tuple[str, str], AreaCount]:
    """What counts say today, by item and key; one that nothing is left of is missing.

    Three queries, none without counts.
    """
    wanted = Q(pk=None)
    for _item, key in kept:
        measure, source, period = parts_of(key)
        wanted |= Q(
            *(Q(measure__code=measure), Q(source__code=source)),
            starts=period.starts,
            ends=period.ends,
        )
    found = _counts(city, {item for item, _key in kept}, Observation.objects.filter(wanted))
    return {place: found[place] for place in kept if place in found}


def parts_of(key: str) -> tuple[str, str, Period]:
    """The codes of measure and source, and the period, that a key names."""
    measure, source, period = key.removeprefix(PREFIX).split(":")
    return measure, source, parse_period(period)


def _rank(count: AreaCount) -> tuple[bool, Period]:
    return not count.without, count.period


def _counts(
    city: Organization, items: Collection[str], rows: QuerySet[Observation]
) -> dict[tuple[str, str], AreaCount]:
    """Every count that some figures allow, by item and key."""
    asked = [(item, share, level) for item in items for share, level in asked_by(item)]
    if not asked:
        return {}
    measures = {
        row.code: row
        for row in Measure.objects.filter(
            code__in={share.measure for _item, share, _level in asked}
        )
    }
    cells = _cells(city, rows.filter(measure__in=list(measures.values())))
    areas = areas_of(city) if cells else CityAreas([], {})
    found = {}
    for item, share, level in asked:
        measure = measures.get(share.measure)
        if measure is not None:
            for one in _each(areas, cells.get(measure.pk, ()), measure, share, level):
                found[item, one.key] = one
    return found


def _cells(city: Organization, rows: QuerySet[Observation]) -> dict[int, list[Cell]]:
    """Figures about everybody in the areas of a city, by measure. One query."""
    levels = [Kind.DISTRICT, Kind.VILLAGE]
    found: dict[int, list[Cell]] = defaultdict(list)
    for cell in read_cells(rows.filter(city=city, level__in=levels, group="")):
        found[cell.measure].append(cell)
    return found


def _each(
    areas: CityAreas, cells: Sequence[Cell], measure: Measure, share: AreaShare, level: Kind
) -> Iterator[AreaCount]:
    by_series: dict[tuple[Source, Period], dict[tuple[int, Period], Cell]] = defaultdict(dict)
    for cell in cells:
        by_series[cell.source, cell.period][cell.region, cell.period] = cell
    for (source, period), there in by_series.items():
        fulfilled, without, places = 0, [], _places(areas, level)
        for place in places:
            said = cell_at(place, period, there, areas.below.get(place.pk, ()), measure)
            if said.value is None or said.there < said.expected:
                without.append(place)
            elif share.holds(said.value):
                fulfilled += 1
        # Where no area of this level is told, the figures are of another level.
        if len(without) < len(places):
            yield AreaCount(
                *(measure, source, period, level, share, fulfilled, len(places)), tuple(without)
            )


def _places(areas: CityAreas, level: Kind) -> list[Organization]:
    if level == Kind.DISTRICT:
        return list(areas.districts)
    return [village for district in areas.districts for village in areas.below.get(district.pk, ())]
