"""One PostgreSQL cluster on disk: made once, started, provisioned, stopped.

Only the supervisor uses this. It runs no thread, so what it starts can be tied to its own life.
"""

import ctypes
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

from layak.database import provision
from layak.database.files import open_private
from layak.database.places import PORT, ROLES, Layout, read_passwords
from layak.database.processes import PROC, postgres_pids, send

LOG_LIMIT = 5_000_000  # bytes; one older log of the same size is kept beside it
ORPHAN_PATIENCE = 10.0  # seconds a server without supervisor gets, before each stronger signal
STOP_PATIENCE = 60.0  # seconds for a fast shutdown before an immediate one
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork

DISK_FULL = ("No space left on device", "Check free disk space", "wrote only")


class StartError(Exception):
    """The server cannot start: ``code`` is why in one word, the message is PostgreSQL's own."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Orders:
    """What the process that starts a supervisor tells it. Anybody may read them: no secrets."""

    data: str
    binaries: str  # folder of postgres and initdb, as the server's user reaches it
    client: str  # folder of psql, for ourselves
    user: int | None  # whom the server runs as when we are root
    group: int | None
    durable: bool

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))


class Reach:
    """A folder by a name that the server's user can open.

    As root the server runs as somebody else, who may not enter the folders above ours (``/root``
    has mode 0700) and for whom no permission is widened. That user is handed an open descriptor
    instead: its name under ``/proc/self/fd`` leads straight to the folder.
    """

    def __init__(self, folder: Path, *, by_descriptor: bool) -> None:
        self.descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY) if by_descriptor else -1
        self.name = f"/proc/self/fd/{self.descriptor}" if by_descriptor else str(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)


class Cluster:
    """The cluster of one data folder and, while it runs, its server process."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.place = Layout(Path(orders.data))
        self.binaries = Path(orders.binaries)
        self.server: subprocess.Popen[bytes] | None = None
        self.log = os.open(self.place.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    @property
    def alive(self) -> bool:
        return self.server is not None and self.server.poll() is None

    def prepare(self) -> None:
        """Make the cluster on first use, and clear away what a killed server left behind."""
        version = self.place.cluster / "PG_VERSION"
        if version.exists():
            found = version.read_text(encoding="ascii").strip()
            if found != self._major():
                raise StartError("version", found)
        else:
            self._initialise()
        self._end_orphans()
        socket = self.place.socket
        leftovers = [socket, socket.with_name(f"{socket.name}.lock")]
        if PROC.is_dir():  # without it we cannot tell a stale file from a living server's
            # The number in it may belong to another program by now: PostgreSQL would wait for that.
            leftovers.append(self.place.cluster / "postmaster.pid")
        for path in leftovers:
            path.unlink(missing_ok=True)

    def start(self, give_up: Callable[[], bool]) -> None:
        """Return when the server accepts connections."""
        self.server = None
        offset = os.fstat(self.log).st_size
        with self._reach(self.place.cluster) as data, self._reach(self.place.run) as run:
            quoted = run.name.replace('"', '""')
            settings = {
                **provision.settings(durable=self.orders.durable),
                "unix_socket_directories": f'"{quoted}"',
                "unix_socket_permissions": "0700",
                "listen_addresses": "",
                "port": str(PORT),
            }
            options = [
                word for name, value in settings.items() for word in ("-c", f"{name}={value}")
            ]
            self.server = subprocess.Popen(
                [self.binaries / "postgres", "-D", data.name, *options],
                stdin=subprocess.DEVNULL,
                stdout=self.log,
                stderr=self.log,
                **self._as_server(data, run),
            )
        while not self._is_ready():
            if not self.alive:
                raise StartError("server", complaint(self._log_since(offset)))
            if give_up():
                raise StartError("stopped")
            time.sleep(0.01)

    def provision(self) -> None:
        """Roles, databases and extensions; what is there already is left as it is."""
        for database, sql in provision.statements(self._passwords(), durable=self.orders.durable):
            self._psql(database, sql)

    def stop(self) -> None:
        """End the server cleanly, or less cleanly when it will not: recovery loses nothing."""
        if self.server is None:
            return
        for number, patience in (
            (signal.SIGINT, STOP_PATIENCE),
            (signal.SIGQUIT, 10.0),
            (signal.SIGKILL, 10.0),
        ):
            self.server.send_signal(number)
            try:
                self.server.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            break
        self.server = None
        if self.place.run.parent != self.place.folder:
            with suppress(OSError):  # a short name of its own outside the data folder goes too
                self.place.run.rmdir()

    def bound_log(self) -> None:
        """Keep the log within its limit; the server goes on appending to the same file."""
        if os.fstat(self.log).st_size <= LOG_LIMIT:
            return
        older = self.place.log.with_suffix(".log.1")
        older.unlink(missing_ok=True)
        shutil.copy(self.place.log, older)
        os.ftruncate(self.log, 0)

    # -- making a cluster -------------------------------------------------------------------------

    def _major(self) -> str:
        output = self._run([self.binaries / "postgres", "--version"]).stdout
        return output.split()[2].split(".")[0]

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there whole: it is never seen half."""
        for left in self.place.folder.glob("cluster.new-*"):
            _remove_when_free(left)
        fresh = self.place.folder / f"cluster.new-{secrets.token_hex(4)}"
        fresh.mkdir(mode=0o700)
        self._give(fresh)
        password = self.place.run / "password"
        password.unlink(missing_ok=True)
        with open_private(password) as file:
            file.write(self._passwords()["postgres"] + "\n")
        self._give(password)
        try:
            self._initdb(fresh, password)
        finally:
            password.unlink(missing_ok=True)
        fresh.rename(self.place.cluster)
        if self.orders.durable:
            with Reach(self.place.folder, by_descriptor=True) as folder:
                os.fsync(folder.descriptor)

    def _initdb(self, fresh: Path, password: Path) -> None:
        with (
            Reach(fresh, by_descriptor=True) as held,
            self._reach(fresh) as data,
            self._reach(password.parent) as run,
        ):
            # initdb and what it starts inherit this lock, so its last holder is the last to write.
            fcntl.flock(held.descriptor, fcntl.LOCK_EX)
            done = self._run(
                [
                    self.binaries / "initdb",
                    f"--pgdata={data.name}",
                    "--username=postgres",
                    f"--pwfile={run.name}/{password.name}",
                    "--auth-local=scram-sha-256",
                    "--auth-host=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--text-search-config=simple",
                    *([] if self.orders.durable else ["--no-sync"]),
                ],
                **self._as_server(held, data, run),
            )
        if done.returncode:
            os.write(self.log, (done.stdout + done.stderr).encode())
            shutil.rmtree(fresh, ignore_errors=True)
            raise StartError("initdb", complaint(done.stderr))

    def _end_orphans(self) -> None:
        """Wait for a server whose supervisor was killed: it is stopping already, or is told to."""

        def gone() -> bool:
            return not postgres_pids(self.place.cluster)

        if within(ORPHAN_PATIENCE, gone):
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            for pid in postgres_pids(self.place.cluster):
                send(pid, number)
            if within(ORPHAN_PATIENCE, gone):
                return
        raise StartError("orphan")

    # -- talking to programs ----------------------------------------------------------------------

    def _psql(self, database: str, statements: str) -> None:
        done = self._run(
            [
                Path(self.orders.client) / "psql",
                "--no-psqlrc",
                "--quiet",
                "--no-password",
                "--set=ON_ERROR_STOP=1",
                "--output=/dev/null",
                f"--host={self.place.run}",
                f"--port={PORT}",
                "--username=postgres",
                f"--dbname={database}",
            ],
            input=statements,
            cwd="/",
            env={"PGPASSFILE": str(self.place.pgpass), "LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        )
        if done.returncode:
            os.write(self.log, done.stderr.encode())
            raise StartError("provision", complaint(done.stderr))

    def _run(self, words: list[str | Path], **how: Any) -> subprocess.CompletedProcess[str]:
        how.setdefault("input", "")
        done: subprocess.CompletedProcess[str] = subprocess.run(
            words, capture_output=True, text=True, errors="replace", check=False, **how
        )
        return done

    def _is_ready(self) -> bool:
        try:
            text = (self.place.cluster / "postmaster.pid").read_text(encoding="utf-8")
        except OSError:
            return False
        lines = [line.strip() for line in text.splitlines()]
        return (
            self.server is not None
            and len(lines) >= 8
            and lines[0] == str(self.server.pid)
            and lines[7] == "ready"
        )

    def _passwords(self) -> dict[str, str]:
        passwords = read_passwords(self.place.pgpass)
        if missing := {"postgres", *ROLES} - passwords.keys():
            raise StartError("pgpass", ", ".join(sorted(missing)))
        return passwords

    def _give(self, path: Path) -> None:
        if self.orders.user is not None and self.orders.group is not None:
            os.chown(path, self.orders.user, self.orders.group)

    def _reach(self, folder: Path) -> Reach:
        return Reach(folder, by_descriptor=self.orders.user is not None)

    def _as_server(self, *folders: Reach) -> dict[str, Any]:
        """How the server's programs are started: unprivileged, and never outliving us."""
        identity: dict[str, Any] = {}
        if self.orders.user is not None:
            identity = {"user": self.orders.user, "group": self.orders.group, "extra_groups": []}
        return {
            **identity,
            "cwd": "/",
            "env": {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            "umask": 0o077,
            "pass_fds": [reach.descriptor for reach in folders if reach.descriptor >= 0],
            "preexec_fn": partial(_die_with, os.getpid()),
        }

    def _log_since(self, offset: int) -> str:
        with self.place.log.open("rb") as file:
            file.seek(offset)
            return file.read(20_000).decode("utf-8", errors="replace")


def _die_with(parent: int) -> None:
    # SIGINT is PostgreSQL's fast shutdown: even when its supervisor is killed, it ends cleanly.
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != parent:  # killed before the request was made
        os._exit(1)


def _remove_when_free(folder: Path) -> None:
    """Remove what a killed supervisor left half made, once its orphans have ended."""

    def free() -> bool:
        try:
            fcntl.flock(held.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    with suppress(FileNotFoundError), Reach(folder, by_descriptor=True) as held:
        within(ORPHAN_PATIENCE, free)
        shutil.rmtree(folder, ignore_errors=True)


def within(seconds: float, done: Callable[[], bool]) -> bool:
    """Wait until it is done; False when the time is up first."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def complaint(text: str) -> str:
    """The line that says why: the first PANIC, FATAL or ERROR, else the last that says anything."""
    if any(mark in text for mark in DISK_FULL):
        return DISK_FULL[0]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for mark in ("PANIC:", "FATAL:", "ERROR:", "error:"):
        for line in lines:
            if mark in line:
                return line.split(mark, 1)[1].strip()
    return lines[-1] if lines else ""
