"""A document as plain data: what the writers turn into PDF, DOCX, XLSX or a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from layak.lib.numbers import format_decimal

Cell = str | int | Decimal

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the document; level 1 is a chapter, 2 and 3 are below it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, with dots or (``numbered``) with 1. 2. 3."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value lines as at the head of a letter: ``("Perihal", "Undangan rapat")``."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows of equal width. Numbers are right-aligned and stay numbers in XLSX.

    A dash stands where a number is missing.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold nothing but numbers and dashes."""
        return [
            any(not isinstance(row[at], str) for row in self.rows)
            and all(not isinstance(row[at], str) or row[at] == "–" for row in self.rows)
            for at in range(len(self.columns))
        ]

    @property
    def widths(self) -> list[int]:
        """Relative column widths by the longest text, kept between 5 and 30 characters."""
        texts = [list(self.columns), *([cell_text(cell) for cell in row] for row in self.rows)]
        return [
            min(max(5, *(len(row[at]) for row in texts)), 30) for at in range(len(self.columns))
        ]


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Who signs: ``place_and_date`` ("Serang, 3 Maret 2023"), office, name, number (NIP)."""

    place_and_date: str
    office: str
    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts a new page (in XLSX: nothing)."""


Block = Heading | Paragraph | Items | Fields | Table | SignatureBlock | PageBreak


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """One document. ``dated`` becomes its creation date, so equal input gives equal bytes.

    ``letterhead``: the lines of the kop surat, greatest body first, address last; empty for none.
    """

    title: str
    dated: date
    blocks: Sequence[Block] = field(default_factory=tuple)
    letterhead: Sequence[str] = ()
    number: str = ""
    landscape: bool = False
    language: str = "id"


def cell_text(cell: Cell) -> str:
    """Show a cell on paper: ``1214`` as "1.214", ``Decimal("12.5")`` as "12,5"."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int):
        return format_decimal(Decimal(cell), 0)
    exponent = cell.as_tuple().exponent
    return format_decimal(cell, -exponent if isinstance(exponent, int) and exponent < 0 else 0)


def date_text(day: date) -> str:
    """Write a date as on Indonesian letters: "29 Mei 2023"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
