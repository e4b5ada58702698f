"""Killed users, servers and supervisors: no row lost, no orphan, no stale lock."""

import os
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from layak import database
from layak.database import places, processes, server
from layak.database.server import last_word, supervisor_lives
from layak.lib.errors import Refusal
from tests.database.make import (
    User,
    is_alive,
    nothing_runs,
    postmaster,
    postmaster_or_none,
    rows,
    sql,
    wait_until,
)

FORKING_USER = """
import os, time
from layak import database
with database.running():
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        time.sleep(600)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", ["kill", "kill_group"])
def test_a_killed_user_leaves_no_orphan_and_loses_no_row(data: Path, how: str) -> None:
    user = User(data, "sole").ready()
    sql(data, "CREATE TABLE kept (n int)")
    sql(data, "INSERT INTO kept VALUES (1)")
    getattr(user, how)()
    wait_until(lambda: nothing_runs(data), "the server of a killed user")
    with database.running(data, sole=True):
        assert rows(data) == "1"


def test_a_user_killed_during_the_very_first_start_leaves_a_folder_that_works(data: Path) -> None:
    for delay in (0.05, 0.15, 0.3, 0.5):
        user = User(data)
        time.sleep(delay)
        user.kill_group()
    wait_until(lambda: nothing_runs(data), "the server of a killed user")
    with database.running(data):
        assert sql(data, "SELECT 1") == "1"
    assert not list((data / "database").glob("cluster.new-*"))


def test_a_supervisor_that_a_killed_user_just_started_serves_the_next(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[places.Layout] = []

    def sees_nobody_at_first(place: places.Layout) -> bool:
        looks.append(place)
        return len(looks) > 1 and supervisor_lives(place)

    user = User(filled).ready()
    serving = last_word(places.layout(filled))["pid"]
    monkeypatch.setattr(server, "supervisor_lives", sees_nobody_at_first)
    with database.running(filled):
        assert rows(filled) == "1"
        assert last_word(places.layout(filled))["pid"] == serving
    assert user.leave() == 0


def test_a_supervisor_killed_while_making_the_cluster_leaves_a_folder_that_works(
    data: Path,
) -> None:
    user = User(data)
    wait_until(lambda: list((data / "database").glob("cluster.new-*/global")), "initdb")
    os.kill(last_word(places.layout(data))["pid"], signal.SIGKILL)
    assert "Pengawas basis data berhenti sebelum siap." in user.line()
    assert user.leave() == 1
    with database.running(data):
        assert sql(data, "SELECT 1") == "1"
    assert not list((data / "database").glob("cluster.new-*"))


def test_a_killed_server_comes_back_under_its_users(filled: Path) -> None:
    with database.running(filled) as server:
        sql(filled, "INSERT INTO kept VALUES (2)")
        killed = postmaster(filled)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: not is_alive(killed), "the killed server")
        wait_until(lambda: postmaster_or_none(filled) not in {None, killed}, "a new server")
        server.wait_ready()
        assert rows(filled) == "2"


def was_handled(data: Path, killed: int) -> bool:
    state = last_word(places.layout(data)).get("state")
    back = state == "ready" and postmaster_or_none(data) not in {None, killed}
    return back or state == "failed"


def test_a_server_that_dies_again_and_again_is_given_up(filled: Path) -> None:
    place = places.layout(filled)
    with database.running(filled) as server:
        for _ in range(10):
            if last_word(place)["state"] == "failed":
                break
            os.kill(killed := postmaster(filled), signal.SIGKILL)
            wait_until(partial(was_handled, filled, killed), "a new server")
        wait_until(lambda: nothing_runs(filled), "a server that was given up")
        with pytest.raises(Refusal, match="berulang kali mati"):
            server.wait_ready()
        server.start()
        assert rows(filled) == "1"


def test_a_killed_supervisor_takes_its_server_along(filled: Path) -> None:
    with database.running(filled) as server:
        sql(filled, "INSERT INTO kept VALUES (2)")
        os.kill(last_word(server.place)["pid"], signal.SIGKILL)
        wait_until(lambda: nothing_runs(filled), "the server of a killed supervisor")
        with pytest.raises(Refusal):
            server.wait_ready()
        server.start()
        assert rows(filled) == "2"


def test_everything_killed_at_once_loses_no_row(filled: Path) -> None:
    user = User(filled, "sole").ready()
    sql(filled, "INSERT INTO kept VALUES (2)")
    place = places.layout(filled)
    doomed = [last_word(place)["pid"], *processes.postgres_pids(place.cluster)]
    user.process.kill()
    for pid in doomed:
        processes.send(pid, signal.SIGKILL)
    user.process.wait()
    wait_until(lambda: not any(map(is_alive, doomed)), "processes that were killed")
    assert (place.cluster / "postmaster.pid").exists()
    with database.running(filled, sole=True):
        assert rows(filled) == "2"


def test_a_stale_pid_that_belongs_to_another_program_is_no_obstacle(filled: Path) -> None:
    user = User(filled).ready()
    place = places.layout(filled)
    pidfile = (place.cluster / "postmaster.pid").read_text()
    assert user.leave() == 0
    other = subprocess.Popen(["sleep", "600"])
    try:
        for path in (place.cluster / "postmaster.pid", place.run / ".s.PGSQL.5432.lock"):
            path.write_text("\n".join([str(other.pid), *pidfile.splitlines()[1:]]) + "\n")
            os.chown(path, place.cluster.stat().st_uid, place.cluster.stat().st_gid)
        with database.running(filled):
            assert rows(filled) == "1"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_child_that_outlives_its_parent_does_not_keep_the_server(filled: Path) -> None:
    parent = User(filled, program=FORKING_USER)
    child = int(parent.line())
    parent.kill()
    try:
        wait_until(lambda: nothing_runs(filled), "a server kept by a forked child")
        assert is_alive(child)
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_terminated_supervisor_stops_its_server_cleanly(filled: Path) -> None:
    with database.running(filled) as server:
        os.kill(last_word(server.place)["pid"], signal.SIGTERM)
        wait_until(lambda: nothing_runs(filled), "a terminated supervisor")
        assert not (server.place.cluster / "postmaster.pid").exists()
        server.start()
        assert rows(filled) == "1"
