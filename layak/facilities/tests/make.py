"""Facilities for tests."""

from datetime import UTC, date, datetime
from typing import Any

from layak.accounts.models import User
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.services import Facts, register
from layak.organizations.models import Kind, Organization
from tests.world import World, make_region

AT = datetime(2023, 5, 29, 2, tzinfo=UTC)
TODAY = date(2023, 5, 29)


def make_facts(area: Organization, **said: Any) -> Facts:
    """A play space without a standard, unless something else is said."""
    return Facts(**{"kind": FacilityKind.RBRA, "name": "Taman Ciceri", "region": area, **said})


def make_facility(
    world: World, region: Organization | None = None, *, actor: User | None = None, **said: Any
) -> Facility:
    """Register a facility in Kota Serang, in its only kelurahan if no other area is given."""
    facts = make_facts(region or world.village, **said)
    return register(world.city, facts, actor=actor, at=AT)


def make_areas(world: World) -> dict[str, Organization]:
    """Two kecamatan and four kelurahan; with those of the world, by name."""
    places = {"Serang": world.district, "Kelurahan Serang": world.village}
    for name, code, villages in (
        ("Serang", "", ("Cipare", "Lopang")),
        ("Kasemen", "36.73.02", ("Kasunyatan", "Banten")),
    ):
        district = places.get(name) or make_region(Kind.DISTRICT, world.city, code, name)
        places[name] = district
        for number, village in enumerate(villages, 2):
            below = f"{district.region_code}.100{number}"
            places[village] = make_region(Kind.VILLAGE, district, below, village)
    return places
