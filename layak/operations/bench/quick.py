"""Benchmarks without a database: the score of a nation, and the help text."""

import os
import random
import statistics
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal

from layak import scoring
from layak.instruments import files
from layak.operations.bench.measures import Memory, Result, timed

CITIES = 514
SCORE_LIMIT = 1.0  # seconds for the whole nation
STARTUP_LIMIT = 0.5
STARTUPS = 20


def score(runs: int) -> Result:
    """Score every city of the nation on the whole instrument, item by item."""
    rubric = files.rubric(files.read(files.list_library()[-1]))
    chance = random.Random(514)  # noqa: S311 - made up data, the same each time
    items = [
        item for cluster in rubric.clusters for row in cluster.indicators for item in row.items
    ]
    sheets = [
        {item.code: _share(item.maximum, chance) for item in items if chance.random() > 0.1}
        for _ in range(CITIES)
    ]
    whole: list[float] = []
    single: list[float] = []
    with Memory(lambda: [os.getpid()]) as memory:
        for _ in range(runs):
            with timed(whole):
                for sheet in sheets:
                    with timed(single):
                        scoring.score(rubric, sheet)
    median = statistics.median(whole)
    return Result(
        "score",
        "one city scored",
        whole,
        single,
        memory.peak,
        target=f"{CITIES} cities x {len(items)} items under {SCORE_LIMIT:g} s",
        met=median < SCORE_LIMIT,
        detail={"items": len(items), "cities": CITIES},
    )


def startup(runs: int) -> Result:
    """Start ``layak --help`` again and again, as a person does."""
    words = [sys.executable, "-m", "layak", "--help"]
    each: list[float] = []
    whole: list[float] = []
    with Memory(lambda: [os.getpid()]) as memory:
        for _ in range(runs):
            with timed(whole):
                for _ in range(STARTUPS):
                    with timed(each):
                        subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
    return Result(
        "startup",
        "one layak --help",
        whole,
        each,
        memory.peak,
        target=f"under {STARTUP_LIMIT:g} s",
        met=statistics.median(each) < STARTUP_LIMIT,
        detail={"imports_ms": slowest_imports(words)},
    )


def slowest_imports(words: Sequence[str]) -> dict[str, float]:
    """The five modules that take longest to import by themselves, in milliseconds."""
    done = subprocess.run(
        [words[0], "-X", "importtime", *words[1:]], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = {}
    for line in done.stderr.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            found[parts[2].strip()] = int(parts[0]) / 1000
    slowest = sorted(found.items(), key=lambda pair: pair[1], reverse=True)[:5]
    return {name: round(taken, 1) for name, taken in slowest}


def _share(maximum: Decimal, chance: random.Random) -> Decimal:
    return maximum * chance.randint(0, 4) / 4
