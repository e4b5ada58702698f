"""The deadline hour: officers of many cities save and upload while everything runs here.

``surge`` prepares an installation of its own, starts ``layak serve`` in it, lets the officers work
and looks afterwards for everything that was acknowledged.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from layak import database
from layak.lib.errors import Refusal
from layak.operations.bench import throwaway
from layak.operations.bench.measures import Memory, Result, descendants, milliseconds, percentile
from layak.operations.bench.officers import Log, Officer, Surge, make_paper, read_back

LIMIT = 3.0  # seconds at the 99th percentile
READY = 180.0  # seconds until the first page
STOP = 60.0


def surge(data: Path, *, officers: int, seconds: float) -> Result:
    """Let ``officers`` work for ``seconds`` on a server with all its processes here."""
    prepared = [Officer(**row) for row in _inside(data, "prepare", {"officers": officers})]
    with _served(data) as (port, server):
        with Memory(lambda: descendants(server) | set(database.server_pids(data))) as memory:
            began = time.monotonic()
            log = asyncio.run(Surge(port, seconds, make_paper()).run(prepared))
            taken = time.monotonic() - began
        unread = asyncio.run(read_back(port, prepared, log.saves))
    lost = _inside(data, "check", asdict(log))
    return _result(log, officers, taken=taken, peak=memory.peak, lost={**lost, "pages": unread})


def _result(log: Log, officers: int, *, taken: float, peak: int, lost: dict[str, int]) -> Result:
    latencies = [*log.save_seconds, *log.upload_seconds]
    good = all(status == "200" for status in log.statuses)
    kept = not (lost["pages"] or lost["saves"] or lost["uploads"])
    return Result(
        "surge",
        "one save or upload",
        [taken],
        latencies,
        peak,
        target=f"no failure, p99 under {LIMIT:g} s, everything acknowledged is read back",
        met=good and kept and percentile(latencies, 99) < LIMIT,
        detail={
            "officers": officers,
            "answers_of_the_server": log.statuses,
            "saves": sum(map(len, log.saves.values())),
            "saves_lost": lost["saves"],
            "pages_without_it": lost["pages"],
            "save_ms": _three(log.save_seconds),
            "uploads": len(log.uploads),
            "uploads_lost": lost["uploads"],
            "upload_ms": _three(log.upload_seconds),
            "filed_meanwhile": lost["filed"],
        },
    )


def _three(seconds: list[float]) -> dict[str, float | None]:
    return {f"p{share}": milliseconds(seconds, share) for share in (50, 95, 99, 100)}


def _inside(data: Path, step: str, given: dict[str, Any]) -> Any:
    """Run one step in the installation, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "layak", "bench", "surge", "--inside", "--step", step],
        input=json.dumps(given),
        env=throwaway.environment(data),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode or not done.stdout.strip():
        raise Refusal("Pengukuran surge gagal; alasannya tertulis di atas.")
    return json.loads(done.stdout.strip().splitlines()[-1])


@contextmanager
def _served(data: Path) -> Iterator[tuple[int, int]]:
    """``layak serve`` with its real processes: its port, and its process by number."""
    port = _free_port()
    logs = data / "surge.log"
    with logs.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "layak", "serve", "--port", str(port)],
            env=throwaway.environment(data),
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_for(server)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(STOP)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY
    for line in server.stdout or ():
        if b"http://" in line:
            return
        if time.monotonic() > deadline:
            break
    raise Refusal("layak serve tidak menyala; lihat surge.log di folder pengukuran.")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
