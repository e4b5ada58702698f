"""The table in a sent file: which sheet, which columns, which rows."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from layak.documents.addresses import cell_name
from layak.documents.sandbox import Limits, ReaderPool
from layak.documents.tables import PART
from layak.lib.errors import Refusal
from layak.measures.columns import KEYS, REQUIRED, TITLES, folded

MOST_BYTES = 32 * 1024 * 1024
_READER = "layak.documents.tables"
_LIMITS = Limits(
    seconds=120.0, cpu_seconds=100, memory_bytes=1024 * 1024 * 1024, file_bytes=MOST_BYTES
)
# A title, an address and the like may stand above the headings.
_HEAD_WITHIN = 20
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\uffff]")


class Cell(NamedTuple):
    """What a cell holds (text, number, percent, day, formula, error, merged) and its column."""

    what: str
    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table by column key; empty cells are not there. ``plain``: from a CSV."""

    number: int
    cells: Mapping[str, Cell]
    plain: bool

    def text(self, key: str) -> str:
        cell = self.cells.get(key)
        return cell.text if cell else ""

    def name(self, key: str) -> str:
        """The cell as a spreadsheet names it, ``G12``; empty where it is empty."""
        cell = self.cells.get(key)
        return cell_name(self.number, cell.column) if cell else ""


@dataclass(slots=True)
class Table:
    """``total`` rows, roughly; ``ignored``: headings that no column is known for."""

    total: int
    ignored: Sequence[str]
    _parts: list[str]
    _head: tuple[int, Sequence[str]]

    def lines(self) -> Iterator[Line]:
        """The filled rows in their order; a part that was read is let go of."""
        after, keys = self._head
        while self._parts:
            part = json.loads(self._parts.pop(0))
            for number, row in part["rows"]:
                if number > after and (line := _line(number, row, keys, plain=part["plain"])).cells:
                    yield line


def read_table(path: Path, name: str) -> Table:
    """Read the table of an untrusted file in a child process. Raises ``Refusal``."""
    with ReaderPool(1, _LIMITS, _READER) as readers:
        result = readers.read_one(path, name)
    if result.refusal:
        raise Refusal(result.refusal)
    pages = list(result.pages)
    for place, page in enumerate(pages):
        part = json.loads(page)
        if (head := _find_head(part["rows"])) is not None:
            number, titles = head
            keys = [KEYS.get(folded(title), "") for title in titles]
            _refuse_twice(titles, keys)
            parts = _parts_of(part["sheet"], pages[place:])
            ignored = [title for title, key in zip(titles, keys, strict=True) if title and not key]
            # Every part but the last is full.
            total = (len(parts) - 1) * PART + len(json.loads(parts[-1])["rows"]) - 1
            return Table(total, ignored, parts, (number, keys))
    wanted = ", ".join(f"“{TITLES[key]}”" for key in REQUIRED)
    raise Refusal(
        _("Tidak ada lembar dengan judul kolom %(columns)s. Pakai templat.") % {"columns": wanted}
    )


def _parts_of(sheet: str, pages: Sequence[str]) -> list[str]:
    """The parts of one sheet, from its first on."""
    start = json.dumps({"sheet": sheet}, ensure_ascii=False)[:-1]
    return [page for page in pages if page.startswith(start)]


def _find_head(rows: Sequence[Any]) -> tuple[int, list[str]] | None:
    for number, row in rows[:_HEAD_WITHIN]:
        titles = [_clean(cell[1]) if cell else "" for cell in row]
        keys = {KEYS.get(folded(title), "") for title in titles}
        if keys.issuperset(REQUIRED):
            return number, titles
    return None


def _refuse_twice(titles: Sequence[str], keys: Sequence[str]) -> None:
    pairs = zip(titles, keys, strict=True)
    twice = sorted({title for title, key in pairs if key and keys.count(key) > 1})
    if twice:
        raise Refusal(
            _("Kolom berikut berarti sama: %(titles)s. Pakai salah satu saja.")
            % {"titles": ", ".join(twice)}
        )


def _line(number: int, row: Sequence[Any], keys: Sequence[str], *, plain: bool) -> Line:
    cells = {
        key: Cell(_kind(cell), _clean(cell[1]), column)
        for column, (key, cell) in enumerate(zip(keys, row, strict=False))
        if key and cell
    }
    return Line(number, cells, plain)


def _kind(cell: Sequence[str]) -> str:
    # A number that stands for several rows would be counted several times.
    return "merged" if cell[0] != "text" and cell[2:] else cell[0]


def _clean(text: str) -> str:
    # The reader has joined the words already; most texts hold nothing to take out.
    return text if text.isprintable() else " ".join(_UNPRINTABLE.sub(" ", text).split())
