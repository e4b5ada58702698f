"""The ingest benchmark: ``layak ingest`` as a person runs it, on PDFs it has never seen."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from layak import database
from layak.lib.errors import Refusal
from layak.operations.bench import throwaway
from layak.operations.bench.measures import Memory, Result, descendants
from layak.operations.bench.papers import PAGES, write_papers
from layak.operations.bench.seed import MEASURED_CITY, MEASURED_YEAR

SPEED_LIMIT = 1_800.0  # documents a minute
MEMORY_LIMIT = 1_500_000_000  # bytes
WARM_UP = 5


def ingest(data: Path, *, runs: int, documents: int) -> Result:
    """Ingest ``documents`` new PDFs in each run, from the start of the command to its end."""
    seconds: list[float] = []
    own_seconds: list[float] = []
    # Numbers that no earlier run had: the same paper twice would be stored once.
    first = time.time_ns() // 10**9
    with database.running(data), TemporaryDirectory(prefix="layak-bench-") as folder:
        papers = Path(folder)
        _ingest(data, papers / "warm-up", WARM_UP, start=first)
        with Memory(lambda: _processes(data)) as memory:
            for number in range(runs):
                start = first + WARM_UP + number * documents
                taken, own = _ingest(data, papers / str(number), documents, start=start)
                seconds.append(taken)
                own_seconds.append(own)
    speed = documents / statistics.median(seconds) * 60
    return Result(
        "ingest",
        "one document, on average of a run",
        seconds,
        [taken / documents for taken in seconds],
        memory.peak,
        target=f"{SPEED_LIMIT:g} five-page documents a minute in {MEMORY_LIMIT / 1e9:g} GB",
        met=speed >= SPEED_LIMIT and memory.peak < MEMORY_LIMIT,
        detail={
            "documents": documents * runs,
            "pages_each": PAGES,
            "documents_a_minute": round(speed),
            "documents_a_minute_by_run": [round(documents / taken * 60) for taken in seconds],
            "documents_a_minute_without_start": round(
                documents / statistics.median(own_seconds) * 60
            ),
        },
    )


def _processes(data: Path) -> set[int]:
    """The command with all it started, and the database; not this process, which only watches."""
    return (descendants(os.getpid()) - {os.getpid()}) | set(database.server_pids(data))


def _ingest(data: Path, folder: Path, documents: int, *, start: int) -> tuple[float, float]:
    """Write PDFs, ingest them, and return the seconds of the process and those it reports."""
    write_papers(folder, documents, start=start)
    began = time.perf_counter()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "layak", "ingest", str(folder), "--json"),
            *("--city", MEASURED_CITY, "--cycle", str(MEASURED_YEAR)),
        ],
        env=throwaway.environment(data),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - began
    if done.returncode:
        raise Refusal("layak ingest gagal; alasannya tertulis di atas.")
    result = json.loads(done.stdout)
    stored = sum(one["status"] == "stored" for one in result["documents"])
    if stored != documents:
        raise Refusal(f"Hanya {stored} dari {documents} dokumen yang tersimpan.")
    return taken, float(result["seconds"])
