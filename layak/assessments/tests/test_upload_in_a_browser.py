"""The upload page in Chromium: a queue, a folder dropped, a line that breaks, and no script."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from layak.assessments.models import Assessment, DeliveredFile
from layak.assessments.tests.make import make_sheet
from tests.journeys.walking import CHROMIUM, DRIVER, needs_a_browser
from tests.world import World, make_world

pytestmark = [pytest.mark.browser, *needs_a_browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20.0


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


@pytest.fixture
def page(
    browser: webdriver.Chrome,
    live_server: LiveServer,
    world: World,
    sheet: Assessment,
    settings: Settings,
) -> Iterator[webdriver.Chrome]:
    """The upload page as Disdukcapil's officer sees it."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    client = Client()
    client.force_login(world.officer)
    browser.get(f"{live_server.url}{reverse('about')}")
    name = settings.SESSION_COOKIE_NAME
    browser.add_cookie({"name": name, "value": client.cookies[name].value, "path": "/"})
    browser.get(f"{live_server.url}{reverse('delivery-add', args=[sheet.pk])}")
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    line(browser, offline=False)
    browser.get("about:blank")


def eventually(happens: Callable[[], object]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def line(browser: webdriver.Chrome, *, offline: bool) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": offline, **speed})


def write(folder: Path, *names: str) -> list[str]:
    """Write small files; the paths are as a person picks them."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Isi {name}", encoding="utf-8")
    return [str(folder / name) for name in names]


def received() -> list[str]:
    return sorted(DeliveredFile.objects.values_list("path", flat=True))


def texts(page: webdriver.Chrome, selector: str) -> list[str]:
    return [one.text for one in page.find_elements(By.CSS_SELECTOR, selector)]


def test_many_files_go_one_by_one_and_end_on_the_page_of_results(
    page: webdriver.Chrome, tmp_path: Path
) -> None:
    files = write(tmp_path, *(f"berkas {number}.txt" for number in range(12)))
    page.find_element(By.ID, "files").send_keys("\n".join(files))
    eventually(lambda: "/penilaian/serahan/" in page.current_url)
    assert received() == sorted(Path(file).name for file in files)
    assert len(texts(page, ".queued .name")) == 12


def test_a_file_that_is_not_taken_says_why_and_the_others_arrive(
    page: webdriver.Chrome, tmp_path: Path
) -> None:
    (tmp_path / "kosong.pdf").touch()
    files = [*write(tmp_path, "baik.txt"), str(tmp_path / "kosong.pdf")]
    page.find_element(By.ID, "files").send_keys("\n".join(files))
    eventually(lambda: "Sebagian berkas tidak diterima" in page.find_element(By.ID, "said").text)
    assert texts(page, ".queued.refused .state") == ["Berkas kosong (0 bita)."]
    assert received() == ["baik.txt"]
    assert page.find_element(By.ID, "result").is_displayed()


def test_a_folder_can_be_dropped_and_keeps_its_paths(
    page: webdriver.Chrome, tmp_path: Path
) -> None:
    write(tmp_path, "04.2 Akta/a.txt", "04.2 Akta/dalam/b.txt")
    place = page.find_element(By.ID, "drop").rect
    for kind in ("dragEnter", "dragOver", "drop"):
        page.execute_cdp_cmd(
            "Input.dispatchDragEvent",
            {
                "type": kind,
                "x": place["x"] + 20,
                "y": place["y"] + 20,
                "data": {
                    "items": [],
                    "files": [str(tmp_path / "04.2 Akta")],
                    "dragOperationsMask": 1,
                },
            },
        )
    eventually(lambda: len(received()) == 2)
    assert received() == ["04.2 Akta/a.txt", "04.2 Akta/dalam/b.txt"]


def test_a_broken_line_loses_nothing_and_sends_nothing_twice(
    page: webdriver.Chrome, tmp_path: Path
) -> None:
    line(page, offline=True)
    files = write(tmp_path, *(f"{number}.txt" for number in range(5)))
    page.find_element(By.ID, "files").send_keys("\n".join(files))
    eventually(lambda: page.find_element(By.ID, "offline").is_displayed())
    assert "5 berkas belum terkirim" in page.find_element(By.ID, "said").text
    assert received() == []
    line(page, offline=False)
    eventually(lambda: "/penilaian/serahan/" in page.current_url)
    assert received() == [f"{number}.txt" for number in range(5)]


def test_without_script_a_folder_comes_with_the_form(
    page: webdriver.Chrome, tmp_path: Path
) -> None:
    write(tmp_path, "06.2 Forum/a.txt", "06.2 Forum/b.txt")
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.refresh()
    page.find_element(By.ID, "folder").send_keys(str(tmp_path / "06.2 Forum"))
    page.find_element(By.CSS_SELECTOR, "#upload button").click()
    eventually(lambda: "/penilaian/serahan/" in page.current_url)
    assert received() == ["06.2 Forum/a.txt", "06.2 Forum/b.txt"]
