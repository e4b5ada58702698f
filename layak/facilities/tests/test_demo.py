"""The example registry of the demo's city."""

import pytest

from layak.facilities import queries
from layak.facilities.demo import EXAMPLE, load
from layak.facilities.mentions import unmentioned
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.tests.make import AT, make_areas, make_facility
from layak.organizations.models import Kind
from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_the_example_holds_the_channels_of_the_story() -> None:
    world = make_world()
    make_areas(world)
    count = load(world.city, AT)
    rows = Facility.objects.filter(city=world.city)
    assert rows.count() == count
    assert {row.note for row in rows} == {EXAMPLE}
    channels = queries.known(world.city, FacilityKind.CHANNEL, AT)
    text = "Masyarakat dapat melapor ke 112 dan aplikasi Rabeg"
    assert [row.name for row in unmentioned(text, channels)] == [
        "Relawan P2TP2A",
        "UPTD PPA Kota Serang",
    ]


def test_every_kecamatan_has_services_but_not_at_their_fullest() -> None:
    world = make_world()
    make_areas(world)
    load(world.city, AT)
    share = queries.shares(world.city, FacilityKind.PUSPAGA, AT, level=Kind.DISTRICT)
    assert share.numerator == share.denominator
    tally = queries.standards(world.city, FacilityKind.PUSPAGA, AT)
    assert tally.standard < tally.present


def test_a_registry_with_rows_is_left_as_it_is() -> None:
    world = make_world()
    make_facility(world)
    assert load(world.city, AT) == 0
    assert Facility.objects.count() == 1
