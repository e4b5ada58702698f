"""Giving and taking roles, and who sees whom."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts import queries
from layak.accounts.models import Membership, Role, User
from layak.accounts.services import add_membership, remove_membership, rename
from layak.lib.errors import Refusal
from tests.world import PEOPLE, World, make_person, make_world

AT = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def names_seen_by(reader: User) -> set[str]:
    return set(User.objects.visible_to(reader).values_list("name", flat=True))


def test_a_secretariat_gives_a_role_and_takes_it_away(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    path = reverse("membership-add", args=[world.officer.pk])
    fields = {"organization": world.health.pk, "role": "officer"}
    assert client.post(path, fields).status_code == 302
    given = world.officer.memberships.get(organization=world.health)
    assert client.post(reverse("membership-remove", args=[given.pk])).status_code == 302
    assert not world.officer.memberships.filter(organization=world.health).exists()


def test_a_role_held_already_is_refused_in_a_sentence(client: Client, world: World) -> None:
    client.force_login(world.secretariat)
    fields = {"organization": world.civil.pk, "role": "officer"}
    page = client.post(reverse("membership-add", args=[world.officer.pk]), fields)
    assert page.status_code == 422
    assert page.content.decode().count("sudah menjadi Petugas OPD") == 1


@pytest.mark.parametrize("actor", ["officer", "head", "verifier", "leader", "auditor", "stranger"])
def test_others_neither_give_nor_take(world: World, actor: str) -> None:
    with pytest.raises(Refusal, match="tidak berwenang"):
        add_membership(world.officer, world.health, Role.OFFICER, actor=world.people[actor], at=AT)
    with pytest.raises(Refusal, match="bukan wewenang"):
        remove_membership(world.operator.memberships.get(), actor=world.people[actor], at=AT)
    assert world.operator.memberships.exists()


def test_a_secretariat_neither_makes_nor_unmakes_an_administrator(world: World) -> None:
    with pytest.raises(Refusal, match="tidak berwenang"):
        add_membership(
            world.secretariat, world.city, Role.ADMINISTRATOR, actor=world.secretariat, at=AT
        )
    with pytest.raises(Refusal, match="bukan wewenang"):
        remove_membership(world.administrator.memberships.get(), actor=world.secretariat, at=AT)


def test_an_administrator_of_the_nation_reaches_every_place(world: World) -> None:
    nia = make_person("Nia Nasional", Role.ADMINISTRATOR, world.nation)
    add_membership(world.officer, world.other_agency, Role.HEAD, actor=nia, at=AT)
    assert world.officer.memberships.count() == 2
    lost = make_person("Tanpa Peran")
    assert lost in User.objects.editable_by(nia)
    assert lost not in User.objects.visible_to(world.administrator)


def test_overseers_see_their_city_and_colleagues_each_other(world: World) -> None:
    of_the_city = {world.people[role].name for role in PEOPLE} - {
        world.stranger.name,
        world.verifier.name,
    }
    for role in ("administrator", "secretariat", "leader", "auditor"):
        assert names_seen_by(world.people[role]) == of_the_city
    assert names_seen_by(world.officer) == {world.officer.name, world.head.name}
    assert names_seen_by(world.operator) == {world.operator.name}
    assert names_seen_by(world.stranger) == {world.stranger.name}
    assert names_seen_by(world.verifier) == of_the_city | {world.stranger.name, world.verifier.name}


def test_a_role_in_another_city_stays_hidden_on_the_page(client: Client, world: World) -> None:
    Membership.objects.create(user=world.officer, organization=world.other_city, role=Role.LEADER)
    client.force_login(world.secretariat)
    page = client.get(reverse("person", args=[world.officer.pk])).content.decode()
    assert "Disdukcapil" in page or "Pencatatan Sipil" in page
    assert "Cilegon" not in page


def test_the_list_is_searched_filtered_and_paged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = world.administrator
    found = queries.people(reader, text="PETUGAS oki").found
    assert [person.name for person in found] == ["Oki Petugas"]
    assert [p.name for p in queries.people(reader, role=Role.HEAD).found] == ["Heri Kepala"]
    assert [p.name for p in queries.people(reader, place=world.district).found] == ["Puji Operator"]
    monkeypatch.setattr(queries, "PAGE", 3)
    names: list[str] = []
    page = queries.people(reader)
    while page.found:
        names += [person.name for person in page.found]
        page = queries.people(reader, after=page.last)
    assert names == sorted(names, key=str.lower)
    assert set(names) == names_seen_by(reader)


def test_a_name_is_written_by_its_owner_only(client: Client, world: World) -> None:
    client.force_login(world.officer)
    assert client.post(reverse("profile"), {"name": " Oki  Baru "}).status_code == 302
    assert User.objects.get(pk=world.officer.pk).name == "Oki Baru"
    assert client.post(reverse("profile"), {"name": "  "}).status_code == 422
    with pytest.raises(Refusal, match="pemiliknya"):
        rename(world.officer, "Lain", actor=world.administrator, at=AT)
