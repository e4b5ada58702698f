"""Several processes use one server."""

from pathlib import Path

from layak import database
from tests.database.make import User, nothing_runs, postmaster, rows


def test_the_last_user_stops_the_server(filled: Path) -> None:
    first = User(filled).ready()
    server = postmaster(filled)
    second = User(filled).ready()
    assert postmaster(filled) == server
    assert first.leave() == 0
    assert rows(filled) == "1"
    assert second.leave() == 0
    assert nothing_runs(filled)


def test_commands_use_the_server_that_serve_runs(filled: Path) -> None:
    serve = User(filled, "sole").ready()
    server = postmaster(filled)
    assert User(filled).ready().leave() == 0
    assert postmaster(filled) == server
    assert rows(filled) == "1"
    assert serve.leave() == 0
    assert nothing_runs(filled)


def test_a_second_serve_says_so_in_one_sentence_and_stops(filled: Path) -> None:
    serve = User(filled, "sole").ready()
    second = User(filled, "sole")
    assert second.line() == (
        f"Layak sudah berjalan untuk folder data {filled} (proses {serve.process.pid})."
    )
    assert second.leave() == 1
    assert rows(filled) == "1"
    serve.kill()
    third = User(filled, "sole").ready()
    assert rows(filled) == "1"
    assert third.leave() == 0


def test_many_commands_at_once_on_an_empty_folder_share_one_server(data: Path) -> None:
    users = [User(data) for _ in range(5)]
    for user in users:
        user.ready()
    assert len({postmaster(data)}) == 1
    assert [user.leave() for user in users] == [0] * 5
    assert nothing_runs(data)


def test_coming_while_the_last_one_goes_is_safe(filled: Path) -> None:
    for _ in range(5):
        leaving = User(filled).ready()
        assert leaving.process.stdin is not None
        leaving.process.stdin.write("\n")
        leaving.process.stdin.flush()
        coming = User(filled).ready()
        assert rows(filled) == "1"
        assert leaving.leave() == 0
        assert coming.leave() == 0


def test_one_process_may_use_it_twice(filled: Path) -> None:
    with database.running(filled):
        with database.running(filled):
            assert rows(filled) == "1"
        assert rows(filled) == "1"
    assert nothing_runs(filled)
