"""``layak bench [NAME]``: measure what people wait for."""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from layak import database
from layak.operations.bench import filing, pages, quick, throwaway
from layak.operations.bench.measures import Result

NAMES = ("score", "startup", "ingest", "seed", "overview")
# The overview makes the nation too, so measuring everything does not make it twice.
EVERYTHING = ("score", "startup", "ingest", "overview")


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
        parser.add_argument("--data", type=Path, help="a data folder to work in and to keep")
        parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)

    def handle(
        self,
        *,
        name: str | None,
        json: bool,
        runs: int,
        documents: int,
        data: Path | None,
        inside: bool,
        **_: Any,
    ) -> None:
        if inside:
            self.stdout.write(self._inside(name or "", runs).to_json())
            return
        os.environ.pop("LAYAK_DATABASE_URL", None)
        for one in [name] if name else EVERYTHING:
            result = self._measure(one, max(runs, 1), max(documents, 1), data)
            self._tell(result, as_json=json)

    def _measure(self, name: str, runs: int, documents: int, data: Path | None) -> Result:
        if name == "score":
            return quick.score(runs)
        if name == "startup":
            return quick.startup(runs)
        with throwaway.folder(data) as folder:
            if name == "ingest":
                return filing.ingest(folder, runs=runs, documents=documents)
            return throwaway.run(folder, [name, "--runs", str(runs)])

    def _inside(self, name: str, runs: int) -> Result:
        throwaway.require_mark(settings.DATA_DIR)
        with database.running():
            at = timezone.now()
            return pages.seed(at) if name == "seed" else pages.overview(at, runs=runs)

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
