"""What a benchmark says: operations, percentiles, memory."""

import gc
import json
import math
import statistics
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PROC = Path("/proc")
SAMPLE = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Result:
    """One benchmark: ``latencies`` in seconds for each of its operations, over all runs."""

    name: str
    unit: str  # what one operation is
    runs: Sequence[float]  # seconds of each run
    latencies: Sequence[float]
    peak_bytes: int  # PSS of all processes that took part
    target: str = ""
    met: bool | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def summary(self) -> dict[str, Any]:
        """The figures that are printed: milliseconds, megabytes, seconds."""
        return {
            "name": self.name,
            "unit": self.unit,
            "ops": len(self.latencies),
            "runs": len(self.runs),
            "median_run_s": round(statistics.median(self.runs), 3) if self.runs else None,
            "p50_ms": milliseconds(self.latencies, 50),
            "p95_ms": milliseconds(self.latencies, 95),
            "p99_ms": milliseconds(self.latencies, 99),
            "peak_mb": round(self.peak_bytes / 1e6, 1),
            "target": self.target,
            "met": self.met,
            **self.detail,
        }


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * share / 100) - 1, 0)]


def milliseconds(values: Sequence[float], share: float) -> float | None:
    return round(percentile(values, share) * 1000, 3) if values else None


def pss(pids: Collection[int]) -> int:
    """Proportional set size of processes in bytes: shared pages are counted once in the sum."""
    total = 0
    for pid in pids:
        try:
            text = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
        except OSError:  # it ended meanwhile
            continue
        for line in text.splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def descendants(root: int) -> set[int]:
    """A process and all that it started, and what those started."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        # The name in brackets may hold blanks; what follows the last bracket does not.
        parent = int(status.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(entry.name))
    found: set[int] = set()
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting.extend(children.get(pid, ()))
    return found


class Memory:
    """Sample the memory of a changing set of processes; ``peak`` is the largest sum seen."""

    def __init__(self, pids: Callable[[], Collection[int]]) -> None:
        self._pids = pids
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.peak = 0

    def __enter__(self) -> Self:
        self.look()
        self._thread.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self.look()

    def look(self) -> None:
        self.peak = max(self.peak, pss(self._pids()))

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE):
            self.look()


def settle() -> None:
    """Put aside for good what lies in memory, as the web process does before its first request."""
    gc.collect()
    gc.freeze()


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Append the seconds that the block took."""
    began = time.perf_counter()
    yield
    into.append(time.perf_counter() - began)
