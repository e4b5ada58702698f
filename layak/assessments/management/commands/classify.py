"""``layak classify``: which indicators documents prove, as JSON lines."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from layak.filing import store
from layak.filing.lines import classify_lines
from layak.lib.errors import Refusal


class Command(BaseCommand):
    """Classify texts; no database is needed."""

    help = "Read lines {id, text, claimed?} and write the indicators each text proves."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", required=True, type=Path, help="JSON lines to read")

    def handle(self, **options: Any) -> None:
        path: Path = options["jsonl"]
        if path.is_dir():
            raise Refusal(f"{path} adalah folder, bukan berkas.")
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError as error:
            raise Refusal(f"Berkas {path} tidak ada.") from error
        except UnicodeDecodeError as error:
            raise Refusal(f"Berkas {path} bukan teks UTF-8.") from error
        except OSError as error:
            raise Refusal(f"Berkas {path} tidak dapat dibaca.") from error
        classifier = store.load(Path(settings.DATA_DIR) / "models")
        for answer in classify_lines(lines, classifier):
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
