"""Read the table in an XLSX or CSV, large ones too. Runs only inside a reader child; no Django.

Each page of the result is a part of one sheet as JSON: ``{"sheet", "plain", "rows": [[number,
[cell, ...]], ...]}``; ``plain`` says that it is a CSV. A cell is null or ``[what, text]`` with
``what`` one of text, number, percent (times 100 already), day, formula, error, merged. Formulas are
named instead of believed. A cell merged downwards fills its rows and says so: ``[what, text,
"down"]``; one merged sideways is named.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import iterparse

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from layak.documents.addresses import column_number
from layak.documents.detection import decode_text, detect
from layak.documents.results import Failure, Family, ReadResult, Unreadable

MOST_ROWS = 200_000
MOST_COLUMNS = 40
PART = 5_000
_MOST_MERGED = 100_000
_LONGEST = 2_000
_NAME = re.compile(r"([A-Z]+)(\d+)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# The two percent formats that every workbook knows without naming them.
_PERCENT_FORMATS = frozenset({9, 10})

Cell = list[str] | None
Marks = dict[tuple[int, int], str]


def read(data: bytes, name: str) -> ReadResult:
    """Read the visible sheets of a workbook, or the one table of a CSV. Raises ``Unreadable``."""
    file_type = detect(data, name)
    if file_type.family is Family.SHEET:
        pages = tuple(_sheets(data))
    elif file_type.family is Family.TEXT:
        pages = tuple(_parts("", _table(decode_text(data) or ""), plain=True))
    else:
        raise Unreadable(Failure.UNSUPPORTED, "Kirim lembar XLSX atau CSV.")
    return ReadResult(pages=pages, page_count=len(pages), file_type=file_type)


def render(data: bytes, name: str, page: int, width: int) -> None:
    """Draw nothing: a table is shown as a table."""


def _parts(sheet: str, rows: Iterator[list[Cell]], *, plain: bool) -> Iterator[str]:
    """Parts of at most ``PART`` filled rows, so that nobody holds all of them at once."""
    part: list[list[object]] = []
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise Unreadable(
                Failure.TOO_LARGE, "Lebih dari 200.000 baris. Bagi menjadi beberapa berkas."
            )
        if any(row):
            part.append([number, row])
        if len(part) == PART:
            yield _written(sheet, part, plain=plain)
            part = []
    yield _written(sheet, part, plain=plain)


def _written(sheet: str, part: list[list[object]], *, plain: bool) -> str:
    return json.dumps({"sheet": sheet, "plain": plain, "rows": part}, ensure_ascii=False)


def _sheets(data: bytes) -> Iterator[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = members(archive)
        percents = _percent_styles(archive)
        for sheet in book.sheets_metadata:
            if sheet.visible is SheetVisibleEnum.Visible:
                marked = marks(archive, sheets.get(sheet.name, ""), percents)
                rows = _cells(book.get_sheet_by_name(sheet.name), marked)
                yield from _parts(sheet.name, rows, plain=False)


def _cells(sheet: CalamineSheet, marked: Marks) -> Iterator[list[Cell]]:
    merged, heads = _merged(sheet)
    above: dict[int, Cell] = {}
    for row, values in enumerate(sheet.iter_rows()):
        cells = [_cell(value) for value in values[:MOST_COLUMNS]]
        for column in range(len(cells)):
            place = (row, column)
            if mark := marked.get(place):
                cells[column] = _marked(mark, cells[column])
            if place in heads and (cell := cells[column]) is not None:
                above[column] = _merged_cell(cell, heads[place])
            if place in merged:
                cells[column] = above.get(column)
        yield cells


def _merged(sheet: CalamineSheet) -> tuple[set[tuple[int, int]], Marks]:
    """All places in the first column of merged areas; their heads with the way they are merged."""
    places: set[tuple[int, int]] = set()
    heads: Marks = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left >= MOST_COLUMNS:
            continue
        heads[(top, left)] = "down" if left == right else "sideways"
        places.update((row, left) for row in range(top, min(bottom, MOST_ROWS) + 1))
        if len(places) > _MOST_MERGED:
            raise Unreadable(Failure.TOO_LARGE, "Terlalu banyak sel yang digabung.")
    return places, heads


def _merged_cell(cell: list[str], way: str) -> Cell:
    return [*cell, "down"] if way == "down" else ["merged", cell[1]]


def _marked(mark: str, cell: Cell) -> Cell:
    if mark == "formula":
        return ["formula", cell[1] if cell else ""]
    if cell is not None and cell[0] == "number":
        return ["percent", format((Decimal(cell[1]) * 100).normalize(), "f")]
    return cell


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        text = " ".join(value.split())[:_LONGEST]
        if not text:
            return None
        error = text.startswith("#") and text.endswith(("!", "?", "/A"))
        return ["error" if error else "text", text]
    if isinstance(value, bool):
        return ["text", "ya" if value else "tidak"]
    if isinstance(value, float | int):
        whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
        # Fifteen digits, as spreadsheets show: 0.1 + 0.2 is 0.3 to whoever typed it.
        return ["number", str(int(value)) if whole else format(Decimal(f"{value:.15g}"), "f")]
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return ["day", day.isoformat()]
    return _cell(str(value))


def members(archive: zipfile.ZipFile) -> dict[str, str]:
    """The member that holds each sheet, by the sheet's name."""
    targets = {
        relation["Id"]: relation.get("Target", "")
        for relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    found = {}
    for sheet in _elements(archive, "xl/workbook.xml", "sheet"):
        target = targets.get(sheet.get(_RELATION, ""), "")
        found[sheet["name"]] = (
            target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        )
    return found


def _elements(archive: zipfile.ZipFile, member: str, *tags: str) -> list[dict[str, str]]:
    # Entities: expat bounds their growth and fetches none; the child's limits stand behind it.
    with archive.open(member) as file:
        found = (element for _event, element in iterparse(file))  # noqa: S314 - see above
        return [
            {**one.attrib, "": one.tag.rpartition("}")[2]}
            for one in found
            if one.tag.rpartition("}")[2] in tags
        ]


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the cell styles that show a number as percent."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    percent = set(_PERCENT_FORMATS)
    for one in _elements(archive, "xl/styles.xml", "numFmt"):
        if "%" in one.get("formatCode", "") and one.get("numFmtId", "").isdecimal():
            percent.add(int(one["numFmtId"]))
    styles: list[int] = []
    with archive.open("xl/styles.xml") as file:
        for _event, element in iterparse(file):  # noqa: S314 - see _elements
            if element.tag.rpartition("}")[2] == "cellXfs":
                styles = [int(one.get("numFmtId", "0")) for one in element]
    return frozenset(at for at, number in enumerate(styles) if number in percent)


def marks(archive: zipfile.ZipFile, member: str, percents: frozenset[int] = frozenset()) -> Marks:
    """Where a sheet holds formulas and percents, as (row, column) from 0."""
    if member not in archive.namelist():
        return {}
    content = archive.read(member)
    if not percents and not _FORMULA.search(content):
        return {}
    found: Marks = {}
    row, column = -1, -1
    for event, element in iterparse(io.BytesIO(content), events=("start", "end")):  # noqa: S314 - see _elements
        tag = element.tag.rpartition("}")[2]
        if event == "start" and tag == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif event == "start" and tag == "c":
            named = _NAME.fullmatch(element.get("r", ""))
            column = column_number(named[1]) if named else column + 1
            if int(element.get("s", "0")) in percents:
                found[(row, column)] = "percent"
        elif event == "end" and tag == "f":
            found[(row, column)] = "formula"
        elif event == "end" and tag == "row":
            element.clear()
    return found


def _table(text: str) -> Iterator[list[Cell]]:
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    for values in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [_cell(value) for value in values[:MOST_COLUMNS]]
