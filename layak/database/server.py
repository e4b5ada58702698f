"""Use the embedded PostgreSQL server: start it when nobody has, share it when somebody has.

Three locks in the data folder, all let go of by the kernel when their holder dies, however it dies:

``layak.lock``                exclusive, held by the one ``layak serve``
``database/users.lock``       shared, held by every process that uses the server
``database/supervisor.lock``  exclusive, held by the supervisor of the running server
"""

import errno
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from layak.database import binaries, supervisor
from layak.database.config import DATA_VARIABLE, PORT, ROLES, Layout, external_url, layout
from layak.database.files import Lock, make_folder, make_run_folder, write_private
from layak.lib.errors import Refusal

START_PATIENCE = 300.0  # seconds; recovery after a crash may have much to read

SETTINGS = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
    # What people type must not end up in a log: neither statements, nor values, nor keys in DETAIL.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    # logind removes an ordinary user's POSIX shared memory when that user signs out.
    "dynamic_shared_memory_type": "mmap",
}
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class AlreadyRunning(Refusal):
    """Another ``layak serve`` holds this data folder."""


class Server:
    """The database server of one data folder, as one process uses it."""

    def __init__(self, place: Layout, *, sole: bool = False, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.external = bool(external_url())
        self._sole = sole
        self._sole_lock: Lock | None = None
        self._users_lock: Lock | None = None
        self._supervisor: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Return when the database answers. ``AlreadyRunning`` for a second sole user, else ``Refusal``."""
        try:
            self._start()
        except OSError as error:
            self.stop()
            raise Refusal(_sentence_for(error, self.place)) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Let go of the server. The last user waits until it has ended."""
        if self._users_lock is not None:
            self._users_lock.release()
            self._users_lock = None
            self._wait_for_end()
        if self._sole_lock is not None:
            self._sole_lock.release()
            self._sole_lock = None

    def wait_ready(self, seconds: float = START_PATIENCE) -> None:
        """Wait until the server accepts connections, also after it was started again."""
        if self.external:
            return
        deadline = time.monotonic() + seconds
        while (said := _said(self.place)).get("state") != "ready":
            if said.get("state") == "failed":
                raise Refusal(_sentence(said, self.place))
            if not supervisor_lives(self.place):
                raise Refusal(_sentence({"code": "gone"}, self.place))
            if time.monotonic() > deadline:
                raise Refusal(_sentence({"code": "slow"}, self.place))
            time.sleep(0.02)

    def pids(self) -> list[int]:
        """See ``server_pids``."""
        return server_pids(self.place.data)

    def _start(self) -> None:
        give_to = binaries.owner_for_new(self.place)
        make_folder(self.place.data, give_to)
        if self._sole:
            self._sole_lock = _take_sole(self.place, give_to)
        if self.external:
            return
        make_folder(self.place.folder, give_to)
        with Lock(self.place.folder / "starting.lock", give_to).exclusive(START_PATIENCE):
            users = Lock(self.place.folder / "users.lock", give_to)
            # A supervisor that is just stopping its server holds this lock to the end.
            users.share(START_PATIENCE)
            self._users_lock = users
            if not supervisor_lives(self.place):
                self._spawn(give_to)
            self.wait_ready()

    def _spawn(self, give_to: int | None) -> None:
        who = binaries.identity(self.place)
        make_run_folder(
            self.place.run, who.user if who else os.geteuid(), who.group if who else None
        )
        _write_passwords(self.place.pgpass, give_to)
        spec = {
            "folder": str(self.place.folder),
            "run": str(self.place.run),
            "binaries": str(binaries.server_folder(who)),
            "client": str(binaries.client_folder() / "psql"),
            "user": who.user if who else None,
            "group": who.group if who else None,
            "durable": self.durable,
            "settings": SETTINGS | ({} if self.durable else THROWAWAY),
            "provision": provision(self.place.pgpass, all_create=not self.durable),
        }
        lock = Lock(self.place.folder / "supervisor.lock", give_to)
        lock.clear()
        lock.release()
        self._supervisor = subprocess.Popen(
            [sys.executable, "-I", "-S", supervisor.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        assert self._supervisor.stdin is not None
        with self._supervisor.stdin as pipe:
            pipe.write(json.dumps(spec).encode())
        self._wait_for_supervisor()

    def _wait_for_supervisor(self) -> None:
        """Until the one we started has said its first word under its lock (or has ended)."""
        started = self._supervisor
        assert started is not None
        while _said(self.place).get("pid") != started.pid:
            if started.poll() is not None:
                raise Refusal(_sentence({"code": "gone"}, self.place))
            time.sleep(0.01)

    def _wait_for_end(self) -> None:
        deadline = time.monotonic() + supervisor.STOP_PATIENCE
        while supervisor_lives(self.place) and time.monotonic() < deadline:
            users = Lock(self.place.folder / "users.lock")
            try:
                if users.try_share() and not users.try_exclusive():
                    break  # somebody else goes on using it
            finally:
                users.release()
            time.sleep(0.05)
        if self._supervisor is not None and not supervisor_lives(self.place):
            self._supervisor.wait()
        self._supervisor = None


def running(data: Path | None = None, *, sole: bool = False) -> Server:
    """Use as ``with running():``; commands share a server, ``layak serve`` asks to be ``sole``.

    A sole user refuses a second sole user of the same data folder (``AlreadyRunning``), while commands
    use the server that it runs.
    """
    return Server(layout(data), sole=sole)


def start_for_tests(folder: Path) -> Server:
    """Start a throwaway server (no fsync) in this folder and make it the data folder of this process.

    With ``LAYAK_DATABASE_URL`` set nothing is started: that server is used. ``stop()`` it at the end.
    """
    os.environ[DATA_VARIABLE] = str(folder)
    server = Server(layout(folder), durable=False)
    server.start()
    return server


@contextmanager
def ephemeral(folder: Path) -> Iterator[Server]:
    """``start_for_tests`` as a context that stops the server and leaves the environment as it was."""
    before = os.environ.get(DATA_VARIABLE)
    server = start_for_tests(folder)
    try:
        yield server
    finally:
        server.stop()
        if before is None:
            del os.environ[DATA_VARIABLE]
        else:
            os.environ[DATA_VARIABLE] = before


def server_pids(data: Path | None = None) -> list[int]:
    """Process ids of the embedded server and its supervisor, to add up their memory; empty when stopped."""
    place = layout(data)
    supervisors = [_said(place)["pid"]] if supervisor_lives(place) and "pid" in _said(place) else []
    return supervisors + supervisor.postgres_pids(place.cluster)


def supervisor_lives(place: Layout) -> bool:
    """Whether a server is being run for this data folder."""
    lock = Lock(place.folder / "supervisor.lock", create=False)
    try:
        return not lock.try_share()
    except FileNotFoundError:
        return False
    finally:
        lock.release()


def provision(pgpass: Path, *, all_create: bool) -> list[tuple[str, str]]:
    """SQL by database: the two roles, their databases closed to each other, the extensions."""
    passwords = _read_passwords(pgpass)
    create = {"layak": "CREATEDB", "layak_cases": "CREATEDB" if all_create else "NOCREATEDB"}
    roles = ""
    for role in ROLES:
        may = f"LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {create[role]}"
        roles += f"""
            SELECT 'CREATE ROLE {role}' WHERE NOT EXISTS
                (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec
            ALTER ROLE {role} {may} PASSWORD '{passwords[role]}';
            SELECT 'CREATE DATABASE {role} OWNER {role}' WHERE NOT EXISTS
                (SELECT FROM pg_database WHERE datname = '{role}') \\gexec
            REVOKE ALL ON DATABASE {role} FROM PUBLIC;
        """
    extensions = """
        SET client_min_messages = warning;
        CREATE EXTENSION IF NOT EXISTS ltree;
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
    """
    # New databases (those of the tests) are copies of template1, extensions included.
    return [("template1", extensions), ("postgres", roles), *((role, extensions) for role in ROLES)]


def _take_sole(place: Layout, give_to: int | None) -> Lock:
    lock = Lock(place.sole_lock, give_to)
    if not lock.try_exclusive():
        holder = lock.read().strip()
        lock.release()
        number = f" (proses {holder})" if holder.isdigit() else ""
        raise AlreadyRunning(f"Layak sudah berjalan untuk folder data {place.data}{number}.")
    lock.write(f"{os.getpid()}\n")
    return lock


def _write_passwords(pgpass: Path, give_to: int | None) -> None:
    if pgpass.exists():
        return
    lines = [f"*:*:*:{role}:{secrets.token_urlsafe(32)}" for role in ("postgres", *ROLES)]
    write_private(pgpass, "\n".join(lines) + "\n", give_to)


def _read_passwords(pgpass: Path) -> dict[str, str]:
    lines = pgpass.read_text(encoding="ascii").splitlines()
    return {line.split(":")[3]: line.split(":")[4] for line in lines if line.count(":") == 4}


def _said(place: Layout) -> dict[str, Any]:
    """The supervisor's last word; empty while it is being written."""
    try:
        said = json.loads((place.folder / "supervisor.lock").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _sentence(said: dict[str, Any], place: Layout) -> str:
    code, detail = str(said.get("code", "")), str(said.get("detail", ""))
    log = f" Catatannya ada di {place.log}."
    if "No space left on device" in detail:
        return (
            f"Ruang penyimpanan untuk {place.folder} habis; kosongkan sebagian lalu jalankan lagi."
        )
    if code == "version":
        return (
            f"Basis data di {place.cluster} dibuat oleh PostgreSQL {detail}, sedangkan yang terpasang versi "
            "lain; pulihkan dari cadangan ke folder data baru."
        )
    if "Permission denied" in detail or "Read-only file system" in detail:
        return f"Folder {place.folder} tidak dapat ditulisi oleh PostgreSQL ({detail}).{log}"
    if "socket" in detail.lower():
        return f"Soket basis data di {place.run} tidak dapat dibuka ({detail}).{log}"
    reasons = {
        "gone": "Pengawas basis data berhenti sebelum siap.",
        "slow": "Basis data belum siap setelah beberapa menit.",
        "orphan": "Server basis data yang lama masih berjalan dan tidak mau berhenti.",
        "crashes": "Basis data berulang kali mati.",
        "stopped": "Basis data dihentikan sebelum siap.",
    }
    return reasons.get(code, f"Basis data tidak mau menyala: {detail}.") + log


def _sentence_for(error: OSError, place: Layout) -> str:
    where = error.filename or place.data
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"Ruang penyimpanan untuk {place.data} habis; kosongkan sebagian lalu jalankan lagi."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"Folder data tidak dapat ditulisi: {where}."
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"Folder data tidak dapat dibuat karena {where} bukan folder."
    if isinstance(error, TimeoutError):
        return f"Proses lain terlalu lama menyiapkan basis data di {place.folder}."
    return f"Folder data {place.data} tidak dapat dipakai: {error.strerror}."
