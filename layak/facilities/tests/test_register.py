"""Facilities are entered, changed and closed by those in whose hands they are."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from layak.accounts.models import Role
from layak.audit.models import Entry
from layak.facilities import services
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.reach import cities_of, reach_of
from layak.facilities.services import facts_of
from layak.facilities.tests.make import AT, TODAY, make_areas, make_facility, make_facts
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


def former_states(facility: Facility) -> list[Any]:
    rows = apps.get_model("facilities", "FacilityEvent")
    return list(rows._default_manager.filter(pgh_obj=facility.pk))


def refusal_of(city: Organization, **said: object) -> str:
    with pytest.raises(Refusal) as no:
        services.register(city, make_facts(city, **said), actor=None, at=AT)
    assert not Facility.objects.exists()
    return str(no.value)


def test_a_facility_is_entered_with_its_trail() -> None:
    world = make_world()
    facility = make_facility(world, actor=world.secretariat, aliases=("Taman  Main", "Taman Main"))
    assert facility.aliases == ["Taman Main"]
    assert (facility.changed_by, facility.changed_at) == (world.secretariat, AT)
    entry = Entry.objects.get(verb="facility.registered")
    assert entry.subject == f"facilities.facility:{facility.pk}"


def test_the_same_name_in_one_area_is_refused_until_the_first_is_closed() -> None:
    world = make_world()
    facility = make_facility(world)
    with pytest.raises(Refusal, match="sudah terdaftar di Kelurahan Serang"):
        make_facility(world, name="taman ciceri")
    services.close(facility, "Digusur", actor=None, at=AT)
    assert make_facility(world).pk != facility.pk


def test_what_does_not_fit_is_refused_in_one_sentence() -> None:
    world = make_world()
    assert "belum diisi" in refusal_of(world.city, name="  ")
    assert "bukan wilayah" in refusal_of(world.city, region=world.other_city)
    assert "bukan wilayah" in refusal_of(world.city, region=world.civil)
    assert "bukan OPD" in refusal_of(world.city, operator=world.other_agency)
    assert "memenuhi standar" in refusal_of(world.city, certificate="SK 1")
    late = {"standard_met": True, "standard_on": TODAY, "valid_until": TODAY - timedelta(days=1)}
    assert "sebelum" in refusal_of(world.city, **late)
    assert "NIK" in refusal_of(world.city, contact="Ibu S 3673011504900001")
    assert "160" in refusal_of(world.city, name="x" * 161)


def test_a_change_keeps_what_was_said_before() -> None:
    world = make_world()
    facility = make_facility(world)
    facts = replace(facts_of(facility), standard_met=True, certificate="SK 12/2023", used=True)
    services.change(facility, facts, actor=world.secretariat, at=AT)
    facility.refresh_from_db()
    assert facility.standard_met
    assert facility.used
    entry = Entry.objects.get(verb="facility.changed")
    assert entry.detail == {"fields": ["standard_met", "certificate", "used"]}
    (former,) = former_states(facility)
    assert not former.standard_met


def test_a_change_that_says_nothing_new_leaves_no_trail() -> None:
    world = make_world()
    facility = make_facility(world)
    services.change(facility, facts_of(facility), actor=world.secretariat, at=AT)
    assert not Entry.objects.filter(verb="facility.changed").exists()
    assert not former_states(facility)


def test_a_change_cannot_take_the_place_of_another_facility() -> None:
    world = make_world()
    make_facility(world)
    second = make_facility(world, name="Taman Kota")
    with pytest.raises(Refusal, match="sudah terdaftar"):
        services.change(second, replace(facts_of(second), name="Taman Ciceri"), actor=None, at=AT)


def test_a_closed_facility_leaves_the_counts_and_stays_as_it_is() -> None:
    world = make_world()
    facility = make_facility(world)
    with pytest.raises(Refusal, match="Alasan"):
        services.close(facility, " ", actor=None, at=AT)
    services.close(facility, "Digabung", actor=world.secretariat, at=AT)
    assert not Facility.objects.open_at(AT).exists()
    assert Facility.objects.open_at(AT - timedelta(seconds=1)).exists()
    assert Entry.objects.get(verb="facility.closed").reason == "Digabung"
    with pytest.raises(Refusal, match="sudah ditutup"):
        services.close(facility, "Lagi", actor=None, at=AT)
    with pytest.raises(Refusal, match="sudah ditutup"):
        services.change(facility, make_facts(world.village, name="Baru"), actor=None, at=AT)


def test_a_standard_ends_with_its_last_day() -> None:
    world = make_world()
    facility = make_facility(world, standard_met=True, valid_until=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    rows = Facility.objects.all()
    assert facility.meets_standard(TODAY)
    assert not facility.meets_standard(tomorrow)
    assert list(rows.meeting_standard(TODAY)) == [facility]
    assert not rows.meeting_standard(tomorrow)
    assert list(rows.expired(tomorrow)) == [facility]
    assert list(rows.expiring(date(2023, 5, 1), TODAY)) == [facility]
    assert not rows.expiring(tomorrow, tomorrow)


def make_several(world: World) -> list[Facility]:
    places = make_areas(world)
    return [
        make_facility(world),
        make_facility(world, places["Cipare"]),
        make_facility(world, places["Banten"], operator=world.civil),
        make_facility(world, places["Kasemen"]),
        make_facility(world, world.city, kind=FacilityKind.CHANNEL, name="112"),
        make_facility(world, world.city, operator=world.health, name="Taman Dinkes"),
    ]


def test_each_sees_their_city_and_edits_what_is_in_their_hands() -> None:
    world = make_world()
    rows = make_several(world)
    district_hand = make_person("Operator Kasemen", Role.OPERATOR, rows[3].region)
    people = {**world.people, "district": district_hand}
    editable = {
        "administrator": rows,
        "secretariat": rows,
        "officer": [rows[2]],
        "head": [rows[2]],
        "operator": [rows[0]],
        "district": [rows[2], rows[3]],
    }
    for name, person in people.items():
        seen = set(Facility.objects.visible_to(person))
        assert seen == (set() if name == "stranger" else set(rows)), name
        mine = set(Facility.objects.editable_by(person))
        assert mine == set(editable.get(name, [])), name
        reach = reach_of(person, world.city)
        # The two ways to ask are one rule.
        assert mine == {row for row in rows if reach.covers(row.region, row.operator)}, name
        assert reach.empty == (name not in editable), name


def test_the_registry_of_a_city_is_read_by_its_people_and_their_overseers() -> None:
    world = make_world()
    for name, person in world.people.items():
        cities = list(cities_of(person))
        if name == "stranger":
            assert cities == [world.other_city]
        elif name == "verifier":
            assert cities == [world.other_city, world.city]
        else:
            assert cities == [world.city]
    assert not cities_of(make_person("Tanpa peran"))


def test_nobody_enters_or_moves_a_facility_out_of_their_hands() -> None:
    world = make_world()
    places = make_areas(world)
    with pytest.raises(Refusal, match="wilayah Anda"):
        make_facility(world, places["Cipare"], actor=world.operator)
    own = make_facility(world, actor=world.operator)
    with pytest.raises(Refusal, match="wilayah Anda"):
        services.change(
            own, replace(facts_of(own), region=places["Cipare"]), actor=world.operator, at=AT
        )
    office = make_facility(world, places["Cipare"], actor=world.officer, operator=world.civil)
    with pytest.raises(Refusal, match="wilayah Anda"):
        services.change(
            office, replace(facts_of(office), operator=None), actor=world.officer, at=AT
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_the_same_facility_at_once_one_is_told_so() -> None:
    world = make_world()
    gate = Barrier(2)

    def enter(name: str) -> str:
        gate.wait(timeout=60)
        try:
            return make_facility(world, name=name).name
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(enter, ["Taman Ciceri", "Taman CICERI"]))
    assert sum("sudah terdaftar" in sentence for sentence in said) == 1
    assert Facility.objects.count() == 1
