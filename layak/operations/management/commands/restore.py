"""``layak restore FILE``: an archive back into an empty data folder."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from layak import database
from layak.operations import restore


class Command(BaseCommand):
    help = "Read an archive of layak backup into an empty data folder and database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive to read")

    def handle(self, *, file: Path, **_: Any) -> None:
        restore.check_folder(settings.DATA_DIR)
        restore.check_archive(file.absolute())
        with database.running(sole=True):
            found = restore.read(file.absolute(), at=timezone.now())
        self.stdout.write(
            f"Pulih: basis data dan {found.files} berkas, keadaan {found.written_at}."
        )
        self.stdout.write(
            "Kunci (secret-key) dan data kasus tidak ada di cadangan; kembalikan keduanya sendiri."
        )
