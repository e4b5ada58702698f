"""Serang 2023 in Chromium, on ``layak serve --demo`` from an empty data folder.

Desktop and phone walk the same way as the HTTP client does: sign in, read where the city stands,
move a document, read what is missing. On each page axe-core finds nothing and nothing overflows.
"""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from layak.operations.tests.make import Installation, eventually, free_port, status_of

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(settings.CHECKOUT) / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="chromium and chromium-driver are not installed"
    ),
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run npm ci"),
]

DEMO_PATIENCE = 400.0
SCREENS = {"desktop": (1280, 900), "phone": (360, 780)}
# One document for each screen, so that both find theirs still in the wrong place.
MISFILED = {
    "desktop": ("Penilaian Pusat Informasi Sahabat Anak.pdf", "20.1", "5.2"),
    "phone": ("Laporan pelopor dan pelapor Forum Anak 2022.docx", "19.5", "6.3"),
}
SECRETARIAT = "sekretariat@serang.contoh.id"
OFFICER = "disdukcapil@serang.contoh.id"
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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo that was just installed."""
    folder = tmp_path_factory.mktemp("serang")
    installation = Installation(folder / "data")
    port = free_port()
    process = installation.start("layak", "serve", "--demo", "--port", str(port))
    try:
        eventually(
            lambda: status_of(port, "/kesehatan/hidup/") == 200 or process.poll() is not None,
            DEMO_PATIENCE,
        )
        assert process.poll() is None, installation.output()
        assert SECRETARIAT in installation.output()
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(120)


@pytest.fixture(params=SCREENS)
def walker(request: pytest.FixtureRequest, site: str) -> Iterator["Walker"]:
    """Somebody at a desk, then somebody with a phone."""
    width, height = SCREENS[request.param]
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    yield Walker(browser, site, request.param)
    browser.quit()


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
        assert self.browser.execute_script("return document.documentElement.scrollWidth") == width
        self.browser.execute_script(AXE.read_text(encoding="utf-8"))
        assert self.browser.execute_async_script(VIOLATIONS) == [], where
        refused = [
            one["message"]
            for one in self.browser.get_log("browser")  # type: ignore[no-untyped-call]  # selenium leaves it bare
            if one["level"] == "SEVERE" and "favicon" not in one["message"]
        ]
        assert refused == [], where
        return " ".join(self.browser.find_element(By.TAG_NAME, "main").text.split())

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


def test_the_secretariat_walks_from_the_score_to_a_moved_document(walker: Walker) -> None:
    said = walker.sign_in(SECRETARIAT)
    assert "600,00" in said
    assert "Masih Pratama" in said
    assert "Kurang 1,00 poin menuju Madya, yang mulai dari 601." in said
    assert "Di mana poinnya" in said

    name, filed, right = MISFILED[walker.screen]
    walker.press(walker.button("Salah tempat"))
    inbox = walker.browser.current_url
    if walker.screen == "phone":
        walker.press(walker.button("Lihat daftar"))
    said = walker.press(walker.button(name.split()[0]))
    assert f"Pindahkan ke {right}" in said
    assert "Istilah yang ditemukan" in said
    said = walker.press(walker.button(f"Pindahkan ke {right}"))
    assert f"{name} dipindahkan dari {filed} ke {right}." in said
    walker.browser.get(inbox)
    said = walker.press(walker.button("Diputuskan"))
    assert f"Dipindahkan dari {filed} ke {right}" in said


def test_what_is_missing_and_the_112_answer_are_found_from_the_first_page(walker: Walker) -> None:
    walker.sign_in(SECRETARIAT)
    said = walker.press(walker.button("Belum ada"))
    assert "Kekurangan" in said
    walker.open("/?pekerjaan=semua")
    said = walker.press(walker.button("Layanan pengaduan milik pemerintah"))
    assert "hanya 112 dan Rabeg yang disebut" in said
    narrative = walker.browser.find_element(By.CSS_SELECTOR, "textarea").get_attribute("value")
    assert "panggilan darurat 112 dan aplikasi pengaduan Rabeg" in str(narrative)


def test_an_officer_finds_the_own_work_in_both_languages(walker: Walker) -> None:
    said = walker.sign_in(OFFICER)
    assert "Dinas Kependudukan dan Pencatatan Sipil" in said
    assert "4.7 Disdukcapil" in said
    if walker.screen == "phone":
        walker.browser.find_element(By.CSS_SELECTOR, "details.menu > summary").click()
    english = next(
        one
        for one in walker.browser.find_elements(By.CSS_SELECTOR, "button[value=en]")
        if one.is_displayed()
    )
    said = walker.press(english)
    assert "Still Pratama" in said
    assert "What to do" in said
