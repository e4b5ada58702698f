"""``scripts/with-postgresql-15`` lends a command a server of Debian's PostgreSQL."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from layak.database.places import from_url
from layak.database.processes import postgres_pids
from tests.database.make import HOUSE, environment, wait_until

SCRIPT = HOUSE / "scripts" / "with-postgresql-15"
pytestmark = pytest.mark.skipif(
    not Path("/usr/lib/postgresql/15/bin/postgres").exists(), reason="needs Debian's postgresql-15"
)
CONNECT = """
import sys, psycopg
from layak import database
for role in ("layak", "layak_cases"):
    place = database.config(role)
    conninfo = psycopg.conninfo.make_conninfo(
        host=place["HOST"], user=place["USER"], password=place["PASSWORD"], dbname=place["NAME"]
    )
    with psycopg.connect(conninfo) as connection:
        print(connection.info.server_version // 10000, *connection.execute(
            "SELECT current_user, string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"
        ).fetchone())
sys.exit(7)
"""


def test_a_command_runs_on_it_and_its_exit_status_is_handed_on() -> None:
    done = subprocess.run(
        [SCRIPT, sys.executable, "-c", CONNECT],
        env=environment(Path("/nonexistent")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [
        "15 layak ltree pg_trgm plpgsql",
        "15 layak_cases ltree pg_trgm plpgsql",
    ], done.stderr
    assert done.returncode == 7


def test_it_leaves_no_server_when_it_is_killed() -> None:
    script = subprocess.Popen(
        [SCRIPT, "sh", "-c", "echo $LAYAK_DATABASE_URL; exec sleep 60"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert script.stdout is not None
    folder = Path(from_url(script.stdout.readline().strip())["HOST"])
    assert postgres_pids(folder / "cluster")
    script.kill()
    script.wait()
    wait_until(lambda: not postgres_pids(folder / "cluster"), "the server of a killed script")
    os.killpg(script.pid, signal.SIGKILL)  # its command
    shutil.rmtree(folder)


def test_it_says_how_it_is_used() -> None:
    done = subprocess.run([SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "usage: with-postgresql-15 COMMAND [ARGUMENT...]\n"
