"""Read the cells of an XLSX or CSV file. Runs only inside a reader child; knows no Django.

Each page of the result is one sheet as JSON: ``{"name", "rows": [[number, [cell, ...]], ...]}``; a
cell is null or ``[what, text]`` with ``what`` one of text, number, day, formula, error, merged.
Values are those last saved; a formula is named instead of believed. A cell merged downwards fills
its rows, as its reader sees it; one merged sideways is named.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import iterparse

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from layak.documents.addresses import column_number
from layak.documents.detection import decode_text, detect
from layak.documents.results import Failure, Family, ReadResult, Unreadable

MOST_ROWS = 5_000
MOST_COLUMNS = 40
_LONGEST = 2_000
_NAME = re.compile(r"([A-Z]+)(\d+)")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cell = list[str] | None
Rows = list[list[Cell]]


def read(data: bytes, name: str) -> ReadResult:
    """Read the visible sheets of a workbook, or the one table of a CSV. Raises ``Unreadable``."""
    file_type = detect(data, name)
    if file_type.family is Family.SHEET:
        pages = [_page(title, rows) for title, rows in _sheets(data)]
    elif file_type.family is Family.TEXT:
        pages = [_page("", _table(decode_text(data) or ""))]
    else:
        raise Unreadable(Failure.UNSUPPORTED, "Kirim lembar XLSX atau CSV.")
    return ReadResult(pages=tuple(pages), page_count=len(pages), file_type=file_type)


def render(data: bytes, name: str, page: int, width: int) -> None:
    """Draw nothing: a table is shown as a table."""


def _page(title: str, rows: Rows) -> str:
    if len(rows) > MOST_ROWS:
        most = f"{MOST_ROWS:,}".replace(",", ".")
        raise Unreadable(
            Failure.TOO_LARGE, f"Lebih dari {most} baris. Bagi menjadi beberapa berkas."
        )
    filled = [[number, row] for number, row in enumerate(rows, 1) if any(row)]
    return json.dumps({"name": title, "rows": filled}, ensure_ascii=False)


def _sheets(data: bytes) -> Iterator[tuple[str, Rows]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    formulas = _formulas(data)
    for sheet in book.sheets_metadata:
        if sheet.visible is SheetVisibleEnum.Visible:
            yield sheet.name, _cells(book.get_sheet_by_name(sheet.name), formulas[sheet.name])


def _cells(sheet: CalamineSheet, formulas: set[tuple[int, int]]) -> Rows:
    rows: Rows = []
    # From A1 on, so that every cell keeps its name.
    for values in sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1):
        rows.append([_cell(value) for value in values[:MOST_COLUMNS]])
    for row, column in formulas:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ["formula", ""]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top < len(rows) and left < len(rows[top]) and (first := rows[top][left]):
            shown = first if left == right else ["merged", first[1]]
            for cells in rows[top : bottom + 1]:
                cells[left] = shown
    return rows


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return ["text", "ya" if value else "tidak"]
    if isinstance(value, float | int):
        whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
        return ["number", str(int(value)) if whole else repr(value)]
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return ["day", day.isoformat()]
    text = " ".join(str(value).split())[:_LONGEST]
    if not text:
        return None
    return ["error" if text.startswith("#") and text.endswith(("!", "?", "/A")) else "text", text]


def _formulas(data: bytes) -> dict[str, set[tuple[int, int]]]:
    """Where each sheet holds formulas, as (row, column) from 0."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        targets = {
            relation["Id"]: relation.get("Target", "")
            for relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
        }
        return {
            sheet["name"]: _formulas_of(archive, targets.get(sheet.get(_RELATION, ""), ""))
            for sheet in _elements(archive, "xl/workbook.xml", "sheet")
        }


def _elements(archive: zipfile.ZipFile, member: str, tag: str) -> list[dict[str, str]]:
    # Entities: expat bounds their growth and fetches none; the child's limits stand behind it.
    with archive.open(member) as file:
        found = (element for _event, element in iterparse(file))  # noqa: S314 - see above
        return [dict(one.attrib) for one in found if one.tag.rpartition("}")[2] == tag]


def _formulas_of(archive: zipfile.ZipFile, target: str) -> set[tuple[int, int]]:
    member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    found, row, column = set(), -1, -1
    with archive.open(member) as file:
        for event, element in iterparse(file, events=("start", "end")):  # noqa: S314 - see above
            tag = element.tag.rpartition("}")[2]
            if event == "start" and tag == "row":
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif event == "start" and tag == "c":
                named = _NAME.fullmatch(element.get("r", ""))
                column = column_number(named[1]) if named else column + 1
            elif event == "end" and tag == "f":
                found.add((row, column))
            elif event == "end" and tag == "row":
                element.clear()
    return found


def _table(text: str) -> Rows:
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    rows: Rows = []
    for values in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        rows.append([_cell(value) for value in values[:MOST_COLUMNS]])
        if len(rows) > MOST_ROWS:
            break
    return rows
