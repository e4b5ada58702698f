"""The offices of the demo's city and the people in them, found by the names the story uses."""

from datetime import datetime
from functools import cached_property

from layak.accounts.models import Membership, Role, User
from layak.lib.errors import Refusal
from layak.operations.demo.tables import read_organizations
from layak.organizations.models import Kind, Organization, OrganizationQuerySet
from layak.organizations.services import add_agency, find_agency

NATION = "nation"
# How the story writes a region in front of its name.
_REGIONS = {"Kecamatan ": Kind.DISTRICT, "Kelurahan ": Kind.VILLAGE}


def enter_offices(city: Organization, *, at: datetime) -> int:
    """Enter the offices of the story that the city does not have yet; return how many."""
    missing = [row for row in read_organizations() if find_agency(city, row.name) is None]
    for row in missing:
        add_agency(
            city,
            row.name,
            short_name=row.short_name,
            aliases=row.aliases,
            vertical=row.vertical,
            actor=None,
            at=at,
        )
    return len(missing)


class Places:
    """Finds who is meant: an office by any of its names, a region by name or official code."""

    def __init__(self, city: Organization) -> None:
        self.city = city

    def find(self, name: str) -> Organization:
        """An office, kecamatan or kelurahan; what belongs to nobody comes from the city itself."""
        for word, kind in _REGIONS.items():
            if name.startswith(word):
                found = self._regions.filter(
                    kind=kind, name__iexact=name.removeprefix(word)
                ).first()
                return found or self.city
        return find_agency(self.city, name) or self.city

    def at(self, place: str) -> Organization:
        """Where a person works: the nation, a region by its code, or an office."""
        if place == NATION:
            return Organization.objects.get(kind=Kind.NATION)
        if place.replace(".", "").isdigit():
            return Organization.objects.get(region_code=place)
        office = find_agency(self.city, place)
        if office is None:
            raise Refusal(f"Kantor “{place}” tidak ada di {self.city.name}.")
        return office

    @property
    def _regions(self) -> OrganizationQuerySet:
        return Organization.objects.within(self.city)

    @cached_property
    def people(self) -> dict[int, User]:
        """Somebody who hands in for each office, by the office's key."""
        rows = Membership.objects.filter(
            organization__in=Organization.objects.within(self.city),
            role__in=[Role.OFFICER, Role.OPERATOR],
        ).select_related("user")
        return {row.organization_id: row.user for row in rows.order_by("-pk")}

    @cached_property
    def secretariat(self) -> User:
        return self._first(Role.SECRETARIAT)

    @cached_property
    def verifier(self) -> User:
        """The one who is nearest to the ministry."""
        return self._first(Role.VERIFIER)

    def _first(self, role: Role) -> User:
        row = (
            Membership.objects.filter(
                role=role, organization__in=Organization.objects.above(self.city)
            )
            .select_related("user")
            .order_by("organization__path")
            .first()
        )
        if row is None:
            raise Refusal(f"Demo tidak menyebut seorang pun sebagai {role.label}.")
        return row.user
