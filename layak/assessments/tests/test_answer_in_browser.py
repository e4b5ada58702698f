"""Answering in Chromium: what scripts add must never lose a typed word."""

import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Draft
from layak.assessments.tests.make import AT, answer_of, fill, make_evidence, make_sheet, put
from tests.world import World, make_world

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="chromium and chromium-driver are not installed"
    ),
]


class Desk:
    """A signed-in person before one question."""

    def __init__(self, browser: webdriver.Chrome, site: str) -> None:
        self.browser = browser
        self.site = site

    def open(self, user: User, answer: Answer) -> None:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        self.browser.get(f"{self.site}/tentang/")
        self.browser.add_cookie({"name": name, "value": client.cookies[name].value})
        self.browser.get(self.site + answer.get_absolute_url())

    def find(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        self.browser.execute_script("arguments[0].click()", self.find(selector))

    def wait(self, is_so: Callable[[], object]) -> None:
        WebDriverWait(self.browser, 10).until(lambda _browser: is_so())


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
    return make_sheet(world)


def test_a_chosen_step_is_saved_where_it_stands(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    desk.open(world.officer, answer)
    desk.find("#note").send_keys("Cakupan naik.")
    assert desk.find("#note-count").text.startswith("13 dari")
    desk.click("#options .option:nth-of-type(2) input")
    desk.wait(lambda: "Tersimpan" in desk.find("#state").text)
    answer.refresh_from_db()
    assert (answer.points, answer.note) == (Decimal(15), "Cakupan naik.")
    assert "15,00" in desk.find("#ledger").text
    assert desk.find("#note").get_attribute("value") == "Cakupan naik."
    # The next choice goes on from the state just saved.
    desk.click("#options .option:nth-of-type(3) input")
    desk.wait(lambda: Answer.objects.get(pk=answer.pk).points == 0)


def test_turning_pages_of_evidence_keeps_what_was_typed(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    put(answer, make_evidence(world, "Uraian.txt", pages=("Halaman satu.", "Isi halaman dua.")))
    desk.open(world.officer, answer)
    desk.find("#note").send_keys("Belum disimpan.")
    desk.click("#panel .pager-steps a[rel=next]")
    desk.wait(lambda: "Isi halaman dua." in desk.find("#panel").text)
    assert desk.find("#note").get_attribute("value") == "Belum disimpan."


def test_a_choice_on_a_stale_page_shows_both_versions_and_moves_the_focus_there(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    desk.open(world.head, answer)
    desk.find("#note").send_keys("Kata Heri.")
    fill(sheet, "4.2", note="Kata Oki.", actor=world.officer)
    desk.click("#options .option:nth-of-type(3) input")
    desk.wait(lambda: desk.browser.find_elements(By.ID, "refusal"))
    assert "Kata Oki." in desk.find("#refusal").text
    assert desk.find("#note").get_attribute("value") == "Kata Heri."
    assert "Belum tersimpan" in desk.find("#state").text
    assert desk.browser.switch_to.active_element.get_attribute("id") == "refusal"
    answer.refresh_from_db()
    assert answer.note == "Kata Oki."


def test_another_row_comes_without_a_new_page(desk: Desk, world: World, sheet: Assessment) -> None:
    desk.open(world.officer, answer_of(sheet, "4.1"))
    desk.find("#matrix-0-numerator").send_keys("1.214,50")
    desk.click("button[value=add-row]")
    desk.wait(lambda: len(desk.browser.find_elements(By.CSS_SELECTOR, "#matrix tbody tr")) == 6)
    assert desk.find("#matrix-0-numerator").get_attribute("value") == "1.214,50"
    desk.click(".actions .primary")
    desk.wait(lambda: desk.browser.find_elements(By.CSS_SELECTOR, ".message"))
    answer = answer_of(sheet, "4.1")
    assert answer.matrix == [{"group": None, "numerator": "1214.50", "year": None}]


def test_a_page_that_cannot_be_drawn_shows_its_text(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    put(answer, make_evidence(world, "Hilang.pdf", pages=("Teks yang masih ada.",)))
    desk.open(world.officer, answer)
    desk.wait(lambda: "Teks yang masih ada." in desk.find("#panel").text)
    assert not desk.find("#panel img").is_displayed()


def test_what_is_typed_is_kept_as_a_draft_and_found_again(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    desk.open(world.officer, answer)
    desk.find("#note").send_keys("Kalimat setengah jadi")
    desk.wait(lambda: "Draf disimpan" in desk.find("#draft-state").text)
    assert Draft.objects.get().fields["note"] == "Kalimat setengah jadi"
    # Kept: the page may be left without a warning, and the answer is as it was.
    desk.open(world.officer, answer)
    assert "Anda punya draf" in desk.find("#draft-offer").text
    desk.find("#draft-offer a").click()
    desk.wait(lambda: "draf=1" in desk.browser.current_url)
    assert desk.find("#note").get_attribute("value") == "Kalimat setengah jadi"
    desk.click(".actions .primary")
    desk.wait(lambda: desk.browser.find_elements(By.CSS_SELECTOR, ".message"))
    answer.refresh_from_db()
    assert answer.note == "Kalimat setengah jadi"
    assert not Draft.objects.exists()


def test_the_end_of_the_window_while_typing_loses_nothing(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    desk.open(world.officer, answer)
    desk.find("#note").send_keys("Satu detik terlambat.")
    Answer.objects.filter(pk=answer.pk).update(editable_until=AT)
    desk.click(".actions .primary")
    desk.wait(lambda: desk.browser.find_elements(By.ID, "draf"))
    assert "sudah dikunci" in desk.find("#draf").text
    assert "Satu detik terlambat." in desk.find("#draf").text
    answer.refresh_from_db()
    assert answer.note == ""


def test_a_pasted_table_appears_in_the_grid_without_a_new_page(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.1")
    desk.open(world.officer, answer)
    desk.click("#matrix summary")
    desk.browser.execute_script(
        "arguments[0].value = 'Kasemen\\t1.214\\t2022\\nCurug\\tbanyak\\t2022'",
        desk.find("#matrix-paste"),
    )
    desk.click("button[value=paste]")
    desk.wait(lambda: desk.browser.find_elements(By.ID, "pasted"))
    assert "2 baris masuk ke matriks" in desk.find("#pasted").text
    assert "“banyak” bukan angka" in desk.find("#pasted").text
    assert desk.find("#matrix-0-numerator").get_attribute("value") == "1.214"
    assert desk.find("#matrix-1-numerator").get_attribute("aria-invalid") == "true"
    answer.refresh_from_db()
    assert answer.matrix == []


def test_enter_in_a_field_saves_instead_of_emptying(
    desk: Desk, world: World, sheet: Assessment
) -> None:
    answer = fill(sheet, "4.1", actor=world.officer)
    desk.open(world.officer, answer)
    desk.find("#matrix-0-numerator").send_keys("7", Keys.ENTER)
    desk.wait(lambda: desk.browser.find_elements(By.CSS_SELECTOR, ".message"))
    answer.refresh_from_db()
    assert answer.points == Decimal(20)
    assert answer.matrix == [{"group": None, "numerator": "7", "year": None}]
