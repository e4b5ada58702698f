"""``layak ingest DIR --city 36.73 --cycle 2023``: file a folder or ZIP of documents."""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from layak import scoring
from layak.assessments import rereading
from layak.assessments.gaps import gaps
from layak.assessments.models import Assessment, Stage
from layak.assessments.pipeline import Filed, Run, Source, Workshop
from layak.assessments.queries import points_at, rubric_of
from layak.documents.archives import Skipped
from layak.documents.sandbox import ReaderPool
from layak.evidence import scans
from layak.filing import store
from layak.operations.gathering import claimer, gathered
from layak.operations.readiness import make_ready
from layak.operations.sheets import sheet_for
from layak.scorecards import services as scorecards

# Pages of scans between two looks at the progress.
READ_AT_ONCE = 32


class Command(BaseCommand):
    """One folder in; documents, score and gaps out."""

    requires_system_checks: list[str] = []
    help = "File a folder (or ZIP) of documents: text, hash, suggestion, placement, gaps, score."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="a folder, with ZIPs in it or not, or a ZIP"
        )
        parser.add_argument("--city", required=True, help="official code, such as 36.73")
        parser.add_argument("--cycle", required=True, type=int, help="year of the evaluation")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        place: Path = options["folder"]
        if not place.exists():
            self.stderr.write(f"layak: folder {place} tidak ada.")
            sys.exit(2)
        began = time.monotonic()
        at = timezone.now()
        make_ready(at, pages=False)
        assessment = sheet_for(options["city"], options["cycle"], at=at)
        filed = list(self._file(assessment, place, quiet=options["json"]))
        filed = self._read_scans(filed, quiet=options["json"])
        scorecards.keep(assessment, Stage.SELF, at=timezone.now())
        result = self._result(assessment, filed, at) | {
            "seconds": round(time.monotonic() - began, 2)
        }
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self._tell(result)

    def _file(self, assessment: Assessment, place: Path, *, quiet: bool) -> Iterator[Filed]:
        data = Path(settings.DATA_DIR)
        with ReaderPool() as readers:
            workshop = Workshop(readers, store.load(data / "models"))
            run = Run(
                assessment,
                workshop,
                organization=assessment.city,
                actor=None,
                at=timezone.now(),
            )
            bar = Bar(quiet=quiet or not sys.stderr.isatty())
            skipped: list[Skipped] = []
            with gathered(place, claimer(run.desk.form), workplace=data / "holding") as found:
                for one in run.file(_sources(found, skipped)):
                    bar.advance(one.source.path)
                    found.let_go(one.source)
                    yield one
            bar.finish()
            for entry in skipped:
                yield Filed(Source(entry.name, place), "refused", reason=entry.reason)

    def _read_scans(self, filed: list[Filed], *, quiet: bool) -> list[Filed]:
        """Read the scans among the new files at once, and tell of them as they lie then."""
        bar = Bar(quiet=quiet or not sys.stderr.isatty(), what="pindaian")
        waiting = set(scans.waiting_among([one.sha256 for one in filed]))
        if not waiting or not scans.can_read():
            return filed
        classifier = store.load(Path(settings.DATA_DIR) / "models")
        found: dict[str, Filed] = {}
        with ReaderPool(processes=1) as readers:
            workshop = Workshop(readers, classifier)
            for sha256 in waiting:
                while scans.read_some(sha256, at=timezone.now(), most=READ_AT_ONCE):
                    pass
                for one in rereading.finish(sha256, lambda _city: workshop, at=timezone.now()):
                    found[sha256] = one
                bar.advance(sha256[:8])
        bar.finish()
        return [
            replace(found[one.sha256], source=one.source, status=one.status, reason=one.reason)
            if one.sha256 in found and one.status == "stored"
            else one
            for one in filed
        ]

    def _result(self, assessment: Assessment, filed: list[Filed], at: datetime) -> dict[str, Any]:
        score = scoring.score(rubric_of(assessment), points_at(assessment, Stage.SELF))
        return {
            "documents": [_described(one) for one in filed],
            "score": scoring.as_json_object(score)["total"],
            "level": score.level,
            "gaps": [{"code": gap.code, "what": gap.what} for gap in gaps(assessment, at=at)],
        }

    def _tell(self, result: dict[str, Any]) -> None:
        documents = result["documents"]
        for one in documents:
            if one["status"] == "refused":
                self.stdout.write(f"ditolak   {one['path']}: {one['reason']}")
            elif one["misplaced"]:
                best = one["indicators"][0]["number"]
                self.stdout.write(
                    f"salah tempat?  {one['path']}: isinya cocok untuk indikator {best}"
                )
        by_status = dict.fromkeys(("stored", "duplicate", "refused"), 0)
        for one in documents:
            by_status[one["status"]] += 1
        self.stdout.write(
            f"{by_status['stored']} tersimpan, {by_status['duplicate']} sudah ada, "
            f"{by_status['refused']} ditolak; {len(result['gaps'])} kekurangan; "
            f"nilai {result['score']} ({result['level'] or 'belum berperingkat'}); "
            f"{result['seconds']} detik."
        )
        if by_status["stored"]:
            self.stdout.write(
                "Pencarian dan temuan menyusul beberapa menit setelah `layak serve` berjalan."
            )


class Bar:
    """A progress line on the terminal: how many, how fast, which file."""

    def __init__(self, *, quiet: bool, what: str = "berkas") -> None:
        self.quiet = quiet
        self.what = what
        self.done = 0
        self.began = time.monotonic()

    def advance(self, name: str) -> None:
        self.done += 1
        if not self.quiet:
            speed = self.done / max(time.monotonic() - self.began, 0.001) * 60
            sys.stderr.write(
                f"\r\x1b[K{self.done} {self.what}, {speed:.0f} per menit  {name[-60:]}"
            )
            sys.stderr.flush()

    def finish(self) -> None:
        if not self.quiet and self.done:
            sys.stderr.write("\r\x1b[K")


def _sources(found: Iterable[Source | Skipped], skipped: list[Skipped]) -> Iterator[Source]:
    for one in found:
        if isinstance(one, Skipped):
            skipped.append(one)
        else:
            yield one


def _described(one: Filed) -> dict[str, Any]:
    return {
        "path": one.source.path,
        "sha256": one.sha256 or None,
        "status": one.status,
        "reason": one.reason or None,
        "pages": one.pages,
        "kind": one.kind or None,
        "indicators": [
            {"number": number, "probability": round(probability, 6)}
            for number, probability in one.indicators
        ],
        "placed": list(one.placed),
        "misplaced": one.misplaced,
    }
