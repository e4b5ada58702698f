"""Looking around in the tree."""

import pytest
from django.test import Client
from django.urls import reverse

from layak.organizations import queries
from layak.organizations.models import Kind
from tests.world import World, make_region, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_city_shows_its_offices_with_aliases_and_its_kelurahan(
    client: Client, world: World
) -> None:
    client.force_login(world.operator)
    page = client.get(world.city.get_absolute_url()).content.decode()
    for text in ("Dinas Kesehatan", "Disdukcapil", "Kelurahan Serang", "36.73.01", "WIB"):
        assert text in page
    assert reverse("organization-add", args=[world.city.pk]) not in page


def test_regions_are_public_but_a_stranger_sees_no_office(client: Client, world: World) -> None:
    client.force_login(world.stranger)
    page = client.get(world.city.get_absolute_url())
    assert page.status_code == 200
    assert "Disdukcapil" not in page.content.decode()
    assert client.get(world.civil.get_absolute_url()).status_code == 404
    found = queries.search(world.stranger.visible_organizations(), "dinkes").found
    assert list(found) == [world.other_agency]


def test_a_verifier_of_the_province_sees_offices_of_every_city(world: World) -> None:
    found = queries.search(world.verifier.visible_organizations(), "dinkes").found
    assert set(found) == {world.health, world.other_agency}


@pytest.mark.parametrize("text", ["36.73", "3673", "kota serang", "SERANG kota"])
def test_a_region_is_found_by_code_and_by_words(world: World, text: str) -> None:
    found = queries.search(world.officer.visible_organizations(), text).found
    assert found[0] == world.city


def test_wide_places_come_first_and_pages_join_without_a_gap(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2, 9):
        code = f"36.73.01.{1000 + number}"
        make_region(Kind.VILLAGE, world.district, code, f"Serang {number}")
    monkeypatch.setattr(queries, "PAGE", 4)
    visible = world.officer.visible_organizations()
    names, page = [], queries.search(visible, "serang")
    while True:
        names += [place.title for place in page.found]
        if not page.more:
            break
        page = queries.search(visible, "serang", after=page.last)
    assert names[:3] == ["Kota Serang", "Kecamatan Serang", "Kelurahan Serang"]
    assert len(names) == len(set(names)) == 10


@pytest.mark.parametrize(
    "query", ["?q=a", "?q=%00", "?q=serang&sesudah=x", "?sesudah=99999999999999999999"]
)
def test_odd_searches_are_answered(client: Client, world: World, query: str) -> None:
    client.force_login(world.officer)
    assert client.get(reverse("organization-list") + query).status_code == 200


def test_the_first_page_names_the_readers_places_and_counts(client: Client, world: World) -> None:
    client.force_login(world.officer)
    page = client.get(reverse("organization-list"))
    assert list(page.context["places"]) == [world.civil]
    branch = page.context["provinces"][0]
    assert (branch.organization, branch.below) == (
        world.province,
        [(Kind.CITY, 2), (Kind.DISTRICT, 1)],
    )
