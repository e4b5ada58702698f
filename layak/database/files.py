"""Locks, folders and private files of the database; whatever existed before keeps its permissions."""

import fcntl
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from layak.lib.errors import Refusal


class Lock:
    """An ``flock`` on a file of its own. It is never inherited: a child outlives its parent without it."""

    _open: "WeakSet[Lock]" = WeakSet()

    def __init__(self, path: Path, give_to: int | None = None, *, create: bool = True) -> None:
        self.path = path
        self._give_to = give_to
        self._create = create
        self._descriptor = -1

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def try_share(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def share(self, seconds: float) -> None:
        """Wait for a shared lock; ``TimeoutError`` when it takes longer."""
        self._wait(fcntl.LOCK_SH, seconds)

    @contextmanager
    def exclusive(self, seconds: float) -> Iterator[None]:
        """Hold an exclusive lock for a while; ``TimeoutError`` when getting it takes longer."""
        self._wait(fcntl.LOCK_EX, seconds)
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        self._open.discard(self)

    def read(self) -> str:
        self._ensure_open()
        return os.pread(self._descriptor, 1000, 0).decode("utf-8", errors="replace")

    def write(self, text: str) -> None:
        self._ensure_open()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def clear(self) -> None:
        self.write("")

    def _wait(self, kind: int, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._try(kind):
            if time.monotonic() > deadline:
                self.release()
                raise TimeoutError(str(self.path))
            time.sleep(0.02)

    def _try(self, kind: int) -> bool:
        self._ensure_open()
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _ensure_open(self) -> None:
        if self._descriptor >= 0:
            return
        flags = os.O_RDWR | os.O_NOFOLLOW | (os.O_CREAT if self._create else 0)
        self._descriptor = os.open(self.path, flags, 0o600)
        self._open.add(self)
        if self._give_to is not None:
            os.fchown(self._descriptor, self._give_to, -1)

    @classmethod
    def forget_in_child(cls) -> None:
        # Closing a forked copy leaves the parent's lock in place; keeping it would outlive the parent.
        for lock in list(cls._open):
            lock.release()


os.register_at_fork(after_in_child=Lock.forget_in_child)


def make_folder(path: Path, give_to: int | None = None) -> None:
    """Make a folder and the missing ones above it, each with mode 0700; leave existing ones alone."""
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent, give_to)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir():
            raise
        return
    if give_to is not None:
        os.chown(path, give_to, -1)


def make_run_folder(path: Path, user: int, group: int | None) -> None:
    """Make the socket folder for the server's user, or make sure that the one there is private and theirs."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        theirs = stat.S_ISDIR(found.st_mode) and found.st_uid == user
        if not theirs or stat.S_IMODE(found.st_mode) & 0o077:
            raise Refusal(
                f"Folder soket {path} sudah ada dan bukan milik basis data ini; pindahkan atau hapus dahulu."
            ) from None
        return
    if user != os.geteuid():
        os.chown(path, user, -1 if group is None else group)


def write_private(path: Path, text: str, give_to: int | None = None) -> None:
    """Write a file that only its owner reads; it appears whole or not at all."""
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if give_to is not None:
            os.chown(fresh, give_to, -1)
        fresh.rename(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
