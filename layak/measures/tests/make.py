"""Measures and figures for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from layak.accounts.models import User
from layak.measures.models import Measure, Observation, Source
from layak.measures.periods import parse_period
from layak.measures.publishing import publish_library
from layak.measures.services import Said, enter
from layak.organizations.models import Kind, Organization
from tests.world import World, make_region

AT = datetime(2024, 7, 15, 2, tzinfo=UTC)


def make_measure(code: str = "birth-certificates") -> Measure:
    """A measure of the library."""
    publish_library(AT)
    return Measure.objects.get(code=code)


def make_said(period: str = "2023", source: str = "siak", **said: Any) -> Said:
    """What a figure says; a value of 80 unless something else is said."""
    publish_library(AT)
    said = {"value": Decimal(80), **said} if "numerator" not in said else said
    return Said(parse_period(period), Source.objects.get(code=source), **said)


def make_observation(
    world: World,
    region: Organization | None = None,
    *,
    code: str = "birth-certificates",
    actor: User | None = None,
    **said: Any,
) -> Observation:
    """A figure of Kota Serang, or of another region."""
    return enter(make_measure(code), region or world.city, make_said(**said), actor=actor, at=AT)


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
