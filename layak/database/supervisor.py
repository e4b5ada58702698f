"""Keep one embedded PostgreSQL server alive exactly as long as somebody uses it.

Run as a script of its own (``python -I -S supervisor.py``, its orders as JSON on standard input), in a session of its own, so that neither
Ctrl-C in a terminal nor ``kill -9`` of the command that started it reaches it. Whoever uses the server
holds a shared lock on the users file; the kernel lets go of that lock when its holder dies, however it
dies. Once no holder is left the supervisor stops the server and ends.

Only the standard library, nothing of Layak: it starts in a few milliseconds and stays small.
"""

import ctypes
import fcntl
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

PORT = 5432
POLL = 0.1  # seconds between two looks at the users file
LOG_LIMIT = 5_000_000  # bytes; one older log of the same size is kept beside it
ORPHAN_PATIENCE = 30.0  # seconds a server without supervisor gets to finish by itself
STOP_PATIENCE = 60.0  # seconds for a fast shutdown before an immediate one
CRASHES = 5  # restarts allowed within CRASH_WINDOW seconds
CRASH_WINDOW = 60.0
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork


class StartError(Exception):
    """The server cannot start; ``code`` says why in one word, the message in PostgreSQL's own words."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code


def postgres_pids(cluster: Path) -> list[int]:
    """Process ids of every PostgreSQL process that works in this cluster folder (Linux; else empty)."""
    try:
        wanted = cluster.stat()
    except OSError:
        return []
    return [pid for pid in _processes() if _works_in(pid, wanted)]


def _processes() -> Iterator[int]:
    try:
        entries = os.listdir("/proc")
    except OSError:
        return
    yield from (int(name) for name in entries if name.isdigit())


def _works_in(pid: int, wanted: os.stat_result) -> bool:
    try:
        if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip() not in {
            "postgres",
            "postmaster",
        }:
            return False
        here = os.stat(f"/proc/{pid}/cwd")  # noqa: PTH116 - Path would resolve the magic link by its text
    except OSError:
        return False
    return (here.st_dev, here.st_ino) == (wanted.st_dev, wanted.st_ino)


class Supervisor:
    """One run of the server for one data folder."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.folder = Path(spec["folder"])
        self.run = Path(spec["run"])
        self.binaries = Path(spec["binaries"])  # executed as the server's user
        self.client = Path(spec["client"])  # psql, executed as ourselves
        self.user: int | None = spec["user"]
        self.group: int | None = spec["group"]
        self.durable: bool = spec["durable"]
        self.settings: dict[str, str] = spec["settings"]
        self.provision: list[tuple[str, str]] = spec["provision"]
        self.cluster = self.folder / "cluster"
        self.log = self.folder / "server.log"
        self.lock = -1
        self.users = -1
        self.log_file = -1
        self.server: subprocess.Popen[bytes] | None = None
        self.asked_to_stop = False

    # -- life -------------------------------------------------------------------------------------

    def main(self) -> int:
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.log_file = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if not self._take_lock():
            return 3
        self._say("starting")
        try:
            self._prepare()
            self._start()
            self._provision()
            self._say("ready")
            self._watch()
        except StartError as error:
            self._stop()
            self._say("failed", error.code, str(error))
            return 1
        except OSError as error:
            self._stop()
            self._say("failed", "os", f"{error.strerror}: {error.filename}")
            return 1
        self._say("stopping")
        self._stop()
        self._say("stopped")
        return 0

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def _take_lock(self) -> bool:
        self.lock = os.open(self.folder / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
        self.users = os.open(self.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        # Others look at this lock for an instant to see whether a supervisor lives.
        return _within(5.0, lambda: _try_lock(self.lock))

    def _say(self, state: str, code: str = "", detail: str = "") -> None:
        message = json.dumps(
            {
                "pid": os.getpid(),
                "state": state,
                "code": code,
                "detail": detail,
                "server": self.server.pid if self.server else None,
            }
        ).encode()
        os.pwrite(self.lock, message, 0)
        os.ftruncate(self.lock, len(message))

    # -- cluster ----------------------------------------------------------------------------------

    def _prepare(self) -> None:
        version = self.cluster / "PG_VERSION"
        if version.exists():
            found = version.read_text(encoding="ascii").strip()
            if found != self._major():
                raise StartError("version", found)
        else:
            self._initialise()
        self._end_orphans()
        for stale in (
            self.cluster / "postmaster.pid",  # its number may belong to another program by now
            self.run / f".s.PGSQL.{PORT}",
            self.run / f".s.PGSQL.{PORT}.lock",
        ):
            stale.unlink(missing_ok=True)

    def _major(self) -> str:
        output = subprocess.run(
            [self.binaries / "postgres", "--version"], capture_output=True, text=True, check=False
        ).stdout
        return output.split()[-1].split(".")[0] if output else "?"

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there whole, so that no half cluster is ever seen."""
        for left in self.folder.glob("cluster.new-*"):
            shutil.rmtree(left, ignore_errors=True)
        fresh = self.folder / f"cluster.new-{secrets.token_hex(4)}"
        self._make_folder(fresh)
        password = self.run / "password"
        password.unlink(missing_ok=True)
        handle = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(self._passwords()["postgres"] + "\n")
        self._give(password)
        try:
            self._run_initdb(fresh, password)
        finally:
            password.unlink(missing_ok=True)
        fresh.rename(self.cluster)
        if self.durable:
            _sync_folder(self.folder)

    def _run_initdb(self, fresh: Path, password: Path) -> None:
        with self._reach(fresh) as data, self._reach(password.parent) as run:
            done = subprocess.run(
                [
                    self.binaries / "initdb",
                    "--pgdata=" + data.name,
                    "--username=postgres",
                    f"--pwfile={run.name}/{password.name}",
                    "--auth-local=scram-sha-256",
                    "--auth-host=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--text-search-config=simple",
                    *([] if self.durable else ["--no-sync"]),
                ],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                **self._as_server(data, run),
            )
        if done.returncode:
            os.write(self.log_file, done.stdout.encode() + done.stderr.encode())
            shutil.rmtree(fresh, ignore_errors=True)
            raise StartError("initdb", _last_complaint(done.stderr))

    def _end_orphans(self) -> None:
        """Wait for a server whose supervisor was killed; it has been told to stop, or is told now."""
        if _within(ORPHAN_PATIENCE / 3, lambda: not postgres_pids(self.cluster)):
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            for pid in postgres_pids(self.cluster):
                _kill(pid, number)
            if _within(ORPHAN_PATIENCE / 3, lambda: not postgres_pids(self.cluster)):
                return
        raise StartError("orphan", str(postgres_pids(self.cluster)))

    # -- server -----------------------------------------------------------------------------------

    def _start(self) -> None:
        offset = os.fstat(self.log_file).st_size
        with self._reach(self.cluster) as data, self._reach(self.run) as run:
            arguments: list[str | Path] = [self.binaries / "postgres", "-D", data.name]
            quoted = run.name.replace('"', '""')
            settings = {
                **self.settings,
                "unix_socket_directories": f'"{quoted}"',
                "unix_socket_permissions": "0700",
                "listen_addresses": "",
                "port": str(PORT),
            }
            for name, value in settings.items():
                arguments += ["-c", f"{name}={value}"]
            self.server = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=self.log_file,
                stderr=self.log_file,
                **self._as_server(data, run),
            )
        while not self._is_ready():
            if self.server.poll() is not None:
                self.server = None
                raise StartError("server", _last_complaint(self._log_since(offset)))
            if self.asked_to_stop:
                raise StartError("stopped")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return (
            self.server is not None
            and len(lines) >= 8
            and lines[0].strip() == str(self.server.pid)
            and lines[7].strip() == "ready"
        )

    def _provision(self) -> None:
        """Roles, databases and extensions; each statement leaves alone what is already there."""
        for database, statements in self.provision:
            done = subprocess.run(
                [
                    self.client,
                    "--no-psqlrc",
                    "--quiet",
                    "--no-align",
                    "--tuples-only",
                    "--set=ON_ERROR_STOP=1",
                    "--no-password",
                    f"--host={self.run}",
                    f"--port={PORT}",
                    "--username=postgres",
                    f"--dbname={database}",
                    "--output=/dev/null",
                ],
                input=statements,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                cwd="/",
                env={
                    "PGPASSFILE": str(self.folder / "pgpass"),
                    "LC_ALL": "C",
                    "PATH": "/usr/bin:/bin",
                },
            )
            if done.returncode:
                os.write(self.log_file, done.stderr.encode())
                raise StartError("provision", _last_complaint(done.stderr))

    def _watch(self) -> None:
        """Stay until nobody uses the server; start it again when it dies under its users."""
        crashes: list[float] = []
        while not self.asked_to_stop and not _try_lock(self.users):
            self._bound_log()
            if self.server is None or self.server.poll() is not None:
                now = time.monotonic()
                crashes = [at for at in crashes if now - at < CRASH_WINDOW] + [now]
                if len(crashes) > CRASHES:
                    raise StartError("crashes")
                self.server = None
                self._say("starting")
                self._prepare()
                self._start()
                self._say("ready")
            select.select([], [], [], POLL)

    def _stop(self) -> None:
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

    # -- small things -----------------------------------------------------------------------------

    def _passwords(self) -> dict[str, str]:
        lines = (self.folder / "pgpass").read_text(encoding="ascii").splitlines()
        return {line.split(":")[3]: line.split(":")[4] for line in lines}

    def _make_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700)
        self._give(path)

    def _give(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def _reach(self, folder: Path) -> "Reach":
        return Reach(folder, by_descriptor=self.user is not None)

    def _as_server(self, *folders: "Reach") -> dict[str, Any]:
        """How the server's programs are started: unprivileged, and never outliving us."""
        identity: dict[str, Any] = {}
        if self.user is not None:
            identity = {"user": self.user, "group": self.group, "extra_groups": []}
        return {
            **identity,
            "cwd": "/",
            "env": {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            "umask": 0o077,
            "pass_fds": [reach.descriptor for reach in folders if reach.descriptor >= 0],
            "preexec_fn": _die_with_parent,
        }

    def _bound_log(self) -> None:
        if os.fstat(self.log_file).st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.ftruncate(self.log_file, 0)

    def _log_since(self, offset: int) -> str:
        with self.log.open("rb") as file:
            file.seek(offset)
            return file.read(20_000).decode("utf-8", errors="replace")


class Reach:
    """A folder by a name the server's user can open.

    As root the server runs as somebody else, who may not enter the folders above ours (``/root`` has
    mode 0700) and for whom nobody's permissions are widened: an open descriptor is handed down instead,
    and its name under ``/proc/self/fd`` leads straight to the folder.
    """

    def __init__(self, folder: Path, *, by_descriptor: bool) -> None:
        self.descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY) if by_descriptor else -1
        self.name = f"/proc/self/fd/{self.descriptor}" if by_descriptor else str(folder)

    def __enter__(self) -> "Reach":
        return self

    def __exit__(self, *_: object) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)


def _die_with_parent() -> None:
    # SIGINT is PostgreSQL's fast shutdown: even with its supervisor killed, it ends cleanly.
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _kill(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _last_complaint(text: str) -> str:
    """The line that says why: the first FATAL or ERROR, else the last line that says anything."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for mark in ("PANIC:", "FATAL:", "ERROR:", "error:"):
        for line in lines:
            if mark in line:
                return line.split(mark, 1)[1].strip()
    return lines[-1] if lines else ""


if __name__ == "__main__":
    sys.exit(Supervisor(json.load(sys.stdin)).main())
