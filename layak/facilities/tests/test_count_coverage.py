"""Shares of areas, with numerator, denominator and who has none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from layak.facilities import queries, services
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.serving import INSTRUMENT, SERVES
from layak.facilities.similar import similar_to
from layak.facilities.tests.make import AT, TODAY, make_areas, make_facility, make_facts
from layak.instruments import files
from layak.organizations.models import Kind, Organization
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
RBRA = FacilityKind.RBRA


def names(places: Any) -> list[str]:
    return [place.name for place in places]


def make_parks() -> tuple[World, dict[str, Organization]]:
    """Three parks: two in one kelurahan of Serang, one in the kecamatan Kasemen itself."""
    world = make_world()
    places = make_areas(world)
    make_facility(world, places["Cipare"], standard_met=True, used=True, valid_until=TODAY)
    make_facility(world, places["Cipare"], name="Taman Dua", used=False)
    make_facility(world, places["Kasemen"], name="Taman Kasemen", standard_met=True)
    return world, places


def test_a_kelurahan_has_what_lies_in_it() -> None:
    world, _places = make_parks()
    numerator, denominator, without = queries.shares(world.city, RBRA, AT)
    assert (numerator, denominator) == (1, 5)
    assert names(without) == ["Banten", "Kasunyatan", "Lopang", "Serang"]


def test_a_kecamatan_has_what_lies_anywhere_in_it() -> None:
    world, _places = make_parks()
    share = queries.shares(world.city, RBRA, AT, level=Kind.DISTRICT)
    assert share == (2, 2, [])


def test_a_kecamatans_forum_is_not_that_of_its_kelurahan() -> None:
    world, places = make_parks()
    make_facility(world, places["Cipare"], kind=FacilityKind.CHILDREN_FORUM)
    make_facility(world, places["Kasemen"], kind=FacilityKind.CHILDREN_FORUM)
    at_level = {
        level: queries.shares(world.city, FacilityKind.CHILDREN_FORUM, AT, level=level)
        for level in (Kind.DISTRICT, Kind.VILLAGE)
    }
    assert at_level[Kind.DISTRICT][:2] == (1, 2)
    assert names(at_level[Kind.DISTRICT].without) == ["Serang"]
    assert at_level[Kind.VILLAGE][:2] == (1, 5)


def test_a_closed_facility_and_one_of_another_city_do_not_count() -> None:
    world, places = make_parks()
    for facility in Facility.objects.filter(region=places["Cipare"]):
        services.close(facility, "Digusur", actor=None, at=AT)
    services.register(world.other_city, make_facts(world.other_city), actor=None, at=AT)
    assert queries.shares(world.city, RBRA, AT)[:2] == (0, 5)
    # The day before it was still there.
    assert queries.shares(world.city, RBRA, AT - timedelta(days=1))[:2] == (1, 5)


def test_the_standard_counts_until_its_last_day_in_the_citys_zone() -> None:
    world, _places = make_parks()
    today = queries.standards(world.city, RBRA, AT)
    assert (today.present, today.standard, today.used, today.unsaid) == (3, 2, 1, 1)
    # 17:00 UTC is midnight in Serang.
    midnight = AT.replace(hour=17)
    assert queries.standards(world.city, RBRA, midnight).standard == 1
    assert queries.standards(world.city, RBRA, midnight - timedelta(seconds=1)).standard == 2


def test_the_rows_of_a_kind_add_up_to_its_total() -> None:
    world, _places = make_parks()
    make_facility(world, world.city, name="Alun-alun", used=True)
    seen = queries.coverage(world.city, RBRA, AT)
    assert seen.total == queries.Tally(present=4, standard=2, used=2, unsaid=1)
    added = queries.Tally()
    for tally in (seen.city, *(row.tally for row in seen.rows)):
        added.add(tally)
    assert added == seen.total
    rows = {row.district.name: row for row in seen.rows}
    assert rows["Serang"].tally == queries.Tally(2, 1, 1, 0)
    assert rows["Serang"].villages[:2] == (1, 3)
    assert sum(row.villages.denominator for row in seen.rows) == seen.villages.denominator


def test_a_city_without_areas_or_facilities_has_no_ratio() -> None:
    world = make_world()
    share = queries.shares(world.other_city, RBRA, AT)
    assert share.ratio is None
    assert share == (0, 0, [])
    assert queries.standards(world.other_city, RBRA, AT).standard_ratio is None


def test_standards_that_run_out_are_counted_early() -> None:
    world = make_world()
    for number, days in enumerate((-1, 0, 90, 91, None)):
        until = None if days is None else TODAY + timedelta(days=days)
        make_facility(world, name=f"Taman {number}", standard_met=True, valid_until=until)
    found = queries.expiry(Facility.objects.all(), world.city, AT)
    assert (found.expired, found.soon) == (1, 2)


def test_every_kind_serves_an_indicator() -> None:
    assert set(SERVES) == set(FacilityKind)
    # Without a published instrument the code alone is told.
    make_world()
    assert queries.served_by([RBRA])[RBRA].code == "11"


def test_the_items_that_a_kind_serves_stand_in_the_instrument() -> None:
    edition = files.read(files.find(INSTRUMENT))
    codes = {question.code for question in edition.questions}
    rows = {code.partition(".")[0] for code in codes}
    for kind, serving in SERVES.items():
        asked = {*serving.items, serving.districts, serving.villages} - {""}
        assert asked <= codes, kind
        assert serving.indicator in rows, kind
    # What an answer must mention is named by the kind's own code.
    assert {one.subject for one in edition.narratives} <= set(FacilityKind.values)


def test_an_office_sees_what_it_runs_and_what_it_is_worth() -> None:
    world = make_world()
    make_facility(world, operator=world.civil, standard_met=True, used=True)
    make_facility(world, operator=world.civil, name="Taman Dua")
    make_facility(world, operator=world.civil, kind=FacilityKind.PISA)
    make_facility(world, operator=world.health, name="Taman Tiga")
    found = queries.duties(world.civil, AT)
    assert [(duty.kind, duty.served.code) for duty in found] == [
        (FacilityKind.RBRA, "11"),
        (FacilityKind.PISA, "5"),
    ]
    assert found[0].tally == queries.Tally(present=2, standard=1, used=1, unsaid=1)


def counted(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read()
    return len(caught)


def test_the_number_of_queries_does_not_grow_with_the_registry() -> None:
    world, places = make_parks()
    reads: list[Callable[[], object]] = [
        lambda: queries.overview(world.city, AT),
        lambda: queries.coverage(world.city, RBRA, AT),
        lambda: queries.shares(world.city, RBRA, AT),
    ]
    few = [counted(read) for read in reads]
    for number, place in enumerate(places.values()):
        for kind in FacilityKind:
            make_facility(world, place, kind=kind, name=f"Tempat {number}")
    assert [counted(read) for read in reads] == few
    assert max(few) <= 4


def test_a_similar_name_in_the_same_area_is_proposed() -> None:
    world = make_world()
    places = make_areas(world)
    park = make_facility(world, places["Cipare"], name="Taman Bermain Ciceri", aliases=("RPTRA",))
    asked = [
        make_facts(places["Cipare"], name="Taman Bermain Anak Ciceri"),
        make_facts(places["Serang"], name="taman ciceri"),
        make_facts(places["Cipare"], name="RPTRA"),
        make_facts(places["Lopang"], name="Taman Bermain Ciceri"),
        make_facts(places["Cipare"], name="Taman Bermain Ciceri", kind=FacilityKind.PKA),
        make_facts(places["Cipare"], name="Alun-alun"),
        make_facts(places["Cipare"], name="Taman Bermain Ciceri 2"),
    ]
    found = similar_to(world.city, asked)
    assert found == {0: [park], 1: [park], 2: [park]}
    services.close(park, "Digusur", actor=None, at=AT)
    assert not similar_to(world.city, [replace(asked[0])])
    assert not similar_to(world.city, [])
