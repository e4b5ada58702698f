"""Write a workbook of several sheets from plain data, with formulas that recalculate.

Every formula carries the value it has, so that a reader that calculates nothing shows it too.
Equal input gives equal bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter

from layak.documents.addresses import cell_name

# The row of the headings, from 0: the title, a line below it and a free line stand above.
HEAD_ROW = 3
FIRST_ROW = HEAD_ROW + 1
_LINE = 15.0  # points
_MOST_LINES = 27  # a row is at most 409 points high
_A4, _A3, _A4_CHARACTERS = 9, 8, 200


@dataclass(frozen=True, slots=True)
class Formula:
    """``=SUM(B5:B9)`` and what it is worth."""

    text: str
    value: Decimal | int | str


Value = str | int | Decimal | Formula | None


@dataclass(frozen=True, slots=True)
class DataColumn:
    """``places``: digits after the comma of its numbers; None for text."""

    title: str
    width: int
    places: int | None = None


@dataclass(frozen=True, slots=True)
class DataSheet:
    """One sheet; rows in ``strong`` (from 0) stand out."""

    name: str
    columns: Sequence[DataColumn]
    rows: Sequence[Sequence[Value]]
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DataBook:
    """A workbook. ``mark`` stands on every sheet and every printed page."""

    title: str
    subtitle: str
    dated: date
    sheets: Sequence[DataSheet]
    mark: str = ""
    author: str = field(default="")


def place(row: int, column: int) -> str:
    """The cell of data row ``row`` and ``column``, both from 0: ``place(0, 1)`` is ``B5``."""
    return cell_name(FIRST_ROW + row + 1, column)


def span(column: int, rows: int) -> str:
    """All cells of a column: ``$B$5:$B$278``."""
    letters = cell_name(1, column).rstrip("0123456789")
    return f"${letters}${FIRST_ROW + 1}:${letters}${FIRST_ROW + max(rows, 1)}"


def write_databook(book: DataBook) -> bytes:
    """Write the workbook; texts stay texts, whatever they begin with."""
    made = BytesIO()
    written = xlsxwriter.Workbook(made, {"in_memory": True})
    written.set_properties(
        {
            "title": book.title[:255],
            "subject": book.subtitle[:255],
            "author": book.author[:255],
            "created": datetime.combine(book.dated, time(8)),
        }
    )
    written.set_calc_mode("auto")
    styles = _Styles(written)
    for sheet in book.sheets:
        _write_sheet(written.add_worksheet(sheet.name), sheet, book, styles)
    written.close()
    return made.getvalue()


class _Styles:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[int | None, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": "#0E5A59"})
        self.mark = book.add_format({"bold": True, "font_color": "#8A4A00"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E4EFEC", "bottom": 1, "text_wrap": True, "valign": "top"}
        )

    def of(self, places: int | None, *, strong: bool) -> Any:
        key = (places, strong)
        if key not in self._made:
            facts: dict[str, Any] = {"valign": "top", "text_wrap": places is None, "bottom": 4}
            if places is not None:
                facts["num_format"] = "#,##0" + ("." + "0" * places if places else "")
            if strong:
                facts |= {"bold": True, "bg_color": "#F3EEE3"}
            self._made[key] = self._book.add_format(facts)
        return self._made[key]


def _write_sheet(sheet: Any, data: DataSheet, book: DataBook, styles: _Styles) -> None:
    sheet.write_string(0, 0, book.title, styles.title)
    sheet.write_string(1, 0, book.subtitle)
    if book.mark:
        sheet.write_string(2, 0, book.mark, styles.mark)
    for at, column in enumerate(data.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(HEAD_ROW, at, column.title, styles.head)
    for step, row in enumerate(data.rows):
        lines = max((_lines(value, data.columns[at]) for at, value in enumerate(row)), default=1)
        if lines > 1:
            # Not every program finds the height of wrapped text when it opens a file.
            sheet.set_row(FIRST_ROW + step, _LINE * lines)
        for at, value in enumerate(row):
            style = styles.of(data.columns[at].places, strong=step in data.strong)
            _write(sheet, FIRST_ROW + step, at, value, style)
    sheet.set_row(HEAD_ROW, _LINE * max(_head_lines(column) for column in data.columns))
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_landscape()
    wide = sum(column.width for column in data.columns) > _A4_CHARACTERS
    sheet.set_paper(_A3 if wide else _A4)
    sheet.fit_to_pages(2 if wide else 1, 0)
    if wide:
        sheet.repeat_columns(0)
    sheet.set_footer(f"&L{_printed(book.subtitle)} {_printed(book.mark.upper())}&R&P / &N")


def _lines(value: Value, column: DataColumn) -> int:
    """Lines that a text fills in its column, as Excel's own type sets them."""
    if not isinstance(value, str) or column.places is not None:
        return 1
    return min(sum(_wrapped(line, column.width) for line in value.split("\n")), _MOST_LINES)


def _head_lines(column: DataColumn) -> int:
    return _wrapped(column.title, column.width - 1)


def _wrapped(text: str, width: int) -> int:
    return max(len(wrap(text, max(width, 1))), 1)


def _printed(text: str) -> str:
    """A text in a page's foot: there an ampersand begins a code."""
    return text.replace("&", "&&")[:110]


def _write(sheet: Any, row: int, column: int, value: Value, style: Any) -> None:
    match value:
        case None:
            sheet.write_blank(row, column, None, style)
        case Formula(text, worth):
            known = worth if isinstance(worth, str) else float(worth)
            sheet.write_formula(row, column, text, style, known)
        case str():
            # write_string, not write: a text that begins with "=" is never to become a formula.
            sheet.write_string(row, column, value, style)
        case _:
            sheet.write_number(row, column, value, style)
