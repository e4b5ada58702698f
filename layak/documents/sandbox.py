"""Read and draw untrusted files in spawned child processes that may crash, hang or be killed.

A child is a fresh interpreter (never a fork of this process: it would inherit threads, connections
and secrets), started once and given file after file. Whatever happens to it is a refusal for the
file it was working on; the others go on in a fresh child. This module imports none of the heavy
libraries, so pages and commands may use it.
"""

import contextlib
import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from layak.documents.child import HEADER, REQUEST_HEADER
from layak.documents.digesting import too_large_sentence
from layak.documents.results import MIB, Failure, ReadResult, Unreadable, from_message, refused

PICTURE_MEDIA_TYPE = "image/webp"

_ROOT = Path(__file__).parents[2]
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from layak.documents import child; child.main(sys.argv[2])"
)
# A child has the next files at hand while its answer waits to be taken.
_AHEAD = 4
# The child's own alarm comes first; this is for one that does not even obey its alarm.
_GRACE_SECONDS = 5.0
_START_SECONDS = 30.0
_FILES_PER_CHILD = 2_000
_MOST_ANSWER_BYTES = 64 * MIB

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: wall and CPU seconds, bytes of memory, its own size in bytes."""

    seconds: float = 60.0
    cpu_seconds: int = 50
    memory_bytes: int = 1024 * MIB
    file_bytes: int = 100 * MIB


class ChildError(RuntimeError):
    """A reader child cannot be started at all: a broken installation, never the file's fault."""


class ReaderPool:
    """A few reader children, started when first needed and kept until ``close``.

    ``processes`` children read for one ``read``; as many more may serve single requests beside it.
    Threads may share a pool. ``reader`` names the module whose ``read`` and ``render`` they run.
    """

    def __init__(
        self,
        processes: int = 2,
        limits: Limits | None = None,
        reader: str = "layak.documents.reading",
    ) -> None:
        self.processes = processes
        self.limits = limits or Limits()
        self._reader = reader
        self._idle: list[_Child] = []
        self._lock = threading.Lock()
        self._singles = threading.BoundedSemaphore(processes)
        self._closed = False

    def read(self, paths: Iterable[tuple[Key, Path]]) -> Iterator[tuple[Key, ReadResult]]:
        """Read many files and yield each as it is ready, in no fixed order.

        ``paths`` is consumed only a few files ahead of what has been taken.
        """
        run = _Run(self, iter(paths))
        try:
            yield from run.results()
        finally:
            run.release()

    def read_one(self, path: Path) -> ReadResult:
        """Read one file."""
        with self._singles:
            return next(iter(self.read([(path, path)])))[1]

    def render_page(self, path: Path, page: int, width: int) -> bytes | None:
        """Draw page ``page`` (from 0) ``width`` pixels wide, as ``PICTURE_MEDIA_TYPE``.

        None for types that have no pages to draw (DOCX, XLSX, text): show their text instead.
        Raises ``Unreadable`` with one sentence when the file cannot be drawn.
        """
        request = {"do": "render", "page": page, "width": width}
        with self._singles:
            run = _Run(self, iter([(path, path)]), request)
            try:
                _, result = next(run.results())
                if result.failure is not None:
                    raise Unreadable(result.failure, result.refusal or "")
                return run.picture
            finally:
                run.release()

    def close(self) -> None:
        """End all children. Also the end of a ``with`` block."""
        with self._lock:
            idle, self._idle, self._closed = self._idle, [], True
        for child in idle:
            child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _take(self) -> "_Child":
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.end()
        return _Child(self._reader, self.limits)

    def _give_back(self, child: "_Child") -> None:
        with self._lock:
            keep = not self._closed and not child.jobs and len(self._idle) < self.processes
            if keep and child.served < _FILES_PER_CHILD:
                self._idle.append(child)
                return
        child.end()


@dataclass(frozen=True, slots=True)
class _Job:
    """A file to be worked on, under the caller's own key."""

    key: Any
    path: Path


class _Child:
    """One reader process and the socket to it."""

    def __init__(self, reader: str, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        settings = {
            "channel": theirs.fileno(),
            "reader": reader,
            "seconds": limits.seconds,
            "cpu_seconds": limits.cpu_seconds,
            "memory_bytes": limits.memory_bytes,
        }
        self._errors, errors = os.pipe()
        # Nobody reads along: a library that writes much there loses it, and does not block.
        os.set_blocking(errors, False)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BOOT, str(_ROOT), json.dumps(settings)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
        os.close(errors)
        self.socket = ours
        self.jobs: deque[_Job] = deque()
        self.deadline = time.monotonic() + _START_SECONDS
        self.ready = False
        self.leaving = False
        self.served = 0
        self.last_words = ""
        self._received = bytearray()

    def send(self, job: _Job, request: dict[str, Any], descriptor: int, seconds: float) -> None:
        """Hand over a file. A dead child is noticed when its answer is awaited, not here."""
        body = json.dumps(request | {"name": job.path.name}).encode("utf-8", "replace")
        if not self.jobs and self.ready:
            self.expect_within(seconds)
        self.jobs.append(job)
        with contextlib.suppress(OSError):
            socket.send_fds(self.socket, [REQUEST_HEADER.pack(len(body)) + body], [descriptor])

    def expect_within(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds + _GRACE_SECONDS

    def receive(self) -> tuple[list[tuple[dict[str, Any], bytes]], bool]:
        """Take what has arrived: whole answers, and whether the child is still there."""
        try:
            chunk = self.socket.recv(MIB)
        except ConnectionError:
            chunk = b""
        self._received += chunk
        answers: list[tuple[dict[str, Any], bytes]] = []
        while len(self._received) >= HEADER.size:
            size, picture_size = HEADER.unpack_from(self._received)
            end = HEADER.size + size + picture_size
            if end > _MOST_ANSWER_BYTES:
                return answers, self._silence()
            if len(self._received) < end:
                break
            body = bytes(self._received[HEADER.size : HEADER.size + size])
            picture = bytes(self._received[HEADER.size + size : end])
            del self._received[:end]
            try:
                answers.append((dict(json.loads(body)), picture))
            except (ValueError, TypeError):
                return answers, self._silence()
        return answers, bool(chunk)

    def _silence(self) -> bool:
        """Kill a child that no longer speaks our language; it is not alive."""
        self.process.kill()
        return False

    def end(self, patience: float = 0.0) -> int:
        """Kill the child and return its exit status, negative for the signal it died of."""
        self.socket.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.process.kill()
        status = self.process.wait()
        os.set_blocking(self._errors, False)
        with open(self._errors, "rb", buffering=0) as errors:  # noqa: PTH123 - a descriptor
            self.last_words = (errors.read(MIB) or b"").decode("utf-8", "replace").strip()
        return status


class _Run:
    """One stream of files through the children that it holds for that long."""

    def __init__(
        self,
        pool: ReaderPool,
        source: Iterator[tuple[Any, Path]],
        request: dict[str, Any] | None = None,
    ) -> None:
        self.picture: bytes | None = None
        self._pool = pool
        self._source = source
        self._request = request or {"do": "read"}
        self._children: list[_Child] = []
        # Files that were only waiting behind one that killed the child are sent again.
        self._again: deque[_Job] = deque()

    def results(self) -> Iterator[tuple[Any, ReadResult]]:
        """Yield every file's result until the source and all children are done."""
        while True:
            yield from self._fill()
            if not any(child.jobs for child in self._children):
                return
            yield from self._collect()

    def release(self) -> None:
        """Give the children back; one that still works for nobody is ended."""
        for child in self._children:
            self._pool._give_back(child)
        self._children = []

    def _fill(self) -> Iterator[tuple[Any, ReadResult]]:
        """Hand out files until every child has enough; yield those that cannot be sent at all."""
        for depth in range(1, _AHEAD + 1):
            for at in range(self._pool.processes):
                if at < len(self._children) and len(self._children[at].jobs) >= depth:
                    continue
                while (job := self._next_job()) is not None:
                    no = self._hand_out(job, at)
                    if no is None:
                        break
                    yield job.key, no
                else:
                    return

    def _next_job(self) -> _Job | None:
        if self._again:
            return self._again.popleft()
        found = next(self._source, None)
        return None if found is None else _Job(*found)

    def _hand_out(self, job: _Job, at: int) -> ReadResult | None:
        limits = self._pool.limits
        try:
            descriptor = _open(job.path, limits.file_bytes)
        except Unreadable as no:
            return refused(no.failure, str(no))
        try:
            self._child(at).send(job, self._request, descriptor, limits.seconds)
        finally:
            os.close(descriptor)
        return None

    def _child(self, at: int) -> _Child:
        """Return child number ``at``, started when there is none or it died with nothing to do."""
        if at < len(self._children):
            child = self._children[at]
            if child.jobs or child.process.poll() is None:
                return child
            self._children.remove(child)
            child.end()
        self._children.append(self._pool._take())
        return self._children[-1]

    def _collect(self) -> Iterator[tuple[Any, ReadResult]]:
        """Wait until a child has something to say or has had its time."""
        busy = {child.socket.fileno(): child for child in self._children if child.jobs}
        poll = select.poll()
        for descriptor in busy:
            poll.register(descriptor, select.POLLIN)
        soonest = min(child.deadline for child in busy.values())
        spoken = [fd for fd, _ in poll.poll(max(0.0, soonest - time.monotonic()) * 1000)]
        for descriptor, child in busy.items():
            if descriptor in spoken:
                yield from self._listen(child)
            elif time.monotonic() > child.deadline:
                child.process.kill()
                yield from self._bury(child, Failure.TIMEOUT)

    def _listen(self, child: _Child) -> Iterator[tuple[Any, ReadResult]]:
        answers, alive = child.receive()
        for message, picture in answers:
            child.expect_within(self._pool.limits.seconds)
            if not child.ready:
                child.ready = True
                continue
            if not child.jobs:
                child.process.kill()
                alive = False
                break
            result = _result(message)
            child.leaving = result.failure is Failure.MEMORY
            child.served += 1
            self.picture = picture or None
            yield child.jobs.popleft().key, result
        if not alive:
            yield from self._bury(child)

    def _bury(
        self, child: _Child, failure: Failure | None = None
    ) -> Iterator[tuple[Any, ReadResult]]:
        """Refuse the file a dead child was working on, and keep the others for the next child."""
        self._children.remove(child)
        status = child.end(patience=1.0)
        if not child.ready:
            raise ChildError(f"a reader child did not start: {child.last_words[-400:]}")
        if child.jobs and not child.leaving:
            failure = failure or _cause(status, child.last_words)
            yield (
                child.jobs.popleft().key,
                refused(failure, detail=f"exit status {status}: {child.last_words}"),
            )
        self._again.extend(child.jobs)


def _cause(status: int, last_words: str) -> Failure:
    if status in {-signal.SIGALRM, -signal.SIGXCPU}:
        return Failure.TIMEOUT
    # Native libraries that get no memory say so and abort.
    if status == -signal.SIGABRT and "alloc" in last_words:
        return Failure.MEMORY
    return Failure.CRASHED


def _result(message: dict[str, Any]) -> ReadResult:
    try:
        return from_message(message)
    except ValueError as error:
        return refused(Failure.CRASHED, detail=str(error))


def _open(path: Path, most: int) -> int:
    """Open a regular file of bearable size; raises ``Unreadable``."""
    try:
        # Without O_NONBLOCK the opening of a pipe would wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise Unreadable(Failure.MISSING) from error
    status = os.fstat(descriptor)
    try:
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(Failure.MISSING, "Bukan berkas biasa.")
        if status.st_size == 0:
            raise Unreadable(Failure.EMPTY)
        if status.st_size > most:
            raise Unreadable(Failure.TOO_LARGE, too_large_sentence(most, status.st_size))
    except Unreadable:
        os.close(descriptor)
        raise
    return descriptor


def _environment() -> dict[str, str]:
    """The child's whole environment: no secrets, no settings, and one thread per library."""
    fixed = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/nonexistent",
        "MALLOC_ARENA_MAX": "2",
        "TOKIO_WORKER_THREADS": "1",
        "RAYON_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return fixed | kept
