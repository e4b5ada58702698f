"""Closing the door for a person, and opening it again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from layak.accounts.invitations import invite, open_invitation
from layak.accounts.models import Membership, Role, User
from layak.accounts.services import deactivate, reactivate, remove_membership
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from tests.world import World, make_person, make_world

AT = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def is_inside(client: Client) -> bool:
    return client.get(reverse("profile")).status_code == 200


def test_every_session_ends_at_once(client: Client, world: World) -> None:
    phone = Client()
    client.force_login(world.officer)
    phone.force_login(world.officer)
    assert is_inside(client)
    assert is_inside(phone)
    deactivate(world.officer, actor=world.secretariat, at=AT, reason="pindah tugas")
    assert not is_inside(client)
    assert not is_inside(phone)
    assert Entry.objects.get(verb="person.deactivated").reason == "pindah tugas"


def test_a_reactivated_person_signs_in_anew(client: Client, world: World) -> None:
    client.force_login(world.officer)
    deactivate(world.officer, actor=world.secretariat, at=AT)
    reactivate(world.officer, actor=world.secretariat, at=AT)
    assert not is_inside(client)
    client.force_login(User.objects.get(pk=world.officer.pk))
    assert is_inside(client)


@pytest.mark.parametrize("actor", ["officer", "head", "operator", "verifier", "leader", "auditor"])
def test_only_keepers_deactivate(client: Client, world: World, actor: str) -> None:
    with pytest.raises(Refusal, match="bukan wewenang"):
        deactivate(world.officer, actor=world.people[actor], at=AT)
    client.force_login(world.people[actor])
    path = reverse("person-deactivate", args=[world.officer.pk])
    assert client.post(path).status_code == 404
    assert User.objects.get(pk=world.officer.pk).is_active


def test_a_stranger_does_not_even_learn_that_the_person_exists(
    client: Client, world: World
) -> None:
    client.force_login(world.stranger)
    assert client.get(reverse("person", args=[world.officer.pk])).status_code == 404
    path = reverse("person-deactivate", args=[world.officer.pk])
    assert client.post(path).status_code == 404
    assert world.officer.name not in client.get(reverse("person-list")).content.decode()


def test_a_secretariat_cannot_close_the_door_on_an_administrator(world: World) -> None:
    with pytest.raises(Refusal, match="bukan wewenang"):
        deactivate(world.administrator, actor=world.secretariat, at=AT)


def test_somebody_with_a_role_elsewhere_is_not_deactivated_by_one_city(world: World) -> None:
    Membership.objects.create(
        user=world.officer, organization=world.other_agency, role=Role.OFFICER
    )
    with pytest.raises(Refusal, match="bukan wewenang"):
        deactivate(world.officer, actor=world.administrator, at=AT)
    here = world.officer.memberships.get(organization=world.civil)
    remove_membership(here, actor=world.administrator, at=AT)
    assert world.officer.memberships.get().organization == world.other_agency


def test_nobody_deactivates_themself(world: World) -> None:
    make_person("Dua Administrator", Role.ADMINISTRATOR, world.city)
    with pytest.raises(Refusal, match="akun Anda sendiri"):
        deactivate(world.administrator, actor=world.administrator, at=AT)


def test_the_last_administrator_stays(world: World) -> None:
    national = make_person("Nia Nasional", Role.ADMINISTRATOR, world.nation)
    deactivate(world.administrator, actor=national, at=AT)
    mine = national.memberships.get()
    with pytest.raises(Refusal, match="administrator terakhir"):
        remove_membership(mine, actor=national, at=AT)
    assert Membership.objects.filter(pk=mine.pk).exists()


def test_links_they_gave_out_stop_working(world: World) -> None:
    secret = invite("teman@example.id", Role.OFFICER, world.civil, actor=world.secretariat, at=AT)[
        1
    ]
    later = AT.replace(hour=9)
    deactivate(world.secretariat, actor=world.administrator, at=later)
    with pytest.raises(Refusal, match="tidak berlaku"):
        open_invitation(secret, at=later)


def test_twice_is_refused_in_a_sentence(world: World) -> None:
    deactivate(world.officer, actor=world.secretariat, at=AT)
    with pytest.raises(Refusal, match="sudah nonaktif"):
        deactivate(world.officer, actor=world.secretariat, at=AT)
    reactivate(world.officer, actor=world.secretariat, at=AT)
    with pytest.raises(Refusal, match="sudah aktif"):
        reactivate(world.officer, actor=world.secretariat, at=AT)


def test_the_former_state_is_kept(world: World) -> None:
    deactivate(world.officer, actor=world.secretariat, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_active FROM accounts_userevent WHERE pgh_obj_id = %s", [world.officer.pk]
        )
        assert cursor.fetchall() == [(True,)]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other(world: World) -> None:
    other = make_person("Dua Administrator", Role.ADMINISTRATOR, world.city)
    gate = Barrier(2)

    def press(pair: tuple[User, User]) -> bool:
        gate.wait(timeout=20)
        try:
            deactivate(pair[1], actor=pair[0], at=AT)
        except Refusal:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(press, [(world.administrator, other), (other, world.administrator)]))
    assert sorted(done) == [False, True]
    active = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    assert active.count() == 1
