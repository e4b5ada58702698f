"""``layak bench [NAME]``: measure what people wait for."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from layak import database
from layak.operations.bench import (
    filing,
    forecasting,
    measuring,
    oversight,
    pages,
    quick,
    rehearsal,
    reporting,
    searching,
    surge,
    throwaway,
)
from layak.operations.bench.measures import Result

NAMES = (
    "score",
    "startup",
    "forecast",
    "optimum",
    "ingest",
    "seed",
    "overview",
    "oversight",
    "surge",
    "measures",
    "search",
    "report",
)
# The overview makes the nation too, so measuring everything does not make it twice.
EVERYTHING = (
    "score",
    "startup",
    "forecast",
    "optimum",
    "ingest",
    "overview",
    "oversight",
    "surge",
    "measures",
    "search",
    "report",
)


class Command(BaseCommand):
    help = (
        "Run the benchmarks. Those with a database work in a data folder of their own, "
        "which is removed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", choices=NAMES, help="only this one; default: all")
        parser.add_argument("--json", action="store_true", help="one JSON object a benchmark")
        parser.add_argument("--runs", type=int, default=5)
        parser.add_argument("--documents", type=int, default=600, help="PDFs in a run of ingest")
        parser.add_argument("--officers", type=int, default=300, help="who work in a surge")
        parser.add_argument("--seconds", type=float, default=60.0, help="how long a surge lasts")
        parser.add_argument("--shelf", type=int, default=20_000, help="documents to search in")
        parser.add_argument("--rows", type=int, default=2_000_000, help="figures of measures")
        parser.add_argument("--data", type=Path, help="a data folder to work in and to keep")
        parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
        parser.add_argument("--step", choices=("prepare", "check"), help=argparse.SUPPRESS)

    def handle(self, *, name: str | None, inside: bool, **options: Any) -> None:
        if inside:
            self.stdout.write(self._inside(name or "", options))
            return
        os.environ.pop("LAYAK_DATABASE_URL", None)
        for one in [name] if name else EVERYTHING:
            self._tell(self._measure(one, options), as_json=options["json"])

    def _measure(self, name: str, options: Mapping[str, Any]) -> Result:
        runs = max(options["runs"], 1)
        without_data = {
            "score": lambda: quick.score(runs),
            "startup": lambda: quick.startup(runs),
            "forecast": lambda: forecasting.forecasts(forecasting.NATIONS),
            "optimum": lambda: forecasting.optimum(runs),
        }
        if name in without_data:
            return without_data[name]()
        with throwaway.folder(options["data"]) as folder:
            if name == "ingest":
                return filing.ingest(folder, runs=runs, documents=max(options["documents"], 1))
            if name == "surge":
                officers, seconds = max(options["officers"], 1), max(options["seconds"], 1.0)
                return surge.surge(folder, officers=officers, seconds=seconds)
            sizes = {"measures": "rows", "search": "shelf"}
            size = [f"--{sizes[name]}", str(options[sizes[name]])] if name in sizes else []
            return throwaway.run(folder, [name, "--runs", str(runs), *size])

    def _inside(self, name: str, options: Mapping[str, Any]) -> str:
        """What one measurement, or one step of it, found; as one line of JSON."""
        throwaway.require_mark(settings.DATA_DIR)
        with database.running():
            at = timezone.now()
            measured = {
                "seed": lambda: pages.seed(at),
                "overview": lambda: pages.overview(at, runs=options["runs"]),
                "oversight": lambda: oversight.oversight(at, runs=options["runs"]),
                "search": lambda: searching.search(at, documents=max(options["shelf"], 1)),
                "report": lambda: reporting.report(at, runs=options["runs"]),
                "measures": lambda: measuring.measures(at, rows=max(options["rows"], 1)),
            }
            if name == "surge":
                given = json.load(sys.stdin)
                if options["step"] == "check":
                    return json.dumps(rehearsal.check(given))
                ready = rehearsal.prepare(given["officers"], at)
                return json.dumps([asdict(officer) for officer in ready])
            return measured[name]().to_json()

    def _tell(self, result: Result, *, as_json: bool) -> None:
        summary = result.summary()
        if as_json:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        verdict = {True: "tercapai", False: "TIDAK tercapai", None: "tanpa sasaran"}[result.met]
        self.stdout.write(f"{result.name}: {verdict} ({result.target})")
        for key, value in summary.items():
            if key not in {"name", "target", "met"}:
                self.stdout.write(f"  {key:<34} {value}")
