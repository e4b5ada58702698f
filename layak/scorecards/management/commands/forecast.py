"""``layak forecast``: what verification will probably leave of a self score."""

import json
import re
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from layak import scoring
from layak.forecast import output
from layak.forecast.acceptance import shifts
from layak.forecast.assumptions import assumptions
from layak.forecast.model import Range
from layak.forecast.pooling import outlook
from layak.forecast.reasons import reasons
from layak.forecast.sentences import cautions, describe_caution, describe_reason, too_little
from layak.forecast.sheets import sheet_of
from layak.forecast.stages import STAGES, Prospect, prospect
from layak.instruments import files
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal
from layak.scorecards.management.commands.score import text_of
from layak.scorecards.pairs import province_of, published_pairs

_CODE = re.compile(r"[0-9]{2}\.[0-9]{2}")
# Warnings of the score that change what is forecast.
_CAPPED = {"item_capped", "indicator_capped"}
_NAMES = {"administrative": "administrasi", "field": "lapangan", "final": "final"}


class Command(BaseCommand):
    """Forecast from a file of points and the public pairs of scores; no database is needed."""

    help = "Say what verification will probably leave of a self score, with an 80% interval."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--points", required=True, type=Path, help="CSV: code,points")
        parser.add_argument("--instrument", default="kla-2024", help="default: kla-2024")
        parser.add_argument("--city", default="", help="official code, such as 36.73")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        edition = files.read(files.find(options["instrument"]))
        if not edition.levels:
            raise Refusal(
                f"{edition.instrument.name} belum dapat diperkirakan: nilai awal jenjangnya dan "
                "hasil verifikasi sebelumnya tidak diketahui."
            )
        rubric = files.rubric(edition)
        try:
            points = scoring.read_points(text_of(options["points"]), rubric)
        except scoring.PointsError as error:
            raise Refusal(scoring.describe_error(error)) from error
        warned = [
            {"code": one.code, "where": one.where, "message": scoring.describe(one)}
            for one in scoring.score(rubric, points).warnings
            if one.code in _CAPPED
        ]
        kinds = {question.code: question.kind for question in edition.questions}
        sheet = sheet_of(rubric, points, kinds=kinds)
        assumed, city = assumptions(), _city_of(options["city"])
        pairs = published_pairs()
        ahead = outlook(pairs, assumed.variation, city=city, province=province_of(city))
        if ahead is None:
            raise Refusal(too_little(len(pairs)))
        found = prospect(dict.fromkeys(STAGES, sheet), ahead, shifts((), assumed), assumed)
        if options["json"]:
            told = {**output.as_json_object(found), "warnings": warned}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self._tell(found)
        for one in warned:
            self.stdout.write(f"  ! {one['message']}")

    def _tell(self, found: Prospect) -> None:
        for stage, one in found.stages.items():
            self.stdout.write(f"Sesudah verifikasi {_NAMES[stage]}: {_said(one.total)}")
        near = found.next
        chances = ", ".join(
            f"{name or 'belum berperingkat'} {chance:.0%}"
            for name, chance in near.levels
            if chance >= 0.005
        )
        self.stdout.write(f"Peringkat: {chances}")
        for code, block in near.blocks.items():
            self.stdout.write(f"  blok {code:<3} {_said(block)}")
        for reason in reasons(near, found.shifts):
            self.stdout.write(f"  {reason.points:+.0f}: {describe_reason(reason)}")
        for caution in cautions(found.last, evidence_known=False):
            self.stdout.write(f"  ! {describe_caution(caution)}")


def _city_of(typed: str) -> str:
    """A code that is mistyped would pass for a city of which nothing is known."""
    code = typed.strip()
    if code and not _CODE.fullmatch(code):
        raise Refusal(f"Kode daerah “{code}” tidak dikenal; tulis seperti 36.73.")
    return code


def _said(one: Range) -> str:
    low, high, middle, own = (
        format_decimal(Decimal(value), 0)
        for value in (one.low, one.high, one.expected, one.claimed)
    )
    return f"{low}–{high} (tengahnya {middle}; mandiri {own})"
