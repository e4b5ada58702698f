"""The example pages in a real browser: nothing overflows, nothing is refused, axe finds nothing."""

from pathlib import Path

import pytest
from django.conf import settings
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.support.expected_conditions import presence_of_element_located
from selenium.webdriver.support.ui import WebDriverWait

from layak.ui.tests.specimen import NAMES

pytestmark = pytest.mark.browser

AXE = Path(settings.CHECKOUT) / "node_modules" / "axe-core" / "axe.min.js"
ADDRESSES = ["/", *(f"/contoh/{name}/" for name in NAMES), "/tentang/", "/akun/login/", "/tiada/"]
OVERFLOWING = """
return [...document.querySelectorAll("body *")].filter(
  (one) => one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest(".scroll, .tabs, .skip, .visually-hidden")
).map((one) => one.outerHTML.slice(0, 120));
"""
VIOLATIONS = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(
  (found) => done(found.violations.map((one) => [one.id, one.nodes.map((n) => n.html)]))
);
"""


def open_at(browser: webdriver.Chrome, address: str, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(address)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 780)])
def test_a_page_fits_its_screen_and_everyone(
    pages: str, browser: webdriver.Chrome, address: str, width: int, height: int
) -> None:
    open_at(browser, pages + address, width, height)
    assert browser.execute_script("return document.documentElement.scrollWidth") == width
    assert browser.execute_script(OVERFLOWING) == []
    refused = [
        one["message"]
        for one in browser.get_log("browser")  # type: ignore[no-untyped-call]  # selenium leaves it bare
        if "Content Security Policy" in one["message"] or ".css" in one["message"]
    ]
    assert refused == []
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    assert browser.execute_async_script(VIOLATIONS) == []


@pytest.mark.parametrize("address", ["/", "/contoh/question/", "/contoh/forms/"])
def test_a_thumb_hits_every_button_on_a_phone(
    pages: str, browser: webdriver.Chrome, address: str
) -> None:
    open_at(browser, pages + address, 360, 780)
    small = browser.execute_script(
        """return [...document.querySelectorAll(".button:not(.small), .step, .rail-link, select")]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML.slice(0, 120));"""
    )
    assert small == []


def test_the_menu_closes_with_escape(pages: str, browser: webdriver.Chrome) -> None:
    open_at(browser, f"{pages}/", 1280, 900)
    is_open = "return document.querySelector('details.menu').open"
    browser.find_element("css selector", "details.menu > summary").click()
    assert browser.execute_script(is_open)
    browser.switch_to.active_element.send_keys("\ue00c")
    assert not browser.execute_script(is_open)


def test_the_reader_changes_the_language_with_one_button(
    pages: str, browser: webdriver.Chrome
) -> None:
    open_at(browser, f"{pages}/tentang/", 1280, 900)
    for language in ("en", "id"):
        browser.find_element("css selector", f"button[value={language}]").click()
        chosen = f"html[lang={language}] button[value={language}][aria-pressed=true]"
        WebDriverWait(browser, 10, ignored_exceptions=[StaleElementReferenceException]).until(
            presence_of_element_located(("css selector", chosen))
        )
        assert browser.current_url.endswith("/tentang/")
    browser.delete_all_cookies()
