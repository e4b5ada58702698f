"""The database of a test run: LAYAK_DATABASE_URL, else an embedded one to throw away."""

import os
import shutil
from collections.abc import Iterator

import pytest

from layak import database
from tests.settings import TEST_FOLDER


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - for its effect
) -> Iterator[None]:
    """Start the server before Django creates its test database."""
    external = "LAYAK_DATABASE_URL" in os.environ
    with database.running() if external else database.ephemeral(TEST_FOLDER / "data"):
        yield


def pytest_unconfigure() -> None:
    """Leave nothing behind, unless somebody named the folder to look into it."""
    if "LAYAK_TEST_DIR" not in os.environ:
        shutil.rmtree(TEST_FOLDER, ignore_errors=True)
