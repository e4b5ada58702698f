"""The database of a test run: LAYAK_DATABASE_URL, else an embedded one to throw away."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]  # it has none

from layak import database
from layak.operations.tests.make import copy_migrated
from tests import shared
from tests.settings import TEST_FOLDER

SHARED = shared.make_folder()  # before xdist starts its workers
# Files that share the loaded demo of Serang: through the HTTP client, and in a browser.
TOGETHER = {
    "tests/journeys/test_serang_2022.py": "story",
    "tests/journeys/test_serang_2023.py": "story",
    "tests/journeys/test_serang_2023_in_a_browser.py": "site",
    "tests/journeys/test_every_page.py": "site",
}
# How names of files begin that take longest: the walk in a browser, which makes its own tables
# while the other worker makes those of everybody, then the story, and so on.
LONGEST = (
    *("tests/journeys/test_every_page", "tests/journeys/test_serang_2023_in", "tests/journeys/"),
    *("tests/test_serve", "tests/test_backup", "tests/test_permissions", "tests/test_stage_table"),
)

# How long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - for its effect
) -> Iterator[None]:
    """Start the server before Django creates its test database, a copy of the migrated one."""
    data = TEST_FOLDER / "data"
    connection.settings_dict["TEST"]["TEMPLATE"] = copy_migrated(data)
    external = "LAYAK_DATABASE_URL" in os.environ
    with database.running() if external else database.ephemeral(data):
        yield


@pytest.fixture(autouse=True)
def _no_language_left() -> Iterator[None]:
    """Forget the language that a test's last request was answered in."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _an_empty_queue(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Leave no job after a test that commits: Django empties only the tables it manages itself."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs RESTART IDENTITY CASCADE")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """With ``--dist loadfile`` a file stays with one worker, and so do files on one demo."""
    if config.getvalue("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    file_of = scheduler._split_scope  # as xdist's manual has it
    scheduler._split_scope = lambda item: TOGETHER.get(file_of(item), file_of(item))
    return scheduler


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what needs the database, and put the longest first: no worker is left alone with it."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
    yield
    items.sort(key=lambda item: _place(item.nodeid))


def _place(name: str) -> int:
    return next((n for n, long in enumerate(LONGEST) if name.startswith(long)), len(LONGEST))


def pytest_unconfigure() -> None:
    """Leave nothing behind, unless somebody named the folder to look into it."""
    if "LAYAK_TEST_DIR" not in os.environ:
        shutil.rmtree(TEST_FOLDER, ignore_errors=True)
    if SHARED is not None:
        shutil.rmtree(SHARED, ignore_errors=True)
