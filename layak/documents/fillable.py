"""Write a sheet to be filled in without a line: fields to type into, the rest under protection.

Plain data in, XLSX out; values only, never a formula. Equal input gives equal bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from layak.documents.addresses import cell_name

SHEET = "Isian"
# The row of the headings, from 0: two lines above it say what the sheet is.
HEAD_ROW = 3


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column; ``fill`` is typed into, ``hidden`` is for the way back."""

    title: str
    width: int
    fill: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: a text for each column, ``choices`` by column, columns that are ``closed`` to it."""

    cells: Sequence[str]
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FillableSheet:
    """A whole form; ``dated`` becomes its creation date, ``guide`` a sheet of its own."""

    title: str
    subtitle: str
    dated: date
    columns: Sequence[FormColumn]
    rows: Sequence[FormRow]
    guide: Sequence[str] = ()
    guide_title: str = "Petunjuk"
    choice_hint: str = ""


def write_fillable(form: FillableSheet) -> bytes:
    """Write the form; everything but the fields is protected (without a password)."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties(
        {"title": form.title[:255], "created": datetime.combine(form.dated, time(8))}
    )
    styles = _styles(book)
    sheet = book.add_worksheet(SHEET)
    choices = book.add_worksheet("Pilihan")
    choices.hide()
    _write_head(sheet, form, styles)
    for at, row in enumerate(form.rows):
        _write_row(sheet, at, row, form.columns, styles)
        _offer(sheet, choices, at, row.choices, form.choice_hint)
    if form.guide:
        _write_guide(book.add_worksheet(form.guide_title[:31]), form, styles)
    allowed = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
    sheet.protect("", allowed)
    book.close()
    return made.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#CFC5B2"}
    # "@" is text: what is typed stays as typed, and no spreadsheet makes a date of it.
    return {
        "title": book.add_format({"bold": True, "font_size": 13}),
        "line": book.add_format({"font_color": "#48514D"}),
        "head": book.add_format({**plain, "bold": True, "bg_color": "#F3EEE3"}),
        "fill-head": book.add_format({**plain, "bold": True, "bg_color": "#E4EFEC"}),
        "text": book.add_format({**plain, "bg_color": "#FAF7F0"}),
        "fill": book.add_format({**plain, "num_format": "@", "locked": False}),
        "closed": book.add_format({**plain, "bg_color": "#DDD5C5"}),
        "guide": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_head(sheet: Any, form: FillableSheet, styles: dict[str, Any]) -> None:
    sheet.write_string(0, 0, form.title, styles["title"])
    sheet.write_string(1, 0, form.subtitle, styles["line"])
    for at, column in enumerate(form.columns):
        sheet.set_column(at, at, column.width, None, {"hidden": True} if column.hidden else {})
        style = styles["fill-head" if column.fill else "head"]
        sheet.write_string(HEAD_ROW, at, column.title, style)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _write_row(
    sheet: Any, at: int, row: FormRow, columns: Sequence[FormColumn], styles: dict[str, Any]
) -> None:
    number = HEAD_ROW + 1 + at
    for place, (column, text) in enumerate(zip(columns, row.cells, strict=True)):
        style = styles["fill" if column.fill else "text"]
        if place in row.closed:
            style = styles["closed"]
        # write_string, not write: a text that begins with "=" is never to become a formula.
        if text:
            sheet.write_string(number, place, text, style)
        else:
            sheet.write_blank(number, place, None, style)


def _offer(
    sheet: Any, choices: Any, at: int, offered: Mapping[int, Sequence[str]], hint: str
) -> None:
    """Let a cell be chosen from a list, which stands in row ``at`` of a hidden sheet.

    A list inside the cell itself may hold 255 characters only.
    """
    number = HEAD_ROW + 1 + at
    for place, steps in offered.items():
        for step, choice in enumerate(steps):
            choices.write_string(at, step, choice)
        last = cell_name(at + 1, len(steps) - 1).rstrip("0123456789")
        source = f"=Pilihan!$A${at + 1}:${last}${at + 1}"
        rule = {"validate": "list", "source": source, "error_message": hint[:255] or None}
        sheet.data_validation(number, place, number, place, rule)


def _write_guide(sheet: Any, form: FillableSheet, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 100)
    for at, sentence in enumerate(form.guide):
        sheet.write_string(at, 0, sentence, styles["guide"])
