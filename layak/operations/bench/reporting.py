"""Benchmark of the KLA report: a full sheet with 3,000 documents as PDF, DOCX and XLSX."""

from datetime import datetime

from layak.documents.printing import print_report
from layak.operations.bench.measures import Memory, Result, timed
from layak.operations.bench.pages import processes
from layak.operations.bench.seed import seed_measured
from layak.operations.readiness import make_ready
from layak.reports.making import document_of
from layak.reports.models import Format, Kind, Rendering

SECONDS_LIMIT = 10.0
MEMORY_LIMIT = 1_000_000_000  # bytes
WORDS = "kegiatan perlindungan anak dilaksanakan bersama kecamatan dan kelurahan "


def report(at: datetime, *, runs: int) -> Result:
    """Make the report of the measured city again and again, as the worker does."""
    make_ready(at, pages=False)
    sheet = seed_measured(at)
    sheet.answers.update(note=(WORDS * 8).strip())
    seconds: list[float] = []
    others: dict[str, float] = {}
    sizes: dict[str, int] = {}
    peak = 0
    with Memory(processes) as memory:
        for wanted in (*[Format.PDF] * runs, Format.DOCX, Format.XLSX):
            took: list[float] = []
            with timed(took):
                rendering = Rendering(assessment=sheet, kind=Kind.KLA, format=wanted)
                printed = print_report(document_of(rendering, at=at), wanted)
            peak = max(peak, printed.peak_bytes)
            sizes[wanted] = len(printed.content)
            if wanted == Format.PDF:
                seconds += took
            else:
                others[f"{wanted}_s"] = round(took[0], 2)
    return Result(
        "report",
        "the report of a sheet as PDF, with 274 items and 3,000 documents",
        seconds,
        seconds,
        peak + memory.peak,
        target=f"under {SECONDS_LIMIT:g} s and {MEMORY_LIMIT / 1e9:g} GB",
        met=max(seconds) < SECONDS_LIMIT and peak + memory.peak < MEMORY_LIMIT,
        detail={
            **others,
            "press_mb": round(peak / 1e6),
            **{f"{wanted}_mb": round(size / 1e6, 2) for wanted, size in sizes.items()},
        },
    )
