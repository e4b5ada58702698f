"""``layak backup FILE``: database and files in one archive."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from layak.lib.errors import Refusal
from layak.operations import backup
from layak.operations.readiness import unapplied


class Command(BaseCommand):
    help = "Write database and files into one archive; keys and cases stay apart."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive to write, such as layak.tar")

    def handle(self, *, file: Path, **_: Any) -> None:
        if unapplied():
            raise Refusal("Basis data belum disiapkan; jalankan layak serve sekali lebih dahulu.")
        written = backup.write(file.absolute(), at=timezone.now())
        self.stdout.write(
            f"Cadangan {file} berisi basis data dan {written.files} berkas ({written.size} byte)."
        )
        self.stdout.write(
            "Kunci (secret-key) dan data kasus tidak ada di dalamnya; simpan keduanya terpisah."
        )
