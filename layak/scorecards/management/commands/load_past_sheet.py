"""``layak manage load_past_sheet``: what became of each item in a year not filled in here."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from layak import database
from layak.instruments.models import Instrument
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization
from layak.scorecards.noting import PastYear, note_past_sheet, read_items


class Command(BaseCommand):
    """A table with the columns kode, mandiri, administrasi, lapangan, final, and the reasons."""

    requires_system_checks: list[str] = []
    help = "Note the points by item of an earlier year of a city from a CSV or XLSX file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX, one row an item")
        parser.add_argument("--city", required=True, help="official code, such as 36.73")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--instrument", required=True, help="code of a published form")
        parser.add_argument("--source", required=True, help="who says so")
        parser.add_argument("--example", action="store_true", help="mark the points as invented")

    def handle(self, **given: Any) -> None:
        try:
            with database.running():
                told = self._noted(given)
        except OSError as error:
            raise CommandError(f"{given['file']} tidak dapat dibaca.") from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Tahun {told.year}: {len(told.points['self'])} butir dicatat.")

    @staticmethod
    def _noted(given: dict[str, Any]) -> PastYear:
        city = Organization.objects.filter(kind=Kind.CITY, region_code=given["city"]).first()
        if city is None:
            raise Refusal(f"Wilayah {given['city']} tidak dikenal.")
        published = Instrument.objects.filter(
            code=given["instrument"], published_at__isnull=False
        ).order_by("-version")
        instrument = published.first()
        if instrument is None:
            raise Refusal(f"Instrumen {given['instrument']} belum terbit.")
        points, causes = read_items(given["file"].read_bytes(), instrument)
        told = PastYear(
            given["year"],
            given["source"],
            instrument=instrument,
            points=points,
            causes=causes,
            example=given["example"],
        )
        note_past_sheet(city, told, actor=None, at=timezone.now())
        return told
