"""A reader with a real browser, who looks at every page for faults."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(settings.CHECKOUT) / "node_modules" / "axe-core" / "axe.min.js"
needs_a_browser = [
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="chromium and chromium-driver are not installed"
    ),
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run npm ci"),
]

SCREENS = {"desktop": (1280, 900), "phone": (360, 780)}
WIDTH = "return document.documentElement.scrollWidth"
TEXT = "return document.querySelector('main').innerText"  # much faster than asking for the element
VIOLATIONS = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(
  (found) => done(found.violations.map((one) => [one.id, one.impact, one.nodes.map((n) => n.html)]))
);
"""
# What a settled page shows; nothing while it loads or htmx is at work.
SHOWN = """
const busy = document.readyState !== "complete"
  || document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling");
return busy ? "" : document.documentElement.lang + document.querySelector("main").innerHTML;
"""


class Walker:
    """A reader with a browser who looks at every page for faults."""

    def __init__(self, browser: webdriver.Chrome, site: str, screen: str) -> None:
        self.browser = browser
        self.site = site
        self.screen = screen

    def open(self, path: str) -> str:
        self.browser.get(self.site + path)
        return self.look()

    def look(self) -> str:
        """Check the page at hand and return what it says, in one line."""
        width = SCREENS[self.screen][0]
        where = self.browser.current_url
        assert self.browser.execute_script(WIDTH) == width, where
        self.browser.execute_script(AXE.read_text(encoding="utf-8"))
        assert self.browser.execute_async_script(VIOLATIONS) == [], where
        refused = [
            one["message"]
            for one in self.browser.get_log("browser")  # type: ignore[no-untyped-call]  # selenium leaves it bare
            if one["level"] == "SEVERE" and "favicon" not in one["message"]
        ]
        assert refused == [], where
        return " ".join(str(self.browser.execute_script(TEXT)).split())

    def press(self, element: WebElement) -> str:
        """Press a button or link that shows something else, and look at what it shows."""
        self.follow(element)
        return self.look()

    def follow(self, element: WebElement) -> None:
        """Press, then wait for another page or for htmx to have changed this one."""
        before = self.browser.execute_script(SHOWN)
        self.browser.execute_script(
            "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element
        )
        element.click()
        WebDriverWait(self.browser, 30, ignored_exceptions=[WebDriverException]).until(
            lambda browser: browser.execute_script(SHOWN) not in {before, ""}
        )

    def button(self, words: str) -> WebElement:
        found = self.browser.find_elements(By.CSS_SELECTOR, "main button, main a")
        return next(one for one in found if one.is_displayed() and words in one.text)

    def sign_in(self, email: str) -> str:
        """Sign in on the real page: the demo shows its people there, one press each."""
        self.open("/akun/login/")
        people = self.browser.find_elements(By.CSS_SELECTOR, ".signins button")
        self.follow(next(one for one in people if email in one.text))
        return self.open("/")

    def speak(self, language: str) -> None:
        """Ask for a language the way the switch in the header remembers it."""
        self.browser.add_cookie({"name": settings.LANGUAGE_COOKIE_NAME, "value": language})

    def language(self) -> str:
        """The language the page at hand says it is in."""
        return str(self.browser.find_element(By.TAG_NAME, "html").get_attribute("lang"))
