"""The verifier's desk in Chromium: hundreds of decisions by keyboard, and no typed word lost."""

import shutil
from collections.abc import Callable, Iterator
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
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from layak.accounts.models import User
from layak.assessments.models import Assessment
from layak.assessments.tests.make import answer_of
from layak.reviews.models import Decision
from layak.reviews.tests.make import adjust, make_national_verifier, make_submitted
from tests.world import World, make_world

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(django_settings.CHECKOUT) / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="chromium and chromium-driver are not installed"
    ),
]


class Desk:
    """A signed-in verifier before one answer."""

    def __init__(self, browser: webdriver.Chrome, site: str) -> None:
        self.browser = browser
        self.site = site

    def sign_in(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        self.browser.get(f"{self.site}/tentang/")
        self.browser.add_cookie({"name": name, "value": client.cookies[name].value})

    def open(self, path: str) -> None:
        self.browser.get(self.site + path)

    def find(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.browser.switch_to.active_element.send_keys(key)

    def wait(self, is_so: Callable[[], object]) -> None:
        WebDriverWait(self.browser, 30).until(lambda _browser: is_so())

    def at(self, path: str) -> bool:
        """Whether another page has come up, with its script running."""
        return self.browser.current_url.split("?")[0] == self.site + path and bool(
            self.browser.find_elements(By.CSS_SELECTOR, "html.scripted, #blocks-title")
        )


@pytest.fixture
def desk(live_server: LiveServer, settings: Settings) -> Iterator[Desk]:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": "id,id-ID"})
    browser = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield Desk(browser, live_server.url)
    finally:
        browser.quit()


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_submitted(world)


def path_of(sheet: Assessment, code: str) -> str:
    return reverse("review-answer", args=[sheet.pk, code])


def test_two_answers_are_decided_without_a_mouse(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    desk.sign_in(world.verifier)
    desk.open(path_of(sheet, "4.1"))
    desk.press("t", Keys.ENTER)
    desk.wait(lambda: desk.at(path_of(sheet, "4.2")))
    desk.press("k")
    assert desk.find("#kind-returned").is_selected()
    desk.browser.execute_script("document.getElementById('cause').value = 'missing'")
    desk.press(Keys.ESCAPE, "c")
    desk.press("Lampirkan SK tjk.")  # letters typed into the note are no shortcuts
    desk.press(Keys.CONTROL + Keys.ENTER)
    desk.wait(lambda: desk.at(reverse("review", args=[sheet.pk])))
    made = {one.answer.question.code: one for one in Decision.objects.all()}
    assert made["4.1"].kind == Decision.Kind.ACCEPTED
    assert made["4.2"].kind == Decision.Kind.RETURNED
    assert made["4.2"].note == "Lampirkan SK tjk."


def test_keys_lead_to_neighbours_and_can_be_switched_off(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    desk.sign_in(world.verifier)
    desk.open(path_of(sheet, "4.1"))
    desk.press("j")
    desk.wait(lambda: desk.at(path_of(sheet, "4.2")))
    desk.press("i")
    desk.wait(lambda: desk.at(path_of(sheet, "4.1")))
    desk.press("?")
    desk.wait(lambda: desk.find("#keys").get_attribute("open") is not None)
    desk.find("#keys-on").click()
    desk.press(Keys.ESCAPE)
    desk.open(path_of(sheet, "4.1"))
    desk.press("t")
    assert not desk.find("#kind-accepted").is_selected()


def test_a_refused_decision_keeps_what_was_typed(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    national = make_national_verifier(world)
    desk.sign_in(world.verifier)
    desk.open(path_of(sheet, "4.2"))
    adjust(answer_of(sheet, "4.2"), "10", national)
    desk.press("s")
    desk.press("12,5", Keys.ESCAPE, "c")
    desk.press("Setengahnya.")
    desk.browser.execute_script("document.getElementById('cause').value = 'unclear'")
    desk.press(Keys.CONTROL + Keys.ENTER)
    desk.wait(lambda: desk.browser.find_elements(By.ID, "refusal"))
    assert "Nadia Nasional sudah memutuskan" in desk.find("#refusal").text
    assert desk.find("#points").get_attribute("value") == "12,5"
    assert desk.find("#note").get_attribute("value") == "Setengahnya."
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_have_no_barrier_and_fit_the_screen(
    desk: Desk, world: World, sheet: Assessment, width: int
) -> None:
    adjust(answer_of(sheet, "4.1"), "1", world.verifier)
    desk.sign_in(world.verifier)
    desk.browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    frozen = sheet.snapshots.get()
    for path in (
        reverse("review-list"),
        reverse("review", args=[sheet.pk]),
        path_of(sheet, "4.1"),
        path_of(sheet, "4.2"),
        reverse("review-accept", args=[sheet.pk]),
        reverse("review-finish", args=[sheet.pk]),
        reverse("ledger", args=[sheet.pk]),
        reverse("ledger", args=[sheet.pk]) + "?indikator=4",
        reverse("snapshot", args=[frozen.pk]),
    ):
        desk.open(path)
        assert desk.browser.execute_script("return document.documentElement.scrollWidth") <= width
        assert barriers(desk.browser) == [], path


def barriers(browser: webdriver.Chrome) -> list[str]:
    """What axe finds serious or worse on the page that is open."""
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {resultTypes: ['violations']}).then((r) => done(r.violations"
        ".map((v) => [v.impact, v.id, v.nodes[0].html])))"
    )
    return [f"{rule}: {node}" for impact, rule, node in found if impact in {"serious", "critical"}]
