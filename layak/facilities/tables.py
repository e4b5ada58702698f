"""The table in a sent file: which sheet, which columns, which rows."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from layak.documents.addresses import cell_name
from layak.documents.sandbox import Limits, ReaderPool
from layak.facilities.columns import KEYS, REQUIRED, TITLES
from layak.facilities.mentions import same_words
from layak.lib.errors import Refusal
from layak.ui.refusals import in_readers_language

MOST_BYTES = 5 * 1024 * 1024
_READER = "layak.documents.tables"
MOST_ROWS = 5_000
_LIMITS = Limits(
    seconds=30.0, cpu_seconds=25, memory_bytes=512 * 1024 * 1024, file_bytes=MOST_BYTES
)
# A title, an address and the like may stand above the headings.
_HEAD_WITHIN = 20
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\uffff]")


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: what it holds (text, number, day, formula, error) and its name, ``C5``."""

    what: str
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table by column key; empty cells are not there."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, key: str) -> str:
        return self.cells[key].text if key in self.cells else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the headings. ``ignored``: headings that no column is known for."""

    lines: Sequence[Line]
    ignored: Sequence[str]


def read_table(path: Path, name: str) -> Table:
    """Read the table of an untrusted file in a child process. Raises ``Refusal``."""
    with ReaderPool(1, _LIMITS, _READER) as readers:
        result = readers.read_one(path, name)
    if result.refusal:
        raise Refusal(in_readers_language(result.refusal))
    sheets = [json.loads(page)["rows"] for page in result.pages]
    if any(rows and rows[-1][0] > MOST_ROWS for rows in sheets):
        raise Refusal(_("Lebih dari 5.000 baris. Bagi menjadi beberapa berkas."))
    for rows in sheets:
        if (found := _find_table(rows)) is not None:
            return found
    wanted = ", ".join(f"“{TITLES[key]}”" for key in REQUIRED)
    raise Refusal(
        _("Tidak ada lembar dengan judul kolom %(columns)s. Pakai templat.") % {"columns": wanted}
    )


def _find_table(rows: Sequence[tuple[int, list[list[str] | None]]]) -> Table | None:
    for place, (_number, row) in enumerate(rows[:_HEAD_WITHIN]):
        titles = [_clean(cell[1]) if cell else "" for cell in row]
        keys = [KEYS.get(same_words(title), "") for title in titles]
        if all(key in keys for key in REQUIRED):
            twice = sorted(
                {
                    title
                    for title, key in zip(titles, keys, strict=True)
                    if key and keys.count(key) > 1
                }
            )
            if twice:
                raise Refusal(
                    _("Kolom berikut berarti sama: %(titles)s. Pakai salah satu saja.")
                    % {"titles": ", ".join(twice)}
                )
            lines = [_line(number, cells, keys) for number, cells in rows[place + 1 :]]
            ignored = [t for t, key in zip(titles, keys, strict=True) if t and not key]
            return Table([line for line in lines if line.cells], ignored)
    return None


def _line(number: int, row: Sequence[list[str] | None], keys: Sequence[str]) -> Line:
    cells = {
        key: Cell(*_said(cell), cell_name(number, column))
        for column, (key, cell) in enumerate(zip(keys, row, strict=False))
        if key and cell
    }
    return Line(number, cells)


def _said(cell: Sequence[str]) -> tuple[str, str]:
    # No column of the registry is a share: a number shown as percent is the number.
    what, text = cell[0], _clean(cell[1])
    if what == "percent":
        return "number", format((Decimal(text) / 100).normalize(), "f")
    return what, text


def _clean(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", text).split())
