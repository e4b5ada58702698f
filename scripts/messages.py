"""Bring the English catalogue up to date with the Indonesian texts in code and templates.

    python scripts/messages.py            extract, update the .po file, compile the .mo file
    python scripts/messages.py --check    change nothing; exit 1 and say what is missing or stale

No gettext program is needed. New texts arrive with an empty translation; write it in
layak/ui/locale/en/LC_MESSAGES/django.po and run this again. Texts that are gone are dropped.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parent.parent
PACKAGE = HOUSE / "layak"
CATALOGUE = PACKAGE / "ui" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
LEFT_OUT = {"tests", "migrations", "specimen"}
# A date of the day would change the file with every run.
WRITTEN = datetime(2023, 1, 1, tzinfo=UTC)


def sources() -> Iterator[tuple[str, str]]:
    """Each file that may hold texts: its place in the project, and it as Python."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        inside = path.relative_to(PACKAGE).parts
        if LEFT_OUT & set(inside) or (path.suffix != ".py" and "templates" not in inside):
            continue
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(HOUSE).as_posix()
        yield place, text if path.suffix == ".py" else as_python(text, place)


def as_python(template: str, place: str) -> str:
    """The texts of a template as calls; its indentation would mean something in Python."""
    calls = templatize(template, origin=place)
    return "\n".join(line.lstrip() for line in calls.splitlines())


def texts() -> Catalog:
    """All texts of the project, without a translation."""
    found = Catalog()
    for place, source in sources():
        lines = io.BytesIO(source.encode())
        for _, message, comments, context in extract("python", lines, KEYWORDS):
            found.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return found


def updated(source: bytes) -> Catalog:
    """The catalogue in ``source`` with today's texts: translations kept, new ones empty."""
    catalogue = read_po(io.BytesIO(source), locale="en")
    catalogue.update(texts(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version = "Layak", "1"
    catalogue.header_comment = "# English for Layak. The source texts are Indonesian."
    catalogue.creation_date = catalogue.revision_date = WRITTEN
    catalogue.fuzzy = False
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalogue, width=100, include_lineno=False, sort_output=True)
    return written.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts without an English translation, or with a fuzzy one."""
    lacking = []
    for message in catalogue:
        if not message.id:
            continue
        given = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.fuzzy or not all(given):
            lacking.append(str(message.id))
    return lacking


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, report")
    asked = parser.parse_args()
    compiled = CATALOGUE.with_suffix(".mo")
    before = CATALOGUE.read_bytes() if CATALOGUE.exists() else b""
    catalogue = updated(before)
    po, mo = as_po(catalogue), as_mo(catalogue)
    problems = [f"no English for: {text}" for text in untranslated(catalogue)]
    if asked.check:
        if po != before:
            problems.append("django.po is not up to date: run python scripts/messages.py")
        if not compiled.exists() or mo != compiled.read_bytes():
            problems.append("django.mo is not up to date: run python scripts/messages.py")
    else:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_bytes(po)
        compiled.write_bytes(mo)
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if asked.check and problems else 0


if __name__ == "__main__":
    sys.exit(main())
