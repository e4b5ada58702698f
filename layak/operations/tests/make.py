"""An installation of its own: a data folder, a database, and the command line on both."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from layak.database.places import PORT, external_url, from_url, layout
from tests import shared

PATIENCE = 120.0


class Installation:
    """One data folder and one database that nobody else uses: from nothing, or with its tables."""

    def __init__(self, folder: Path, *, migrated: bool = False, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
            "LAYAK_DATA_DIR": str(folder),
            "LAYAK_DEMO": "",
            "DJANGO_SETTINGS_MODULE": "layak.settings",
            **environment,
        }
        template = copy_migrated(folder) if migrated else ""
        if url := external_url():
            self.environment["LAYAK_DATABASE_URL"] = _new_database(url, template)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``layak ...`` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "layak", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * 5,  # the first of a run migrates for minutes on a busy machine
        )

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start ``python -m ...`` and return while it runs; its output goes to ``output.log``."""
        with (self.folder.parent / "output.log").open("a") as output:
            return subprocess.Popen(
                [sys.executable, "-m", *words],
                env=self.environment,
                stdout=output,
                stderr=output,
                preexec_fn=_heed_interrupts,  # noqa: PLW1509 - no thread runs here
            )

    def output(self) -> str:
        return (self.folder.parent / "output.log").read_text()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database of this installation, while it is up."""
        with psycopg.connect(**self._address()) as connection:
            return connection.execute(statement, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        with psycopg.connect(**self._address()) as connection:
            connection.execute(statement, values)

    def _address(self) -> dict[str, Any]:
        if url := self.environment.get("LAYAK_DATABASE_URL"):
            given = from_url(url)
            return {
                "dbname": given["NAME"],
                "user": given["USER"],
                "password": given["PASSWORD"],
                "host": given["HOST"],
                "port": given["PORT"] or None,
            }
        place = layout(self.folder)
        passfile = str(place.pgpass)
        return {
            "dbname": "layak",
            "user": "layak",
            "host": str(place.run),
            "port": PORT,
            "passfile": passfile,
        }


def _heed_interrupts() -> None:
    # Whoever is started in the background inherits that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def copy_migrated(folder: Path) -> str:
    """Give a data folder tables that were migrated from nothing, once in a run; no row is in them.

    The name of the database to copy: on a server of one's own that is all there is to copy.
    """
    made = shared.once("migrated", _migrate)
    if external_url():
        return (made / "name").read_text()
    place = layout(folder).folder
    if not place.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        subprocess.run(["cp", "--archive", layout(made / "data").folder, place], check=True)
    return "layak"


def _migrate(place: Path) -> None:
    fresh = Installation(place / "data")
    done = fresh.run("manage", "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    if url := fresh.environment.get("LAYAK_DATABASE_URL"):
        (place / "name").write_text(from_url(url)["NAME"])


def _new_database(url: str, template: str) -> str:
    name = f"layak_{secrets.token_hex(4)}"
    like = f' TEMPLATE "{template}"' if template else ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{like}')
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{'?' if query else ''}{query}"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def eventually(done: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds; fail when it never does."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)


def status_of(port: int, path: str) -> int:
    """The status a page answers with; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def processes_of(installation: Installation) -> dict[int, str]:
    """Living processes that were started for this data folder, with their command lines."""
    wanted = f"LAYAK_DATA_DIR={installation.folder}".encode()
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and wanted in (entry / "environ").read_bytes().split(b"\0"):
                words = (entry / "cmdline").read_bytes().decode().split("\0")
                found[int(entry.name)] = " ".join(words)
        except OSError:  # it ended meanwhile
            continue
    return {pid: words for pid, words in found.items() if words.strip()}


def pids_of(installation: Installation, word: str) -> set[int]:
    return {pid for pid, words in processes_of(installation).items() if word in words}


@contextmanager
def started(installation: Installation, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """``layak serve``, from its very beginning until the end of the block."""
    process = installation.start("layak", "serve", "--port", str(port))
    try:
        yield process
    except AssertionError as error:
        error.add_note(installation.output()[-5_000:])
        raise
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


@contextmanager
def served(installation: Installation, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """``layak serve``, from its first page until the end of the block."""
    with started(installation, port) as process:
        eventually(
            lambda: status_of(port, "/kesehatan/hidup/") == 200 or process.poll() is not None
        )
        assert process.poll() is None
        yield process


KEEPER = """
import sys
from layak import database
with database.running():
    print("up", flush=True)
    sys.stdin.read()
"""


@contextmanager
def kept_up(installation: Installation) -> Iterator[None]:
    """The server of the installation runs inside the block."""
    with subprocess.Popen(
        [sys.executable, "-c", KEEPER],
        env=installation.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as keeper:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == b"up\n"
        yield
        keeper.communicate()
