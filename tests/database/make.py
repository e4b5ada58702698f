"""People who use the database of a data folder, as processes of their own."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layak.database import binaries, places, processes
from layak.database.server import supervisor_lives

HOUSE = Path(__file__).resolve().parents[2]
ROOT = os.geteuid() == 0
PATIENCE = 60.0  # seconds until a thing that has to happen counts as not happening
needs_root = pytest.mark.skipif(not ROOT, reason="only root can become somebody else")

# What `layak serve` ("sole") and every command ("shared") do with the database.
USER = """
import sys
from layak import database
from layak.lib.errors import Refusal
try:
    with database.running(sole=sys.argv[1] == "sole"):
        print("ready", flush=True)
        sys.stdin.readline()
except Refusal as refusal:
    print(refusal, flush=True)
    sys.exit(1)
"""


def wait_until(done: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, f"{what}: waited {PATIENCE:.0f} s"
        time.sleep(0.01)


def environment(data: Path, house: Path = HOUSE) -> dict[str, str]:
    packages = Path(binaries.client_folder()).parents[2]
    return {
        "LAYAK_DATA_DIR": str(data),
        "PYTHONPATH": f"{house}:{house / 'packages'}:{packages}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
    }


class User:
    """A process that uses the database of a data folder until it is told to leave, or killed."""

    def __init__(
        self,
        data: Path,
        how: str = "shared",
        *,
        program: str = USER,
        python: str = sys.executable,
        house: Path = HOUSE,
        uid: int | None = None,
    ) -> None:
        identity: dict[str, Any] = {}
        if uid is not None:
            identity = {"user": uid, "group": uid, "extra_groups": []}
        self.process: subprocess.Popen[str] = subprocess.Popen(
            [python, "-c", program, how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(data, house),
            cwd="/",
            start_new_session=True,
            **identity,
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ready(self) -> "User":
        said = self.line()
        assert said == "ready", said
        return self

    def leave(self) -> int:
        self.process.communicate("\n", timeout=PATIENCE)
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def kill_group(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def sql(
    data: Path, statement: str, *, role: str = "layak", name: str = "", password: str = ""
) -> str:
    """Run a statement as one of the roles; returns the bare answer, raises the complaint."""
    place = places.layout(data)
    env = {"PATH": "/usr/bin:/bin", "PGPASSFILE": str(place.pgpass)}
    if password:
        env = {"PATH": "/usr/bin:/bin", "PGPASSWORD": password}
    done = subprocess.run(
        [
            binaries.client_folder() / "psql",
            *("--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--no-password"),
            f"--host={place.run}",
            f"--username={role}",
            f"--dbname={name or role}",
            f"--command={statement}",
        ],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def postmaster(data: Path) -> int:
    return int((places.layout(data).cluster / "postmaster.pid").read_text().split()[0])


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def nothing_runs(data: Path) -> bool:
    place = places.layout(data)
    return not supervisor_lives(place) and not processes.postgres_pids(place.cluster)


def modes(folder: Path) -> dict[str, tuple[int, int, int]]:
    found = {}
    for path in (folder, *folder.parents):
        status = path.stat()
        found[str(path)] = (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
    return found


def rows(data: Path) -> str:
    return sql(data, "SELECT count(*) FROM kept")


def postmaster_or_none(data: Path) -> int | None:
    try:
        return postmaster(data)
    except (OSError, IndexError):
        return None
