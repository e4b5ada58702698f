"""``layak manage load_past_results``: results of earlier years with their sources."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from layak import database
from layak.lib.errors import Refusal
from layak.scorecards import history


class Command(BaseCommand):
    """Without a file the published results that come with Layak; a second run adds nothing."""

    requires_system_checks: list[str] = []
    help = "Note results of earlier years from a CSV or XLSX file, or those that come with Layak."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=history.PUBLISHED)

    def handle(self, *, file: Path, **_: Any) -> None:
        try:
            with database.running():
                preview = history.look_through(file.read_bytes(), user=None)
                added = history.take_over(preview, actor=None, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{file} tidak dapat dibaca.") from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        for reading in preview.readings:
            if reading.why:
                self.stderr.write(f"Baris {reading.number}: {reading.why}")
        known, bad = preview.counts["known"], preview.counts["bad"]
        self.stdout.write(f"{added} hasil dicatat, {known} sudah ada, {bad} baris keliru.")
