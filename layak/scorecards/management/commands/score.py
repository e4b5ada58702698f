"""``layak score``: what a sheet of points is worth."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from layak import scoring
from layak.instruments import files
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal


class Command(BaseCommand):
    """Score points from a CSV file; no database is needed."""

    help = "Score a sheet of points (CSV code,points) under an instrument of the library."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--instrument", required=True, help="code, such as kla-2024")
        parser.add_argument("--points", required=True, type=Path, help="CSV: code,points")
        parser.add_argument("--printed", type=Path, help="CSV: level,code,points of a workbook")
        parser.add_argument("--target", help="the level aimed for, by name")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        rubric = files.rubric(files.read(files.find(options["instrument"])))
        check_target(options["target"], [level.name for level in rubric.levels])
        try:
            points = scoring.read_points(text_of(options["points"]), rubric)
            score = scoring.score(rubric, points)
            printed = (
                scoring.compare_printed(
                    rubric, points, scoring.read_printed(text_of(options["printed"]), rubric)
                )
                if options["printed"]
                else ()
            )
        except scoring.PointsError as error:
            raise Refusal(scoring.describe_error(error)) from error
        result = scoring.as_json_object(score, printed)
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        self.stdout.write(
            scoring.standing_sentence(rubric, score.total, target=options["target"]) + "."
        )
        if score.unanswered:
            self.stdout.write(f"Belum dijawab: {len(score.unanswered)} butir.")
        for code, won in score.clusters.items():
            self.stdout.write(f"  blok {code:<3} {format_decimal(won):>10}")
        for sentence in (
            *(scoring.describe(warning) for warning in score.warnings),
            *(scoring.describe(disagreement.as_warning()) for disagreement in printed),
        ):
            self.stdout.write(f"  ! {sentence}")


def check_target(target: str | None, levels: Sequence[str]) -> None:
    """Raise ``Refusal`` when ``target`` is not the name of one of ``levels``."""
    if target is not None and target not in levels:
        known = ", ".join(levels) or "tidak ada"
        raise Refusal(f"Peringkat {target} tidak ada dalam instrumen ini. Yang ada: {known}.")


def text_of(path: Path) -> str:
    """Read a text file. Raises ``Refusal`` when it is not there or not text."""
    if path.is_dir():
        raise Refusal(f"{path} adalah folder, bukan berkas.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Refusal(f"Berkas {path} tidak ada.") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"Berkas {path} bukan teks UTF-8.") from error
    except OSError as error:
        raise Refusal(f"Berkas {path} tidak dapat dibaca.") from error
