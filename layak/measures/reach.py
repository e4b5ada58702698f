"""Which figures are in a person's hands, before there is a row to ask about."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from layak.accounts.models import HANDS, KEEPERS, Membership, User
from layak.measures.models import Measure, Responsibility, city_path, enters_all, reads
from layak.organizations.models import Alias, Kind, Organization, OrganizationQuerySet

AREAS = (Kind.NATION, Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.VILLAGE)


@dataclass(frozen=True, slots=True)
class Office:
    """An office one works for: the city it serves, and the names it goes by.

    ``given`` and ``taken``: keys of measures that the city gave to it, and to others.
    """

    key: int
    city: str
    names: frozenset[str]
    given: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()

    def answers_for(self, measure: Measure) -> bool:
        """Whether it is the one that states a measure in its city."""
        if measure.pk in self.given:
            return True
        return measure.pk not in self.taken and not self.names.isdisjoint(measure.offices)


@dataclass(frozen=True, slots=True)
class Reach:
    """``seen``: paths below which one reads; ``kept``: below which one enters any figure.

    ``offices``: those one works for; they enter what they are responsible for in their city.
    """

    seen: tuple[str, ...]
    kept: tuple[str, ...]
    offices: tuple[Office, ...]

    @property
    def empty(self) -> bool:
        return not (self.kept or self.offices)

    def covers(self, measure: Measure, path: str) -> bool:
        """Whether a figure of this measure for the region at ``path`` is in the person's hands."""
        if any(lies_within(path, place) for place in self.kept):
            return True
        return any(
            lies_within(path, office.city) and office.answers_for(measure)
            for office in self.offices
        )

    def sees(self, path: str) -> bool:
        """Whether one reads the figures of the region at ``path``."""
        return any(lies_within(path, place) for place in self.seen)

    def touches(self, path: str) -> bool:
        """Whether anything at or below a region may be in the person's hands."""
        places = (*self.kept, *(office.city for office in self.offices))
        return any(lies_within(path, one) or lies_within(one, path) for one in places)

    def regions(self, measure: Measure, within: Organization) -> OrganizationQuerySet:
        """The areas to choose from at and below a place; one level below where there are many."""
        mine = Q(pk=None)
        for path in self.kept:
            mine |= Q(path__within=path)
        for office in self.offices:
            if office.answers_for(measure):
                mine |= Q(path__within=office.city)
        rows = Organization.objects.within(within).filter(mine, kind__in=AREAS)
        if within.kind in (Kind.NATION, Kind.PROVINCE):
            rows = rows.filter(Q(pk=within.pk) | Q(parent=within))
        return rows.order_by("path")


def reach_of(user: User) -> Reach:
    """Read a person's roles, and what the offices among them answer for. One query."""
    seen: set[str] = set()
    kept: set[str] = set()
    offices: list[Office] = []
    names = Alias.objects.filter(organization=OuterRef("organization")).values("name")
    given = Responsibility.objects.filter(city__path__above=OuterRef("organization__path"))
    own, others = Q(office=OuterRef("organization")), ~Q(office=OuterRef("organization"))
    rows: Any = Membership.objects.of(user).annotate(
        names=ArraySubquery(names),
        given=ArraySubquery(given.filter(own).values("measure")),
        taken=ArraySubquery(given.filter(others).values("measure")),
    )
    for row in rows:
        place = row.organization
        if reads(row):
            seen.add(city_path(place.path))
        if enters_all(row):
            kept.add(place.path)
        elif row.role in HANDS and place.kind == Kind.AGENCY:
            known = frozenset({place.name, place.short_name, *row.names} - {""})
            decided = frozenset(row.given), frozenset(row.taken)
            offices.append(Office(place.pk, city_path(place.path), known, *decided))
    return Reach(tuple(sorted(seen)), tuple(sorted(kept)), tuple(offices))


def keeps(user: User, city: Organization) -> bool:
    """Whether a person says which office of a city owes which figures. One query."""
    roles = Membership.objects.of(user).filter(role__in=KEEPERS)
    return roles.filter(organization__path__above=city.path).exists()


def lies_within(path: str, other: str) -> bool:
    """Whether a path is another or lies below it."""
    return path == other or path.startswith(f"{other}.")
