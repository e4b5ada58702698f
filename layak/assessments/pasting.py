"""Rows for a question's table out of a spreadsheet: pasted text, a CSV or an XLSX file.

Reads, never saves: the rows go into the table on the page, where the person sees them first.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePath

import xlsxwriter
from django.utils.translation import gettext as _

from layak.assessments.matrix import MOST_ROWS, Column
from layak.documents.detection import decode_text
from layak.documents.plain import date_text
from layak.documents.results import MIB
from layak.documents.sandbox import ReaderPool
from layak.lib.errors import Refusal
from layak.ui.refusals import in_readers_language

MOST_BYTES = 2 * MIB
_POINTED = re.compile(r"-?\d+\.\d+", re.ASCII)


@dataclass(slots=True)
class Pasted:
    """Rows as texts by column code, and one sentence for each thing that found no place."""

    rows: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def from_text(text: str, columns: Sequence[Column]) -> Pasted:
    """Read what somebody copied out of a spreadsheet: cells parted by tabs, rows by lines."""
    return _laid_out(_parted(_quotable(text), "\t"), [], columns)


def from_file(name: str, path: Path, columns: Sequence[Column]) -> Pasted:
    """Read the first sheet of an XLSX file, or a CSV, that lies at ``path``.

    Raises ``Refusal`` for anything else and for what cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise Refusal(_("Berkas tabel paling besar %(size)s MB.") % {"size": MOST_BYTES // MIB})
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsx":
        return _laid_out(*_cells_of_workbook(name, path), columns)
    if suffix in {".csv", ".tsv", ".txt"}:
        return _laid_out(_cells_of_csv(path.read_bytes()), [], columns)
    raise Refusal(_("Kirim tabel sebagai XLSX atau CSV."))


def template(columns: Sequence[Column], first: Iterable[str], title: str) -> bytes:
    """Make an XLSX file with the table's headings; ``first`` fills its first column."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Matriks")
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 16 if column.numeric else 34)
        sheet.write_string(0, place, column.label, heading)
    for place, text in enumerate(first, 1):
        sheet.write_string(place, 0, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return made.getvalue()


def _quotable(text: str) -> str:
    """Pasted text with one kind of line end; a lone quotation mark is only a mark."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return lines if lines.count('"') % 2 == 0 else lines.replace('"', "”")


def _parted(text: str, by: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=by))
    except csv.Error as error:
        raise Refusal(_("Tabel ini tidak dapat dibaca sebagai baris dan kolom.")) from error


def _cells_of_csv(content: bytes) -> list[list[str]]:
    text = decode_text(content)
    if text is None:
        raise Refusal(_("Berkas ini bukan teks. Kirim tabel sebagai XLSX atau CSV."))
    text = _quotable(text)
    by = max(";\t,", key=text.split("\n", 1)[0].count)
    rows = _parted(text, by)
    if by != ",":
        return rows
    # Where commas part the cells, numbers carry a point: 1.214 is a little more than one.
    return [
        [cell.replace(".", ",") if _POINTED.fullmatch(cell.strip()) else cell for cell in row]
        for row in rows
    ]


@lru_cache(maxsize=1)
def _readers() -> ReaderPool:
    """One child a web process, started with the first workbook."""
    return ReaderPool(processes=1, reader="layak.documents.tables")


def _cells_of_workbook(name: str, path: Path) -> tuple[list[list[str]], list[str]]:
    """The cells of the first sheet that holds any, and a sentence for each that is not taken."""
    result = _readers().read_one(path, name)
    if result.failure is not None:
        said = in_readers_language(result.refusal or "")
        raise Refusal(said or _("Berkas XLSX ini tidak dapat dibaca."))
    for page in result.pages:
        rows = json.loads(page)["rows"]
        if rows:
            break
    else:
        return [], []
    cells: list[list[str]] = [[] for _row in range(rows[-1][0])]
    notes = []
    for number, row in rows:
        cells[number - 1] = [_as_typed(*cell) if cell else "" for cell in row]
        if any(cell and cell[0] == "formula" for cell in row):
            notes.append(
                _("Baris %(row)s: sel berumus tidak diambil; salin nilainya saja.")
                % {"row": number}
            )
    return cells, notes


def _as_typed(what: str, text: str) -> str:
    """A cell's value as people type it here: ``1214.5`` becomes ``1214,5``."""
    if what == "formula":
        return ""
    if what == "number":
        return text.replace(".", ",")
    return date_text(date.fromisoformat(text)) if what == "day" else text


def _laid_out(
    cells: Iterable[Sequence[str]], notes: Sequence[str], columns: Sequence[Column]
) -> Pasted:
    """Lay cells under the columns; a first row of headings says which is which."""
    rows = [[cell.strip() for cell in row] for row in cells]
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    found = Pasted(notes=list(notes))
    if not numbered:
        raise Refusal(_("Tidak ada baris yang dapat dibaca."))
    order: list[str | None] = [column.code for column in columns]
    heads = _headings(numbered[0][1], columns)
    if heads is not None:
        order = heads
        found.notes += _unknown_headings(numbered[0][1], heads)
        numbered = numbered[1:]
    for number, row in numbered[:MOST_ROWS]:
        found.rows.append(
            {code: cell for code, cell in zip(order, row, strict=False) if code is not None}
        )
        if extra := [cell for cell in row[len(order) :] if cell]:
            found.notes.append(
                _("Baris %(row)s: kelebihan sel, tidak dipakai: %(cells)s.")
                % {"row": number, "cells": ", ".join(f"“{cell[:40]}”" for cell in extra[:5])}
            )
    left = len(numbered) - MOST_ROWS
    if left > 0:
        said = {"most": MOST_ROWS, "left": left}
        found.notes.append(
            _("Hanya %(most)s baris pertama yang diambil; %(left)s baris tertinggal.") % said
        )
    return found


def _headings(row: Sequence[str], columns: Sequence[Column]) -> list[str | None] | None:
    """The columns that a row of headings names; None where the row is no such row."""
    names = {
        name.casefold(): column.code
        for column in columns
        for name in (column.code, *column.labels)
        if name
    }
    found = [names.get(cell.casefold()) for cell in row]
    known = [code for code in found if code]
    is_head = len(known) * 2 > sum(map(bool, row)) and len(set(known)) == len(known)
    return found if is_head else None


def _unknown_headings(row: Sequence[str], heads: Sequence[str | None]) -> list[str]:
    strange = [cell for cell, code in zip(row, heads, strict=True) if cell and code is None]
    if not strange:
        return []
    named = ", ".join(f"“{cell[:40]}”" for cell in strange[:5])
    return [_("Kolom tidak dikenal, tidak dipakai: %(columns)s.") % {"columns": named}]
