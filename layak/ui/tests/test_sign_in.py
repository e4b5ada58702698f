"""Signing in, and all that belongs to it, from the first page to the recovery codes."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from pytest_django import Settings

PASSWORD = "kunci-yang-panjang-sekali"
ADDRESS = "sari@serang.contoh"
pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "layak.ui.tests.specimen"
    settings.ACCOUNT_RATE_LIMITS = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    get_user_model().objects.create_user(email=ADDRESS, password=PASSWORD)
    return Client()


def body_of(client: Client, address: str) -> str:
    page = client.get(address, follow=True)
    assert page.status_code == 200
    body = page.content.decode()
    assert 'class="narrow-card card"' in body
    return body


def sign_in(client: Client) -> None:
    client.post("/akun/login/", {"login": ADDRESS, "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_a_wrong_password_is_said_in_one_sentence(visitor: Client) -> None:
    page = visitor.post("/akun/login/", {"login": ADDRESS, "password": "salah-sama-sekali"})
    body = page.content.decode()
    assert 'class="errorlist nonfield" role="alert"' in body
    assert "tidak benar" in body
    assert 'value="salah-sama-sekali"' not in body


def test_a_forgotten_password_is_set_anew_from_a_link(visitor: Client) -> None:
    assert "Lupa kata sandi" in body_of(visitor, "/akun/password/reset/")
    sent = visitor.post("/akun/password/reset/", {"email": ADDRESS}, follow=True)
    assert "Periksa surel Anda" in sent.content.decode()
    link = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[0].body))
    assert link
    page = visitor.get(link[1], follow=True)
    assert "Kata sandi baru" in page.content.decode()
    form = page.request["PATH_INFO"]
    new = "sandi-baru-yang-panjang"
    done = visitor.post(form, {"password1": new, "password2": new}, follow=True)
    assert "Kata sandi sudah diganti" in done.content.decode()
    assert "sudah tidak berlaku" in body_of(visitor, link[1])


def test_two_steps_are_turned_on_used_and_turned_off(visitor: Client) -> None:
    sign_in(visitor)
    assert "Belum aktif" in body_of(visitor, "/akun/2fa/")
    assert "Pastikan ini Anda" in body_of(visitor, "/akun/2fa/totp/activate/")
    visitor.post("/akun/reauthenticate/", {"password": PASSWORD})
    page = body_of(visitor, "/akun/2fa/totp/activate/")
    secret = re.search(r'class="secret">(\w+)<', page)
    assert secret
    code = code_of(secret[1])
    codes = visitor.post("/akun/2fa/totp/activate/", {"code": code}, follow=True)
    assert "Kode pemulihan" in codes.content.decode()
    assert "Aktif:" in body_of(visitor, "/akun/2fa/")
    assert "Buat kode pemulihan baru?" in body_of(visitor, "/akun/2fa/recovery-codes/generate/")

    visitor.logout()
    asked = visitor.post(
        "/akun/login/", {"login": ADDRESS, "password": PASSWORD}, follow=True
    ).content.decode()
    assert "Verifikasi dua langkah" in asked
    refused = visitor.post("/akun/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert 'class="errorlist"' in refused


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_a_password_is_changed_after_the_old_one_is_given(visitor: Client) -> None:
    sign_in(visitor)
    assert "Ganti kata sandi" in body_of(visitor, "/akun/password/change/")
    assert "Keluar dari Layak?" in body_of(visitor, "/akun/logout/")
    assert "Pastikan ini Anda" in body_of(visitor, "/akun/reauthenticate/")


def test_nobody_signs_up_by_themselves(visitor: Client) -> None:
    assert "Pendaftaran tertutup" in body_of(visitor, "/akun/signup/")


def test_too_many_attempts_are_slowed_down(visitor: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    statuses = [
        visitor.post("/akun/password/reset/", {"email": ADDRESS}).status_code for _ in range(3)
    ]
    assert statuses[-1] == 429
