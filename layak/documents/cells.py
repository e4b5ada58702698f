"""Read the cells of a workbook as they stand. Runs only inside a reader child; knows no Django.

Each page of the result is one visible sheet as JSON: ``{"name", "rows": [[number, [cell, ...]]],
"merged": [[top, left, bottom, right], ...]}``; rows and columns of ``merged`` count from 0, the
number of a row from 1. A cell is null or ``[what, text]``, ``what`` one of text, number, day,
formula, error. Values are those last saved; a formula is named instead of believed. Line ends stay.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import iterparse

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from layak.documents.addresses import column_number
from layak.documents.detection import detect
from layak.documents.results import Failure, Family, ReadResult, Unreadable

MOST_ROWS = 2_000
MOST_COLUMNS = 60
LONGEST = 20_000
_NAME = re.compile(r"([A-Z]{1,3})(\d+)")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cell = list[str] | None
Place = tuple[int, int]


def read(data: bytes, name: str) -> ReadResult:
    """Read the visible sheets of an XLSX. Raises ``Unreadable``."""
    file_type = detect(data, name)
    if file_type.family is not Family.SHEET:
        raise Unreadable(Failure.UNSUPPORTED, "Kirim lembar XLSX.")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    formulas = _formulas(data)
    pages = tuple(
        _page(book.get_sheet_by_name(one.name), formulas.get(one.name, set()))
        for one in book.sheets_metadata
        if one.visible is SheetVisibleEnum.Visible
    )
    return ReadResult(pages=pages, page_count=len(pages), file_type=file_type)


def render(data: bytes, name: str, page: int, width: int) -> None:
    """Draw nothing: cells are shown as cells."""


def _page(sheet: CalamineSheet, formulas: set[Place]) -> str:
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


def _formulas(data: bytes) -> dict[str, set[Place]]:
    """Where each sheet holds formulas, as (row, column) from 0."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        targets = {
            one["Id"]: one.get("Target", "")
            for one in _attributes(archive, "xl/_rels/workbook.xml.rels", "Relationship")
        }
        return {
            one["name"]: set(_formulas_of(archive, targets.get(one.get(_RELATION, ""), "")))
            for one in _attributes(archive, "xl/workbook.xml", "sheet")
        }


def _attributes(archive: zipfile.ZipFile, member: str, tag: str) -> list[dict[str, str]]:
    # Entities: expat bounds their growth and fetches none; the child's limits stand behind it.
    with archive.open(member) as file:
        found = (element for _event, element in iterparse(file))  # noqa: S314 - see above
        return [dict(one.attrib) for one in found if one.tag.rpartition("}")[2] == tag]


def _formulas_of(archive: zipfile.ZipFile, target: str) -> Iterator[Place]:
    member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    if member not in archive.namelist():
        return
    place = (0, 0)
    with archive.open(member) as file:
        for event, element in iterparse(file, events=("start", "end")):  # noqa: S314 - see above
            tag = element.tag.rpartition("}")[2]
            if event == "start" and tag == "c":
                named = _NAME.fullmatch(element.get("r", ""))
                # A cell without its name stands right of the one before it.
                place = _place(named) if named else (place[0], place[1] + 1)
            elif event == "end" and tag == "f":
                yield place
            elif event == "end" and tag == "row":
                element.clear()


def _place(named: re.Match[str]) -> Place:
    return int(named[2]) - 1, column_number(named[1])
