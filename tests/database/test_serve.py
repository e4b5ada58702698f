"""A server that runs: what it offers, to whom, and what it leaves alone."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from layak import database
from layak.database import places
from layak.database.server import last_word
from layak.lib.errors import Refusal
from tests.database.make import (
    environment,
    modes,
    postmaster,
    sql,
)


def test_it_offers_what_layak_needs_and_no_more(data: Path) -> None:
    with database.running(data):
        roles = "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles"
        assert sql(data, f"{roles} WHERE rolname LIKE 'layak%' ORDER BY 1").splitlines() == [
            "layak|f|f|t",
            "layak_cases|f|f|f",
        ]
        for role in places.ROLES:
            found = sql(
                data,
                "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension",
                role=role,
            )
            assert found == "ltree pg_trgm plpgsql"
            assert sql(data, "SHOW server_encoding", role=role) == "UTF8"
            assert sql(data, "SELECT lower('ÉÇ'), 'z' < 'É'", role=role) == "éç|t"
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert sql(data, f"SHOW {name}") == "on"
        assert not sql(data, "SHOW listen_addresses")


DJANGO = """
import django, json
from django.conf import settings
from django.db import connection
from layak import database
settings.configure(DATABASES={"default": database.config()}, INSTALLED_APPS=[])
django.setup()
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, current_database()")
    print(*cursor.fetchone())
connection.creation.create_test_db(verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE t (path ltree)")
    cursor.execute("SELECT current_database()")
    print(*cursor.fetchone())
connection.creation.destroy_test_db("layak", verbosity=0)
"""


def test_django_connects_and_makes_its_test_database(data: Path) -> None:
    with database.running(data):
        done = subprocess.run(
            [sys.executable, "-c", DJANGO],
            env=environment(data),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stdout.splitlines() == ["layak layak", "test_layak"], done.stderr


def test_neither_role_enters_the_other_database(data: Path) -> None:
    with database.running(data):
        for role, other in (("layak", "layak_cases"), ("layak_cases", "layak")):
            with pytest.raises(RuntimeError, match="permission denied for database"):
                sql(data, "SELECT 1", role=role, name=other)


def test_nobody_comes_in_without_the_password(data: Path) -> None:
    with database.running(data):
        for role in ("postgres", *places.ROLES):
            with pytest.raises(RuntimeError, match="password authentication failed"):
                sql(data, "SELECT 1", role=role, name="postgres", password="salah")
        rules = (data / "database/cluster/pg_hba.conf").read_text().splitlines()
        methods = {line.split()[-1] for line in rules if line.strip() and not line.startswith("#")}
        assert methods == {"scram-sha-256"}


def test_new_folders_are_private_and_existing_ones_keep_their_permissions(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # A short path, so that the socket stays inside the data folder.
    existing = tmp_path_factory.mktemp("p") / "open"
    existing.mkdir()
    existing.chmod(0o751)
    before = modes(existing)
    data = existing / "made" / "data"
    with database.running(data):
        pass
    assert modes(existing) == before
    for folder in (
        data.parent,
        data,
        data / "database",
        data / "database/cluster",
        data / "database/run",
    ):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    for file in (data / "database").iterdir():
        if file.is_file():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_an_existing_data_folder_keeps_its_permissions(data: Path) -> None:
    data.mkdir()
    data.chmod(0o755)
    with database.running(data):
        pass
    assert stat.S_IMODE(data.stat().st_mode) == 0o755


def test_a_long_path_gets_a_short_socket_and_leaves_nothing_behind(tmp_path: Path) -> None:
    data = tmp_path / ("panjang" * 15) / "data"
    place = places.layout(data)
    with database.running(data):
        assert place.run.parent != place.folder
        assert len(os.fsencode(place.run / ".s.PGSQL.5432")) <= places.LONGEST_SOCKET_PATH
        assert stat.S_IMODE(place.run.stat().st_mode) == 0o700
        assert sql(data, "SELECT 1") == "1"
    assert not place.run.exists()


def test_a_socket_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    data = tmp_path / ("panjang" * 15) / "data"
    place = places.layout(data)
    place.run.mkdir(mode=0o755)
    place.run.chmod(0o755)
    try:
        with pytest.raises(Refusal, match=str(place.run)):
            database.running(data).start()
    finally:
        place.run.rmdir()


@pytest.mark.parametrize("name", ["dua kata", "koma,dan\"kutip'", "é%s$(x)"])
def test_a_folder_may_have_a_strange_name(tmp_path: Path, name: str) -> None:
    with database.running(tmp_path / name):
        assert sql(tmp_path / name, "SELECT 1") == "1"


def test_its_processes_are_named_for_the_benchmark(data: Path) -> None:
    with database.running(data) as server:
        pids = server.pids()
        assert {postmaster(data), last_word(server.place)["pid"]} <= set(pids)
        assert len(pids) > 3
    assert server.pids() == []


def test_a_throwaway_server_does_without_fsync_and_lets_both_roles_make_databases(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYAK_DATA_DIR", "/before")
    with database.ephemeral(data):
        assert database.data_dir() == data
        assert sql(data, "SHOW fsync") == "off"
        for role in places.ROLES:
            sql(data, f"CREATE DATABASE test_{role}", role=role, name="postgres")
            sql(data, "CREATE TABLE t (path ltree)", role=role, name=f"test_{role}")
    assert os.environ["LAYAK_DATA_DIR"] == "/before"
