"""The table that some questions ask to fill in: what was typed, what it means, what is wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal, parse_decimal

FIRST_ROWS = 5
MOST_ROWS = 400
LONGEST_CELL = 500
ROW_COUNT = "matrix-rows"
_NUMBERS = frozenset({"number", "percent", "money"})
_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``kind`` is text, number, percent, year, date, money or choice."""

    code: str
    label: str
    kind: str
    labels: tuple[str, ...] = ()  # in every language, as headings of a pasted table

    @property
    def numeric(self) -> bool:
        return self.kind in _NUMBERS or self.kind == "year"

    @property
    def mode(self) -> str:
        """Which keyboard a phone shows."""
        if self.kind == "year":
            return "numeric"
        return "decimal" if self.kind in _NUMBERS else "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the table as it was typed."""

    name: str
    column: Column
    row: int
    text: str
    wrong: bool = False


@dataclass(slots=True)
class Grid:
    """A table on the page: its rows as typed, what they mean, and one sentence for each error."""

    columns: Sequence[Column]
    rows: list[list[Cell]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        return len(self.rows)

    def grow(self, more: int = 1) -> None:
        """Add empty rows at the end."""
        for _place in range(min(more, MOST_ROWS - len(self.rows))):
            self.rows.append(_cells(self.columns, len(self.rows), {}))

    def paste(self, rows: Sequence[Mapping[str, str]], names: Sequence[str] = ()) -> int:
        """Lay rows into the table: beside the name they begin with, else below what is filled.

        They are read like typed ones. Returns how many found no room.
        """
        texts = [{cell.column.code: cell.text for cell in row} for row in self.rows]
        first = self.columns[0].code
        texts = [row for row in texts if any(row.values())]
        named = {
            row[first].casefold(): row
            for row in texts
            if row[first] and not any(text for code, text in row.items() if code != first)
        }
        for row in rows:
            waiting = named.pop(row.get(first, "").casefold(), None)
            if waiting is None:
                texts.append(dict(row))
            else:
                waiting.update(row)
        self.rows, self.values, self.errors = [], [], []
        for number, filled in enumerate(texts[:MOST_ROWS]):
            whole = {column.code: filled.get(column.code, "") for column in self.columns}
            wrong = _read_row(self, number, whole, names)
            self.rows.append(_cells(self.columns, number, whole, wrong))
        return max(len(texts) - MOST_ROWS, 0)


def title_of(matrix: Mapping[str, Any]) -> str:
    """The name an instrument prints above a table, in the reader's language."""
    english = (get_language() or "").startswith("en")
    return str((matrix.get("name_en") if english else "") or matrix.get("name", ""))


def columns_of(matrix: Mapping[str, Any]) -> list[Column]:
    """The columns an instrument prints, in the reader's language."""
    english = (get_language() or "").startswith("en")
    return [
        Column(
            one["code"],
            (one.get("label_en") if english else "") or one["label"],
            one.get("kind", "text"),
            tuple(filter(None, (one["label"], one.get("label_en", "")))),
        )
        for one in matrix.get("columns", ())
    ]


def stored(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], names: Sequence[str] = ()
) -> Grid:
    """The table as it was saved. An empty one starts with a row for each of ``names``."""
    grid = Grid(columns)
    for row in rows:
        texts = {column.code: _written(row.get(column.code), column) for column in columns}
        grid.rows.append(_cells(columns, len(grid.rows), texts))
    if not grid.rows and columns:
        for name in names:
            grid.rows.append(_cells(columns, len(grid.rows), {columns[0].code: name}))
        grid.grow(0 if names else FIRST_ROWS)
    return grid


def typed(columns: Sequence[Column], data: Mapping[str, str], names: Sequence[str] = ()) -> Grid:
    """The table as somebody sent it; rows without content and rows that only name are left out."""
    grid = Grid(columns)
    count = data.get(ROW_COUNT, "")
    rows = int(count) if count.isdecimal() and len(count) < 6 else 0
    if rows > MOST_ROWS:
        grid.errors.append(_("Matriks paling panjang %(rows)s baris.") % {"rows": MOST_ROWS})
    for number in range(min(rows, MOST_ROWS)):
        texts = {
            column.code: data.get(_name(number, column), "").replace("\0", "").strip()
            for column in columns
        }
        wrong = _read_row(grid, number, texts, names)
        grid.rows.append(_cells(columns, number, texts, wrong))
    return grid


def share_sentence(rows: Iterable[Mapping[str, Any]]) -> str:
    """What a table of numerators and denominators amounts to in its newest year.

    "Dari matriks: 93,39% pada 2022, naik 3,15 poin persen dari 2021." Empty where the table holds
    no such numbers.
    """
    sums: dict[int, tuple[Decimal, Decimal]] = {}
    for row in rows:
        try:
            year = int(row.get("year") or 0)
            above, below = Decimal(row["numerator"]), Decimal(row["denominator"])
        except (ArithmeticError, KeyError, TypeError, ValueError):
            # A table of another form, or a row that is not filled in.
            continue
        if year:
            before = sums.get(year, (Decimal(0), Decimal(0)))
            sums[year] = (before[0] + above, before[1] + below)
    shares = {year: 100 * above / below for year, (above, below) in sums.items() if below}
    if not shares:
        return ""
    newest, *earlier = sorted(shares, reverse=True)
    said = {"share": format_decimal(shares[newest]), "year": newest}
    if not earlier:
        return _("Dari matriks: %(share)s%% pada %(year)s.") % said
    step = shares[newest] - shares[earlier[0]]
    said |= {"step": format_decimal(abs(step)), "before": earlier[0]}
    if step < 0:
        text = _(
            "Dari matriks: %(share)s%% pada %(year)s, turun %(step)s poin persen dari %(before)s."
        )
    else:
        text = _(
            "Dari matriks: %(share)s%% pada %(year)s, naik %(step)s poin persen dari %(before)s."
        )
    return text % said


def _read_row(grid: Grid, number: int, texts: Mapping[str, str], names: Sequence[str]) -> set[str]:
    """Understand one row; return the codes of the columns that cannot be understood."""
    filled = {code: text for code, text in texts.items() if text}
    first = grid.columns[0].code
    if not filled or (filled.keys() == {first} and filled[first] in names):
        return set()
    wrong: set[str] = set()
    values: dict[str, Any] = {}
    for column in grid.columns:
        try:
            values[column.code] = _meant(texts[column.code], column)
        except Refusal as refusal:
            wrong.add(column.code)
            grid.errors.append(
                _("Baris %(row)s, %(column)s: %(why)s")
                % {"row": number + 1, "column": column.label, "why": refusal}
            )
    grid.values.append(values)
    return wrong


def _meant(text: str, column: Column) -> Any:
    """What a cell means, as it is kept: numbers as exact text, empty cells as None."""
    if not text:
        return None
    if len(text) > LONGEST_CELL:
        raise Refusal(_("paling panjang %(length)s karakter.") % {"length": LONGEST_CELL})
    if column.kind == "year":
        if not _YEAR.fullmatch(text):
            raise Refusal(_("“%(text)s” bukan tahun. Tulis seperti 2022.") % {"text": text})
        return int(text)
    if column.kind in _NUMBERS:
        number = _number(text)
        if number < 0 or (column.kind == "percent" and number > 100):
            raise Refusal(_("“%(text)s” di luar batas.") % {"text": text})
        return str(number)
    return text


def _number(text: str) -> Decimal:
    try:
        return parse_decimal(text.removesuffix("%").removeprefix("Rp"))
    except Refusal as refusal:
        raise Refusal(
            _("“%(text)s” bukan angka. Tulis seperti 600,40.") % {"text": text}
        ) from refusal


def _written(value: Any, column: Column) -> str:
    """A kept value as people type it: ``1214.5`` becomes ``1.214,5``."""
    if value is None:
        return ""
    if column.kind in _NUMBERS and isinstance(value, str | int | float):
        try:
            number = Decimal(str(value))
        except ArithmeticError:
            return str(value)
        exponent = number.normalize().as_tuple().exponent
        return format_decimal(number, max(0, -exponent) if isinstance(exponent, int) else 0)
    return str(value)


def _cells(
    columns: Sequence[Column],
    number: int,
    texts: Mapping[str, str],
    wrong: Iterable[str] = (),
) -> list[Cell]:
    bad = set(wrong)
    return [
        Cell(
            _name(number, column),
            column,
            number + 1,
            texts.get(column.code, ""),
            column.code in bad,
        )
        for column in columns
    ]


def _name(number: int, column: Column) -> str:
    return f"matrix-{number}-{column.code}"
