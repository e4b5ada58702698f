"""The database of a test run: LAYAK_DATABASE_URL, else an embedded one to throw away."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_FOLDER = Path(os.environ.get("LAYAK_TEST_DIR") or tempfile.mkdtemp(prefix="layak-test-"))
# Each run has its own data folder, so a test never touches what a person keeps in var/.
os.environ["LAYAK_DATA_DIR"] = str(_FOLDER / "data")
os.environ.pop("LAYAK_DEMO", None)

from layak import database  # noqa: E402 - the data folder must be known first


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - for its effect
) -> Iterator[None]:
    """Start the server before Django creates its test database."""
    with database.running():
        yield
