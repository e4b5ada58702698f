"""``layak serve`` for real: it starts, stops, and survives the death of any of its processes."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from layak.operations.tests.make import (
    Installation,
    eventually,
    free_port,
    pids_of,
    processes_of,
    served,
    started,
    status_of,
)

LIVE = "/kesehatan/hidup/"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all of this file, begun from nothing on the embedded server."""
    external = "LAYAK_DATABASE_URL" in os.environ
    made = Installation(tmp_path_factory.mktemp("serve") / "data", migrated=external)
    yield made
    for pid in processes_of(made):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.database
def test_it_says_where_to_go_and_how_the_first_administrator_gets_in(
    installation: Installation,
) -> None:
    port = free_port()
    with served(installation, port):
        site = f"http://127.0.0.1:{port}"
        eventually(lambda: f"Layak siap di {site}/" in installation.output())
        # The file also holds what earlier ones said, each about its own port.
        first = re.compile(rf"Administrator pertama masuk sekali lewat {re.escape(site)}(/\S+)\n")
        eventually(lambda: first.search(installation.output()))
        link = first.search(installation.output())
        assert link is not None
        assert status_of(port, link[1]) == 200
        assert status_of(port, "/akun/login/") == 200


def test_it_ends_everything_when_it_is_told_to(installation: Installation) -> None:
    port = free_port()
    with served(installation, port) as process:
        assert pids_of(installation, "layak.worker")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    eventually(lambda: not processes_of(installation), 30)
    assert status_of(port, LIVE) == 0


def test_a_second_one_on_the_same_data_says_so_and_stops(installation: Installation) -> None:
    with served(installation, free_port()) as first:
        second = installation.run("serve", "--port", str(free_port()))
        assert second.returncode == 1
        assert "sudah berjalan" in second.stderr
        assert second.stderr.count("\n") == 1
        assert first.poll() is None


def test_a_port_in_use_is_one_sentence(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = installation.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_dead_worker_or_web_process_is_started_again(installation: Installation) -> None:
    port = free_port()
    with served(installation, port):
        for word in ("layak.worker", "granian"):
            before = pids_of(installation, word)
            assert before
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            eventually(lambda: pids_of(installation, word) - before)  # noqa: B023 - used at once
        eventually(lambda: status_of(port, LIVE) == 200)
        eventually(
            lambda: installation.rows(
                "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '8 s'"
            )
        )


def test_a_database_that_lost_its_supervisor_gets_another(installation: Installation) -> None:
    if "LAYAK_DATABASE_URL" in installation.environment:
        pytest.skip("nothing is embedded")
    port = free_port()
    with served(installation, port):
        (before,) = pids_of(installation, "layak.database.supervisor")
        os.kill(before, signal.SIGKILL)
        eventually(lambda: pids_of(installation, "layak.database.supervisor") - {before})
        eventually(lambda: status_of(port, LIVE) == 200)


def test_a_database_lost_before_the_first_page_is_replaced_too(installation: Installation) -> None:
    if "LAYAK_DATABASE_URL" in installation.environment:
        pytest.skip("nothing is embedded")
    port = free_port()
    with started(installation, port) as process:
        eventually(lambda: pids_of(installation, "granian"))
        for pid in pids_of(installation, "layak.database.supervisor"):
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: status_of(port, LIVE) == 200 or process.poll() is not None)
        assert process.poll() is None


@pytest.mark.database
def test_nothing_outlives_it_when_it_is_killed_and_no_committed_row_is_lost(
    installation: Installation,
) -> None:
    with served(installation, free_port()) as process:
        installation.change(
            "INSERT INTO audit_entry (at, verb, subject, reason, detail)"
            " VALUES (now(), 'tests.committed', '', '', '{}')"
        )
        process.kill()
        process.wait()
        eventually(lambda: not processes_of(installation), 60)
    with served(installation, free_port()):
        rows = installation.rows("SELECT count(*) FROM audit_entry WHERE verb = 'tests.committed'")
        assert rows == [(1,)]


def test_the_demo_is_for_this_machine_only(installation: Installation) -> None:
    done = installation.run("serve", "--demo", "--host", "0.0.0.0")  # noqa: S104 - to be refused
    assert done.returncode == 1
    assert "hapus --host" in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "web"])
def test_a_port_that_is_none_is_wrong_usage(installation: Installation, port: str) -> None:
    assert installation.run("serve", "--port", port).returncode == 2


def test_the_folder_of_an_installation_is_for_its_owner_only(installation: Installation) -> None:
    installation.run("serve", "--help")
    folder: Path = installation.folder
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "secret-key").stat().st_mode & 0o077 == 0
