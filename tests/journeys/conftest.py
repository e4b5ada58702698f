"""The demo: in a database of its own for the HTTP client, and served for real for the browser."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from layak.accounts.demo import SignIn
from layak.filing.tests.make import fitted_folder
from layak.operations.demo import load
from layak.operations.demo.people import kept_sign_ins
from layak.operations.readiness import REGIONS, publish_library
from layak.operations.tests.make import Installation, eventually, free_port, status_of
from layak.organizations.regions import read_regions
from layak.organizations.services import load_regions
from tests.journeys.walking import CHROMIUM, DRIVER, SCREENS, Walker

NOW = datetime(2023, 5, 29, 5, tzinfo=UTC)
BANTEN = "36"
DEMO_PATIENCE = 400.0


@pytest.fixture(scope="session")
def story(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, list[str]]]:
    """A database into which the story was loaded, once for all files that tell it; what was said.

    Only Banten's regions are loaded.
    """
    said: list[str] = []
    shutil.copytree(fitted_folder(), settings.DATA_DIR / "models", dirs_exist_ok=True)
    with django_db_blocker.unblock():
        connection.creation.clone_test_db("story", verbosity=0)
        name = connection.creation.get_test_db_clone_settings("story")["NAME"]
        with connected_to(name):
            every = read_regions(settings.CHECKOUT / REGIONS)
            load_regions((one for one in every if one.code.startswith(BANTEN)), actor=None, at=NOW)
            publish_library(NOW)
            load(at=NOW, say=said.append)
        yield name, said
        connection.creation.destroy_test_db(suffix="story", verbosity=0)


@pytest.fixture(scope="module")
def told(story: tuple[str, list[str]], django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """Tests of a file work on the story, each in a transaction; yield what the loader said."""
    name, said = story
    with django_db_blocker.unblock(), connected_to(name):
        yield said


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Inside the block Django is connected to another database of the same server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


class Clock:
    """The hour on the wall of the story, as every page reads it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """An hour after the story was loaded; a test may set it on."""
    wall = Clock(NOW + timedelta(hours=1))
    monkeypatch.setattr("django.utils.timezone.now", wall)
    return wall


@pytest.fixture
def sign_ins(told: list[str]) -> dict[str, SignIn]:
    """How each person of the story signs in, by e-mail address."""
    return {row.email: row for row in kept_sign_ins()}


@pytest.fixture(scope="session")
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
        assert "serang.contoh.id" in installation.output()
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(120)


@pytest.fixture(params=SCREENS)
def walker(request: pytest.FixtureRequest, site: str) -> Iterator[Walker]:
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
