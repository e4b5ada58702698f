"""Locks, folders and private files; whatever existed before keeps its permissions."""

import fcntl
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from layak.lib.errors import Refusal


class Lock:
    """An ``flock`` on a file of its own. A child process never inherits it."""

    _open: "set[Lock]" = set()

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
        """Replace the text of the file. Who reads at this moment may see neither old nor new."""
        self._ensure_open()
        data = text.encode()
        os.pwrite(self._descriptor, data, 0)
        os.ftruncate(self._descriptor, len(data))

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
        # A forked copy would hold the lock after its parent's death; closing it keeps the lock.
        for lock in list(cls._open):
            lock.release()


os.register_at_fork(after_in_child=Lock.forget_in_child)


def make_folder(path: Path, give_to: int | None = None) -> None:
    """Make a folder and the missing ones above it with mode 0700; leave existing ones alone."""
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


def make_run_folder(path: Path, user: int | None, group: int | None) -> None:
    """Make the socket folder for the server's user (none: ourselves), or see that it is theirs."""
    owner = os.geteuid() if user is None else user
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077
        if not private or found.st_uid != owner:
            raise Refusal(
                f"Folder soket {path} sudah ada dan bukan milik basis data ini; "
                "pindahkan atau hapus dahulu."
            ) from None
        return
    if user is not None and group is not None:
        os.chown(path, user, group)


def open_private(path: Path) -> TextIO:
    """A new file for writing that only its owner reads."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8")


def touch_private(path: Path, give_to: int | None = None) -> Path:
    """Make sure that the file is there; a new one is readable by its owner only."""
    with suppress(FileExistsError), open_private(path):
        if give_to is not None:
            os.chown(path, give_to, -1)
    return path


def write_private(path: Path, text: str, give_to: int | None = None) -> None:
    """Write a file that only its owner reads; it appears whole or not at all."""
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with open_private(fresh) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if give_to is not None:
            os.chown(fresh, give_to, -1)
        fresh.rename(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
