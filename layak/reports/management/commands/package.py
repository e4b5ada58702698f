"""``layak package verify FILE``: check a hand-over package with nothing but the ZIP."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from layak.documents.packaging import inspect_package
from layak.lib.errors import Refusal

_TOLD = 20


class Command(BaseCommand):
    help = "Check every file of a hand-over package against the list of digests inside it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="check a package; needs no database")
        verify.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_options: Any) -> None:
        found = inspect_package(file)
        if not found.whole:
            told = "\n".join(f"  {line}" for line in found.wrong[:_TOLD])
            more = len(found.wrong) - _TOLD
            told += f"\n  dan {more} lainnya" if more > 0 else ""
            raise Refusal(f"{file} tidak utuh:\n{told}")
        self.stdout.write(f"{file} utuh: {found.members} berkas, {found.bytes} bita.")
