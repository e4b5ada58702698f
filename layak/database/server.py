"""Use the embedded PostgreSQL server: start it when nobody has, share it when somebody has.

Three locks in the data folder, all let go of by the kernel when their holder dies, however it dies:

``layak.lock``                exclusive, held by the one ``layak serve``
``database/users.lock``       shared, held by every process that uses the server
``database/supervisor.lock``  exclusive, held by the supervisor of the running server
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import layak
from layak.database import binaries, sentences
from layak.database.cluster import STOP_PATIENCE, Orders, within
from layak.database.files import Lock, make_folder, make_run_folder, touch_private
from layak.database.places import DATA_VARIABLE, Layout, external_url, layout, write_passwords
from layak.database.processes import postgres_pids
from layak.database.supervisor import PROGRAM, TAKEN
from layak.lib.errors import Refusal

_left_behind: list[subprocess.Popen[bytes]] = []  # children that others go on using
START_PATIENCE = 300.0  # seconds; recovery after a crash may have much to read


class AlreadyRunning(Refusal):
    """Another ``layak serve`` holds this data folder."""


class Server:
    """The database server of one data folder, as one process uses it.

    Use it as a context, or by ``start`` and ``stop``. With ``LAYAK_DATABASE_URL`` set there is
    nothing to start, and only the claim to be the sole ``layak serve`` is made.
    """

    def __init__(self, place: Layout, *, sole: bool = False, durable: bool = True) -> None:
        self.place = place
        self.external = bool(external_url())
        self._sole = sole
        self._durable = durable
        self._sole_lock: Lock | None = None
        self._users_lock: Lock | None = None
        self._supervisor: subprocess.Popen[bytes] | None = None  # when it is our child

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
        """Return when the database answers; refuse in one sentence when it cannot.

        Calling it again is cheap and starts the server anew should its supervisor have been killed.
        """
        try:
            give_to = binaries.owner_for_new(self.place)
            make_folder(self.place.data, give_to)
            self._claim(give_to)
            if not self.external:
                make_folder(self.place.folder, give_to)
                self._join(give_to)
        except OSError as error:
            self.stop()
            raise Refusal(sentences.for_error(error, self.place)) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Let go of the server. Its last user waits until it has ended."""
        if self._users_lock is not None:
            self._users_lock.release()
            self._users_lock = None
            self._wait_for_end()
        if self._sole_lock is not None:
            self._sole_lock.release()
            self._sole_lock = None

    def wait_ready(self, seconds: float = START_PATIENCE) -> None:
        """Wait until the server accepts connections, also while it recovers from a crash."""
        deadline = time.monotonic() + seconds
        while not self.external:
            lives, said = supervisor_lives(self.place), last_word(self.place)
            # The word alone is not enough: it outlives a killed server for an instant.
            if lives and said.get("state") == "ready" and is_listening(self.place.socket):
                return
            if said.get("state") in {"failed", "stopping", "stopped"}:
                raise Refusal(sentences.for_word(said, self.place))
            if not lives:
                raise Refusal(sentences.for_word({"code": "gone"}, self.place))
            if time.monotonic() > deadline:
                raise Refusal(sentences.for_word({"code": "slow"}, self.place))
            time.sleep(0.02)

    def pids(self) -> list[int]:
        """See ``server_pids``."""
        return server_pids(self.place.data)

    def _claim(self, give_to: int | None) -> None:
        if not self._sole or self._sole_lock is not None:
            return
        lock = Lock(self.place.sole_lock, give_to)
        if not lock.try_exclusive():
            holder = lock.read().strip()
            lock.release()
            number = f" (proses {holder})" if holder.isdigit() else ""
            raise AlreadyRunning(
                f"Layak sudah berjalan untuk folder data {self.place.data}{number}."
            )
        self._sole_lock = lock
        lock.write(f"{os.getpid()}\n")

    def _join(self, give_to: int | None) -> None:
        with Lock(self.place.starting_lock, give_to).exclusive(START_PATIENCE):
            if self._users_lock is None:
                users = Lock(self.place.users_lock, give_to)
                # A supervisor that is stopping its server holds this lock to the end.
                users.share(START_PATIENCE)
                self._users_lock = users
            if not self._is_served():
                self._spawn(give_to)
                self.wait_ready()

    def _is_served(self) -> bool:
        """Whether a supervisor is there already and has its server ready."""
        if not supervisor_lives(self.place):
            return False
        try:
            self.wait_ready()
        except Refusal:
            # It was told to stop, or gave up, under other users: a new one may do better.
            if not within(STOP_PATIENCE, lambda: not supervisor_lives(self.place)):
                raise
            return False
        return True

    def _spawn(self, give_to: int | None) -> None:
        who = binaries.identity(self.place)
        user, group = (who.user, who.group) if who else (None, None)
        make_run_folder(self.place.run, user, group)
        write_passwords(self.place.pgpass, give_to)
        orders = Orders(
            data=str(self.place.data),
            binaries=str(binaries.server_folder(who)),
            client=str(binaries.client_folder()),
            user=user,
            group=group,
            durable=self._durable,
        )
        house = str(Path(layak.__file__).parent.parent)
        touch_private(self.place.supervisor_lock, give_to)
        with touch_private(self.place.log, give_to).open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", PROGRAM, house, orders.to_json()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
            )
        if self._supervisor is not None:
            self._supervisor.wait()  # the earlier one has let go of its lock: it is gone
        self._supervisor = started
        # Until then the word in the file may be that of an earlier supervisor.
        while last_word(self.place).get("pid") != started.pid:
            if started.poll() == TAKEN:
                return  # one that a killed user had just started was faster, and serves us too
            if started.poll() is not None:
                raise Refusal(sentences.for_word({"code": "gone"}, self.place))
            time.sleep(0.01)

    def _wait_for_end(self) -> None:
        def ended_or_shared() -> bool:
            if not supervisor_lives(self.place):
                return True
            users = Lock(self.place.users_lock)
            try:
                # The supervisor holds it exclusively while it stops; others hold it shared.
                return users.try_share() and not users.try_exclusive()
            finally:
                users.release()

        within(STOP_PATIENCE, ended_or_shared)
        if self._supervisor is not None:
            if supervisor_lives(self.place):
                _left_behind.append(self._supervisor)
            else:
                self._supervisor.wait()
            self._supervisor = None


def running(data: Path | None = None, *, sole: bool = False) -> Server:
    """Use as ``with running():``; commands share a server, ``layak serve`` asks to be ``sole``.

    A sole user refuses a second sole user of the same data folder (``AlreadyRunning``), while
    commands go on sharing the server that it runs.
    """
    return Server(layout(data), sole=sole)


def start_for_tests(folder: Path) -> Server:
    """Start a throwaway server (no fsync) in a folder that becomes this process's data folder.

    With ``LAYAK_DATABASE_URL`` set that server is used, none started. Call ``stop()`` in the end.
    """
    os.environ[DATA_VARIABLE] = str(folder)
    server = Server(layout(folder), durable=False)
    server.start()
    return server


@contextmanager
def ephemeral(folder: Path) -> Iterator[Server]:
    """``start_for_tests`` as a context that stops the server and restores the environment."""
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
    """Process ids of the embedded server and its supervisor, to add up memory; else empty."""
    place = layout(data)
    supervisor = last_word(place).get("pid") if supervisor_lives(place) else None
    return ([supervisor] if supervisor else []) + postgres_pids(place.cluster)


def supervisor_lives(place: Layout) -> bool:
    """Whether a server is being run for this data folder."""
    lock = Lock(place.supervisor_lock, create=False)
    try:
        return not lock.try_share()
    except FileNotFoundError:
        return False
    finally:
        lock.release()


def is_listening(path: Path) -> bool:
    """Whether a server accepts connections on this socket."""
    with socket.socket(socket.AF_UNIX) as knock:
        try:
            knock.connect(str(path))
        except OSError:
            return False
    return True


def last_word(place: Layout) -> dict[str, Any]:
    """What the supervisor said last; nothing while it is being written."""
    try:
        said = json.loads(place.supervisor_lock.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
