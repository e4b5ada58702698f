"""Published figures of real cities, read from their sources by us: ``facts/*.csv``.

They show what the field's numbers are like, contradictions included: nothing in them is mended.
Counts that are no measure (how many kelurahan a city has) and tables whose classes fit none of our
groups are left out.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.measures.book import Book, open_book
from layak.measures.periods import parse_period
from layak.measures.publishing import publish_library
from layak.measures.services import Said, checked
from layak.measures.staging import staged
from layak.measures.understanding import Understood
from layak.organizations.models import Kind, Organization

_FILES = Path(__file__).parent / "facts"


def load(at: datetime) -> int:
    """Enter the published figures that are not there yet; returns how many were entered.

    Figures of regions that are not loaded are left out. Raises ``Refusal`` without any region.
    """
    nation = Organization.objects.filter(kind=Kind.NATION).first()
    if nation is None:
        raise Refusal("Wilayah belum dimuat.")
    publish_library(at)
    book = open_book(nation)
    with staged() as stage:
        stage.add(_rows(book))
        if stage.counts()[:2] == (0, 0):
            return 0
        with transaction.atomic(), record("figures.published", nation, actor=None, at=at) as detail:
            new, changed, _same = stage.take(actor=None, at=at)
            detail.update(new=new, changed=changed)
    return new


def _rows(book: Book) -> Iterator[Understood]:
    number = 0
    for path in sorted(_FILES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                number += 1
                if row["region"] in book.areas:
                    yield _understood(number, row, book)


def _understood(number: int, row: dict[str, str], book: Book) -> Understood:
    measure, source = book.measures[_code(row["measure"])], book.sources[_code(row["source"])]
    figures: dict[str, Any] = {
        "value": Decimal(row["value"]),
        "numerator": int(row["numerator"]) if row["numerator"] else None,
        "denominator": int(row["denominator"]) if row["denominator"] else None,
        "coverage": Decimal(row["coverage"]) if row["coverage"] else None,
        "citation": row["citation"],
        "note": row["note"],
    }
    said = Said(parse_period(row["period"]), source, row["group"], **figures)
    return Understood(number, measure, book.areas[row["region"]], checked(measure, said))


def _code(text: str) -> str:
    return text.replace("-", " ")
