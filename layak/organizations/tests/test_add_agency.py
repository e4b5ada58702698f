"""Offices of a city and the names they go by."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.organizations.aliases import add_alias, remove_alias
from layak.organizations.models import Alias, Kind, Organization
from layak.organizations.services import add_agency, find_agency
from tests.world import World, make_world

AT = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_an_office_is_found_by_any_of_its_names_in_any_case(world: World) -> None:
    agency = add_agency(
        world.city, "Dinas Sosial", short_name="Dinsos", aliases=["Sosial"], actor=None, at=AT
    )
    for name in ("dinas sosial", "DINSOS", " Sosial "):
        assert find_agency(world.city, name) == agency
    assert find_agency(world.other_city, "Dinsos") is None


def test_two_offices_of_a_city_never_share_a_name_but_two_cities_may(world: World) -> None:
    with pytest.raises(Refusal, match="sudah menjadi nama"):
        add_alias(world.health, "disdukcapil", actor=world.secretariat, at=AT)
    with pytest.raises(Refusal, match="sudah terdaftar"):
        add_agency(world.city, "Dinkes", actor=None, at=AT)
    assert find_agency(world.city, "Dinkes") == world.health
    assert find_agency(world.other_city, "Dinkes") == world.other_agency


def test_a_secretariat_adds_an_office_with_its_other_names(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    fields = {"name": "Kantor Kementerian Agama", "short_name": "Kemenag", "vertical": "on"}
    fields["aliases"] = "Depag\n\n  Kantor   Agama \n"
    answer = client.post(reverse("organization-add", args=[world.city.pk]), fields)
    agency = find_agency(world.city, "kantor agama")
    assert agency is not None
    assert answer.headers["Location"] == agency.get_absolute_url()
    assert agency.vertical
    page = client.get(agency.get_absolute_url()).content.decode()
    assert "Depag" in page
    assert Entry.objects.get(verb="organization.added").actor == world.secretariat


def test_a_taken_name_keeps_what_was_typed(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    fields = {"name": "dinas kesehatan", "aliases": "Kesehatan Kota"}
    page = client.post(reverse("organization-add", args=[world.city.pk]), fields)
    assert page.status_code == 422
    assert "Kesehatan Kota" in page.content.decode()
    assert page.content.decode().count("sudah terdaftar di Kota Serang") == 1


def test_others_and_strangers_add_nothing(client: Client, world: World) -> None:
    for role in ("officer", "head", "operator", "verifier", "leader", "auditor", "stranger"):
        client.force_login(world.people[role])
        add = client.post(reverse("organization-add", args=[world.city.pk]), {"name": "Dinas X"})
        alias = client.post(reverse("alias-add", args=[world.civil.pk]), {"name": "Nama X"})
        assert (add.status_code, alias.status_code) == (404, 404)
    assert not Alias.objects.filter(name__in=["Dinas X", "Nama X"]).exists()


def test_an_alias_comes_and_goes_but_own_names_stay(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    client.post(reverse("alias-add", args=[world.civil.pk]), {"name": "Capil"})
    alias = world.civil.aliases.get(name="Capil")
    assert client.post(reverse("alias-remove", args=[alias.pk])).status_code == 302
    assert find_agency(world.city, "Capil") is None
    own = world.civil.aliases.get(name="Disdukcapil")
    with pytest.raises(Refusal, match="tidak dapat dihapus"):
        remove_alias(own, actor=world.secretariat, at=AT)


def test_a_kecamatan_has_no_other_names(world: World) -> None:
    with pytest.raises(Refusal, match="Hanya OPD"):
        add_alias(world.district, "Serang Tengah", actor=world.administrator, at=AT)
    assert Organization.objects.get(pk=world.district.pk).kind == Kind.DISTRICT
