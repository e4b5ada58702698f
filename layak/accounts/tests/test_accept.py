"""An invitation becomes a person once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from layak.accounts.invitations import accept_invitation, first_administrator_link, invite, join
from layak.accounts.models import Membership, Role, User
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from tests.world import World, make_world

AT = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
PASSWORD = "kereta api pagi 7"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def make_invitation(world: World, email: str = "budi@example.id", at: datetime = AT) -> str:
    return invite(email, Role.OFFICER, world.civil, actor=world.secretariat, at=at)[1]


def test_accepting_makes_a_person_with_the_role(world: World) -> None:
    secret = make_invitation(world)
    budi = accept_invitation(secret, name="  Budi   Santoso ", password=PASSWORD, at=AT)
    assert (budi.name, budi.email) == ("Budi Santoso", "budi@example.id")
    assert budi.check_password(PASSWORD)
    assert budi.memberships.get().organization == world.civil
    assert Entry.objects.filter(verb="invitation.accepted", actor=budi).count() == 1


def test_a_link_works_once(world: World) -> None:
    secret = make_invitation(world)
    accept_invitation(secret, name="Budi", password=PASSWORD, at=AT)
    with pytest.raises(Refusal, match="sudah dipakai"):
        accept_invitation(secret, name="Budi", password=PASSWORD, at=AT)
    assert User.objects.filter(email="budi@example.id").count() == 1


def test_an_expired_or_invented_link_is_refused_in_a_sentence(world: World) -> None:
    secret = make_invitation(world)
    with pytest.raises(Refusal, match="tidak berlaku"):
        accept_invitation(secret, name="Budi", password=PASSWORD, at=AT + timedelta(days=7))
    with pytest.raises(Refusal, match="tidak dikenal"):
        accept_invitation("karangan", name="Budi", password=PASSWORD, at=AT)


@pytest.mark.parametrize("password", ["pendek", "password123", "budi@example.id"])
def test_a_weak_password_is_refused_and_the_link_stays_open(world: World, password: str) -> None:
    secret = make_invitation(world)
    with pytest.raises(Refusal):
        accept_invitation(secret, name="Budi", password=password, at=AT)
    assert accept_invitation(secret, name="Budi", password=PASSWORD, at=AT).is_active


def test_an_inviter_cannot_take_over_an_account_by_inviting_its_address(world: World) -> None:
    """Whoever invites sees the link: it must never set the password of somebody else's account."""
    secret = make_invitation(world, email=world.stranger.email)
    with pytest.raises(Refusal, match="sudah punya akun"):
        accept_invitation(secret, name="Palsu", password=PASSWORD, at=AT)
    world.stranger.refresh_from_db()
    assert world.stranger.name == "Tamu Cilegon"
    assert not world.stranger.check_password(PASSWORD)


def test_somebody_with_an_account_joins_as_themself_and_nobody_else_can(world: World) -> None:
    secret = make_invitation(world, email=world.stranger.email)
    with pytest.raises(Refusal, match="orang lain"):
        join(secret, actor=world.operator, at=AT)
    membership = join(secret, actor=world.stranger, at=AT)
    assert (membership.organization, membership.role) == (world.civil, Role.OFFICER)
    with pytest.raises(Refusal, match="sudah dipakai"):
        join(secret, actor=world.stranger, at=AT)


def test_the_first_administrator_names_an_address(world: World) -> None:
    Membership.objects.filter(role=Role.ADMINISTRATOR).delete()
    link = first_administrator_link(at=AT) or ""
    secret = link.rstrip("/").rpartition("/")[2]
    with pytest.raises(Refusal):
        accept_invitation(secret, name="Ina", password=PASSWORD, at=AT)
    ina = accept_invitation(secret, name="Ina", password=PASSWORD, at=AT, email="Ina@Example.id")
    assert ina.email == "ina@example.id"
    assert first_administrator_link(at=AT) is None


def test_the_page_signs_the_newcomer_in(client: Client, world: World) -> None:
    path = reverse("invitation-accept", args=[make_invitation(world, at=timezone.now())])
    page = client.get(path)
    assert "Disdukcapil" not in page.content.decode()
    assert "Dinas Kependudukan dan Pencatatan Sipil" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    answer = client.post(path, {"name": "Budi", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get(reverse("profile")).context["user"].email == "budi@example.id"
    assert client.get(path).status_code == 410


def test_the_page_keeps_the_name_and_never_the_password(client: Client, world: World) -> None:
    path = reverse("invitation-accept", args=[make_invitation(world, at=timezone.now())])
    page = client.post(path, {"name": "Budi Santoso", "password": "singkat9"})
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="Budi Santoso"' in text
    assert "singkat9" not in text
    assert text.count('class="errorlist"') == 1


def test_the_secret_stays_out_of_the_log(
    client: Client, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    secret = make_invitation(world, at=timezone.now())
    path = reverse("invitation-accept", args=[secret])
    client.post(path, {"name": "Budi", "password": "singkat9"})
    client.get(reverse("invitation-accept", args=["karangan"]))
    assert caplog.records
    assert secret not in caplog.text
    assert "karangan" not in caplog.text


def test_a_known_person_is_sent_to_sign_in_and_a_wrong_one_is_told_so(
    client: Client, world: World
) -> None:
    secret = make_invitation(world, email=world.stranger.email, at=timezone.now())
    path = reverse("invitation-accept", args=[secret])
    assert "sudah punya akun" in client.get(path).content.decode()
    client.post(path, {"name": "Palsu", "password": PASSWORD})
    world.stranger.refresh_from_db()
    assert not world.stranger.check_password(PASSWORD)
    client.force_login(world.operator)
    assert "ditujukan kepada orang lain" in client.get(path).content.decode()
    assert client.post(path).status_code == 410
    client.force_login(world.stranger)
    assert client.post(path).status_code == 302
    assert world.stranger.memberships.filter(organization=world.civil).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_gets_in(world: World) -> None:
    secret = make_invitation(world)
    gate = Barrier(2)

    def press(name: str) -> str:
        gate.wait(timeout=20)
        try:
            return accept_invitation(secret, name=name, password=PASSWORD, at=AT).name
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(press, ["Budi Satu", "Budi Dua"]))
    assert sum(name.startswith("Budi") for name in said) == 1
    assert sum("sudah dipakai" in sentence for sentence in said) == 1
    assert User.objects.filter(email="budi@example.id").count() == 1
