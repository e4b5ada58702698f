"""Reads: what the sources say, over time and from place to place, what is doubtful and missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q
from django.utils.translation import gettext as _

from layak.lib.numbers import format_decimal
from layak.measures.models import Dismissal, Measure, Observation, Responsibility
from layak.measures.periods import MONTHS, Period, last_finished
from layak.measures.rules import Doubt, Figure, Nature, examine
from layak.organizations.models import Alias, Kind, Organization

# How many periods a table of places shows beside each other.
COLUMNS = 6


@dataclass(slots=True)
class Told:
    """One figure on a page, with what is doubtful about it."""

    observation: Observation
    doubts: list["Judged"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A doubt, and why somebody set it aside, if so."""

    doubt: Doubt
    observation: Observation
    dismissal: Dismissal | None


@dataclass(frozen=True, slots=True)
class Due:
    """A period for which figures are owed: how many areas of how many have theirs."""

    period: Period
    there: int
    expected: int

    @property
    def missing(self) -> int:
        return max(self.expected - self.there, 0)

    @property
    def counted(self) -> str:
        """How many of the areas have said theirs, in the reader's language."""
        there, expected = (
            format_decimal(Decimal(count), 0) for count in (self.there, self.expected)
        )
        return _("%(n)s dari %(all)s wilayah") % {"n": there, "all": expected}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure in the list of a place: the newest figure of each source."""

    measure: Measure
    newest: Sequence[Told]
    due: Due | None
    office: Organization | None

    @property
    def open_doubts(self) -> int:
        return sum(one.dismissal is None for told in self.newest for one in told.doubts)


def day_in(region: Organization, at: datetime) -> date:
    """The day a region's calendar shows at an instant."""
    return at.astimezone(ZoneInfo(region.timezone or settings.TIME_ZONE)).date()


def answering(item: str, region: Organization, at: datetime) -> list[Observation]:
    """The figures about everybody that may answer an item, the newest of a source first. One query.

    ``item``: instrument and item, such as ``kla-2024/4.2``.
    """
    rows = Observation.objects.of(region).filter(
        measure__items__contains=[item], ends__lte=day_in(region, at), group=""
    )
    return list(
        rows.select_related("measure", "source", "region").order_by(
            "measure__position", "source__position", "-ends", "-starts", "pk"
        )
    )


def list_of(region: Organization, at: datetime) -> list[MeasureRow]:
    """All measures with what a place says about each. At most six queries."""
    measures = list(Measure.objects.all())
    of = Observation.objects.of(region)
    rows = list(of.select_related("source").order_by("starts", "pk"))
    by_measure: dict[int, list[Observation]] = defaultdict(list)
    for row in rows:
        row.region = region
        by_measure[row.measure_id].append(row)
    doubts = {
        measure.pk: examine(_figures(by_measure[measure.pk]), _nature(measure), {})
        for measure in measures
        if measure.pk in by_measure
    }
    judged = judge([one for found in doubts.values() for one in found], rows)
    due = dues(region, measures, at)
    offices = offices_for(region, measures)
    return [
        MeasureRow(
            measure,
            [Told(row, judged.get(row.pk, [])) for row in newest_by_source(by_measure[measure.pk])],
            due.get(measure.pk),
            offices.get(measure.pk),
        )
        for measure in measures
    ]


@dataclass(frozen=True, slots=True)
class Owed:
    """What an office owes by now; None: nobody in the city goes by any name of the library."""

    office: Organization | None
    rows: Sequence[tuple[Measure, Due]]

    @property
    def missing(self) -> int:
        return sum(due.missing for _measure, due in self.rows)


def owed_in(city: Organization, at: datetime) -> list[Owed]:
    """Measures of which figures are missing for the newest finished period, by office.

    Whoever owes most comes first, and what nobody owes before all. Four queries.
    """
    measures = list(Measure.objects.all())
    offices = offices_for(city, measures)
    by_office: dict[Organization | None, list[tuple[Measure, Due]]] = defaultdict(list)
    found = dues(city, measures, at)
    for measure in measures:
        if (due := found.get(measure.pk)) is not None and due.missing:
            by_office[offices.get(measure.pk)].append((measure, due))
    owed = [Owed(office, rows) for office, rows in by_office.items()]
    return sorted(owed, key=lambda one: (one.office is not None, -one.missing, str(one.office)))


def newest_by_source(rows: Iterable[Observation]) -> list[Observation]:
    """Of some rows about everybody the newest of each source, in the order of the sources."""
    newest: dict[int, Observation] = {}
    for row in sorted(rows, key=lambda row: (row.ends, row.starts)):
        if not row.group:
            newest[row.source_id] = row
    return sorted(newest.values(), key=lambda row: row.source.position)


def figures_of(region: Organization, measure: Measure) -> list[Observation]:
    """All that is said of a place and the areas directly below it, oldest first. One query.

    Below cities only; a nation's provinces are added up elsewhere.
    """
    said = Observation.objects.filter(measure=measure)
    rows = said.of(region)
    if region.kind == Kind.CITY:
        rows = said.filter(city=region, level__in=[Kind.CITY, Kind.DISTRICT])
    elif region.kind == Kind.DISTRICT:
        inside = Q(region=region) | Q(region__parent=region)
        rows = said.in_city_of(region).filter(inside, level__in=[Kind.DISTRICT, Kind.VILLAGE])
    return list(rows.select_related("source", "region").order_by("starts", "ends", "pk"))


def names_below(region: Organization) -> dict[int, str]:
    """The areas directly below a place, by key. One query."""
    rows = region.children.exclude(kind=Kind.AGENCY).order_by("name", "pk")
    return dict(rows.values_list("pk", "name"))


def doubts_about(
    region: Organization,
    measure: Measure,
    rows: Sequence[Observation],
    names: Mapping[int, str],
) -> dict[int, list[Judged]]:
    """What the rules say of some figures, by their keys. One query, none without doubts.

    ``names``: the areas directly below, so that those without a figure are told.
    """
    found = examine(_figures(rows), _nature(measure), {region.pk: names})
    return judge(found, rows)


def judge(doubts: Sequence[Doubt], rows: Sequence[Observation]) -> dict[int, list[Judged]]:
    """Lay what people said of doubts beside them. One query, none without doubts."""
    if not doubts:
        return {}
    known = {row.pk: row for row in rows}
    said = {
        (row.observation_id, row.rule): row
        for row in Dismissal.objects.filter(
            observation__in={one.key for one in doubts}
        ).select_related("by")
    }
    found: dict[int, list[Judged]] = defaultdict(list)
    for one in doubts:
        row, dismissal = known[one.key], said.get((one.key, one.rule.value))
        holds = dismissal is not None and dismissal.value == row.value
        found[one.key].append(Judged(one, row, dismissal if holds else None))
    return found


def dues(region: Organization, measures: Sequence[Measure], at: datetime) -> dict[int, Due]:
    """What is owed by now of each measure in a city. Two queries; nothing above cities."""
    if region.kind != Kind.CITY:
        return {}
    day = day_in(region, at)
    periods = {cadence: last_finished(day, cadence) for cadence in MONTHS}
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for measure in measures:
        alike[measure.cadence, measure.level].append(measure.pk)
    wanted = Q(pk=None)
    for (cadence, level), keys in alike.items():
        period = periods[cadence]
        wanted |= Q(measure__in=keys, starts=period.starts, ends=period.ends, level=level)
    there = dict(
        Observation.objects.filter(wanted, city=region, group="")
        .order_by()
        .values_list("measure")
        .annotate(Count("region", distinct=True))
    )
    below = Organization.objects.within(region).filter(kind__in=[Kind.DISTRICT, Kind.VILLAGE])
    expected = {
        Kind.CITY.value: 1,
        **dict(below.order_by().values_list("kind").annotate(Count("pk"))),
    }
    return {
        measure.pk: Due(
            periods[measure.cadence], there.get(measure.pk, 0), expected.get(measure.level, 0)
        )
        for measure in measures
    }


def offices_for(region: Organization, measures: Sequence[Measure]) -> dict[int, Organization]:
    """The office of a city that is responsible for each measure. One query.

    The one that the city gave it to, else the first of the library's that the city has.
    """
    if region.kind != Kind.CITY or not measures:
        return {}
    names = {name for measure in measures for name in measure.offices}
    called = Alias.objects.filter(organization=OuterRef("pk"), scope=region, name__in=names)
    given = Responsibility.objects.filter(city=region, office=OuterRef("pk"))
    offices: Any = (
        Organization.objects.within(region)
        .filter(kind=Kind.AGENCY)
        .annotate(
            called=ArraySubquery(called.values("name")),
            given=ArraySubquery(given.values("measure")),
        )
    )
    by_name: dict[str, Organization] = {}
    found: dict[int, Organization] = {}
    for office in offices:
        by_name |= dict.fromkeys(office.called, office)
        found |= dict.fromkeys(office.given, office)
    for measure in measures:
        named = next((by_name[name] for name in measure.offices if name in by_name), None)
        if named is not None:
            found.setdefault(measure.pk, named)
    return found


def _nature(measure: Measure) -> Nature:
    return Nature(measure.is_share, measure.flow)


def _figures(rows: Iterable[Observation]) -> list[Figure]:
    return [
        Figure(
            row.pk,
            row.region_id,
            row.region.parent_id,
            row.region.name,
            row.period,
            row.source_id,
            str(row.source),
            row.group,
            row.value,
            row.numerator,
            row.denominator,
            row.coverage,
        )
        for row in rows
    ]
