"""One reader child as its parent sees it: start it, send it files, take answers, bury it."""

import contextlib
import json
import os
import socket
import subprocess
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layak.documents.child import HEADER, REQUEST_HEADER
from layak.documents.results import MIB
from layak.lib import isolated

_START_SECONDS = 30.0
# The child's own alarm comes first; this is for one that does not even obey its alarm.
GRACE_SECONDS = 5.0
_MOST_ANSWER_BYTES = 64 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: wall and CPU seconds, bytes of memory, its own size in bytes."""

    seconds: float = 60.0
    cpu_seconds: int = 50
    memory_bytes: int = 1024 * MIB
    file_bytes: int = 100 * MIB


# Recognizing one page takes seconds of a processor, and minutes of a machine that has other work.
SCAN_LIMITS = Limits(seconds=300.0, cpu_seconds=60, memory_bytes=1024 * MIB)


class ChildError(RuntimeError):
    """A reader child cannot be started at all: a broken installation, never the file's fault."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file, or one page of it (from 0), to be worked on under the caller's own key."""

    key: Any
    path: Path
    name: str
    page: int | None = None


class Child:
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
                isolated.command("layak.documents.child", json.dumps(settings)),
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
        self.jobs: deque[Job] = deque()
        self.deadline = time.monotonic() + _START_SECONDS
        self.ready = False
        self.leaving = False
        self.sent = 0
        self.last_words = ""
        self._received = bytearray()

    def send(self, job: Job, request: dict[str, Any], descriptor: int, seconds: float) -> None:
        """Hand over a file. A dead child is noticed when its answer is awaited, not here."""
        asked = request | {"name": job.name}
        if job.page is not None:
            asked["page"] = job.page
        body = json.dumps(asked).encode("utf-8", "replace")
        if not self.jobs and self.ready:
            self.expect_within(seconds)
        self.jobs.append(job)
        self.sent += 1
        with contextlib.suppress(OSError):
            socket.send_fds(self.socket, [REQUEST_HEADER.pack(len(body)) + body], [descriptor])

    def expect_within(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds + GRACE_SECONDS

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
