"""The ingest benchmark: ``layak ingest`` as a person runs it, on documents it has never seen."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from layak import database
from layak.evidence.scans import can_read
from layak.lib.errors import Refusal
from layak.operations.bench import throwaway
from layak.operations.bench.measures import Memory, Result, descendants
from layak.operations.bench.papers import PAGES, SCANNED_PAGES, write_papers
from layak.operations.bench.seed import MEASURED_CITY, MEASURED_YEAR

SPEED_LIMIT = 1_800.0  # documents a minute
MEMORY_LIMIT = 1_500_000_000  # bytes
SCAN_LIMIT = 30.0  # scanned A4 pages a minute
WARM_UP = 5
# Documents of each other form, in one run.
OTHERS = {"docx": 100, "xlsx": 100, "jpg": 24, "scan": 8}


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
            others = {
                form: count * 60 / _ingest(data, papers / form, count, start=first, form=form)[1]
                for form, count in OTHERS.items()
                if form not in {"jpg", "scan"} or can_read()
            }
    speed = documents / statistics.median(seconds) * 60
    return Result(
        "ingest",
        "one document, on average of a run",
        seconds,
        [taken / documents for taken in seconds],
        memory.peak,
        target=f"{SPEED_LIMIT:g} five-page documents and {SCAN_LIMIT:g} scanned pages a minute "
        f"in {MEMORY_LIMIT / 1e9:g} GB",
        met=speed >= SPEED_LIMIT
        and others.get("scan", 0.0) * SCANNED_PAGES >= SCAN_LIMIT
        and memory.peak < MEMORY_LIMIT,
        detail={
            "documents": documents * runs,
            "pages_each": PAGES,
            "documents_a_minute": round(speed),
            **{f"{form}_a_minute": round(others[form]) for form in others if form != "scan"},
            "scanned_pages_a_minute": round(others["scan"] * SCANNED_PAGES)
            if "scan" in others
            else None,
            "documents_a_minute_by_run": [round(documents / taken * 60) for taken in seconds],
            "documents_a_minute_without_start": round(
                documents / statistics.median(own_seconds) * 60
            ),
        },
    )


def _processes(data: Path) -> set[int]:
    """The command with all it started, and the database; not this process, which only watches."""
    return (descendants(os.getpid()) - {os.getpid()}) | set(database.server_pids(data))


def _ingest(
    data: Path, folder: Path, documents: int, *, start: int, form: str = "pdf"
) -> tuple[float, float]:
    """Write documents, ingest them, and return the seconds of the process and those it reports."""
    write_papers(folder, documents, start=start, form=form)
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
