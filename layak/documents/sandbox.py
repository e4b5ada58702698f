"""Read and draw untrusted files in spawned child processes that may crash, hang or be killed.

A child is a fresh interpreter (never a fork of this process: it would inherit threads, connections
and secrets), started once and given file after file. Whatever happens to it is a refusal for the
file it was working on; the others go on in a fresh child. This module imports none of the heavy
libraries, so pages and commands may use it.
"""

import os
import select
import signal
import stat
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from layak.documents.digesting import too_large_sentence
from layak.documents.results import Failure, ReadResult, Unreadable, from_message, refused
from layak.documents.spawning import Child, ChildError, Job, Limits

__all__ = ["PICTURE_MEDIA_TYPE", "ChildError", "Limits", "ReaderPool"]

PICTURE_MEDIA_TYPE = "image/webp"

# A child has the next files at hand while its answer waits to be taken.
_AHEAD = 4
# What a library forgets to free is given back to the system now and then.
_FILES_PER_CHILD = 2_000
# A machine short of memory may kill a child that has only begun; more often is no accident.
_MOST_FAILED_STARTS = 5

Key = TypeVar("Key", bound=Hashable)


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
        self._idle: list[Child] = []
        self._lock = threading.Lock()
        self._singles = threading.BoundedSemaphore(processes)
        self._closed = False

    def read(
        self,
        paths: Iterable[tuple[Key, Path]],
        named: Callable[[Key], str] | None = None,
    ) -> Iterator[tuple[Key, ReadResult]]:
        """Read many files and yield each as it is ready, in no fixed order.

        ``paths`` is consumed only a few files ahead of what has been taken. ``named`` gives the
        name that a key's file had when it came, if that is not its path's.
        """
        jobs = (Job(key, path, named(key) if named else path.name) for key, path in paths)
        yield from self._work(jobs, {"do": "read"})

    def read_pages(
        self, wanted: Iterable[tuple[Key, Path, int]]
    ) -> Iterator[tuple[Key, ReadResult]]:
        """Read single pages (from 0), each within its own time and memory.

        Yields each page as it is ready, in no fixed order. Only for readers with ``read_page``.
        """
        jobs = (Job(key, path, path.name, page) for key, path, page in wanted)
        yield from self._work(jobs, {"do": "read_page"})

    def _work(
        self, jobs: Iterator[Job], request: dict[str, Any]
    ) -> Iterator[tuple[Any, ReadResult]]:
        run = _Run(self, jobs, request)
        try:
            yield from run.results()
        finally:
            run.release()

    def read_one(self, path: Path, name: str | None = None) -> ReadResult:
        """Read one file; ``name`` as it came, if that is not its path's."""
        with self._singles:
            return self._single(Job(path, path, name or path.name), {"do": "read"})[0]

    def render_page(self, path: Path, page: int, width: int) -> bytes | None:
        """Draw page ``page`` (from 0) ``width`` pixels wide, as ``PICTURE_MEDIA_TYPE``.

        None for types that have no pages to draw (DOCX, XLSX, text): show their text instead.
        Raises ``Unreadable`` with one sentence when the file cannot be drawn.
        """
        request = {"do": "render", "page": page, "width": width}
        with self._singles:
            result, picture = self._single(Job(path, path, path.name), request)
        if result.failure is not None:
            raise Unreadable(result.failure, result.refusal or "")
        return picture

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

    def _single(self, job: Job, request: dict[str, Any]) -> tuple[ReadResult, bytes | None]:
        run = _Run(self, iter([job]), request)
        try:
            return next(run.results())[1], run.picture
        finally:
            run.release()

    def _take(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.end()
        return Child(self._reader, self.limits)

    def _give_back(self, child: Child) -> None:
        with self._lock:
            keep = not self._closed and not child.jobs and len(self._idle) < self.processes
            if keep and child.sent < _FILES_PER_CHILD:
                self._idle.append(child)
                return
        child.end()


class _Run:
    """One stream of files through the children that it holds for that long."""

    def __init__(
        self,
        pool: ReaderPool,
        source: Iterator[Job],
        request: dict[str, Any],
    ) -> None:
        self.picture: bytes | None = None
        self._pool = pool
        self._source = source
        self._request = request
        self._children: list[Child] = []
        self._failed_starts = 0
        # Files that were only waiting behind one that killed the child are sent again.
        self._again: deque[Job] = deque()

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
                if at < len(self._children) and self._has_enough(self._children[at], depth):
                    continue
                while (job := self._next_job()) is not None:
                    no = self._hand_out(job, at)
                    if no is None:
                        break
                    yield job.key, no
                else:
                    return

    def _has_enough(self, child: Child, depth: int) -> bool:
        if child.sent >= _FILES_PER_CHILD:
            return bool(child.jobs)
        return len(child.jobs) >= depth

    def _next_job(self) -> Job | None:
        if self._again:
            return self._again.popleft()
        return next(self._source, None)

    def _hand_out(self, job: Job, at: int) -> ReadResult | None:
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

    def _child(self, at: int) -> Child:
        """Return child ``at``, started when there is none or it died or has served its time."""
        if at < len(self._children):
            child = self._children[at]
            fresh = child.sent < _FILES_PER_CHILD and child.process.poll() is None
            if child.jobs or fresh:
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

    def _listen(self, child: Child) -> Iterator[tuple[Any, ReadResult]]:
        answers, alive = child.receive()
        for message, picture in answers:
            child.expect_within(self._pool.limits.seconds)
            if not child.ready:
                child.ready = True
                self._failed_starts = 0
                continue
            if not child.jobs:
                child.process.kill()
                alive = False
                break
            result = _result(message)
            child.leaving = result.failure is Failure.MEMORY
            self.picture = picture or None
            yield child.jobs.popleft().key, result
        if not alive:
            yield from self._bury(child)

    def _bury(
        self, child: Child, failure: Failure | None = None
    ) -> Iterator[tuple[Any, ReadResult]]:
        """Refuse the file a dead child was working on, and keep the others for the next child."""
        self._children.remove(child)
        status = child.end(patience=1.0)
        if not child.ready:
            self._failed_starts += 1
            if status >= 0 or self._failed_starts >= _MOST_FAILED_STARTS:
                raise ChildError(f"a reader child did not start: {child.last_words[-400:]}")
        elif child.jobs and not child.leaving:
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
