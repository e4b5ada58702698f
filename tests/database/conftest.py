"""A data folder, and the promise that no server outlives its test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from layak import database
from tests.database.make import nothing_runs, sql, wait_until


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAYAK_DATABASE_URL", raising=False)
    monkeypatch.delenv("LAYAK_CASES_DATABASE_URL", raising=False)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    wait_until(lambda: nothing_runs(folder), "an orphan server")


@pytest.fixture
def filled(data: Path) -> Path:
    """A data folder whose database holds one committed row; no server runs."""
    with database.running(data):
        sql(data, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")
    return data
