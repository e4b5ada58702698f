"""A data folder, and the promise that no server outlives its test."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from layak import database
from tests.database.make import nothing_runs, sql, wait_until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder are about the embedded server itself."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.embedded)


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAYAK_DATABASE_URL", raising=False)
    monkeypatch.delenv("LAYAK_CASES_DATABASE_URL", raising=False)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    wait_until(lambda: nothing_runs(folder), "an orphan server")


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original") / "data"
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("LAYAK_DATABASE_URL", raising=False)
        environment.delenv("LAYAK_CASES_DATABASE_URL", raising=False)
        with database.running(folder):
            sql(folder, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")
    return folder


@pytest.fixture
def filled(original: Path, data: Path) -> Path:
    """A data folder whose database holds one committed row; no server runs."""
    subprocess.run(["cp", "--archive", original, data], check=True)
    return data
