"""Whatever goes wrong, a page says what happened and what to do, in both languages."""

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from layak.ui import errors


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "layak.ui.tests.specimen"
    return Client(raise_request_exception=False, enforce_csrf_checks=False)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/tiada/", 404, "Halaman ini tidak ada"),
        ("/gagal/wewenang/", 403, "Anda tidak berwenang"),
        ("/gagal/sering/", 429, "Terlalu banyak percobaan"),
        ("/gagal/lain/", 500, "Ada kesalahan di pihak kami"),
        ("/gagal/basis-data/", 503, "Layak sedang tidak dapat dijangkau"),
    ],
)
def test_each_failure_has_a_page_of_its_own(
    visitor: Client, address: str, status: int, said: str
) -> None:
    page = visitor.get(address)
    assert page.status_code == status
    assert said in page.content.decode()
    assert "Traceback" not in page.content.decode()


def test_a_database_that_is_away_says_when_to_come_back(visitor: Client) -> None:
    assert int(visitor.get("/gagal/basis-data/")["Retry-After"]) > 0


def test_a_failure_names_the_request_for_those_who_look_for_it(visitor: Client) -> None:
    page = visitor.get("/gagal/lain/", headers={"x-request-id": "abcdef123456"})
    assert "abcdef123456" in page.content.decode()


def test_too_much_in_one_request_is_413(visitor: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    page = visitor.post(
        "/gagal/isian/", "name=" + "a" * 200, content_type="application/x-www-form-urlencoded"
    )
    assert page.status_code == 413
    assert "terlalu besar" in page.content.decode()


def test_too_many_fields_in_one_request_are_413(visitor: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    body = "&".join(f"n{number}=1" for number in range(5))
    page = visitor.post("/gagal/isian/", body, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 413


def test_an_expired_form_asks_to_send_it_again(settings: Settings) -> None:
    settings.ROOT_URLCONF = "layak.ui.tests.specimen"
    page = Client(enforce_csrf_checks=True).post("/gagal/isian/", {"name": "x"})
    assert page.status_code == 403
    assert "terlalu lama terbuka" in page.content.decode()


@pytest.mark.parametrize("status", sorted(errors.PAGES))
def test_every_error_page_speaks_both_languages(status: int) -> None:
    said = errors.PAGES[status]
    with translation.override("id"):
        indonesian = (str(said.title), str(said.sentence))
    with translation.override("en"):
        english = (str(said.title), str(said.sentence))
    assert indonesian[0] != english[0]
    assert indonesian[1] != english[1]
