"""Field sessions in Chromium: on a phone and a desktop, and live while two people work."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from layak.accounts.models import User
from layak.reviews import session_asking, session_checks, session_children, sessions
from layak.reviews.session_lines import Person
from layak.reviews.session_models import FieldSession
from layak.reviews.tests.session_make import (
    CHILDREN,
    LATER,
    make_check,
    make_session,
    ministry_of,
    photo_file,
    raise_question,
)
from layak.reviews.tests.test_decide_in_browser import barriers
from tests.world import World, make_world

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="chromium and chromium-driver are not installed"
    ),
]


@pytest.fixture
def browser(live_server: LiveServer, settings: Settings) -> Iterator[webdriver.Chrome]:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": "id,id-ID"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    driver.get(f"{live_server.url}/tentang/")
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def world() -> World:
    return make_world()


def sign_in(browser: webdriver.Chrome, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    browser.add_cookie({"name": name, "value": client.cookies[name].value})


def pages_of(world: World, folder: Path) -> list[str]:
    """Every page of a team session and of one with children, each with something on it."""
    team, children, ministry = (
        make_session(world),
        make_session(world, CHILDREN),
        ministry_of(world),
    )
    sessions.note_presence(team, Person("Siti", "Dinkes"), actor=ministry, at=LATER)
    asked, seen = raise_question(team, world), make_check(team, world)
    session_checks.add_photo(seen, photo_file(folder), actor=ministry, at=LATER)
    note = session_children.add_note(
        children, "Minta taman.", cluster=None, actor=ministry, at=LATER
    )
    return [
        reverse("session-list", args=[team.assessment_id]),
        reverse("session-add", args=[team.assessment_id]),
        *(reverse(name, args=[team.pk]) for name in ("session", "session-change")),
        *(reverse(f"session-{name}", args=[team.pk]) for name in ("presence", "presence-paste")),
        *(reverse(f"session-{name}", args=[team.pk]) for name in ("questions", "checks")),
        reverse("session-check-add", args=[team.pk]),
        asked.get_absolute_url(),
        seen.get_absolute_url(),
        reverse("session-children", args=[children.pk]),
        reverse("session-note-withdraw", args=[children.pk, note.pk]),
    ]


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_fits_and_is_open_to_everybody(
    live_server: LiveServer, browser: webdriver.Chrome, world: World, tmp_path: Path, width: int
) -> None:
    paths = pages_of(world, tmp_path)
    sign_in(browser, ministry_of(world))
    screen = {"width": width, "height": 780, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    for path in paths:
        browser.get(live_server.url + path)
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, path
        assert barriers(browser) == [], path


def test_an_answer_appears_while_the_next_question_is_typed(
    live_server: LiveServer, browser: webdriver.Chrome, world: World
) -> None:
    session: FieldSession = make_session(world)
    question = raise_question(session, world)
    sign_in(browser, ministry_of(world))
    browser.get(live_server.url + reverse("session-questions", args=[session.pk]))
    typed = browser.find_element(By.CSS_SELECTOR, "textarea[name=text]")
    typed.send_keys("Pertanyaan yang belum")
    session_asking.reply(question, "112 dan UPTD PPA.", actor=world.officer, at=LATER)
    WebDriverWait(browser, 120).until(
        lambda one: "112 dan UPTD PPA." in one.find_element(By.ID, "raised").text
    )
    assert "0 terbuka dari 1" in browser.find_element(By.ID, "raised").text
    typed.send_keys(" selesai")
    assert typed.get_attribute("value") == "Pertanyaan yang belum selesai"
