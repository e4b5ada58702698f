"""``layak instruments list / validate FILE / publish FILE``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from layak.instruments import files, services
from layak.instruments.models import Instrument
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal


class Command(BaseCommand):
    """Reviewed files in, immutable instruments out."""

    help = "List, validate or publish instrument files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="the library and what is published")
        for verb, does in (("validate", "check files"), ("publish", "publish files for ever")):
            one = verbs.add_parser(verb, help=does)
            one.add_argument("file", type=Path, help="the instrument's folder, or its code")

    def handle(self, **options: Any) -> None:
        if options["verb"] == "list":
            self._list()
        elif options["verb"] == "validate":
            self._validate(_folder(options["file"]))
        else:
            content = files.read(_folder(options["file"]))
            instrument = services.publish(content, actor=None, at=timezone.now())
            self.stdout.write(
                f"{instrument.code} versi {instrument.version} terbit: "
                f"{instrument.questions.count()} butir, "
                f"{format_decimal(instrument.attainable)} poin."
            )

    def _list(self) -> None:
        published = {(one.code, one.version): one for one in Instrument.objects.all()}
        known = set()
        for path in files.list_library():
            head = files.read(path).instrument
            known.add((head.code, head.version))
            state = "terbit" if (head.code, head.version) in published else "belum terbit"
            self.stdout.write(f"{head.code}  versi {head.version}  {state}  {head.name}")
        for (code, version), one in published.items():
            if (code, version) not in known:
                self.stdout.write(f"{code}  versi {version}  terbit  {one.name}")

    def _validate(self, folder: Path) -> None:
        report = files.check(folder)
        for warning in report.warnings:
            self.stdout.write(f"peringatan: {warning}")
        if report.errors:
            raise Refusal("\n".join(str(error) for error in report.errors))
        self.stdout.write("Tidak ada kesalahan.")


def _folder(given: Path) -> Path:
    """A folder or file as named, else the library's instrument of that code."""
    if given.is_file() and given.suffix != ".toml":
        raise Refusal(f"{given} bukan folder instrumen dan bukan berkas TOML di dalamnya.")
    return given if given.exists() else files.find(str(given))
