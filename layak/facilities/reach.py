"""What a person may enter in a city's registry: decided before there is a row to ask about."""

from dataclasses import dataclass

from django.db.models import Q

from layak.accounts.models import HANDS, KEEPERS, OVERSEERS, Membership, Role, User
from layak.organizations.models import Kind, Organization, OrganizationQuerySet

AREAS = (Kind.CITY, Kind.DISTRICT, Kind.VILLAGE)


@dataclass(frozen=True, slots=True)
class Reach:
    """The part of a city that is in a person's hands.

    ``keeps``: all of it. ``offices``: keys of offices they work for. ``areas``: paths of the
    kecamatan and kelurahan they fill in for.
    """

    city: Organization
    keeps: bool
    offices: frozenset[int]
    areas: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not (self.keeps or self.offices or self.areas)

    def covers(self, region: Organization, operator: Organization | None) -> bool:
        """Whether a facility of this area and office is in the person's hands."""
        if self.keeps or (operator is not None and operator.pk in self.offices):
            return True
        return any(lies_within(region.path, area) for area in self.areas)

    def regions(self) -> OrganizationQuerySet:
        """The areas to choose from, kecamatan by kecamatan."""
        within = Organization.objects.within(self.city).filter(kind__in=AREAS)
        if not self.keeps and not self.offices:
            own = Q()
            for area in self.areas:
                own |= Q(path__within=area)
            within = within.filter(own)
        return within.order_by("path")

    def operators(self) -> OrganizationQuerySet:
        """The offices to choose from."""
        offices = Organization.objects.filter(parent=self.city, kind=Kind.AGENCY, active=True)
        if not self.keeps and not self.areas:
            offices = offices.filter(pk__in=self.offices)
        return offices.order_by("name", "pk")


def reach_of(user: User, city: Organization) -> Reach:
    """Read a person's roles in and above a city. One query."""
    rows = Membership.objects.filter(user=user).filter(
        Q(organization__path__within=city.path) | Q(organization__path__above=city.path)
    )
    keeps, offices, areas = False, set(), []
    for row in rows.select_related("organization"):
        place = row.organization
        keeps = keeps or (row.role in KEEPERS and lies_within(city.path, place.path))
        if row.role in HANDS and place.kind == Kind.AGENCY:
            offices.add(place.pk)
        if row.role == Role.OPERATOR and place.kind in AREAS:
            areas.append(place.path)
    return Reach(city, keeps, frozenset(offices), tuple(areas))


def cities_of(user: User) -> OrganizationQuerySet:
    """The cities whose registry a person may read, by code."""
    places = Membership.objects.filter(user=user).values_list("role", "organization__path")
    seen = Q(pk=None)
    for role, path in places:
        seen |= Q(path__above=path)
        if role in OVERSEERS:
            seen |= Q(path__within=path)
    return Organization.objects.filter(seen, kind=Kind.CITY).order_by("path")


def lies_within(path: str, other: str) -> bool:
    """Whether the area of one path is the other's, or inside it."""
    return path == other or path.startswith(f"{other}.")
