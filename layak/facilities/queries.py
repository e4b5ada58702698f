"""Reads: what a city has, where, how good it is, and which areas have none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Count, Q

from layak.facilities.models import (
    Facility,
    FacilityKind,
    FacilityQuerySet,
    day_in,
    standard_holds,
)
from layak.facilities.serving import CITY_WIDE, INSTRUMENT, OF_ONE_LEVEL, SERVES, Serving
from layak.instruments.models import Indicator, Instrument
from layak.organizations.models import Kind, Organization

# A standard that runs out this soon is to be renewed now: an audit takes weeks to arrange.
EARLY = timedelta(days=90)


class Share(NamedTuple):
    """``numerator`` of ``denominator`` areas have at least one facility; ``without`` have none."""

    numerator: int
    denominator: int
    without: Sequence[Organization]

    @property
    def ratio(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(slots=True)
class Tally:
    """How many facilities there are; of these with a standard that holds, used, and unsaid."""

    present: int = 0
    standard: int = 0
    used: int = 0
    unsaid: int = 0

    def add(self, other: "Tally") -> None:
        self.present += other.present
        self.standard += other.standard
        self.used += other.used
        self.unsaid += other.unsaid

    @property
    def standard_ratio(self) -> Fraction | None:
        return Fraction(self.standard, self.present) if self.present else None

    @property
    def used_ratio(self) -> Fraction | None:
        return Fraction(self.used, self.present) if self.present else None


@dataclass(slots=True)
class DistrictRow:
    """One kecamatan: all that lies in it, and its kelurahan as a share."""

    district: Organization
    tally: Tally
    villages: Share


@dataclass(frozen=True, slots=True)
class Areas:
    """The kecamatan and kelurahan of a city, each in the order of their names."""

    districts: Sequence[Organization]
    villages: Mapping[int, Sequence[Organization]]

    @property
    def all_villages(self) -> list[Organization]:
        return [
            village for district in self.districts for village in self.villages.get(district.pk, [])
        ]


@dataclass(frozen=True, slots=True)
class Served:
    """The indicator beside a kind: its code, title and points, where the instrument is known."""

    serving: Serving
    code: str
    title: str = ""
    points: object = None


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind in the city's overview; shares are None for what serves the whole city."""

    kind: FacilityKind
    served: Served
    tally: Tally
    districts: Share | None
    villages: Share | None


@dataclass(frozen=True, slots=True)
class Duty:
    """What an office runs of one kind, and the indicator that it counts for."""

    kind: FacilityKind
    served: Served
    tally: Tally


@dataclass(frozen=True, slots=True)
class Coverage:
    """One kind, kecamatan by kecamatan. ``city``: what serves the whole city."""

    kind: FacilityKind
    served: Served
    rows: Sequence[DistrictRow]
    city: Tally
    total: Tally
    districts: Share
    villages: Share

    @property
    def city_wide(self) -> bool:
        """Whether the kind serves the whole city, so that areas say nothing."""
        return self.kind in CITY_WIDE


@dataclass(frozen=True, slots=True)
class Expiry:
    """How many standards have run out, and how many do so soon."""

    expired: int
    soon: int


def known(city: Organization, kind: FacilityKind, at: datetime) -> list[Facility]:
    """The facilities of a kind that a city has at an instant, by name: for narrative checks."""
    return list(_open(city, at).filter(kind=kind).order_by("name", "pk"))


def shares(
    city: Organization, kind: FacilityKind, at: datetime, *, level: Kind = Kind.VILLAGE
) -> Share:
    """How many desa/kelurahan of a city (or kecamatan, by ``level``) have a facility of a kind.

    A kecamatan has what lies anywhere in it, except for bodies that each level has of its own. Two
    queries.
    """
    areas = areas_of(city)
    tallies = _tallies(_open(city, at).filter(kind=kind), city, at)
    return _share(areas, tallies.get(kind, {}), kind, level)


def standards(city: Organization, kind: FacilityKind, at: datetime) -> Tally:
    """How many facilities of a kind a city has, and how many of them meet the standard or are used.

    One query.
    """
    total = Tally()
    for by_region in _tallies(_open(city, at).filter(kind=kind), city, at).values():
        for tally in by_region.values():
            total.add(tally)
    return total


def overview(city: Organization, at: datetime) -> list[KindRow]:
    """Every kind with what there is of it in a city. Four queries."""
    areas = areas_of(city)
    tallies = _tallies(_open(city, at), city, at)
    served = served_by(FacilityKind)
    rows = []
    for kind in FacilityKind:
        by_region = tallies.get(kind, {})
        total = _sum(by_region.values())
        wide = kind in CITY_WIDE
        districts = None if wide else _share(areas, by_region, kind, Kind.DISTRICT)
        villages = None if wide else _share(areas, by_region, kind, Kind.VILLAGE)
        rows.append(KindRow(kind, served[kind], total, districts, villages))
    return rows


def coverage(city: Organization, kind: FacilityKind, at: datetime) -> Coverage:
    """One kind in every kecamatan of a city. Four queries."""
    areas = areas_of(city)
    by_region = _tallies(_open(city, at).filter(kind=kind), city, at).get(kind, {})
    rows = []
    for district in areas.districts:
        villages = areas.villages.get(district.pk, [])
        inside = [by_region.get(place.pk, Tally()) for place in (district, *villages)]
        rows.append(DistrictRow(district, _sum(inside), _share_of(villages, by_region)))
    return Coverage(
        kind=kind,
        served=served_by([kind])[kind],
        rows=rows,
        city=by_region.get(city.pk, Tally()),
        total=_sum(by_region.values()),
        districts=_share(areas, by_region, kind, Kind.DISTRICT),
        villages=_share(areas, by_region, kind, Kind.VILLAGE),
    )


def duties(office: Organization, at: datetime) -> list[Duty]:
    """What an office runs, kind by kind, with what it is worth. Three queries.

    ``office`` knows its parent, the city.
    """
    city = office.parent
    if city is None:
        return []
    tallies = _tallies(_open(city, at).filter(operator=office), city, at)
    served = served_by(tallies)
    found = [Duty(kind, served[kind], _sum(rows.values())) for kind, rows in tallies.items()]
    order = list(FacilityKind)
    return sorted(found, key=lambda duty: order.index(duty.kind))


def expiry(rows: FacilityQuerySet, city: Organization, at: datetime) -> Expiry:
    """Among some facilities of a city: standards that have run out or do so within 90 days."""
    day = day_in(city, at)
    found = rows.open_at(at).filter(city=city, standard_met=True)
    counted = found.aggregate(
        expired=Count("pk", filter=Q(valid_until__lt=day)),
        soon=Count("pk", filter=Q(valid_until__gte=day, valid_until__lte=day + EARLY)),
    )
    return Expiry(**counted)


def offices_of(rows: FacilityQuerySet) -> list[Organization]:
    """The offices that run some facilities, by name. One query."""
    offices = Organization.objects.filter(pk__in=rows.values("operator"))
    return list(offices.select_related("parent").order_by("name", "pk"))


def areas_of(city: Organization) -> Areas:
    """The kecamatan and kelurahan of a city. One query."""
    within = Organization.objects.within(city).filter(kind__in=[Kind.DISTRICT, Kind.VILLAGE])
    districts: list[Organization] = []
    villages: dict[int, list[Organization]] = {}
    for place in within.order_by("name", "pk"):
        if place.kind == Kind.DISTRICT:
            districts.append(place)
        elif place.parent_id is not None:
            villages.setdefault(place.parent_id, []).append(place)
    return Areas(districts, villages)


def served_by(kinds: Iterable[FacilityKind]) -> dict[FacilityKind, Served]:
    """The indicators beside some kinds, by the newest published edition. Two queries at most."""
    wanted = {kind: SERVES[kind] for kind in kinds}
    published = Instrument.objects.filter(code=INSTRUMENT, published_at__isnull=False)
    newest = published.order_by("-version").first()
    codes = {serving.indicator for serving in wanted.values()}
    rows = Indicator.objects.filter(instrument=newest, code__in=codes) if newest else []
    known_rows = {row.code: row for row in rows}
    found = {}
    for kind, serving in wanted.items():
        row = known_rows.get(serving.indicator)
        title, points = (row.title, row.attainable) if row else ("", None)
        found[kind] = Served(serving, serving.indicator, title, points)
    return found


def _open(city: Organization, at: datetime) -> FacilityQuerySet:
    return Facility.objects.filter(city=city).open_at(at)


def _tallies(
    rows: FacilityQuerySet, city: Organization, at: datetime
) -> dict[FacilityKind, dict[int, Tally]]:
    """Tallies by kind and by the key of the area. One query."""
    grouped = (
        rows.order_by()
        .values_list("kind", "region")
        .annotate(
            present=Count("pk"),
            standard=Count("pk", filter=standard_holds(day_in(city, at))),
            in_use=Count("pk", filter=Q(used=True)),
            unsaid=Count("pk", filter=Q(used=None)),
        )
    )
    found: dict[FacilityKind, dict[int, Tally]] = {}
    for kind, region, *numbers in grouped:
        found.setdefault(FacilityKind(kind), {})[region] = Tally(*numbers)
    return found


def _share(areas: Areas, by_region: Mapping[int, Tally], kind: FacilityKind, level: Kind) -> Share:
    if level == Kind.VILLAGE:
        return _share_of(areas.all_villages, by_region)
    if kind in OF_ONE_LEVEL:
        return _share_of(areas.districts, by_region)
    without = [
        district
        for district in areas.districts
        if district.pk not in by_region
        and not any(village.pk in by_region for village in areas.villages.get(district.pk, []))
    ]
    return Share(len(areas.districts) - len(without), len(areas.districts), without)


def _share_of(places: Sequence[Organization], by_region: Mapping[int, Tally]) -> Share:
    without = [place for place in places if place.pk not in by_region]
    return Share(len(places) - len(without), len(places), without)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total
