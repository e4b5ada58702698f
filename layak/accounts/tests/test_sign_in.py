"""The door: e-mail and password, a second step, a forgotten password, and nobody unasked."""

import re
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from layak.accounts.demo import SignIn, keep_sign_ins
from layak.accounts.models import User
from tests.world import World, make_world

PASSWORD = "kereta api pagi 7"
DOOR = "/akun/login/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    world = make_world()
    world.officer.set_password(PASSWORD)
    world.officer.save()
    return world


def sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post(DOOR, {"login": email, "password": password}).status_code


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_opens_in_any_case_of_the_address(client: Client, world: World) -> None:
    assert sign_in(client, world.officer.email.upper()) == 302
    assert is_inside(client)


def test_a_wrong_password_and_an_unknown_address_sound_the_same(
    client: Client, world: World
) -> None:
    known = client.post(DOOR, {"login": world.officer.email, "password": "salah sekali"})
    unknown = client.post(DOOR, {"login": "siapa@example.id", "password": "salah sekali"})
    assert not is_inside(client)
    pages = [page.content.decode() for page in (known, unknown)]
    said = [re.findall(r"errorlist.*?</ul>", page, re.DOTALL) for page in pages]
    assert said[0]
    assert said[0] == said[1]


def test_a_deactivated_person_stays_outside(client: Client, world: World) -> None:
    User.objects.filter(pk=world.officer.pk).update(is_active=False)
    sign_in(client, world.officer.email)
    assert not is_inside(client)


def test_guessing_is_slowed_down_even_for_the_right_password(client: Client, world: World) -> None:
    for _attempt in range(5):
        sign_in(client, world.officer.email, "tebakan lagi")
    page = client.post(DOOR, {"login": world.officer.email, "password": PASSWORD})
    assert not is_inside(client)
    assert page.status_code in {200, 429}
    assert sign_in(Client(), world.head.email, "tebakan lagi") == 200


def test_one_address_that_floods_the_door_gets_429(client: Client, world: World) -> None:
    statuses = {
        client.post(DOOR, {"login": f"x{n}@example.id", "password": "y"}).status_code
        for n in range(31)
    }
    page = client.post(DOOR, {"login": "z@example.id", "password": "y"})
    assert 429 in statuses
    assert page.status_code == 429
    assert "<h1" in page.content.decode()


@pytest.mark.parametrize("path", ["/akun/signup/", "/akun/email/"])
def test_nobody_signs_up_or_changes_their_address_unasked(
    client: Client, world: World, path: str
) -> None:
    fields = {"email": "tamu@example.id", "password1": PASSWORD, "password2": PASSWORD}
    assert client.get(path).status_code == 404
    assert client.post(path, fields).status_code == 404
    client.force_login(world.officer)
    assert client.post(path, fields).status_code == 404
    assert not User.objects.filter(email="tamu@example.id").exists()


def test_a_forgotten_password_is_reset_by_letter(client: Client, world: World) -> None:
    client.post(reverse("account_reset_password"), {"email": world.officer.email})
    assert mail.outbox[0].to == [world.officer.email]
    assert mail.outbox[0].subject == "Kata sandi baru untuk Layak"
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    page = client.get(link[1], follow=True)
    fields = {"password1": "malam yang terang", "password2": "malam yang terang"}
    assert client.post(page.redirect_chain[-1][0], fields).status_code == 302
    assert sign_in(Client(), world.officer.email, "malam yang terang") == 302
    assert not is_inside(Client())
    again = client.get(link[1], follow=True)
    assert "password1" not in again.content.decode()


def test_an_unknown_address_learns_nothing_from_the_reset_page(
    client: Client, world: World
) -> None:
    known = client.post(reverse("account_reset_password"), {"email": world.officer.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "siapa@example.id"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    # Nor is a letter written to whatever address somebody types.
    assert [letter.to for letter in mail.outbox] == [[world.officer.email]]


def test_a_deactivated_person_gets_no_reset_link(client: Client, world: World) -> None:
    User.objects.filter(pk=world.officer.pk).update(is_active=False)
    client.post(reverse("account_reset_password"), {"email": world.officer.email})
    assert not any("/password/reset/key/" in letter.body for letter in mail.outbox)


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_with_a_second_step_the_password_alone_is_not_enough(client: Client, world: World) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.officer, secret)
    sign_in(client, world.officer.email)
    assert not is_inside(client)
    step = reverse("mfa_authenticate")
    wrong = "000000" if code_of(secret) != "000000" else "111111"
    client.post(step, {"code": wrong})
    assert not is_inside(client)
    client.post(step, {"code": code_of(secret)})
    assert is_inside(client)


def test_a_person_turns_the_second_step_on_by_themself(client: Client, world: World) -> None:
    sign_in(client, world.officer.email)
    # Turning it on asks for the password once more, however fresh the session is.
    asked = client.get(reverse("mfa_activate_totp"))
    page = client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}).status_code == 302
    kept = Authenticator.objects.get(user=world.officer, type=Authenticator.Type.TOTP)
    assert get_adapter().decrypt(kept.data["secret"]) == secret


def test_demo_sign_ins_are_shown_only_by_a_demo(
    client: Client, world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    keep_sign_ins([SignIn("officer", "Oki Petugas", world.officer.email, PASSWORD)])
    settings.DEMO = False
    page = client.get(DOOR)
    assert "demo_sign_ins" not in page.context
    assert PASSWORD not in page.content.decode()
    settings.DEMO = True
    shown = client.get(DOOR)
    assert shown.context["demo_sign_ins"] == [
        ("Petugas OPD", "Oki Petugas", world.officer.email, PASSWORD)
    ]
    assert PASSWORD in shown.content.decode()
    assert (tmp_path / "demo-sign-ins.json").stat().st_mode & 0o777 == 0o600
