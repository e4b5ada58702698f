"""Start child processes, keep them alive, stop them in order."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_log = logging.getLogger("layak.serve")

# Seconds: between two looks, before a restart (doubling up to the last), and after which a child
# counts as healthy.
POLL = 0.1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 60.0
# A worker may finish the job in hand for 10 s; what still runs after this is killed.
STOP_PATIENCE = 12.0
LOG_LIMIT = 5_000_000  # bytes; one older log of the same size is kept beside it


class Child:
    """One process of ours in a process group of its own, so that what it started goes with it."""

    def __init__(
        self,
        name: str,
        words: Sequence[str],
        *,
        orphan_signal: signal.Signals,
        environment: Mapping[str, str],
        log: Path | None,
    ) -> None:
        self.name = name
        self.words = tuple(words)
        self.orphan_signal = orphan_signal
        self.environment = dict(environment)
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = FIRST_PAUSE
        self.started_at = 0.0
        self.due_at = 0.0
        self.deaths = 0

    def start(self, now: float) -> None:
        """Start the process; ``now`` is a monotonic instant in seconds."""
        tie = ["-m", "layak.operations.tied", str(os.getpid()), self.orphan_signal.name]
        output = _open_log(self.log) if self.log else None
        try:
            self.process = subprocess.Popen(
                [sys.executable, *tie, *self.words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environment},
                process_group=0,
            )
        finally:
            if output is not None:
                os.close(output)
        self.started_at = now

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look(self, now: float) -> None:
        """Notice a death, clear what it left, and start again when its pause is over."""
        if self.alive:
            return
        if self.process is not None:
            status = self.process.returncode
            self.deaths += 1
            self.kill()
            if now - self.started_at > HEALTHY_AFTER:
                self.pause = FIRST_PAUSE
            self.due_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            _log.warning(
                "child ended; starting it again",
                extra={"facts": {"child": self.name, "status": status}},
            )
        elif now >= self.due_at:
            self.start(now)

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End the whole group at once."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


def watch(
    children: Sequence[Child], stopped: Callable[[], bool], every_look: Callable[[], None]
) -> None:
    """Keep the children alive until ``stopped()``, then stop them in order."""
    try:
        while not stopped():
            now = time.monotonic()
            for child in children:
                child.look(now)
            every_look()
            time.sleep(POLL)
    finally:
        stop(children)


def stop(children: Sequence[Child]) -> None:
    """Ask all to end, wait, and kill those that will not."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_PATIENCE
    while any(child.alive for child in children) and time.monotonic() < deadline:
        time.sleep(POLL / 2)
    for child in children:
        child.kill()


def _open_log(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
