"""Read the cells of a filled form as they stand. Runs only inside a reader child; no Django.

Each page of the result is one visible sheet as JSON: ``{"name", "rows": [[number, [cell, ...]]],
"merged": [[top, left, bottom, right], ...]}``; rows and columns of ``merged`` count from 0, the
number of a row from 1. A cell is null or ``[what, text]``, ``what`` one of text, number, day,
formula, error. Values are those last saved; a formula is named instead of believed. Line ends stay.
"""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date, datetime

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from layak.documents.detection import detect
from layak.documents.results import Failure, Family, ReadResult, Unreadable
from layak.documents.tables import marks, members

MOST_ROWS = 2_000
MOST_COLUMNS = 60
LONGEST = 20_000

Cell = list[str] | None
Place = tuple[int, int]


def read(data: bytes, name: str) -> ReadResult:
    """Read the visible sheets of an XLSX. Raises ``Unreadable``."""
    file_type = detect(data, name)
    if file_type.family is not Family.SHEET:
        raise Unreadable(Failure.UNSUPPORTED, "Kirim lembar XLSX.")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = members(archive)
        pages = tuple(
            _page(book.get_sheet_by_name(one.name), marks(archive, sheets.get(one.name, "")))
            for one in book.sheets_metadata
            if one.visible is SheetVisibleEnum.Visible
        )
    return ReadResult(pages=pages, page_count=len(pages), file_type=file_type)


def render(data: bytes, name: str, page: int, width: int) -> None:
    """Draw nothing: cells are shown as cells."""


def _page(sheet: CalamineSheet, formulas: Iterable[Place]) -> str:
    bottom, right = sheet.end or (0, 0)
    if bottom >= MOST_ROWS or right >= MOST_COLUMNS:
        raise Unreadable(Failure.TOO_LARGE)
    values = sheet.to_python(skip_empty_area=False)
    rows = [[_cell(value) for value in row] for row in values]
    for row, column in formulas:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ["formula", ""]
    described = {
        "name": sheet.name,
        "rows": [[number, row] for number, row in enumerate(rows, 1) if any(row)],
        "merged": [[*start, *end] for start, end in sheet.merged_cell_ranges or ()],
    }
    return json.dumps(described, ensure_ascii=False)


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return ["text", "TRUE" if value else "FALSE"]
    if isinstance(value, float | int):
        whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
        return ["number", str(int(value)) if whole else format(value, ".10f").rstrip("0")]
    if isinstance(value, datetime | date):
        return ["day", (value.date() if isinstance(value, datetime) else value).isoformat()]
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = text.strip()[:LONGEST]
    if not text:
        return None
    return ["error" if text.startswith("#") and text.endswith(("!", "?", "/A")) else "text", text]
