"""Read a small table that somebody sends: CSV or XLSX, the first row naming the columns.

Values only. What a workbook unpacks to is measured before it is read.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from layak.lib.errors import Refusal

LARGEST = 2 * 1024 * 1024  # bytes
UNPACKED = 32 * 1024 * 1024  # bytes
MOST_ROWS = 3_000
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One row: ``number`` as a spreadsheet counts it, cells by column name in small letters."""

    number: int
    cells: Mapping[str, str]


def read_lines(data: bytes) -> list[Line]:
    """Read the rows of a CSV or XLSX file. Raises ``Refusal`` when it is neither, or too large."""
    if len(data) > LARGEST:
        raise Refusal(_("Berkas ini lebih besar dari 2 MB."))
    grid = _workbook(data) if data.startswith(b"PK") else _comma_separated(data)
    rows = [(number, row) for number, row in enumerate(grid, start=1) if any(row)]
    if len(rows) < 2:
        raise Refusal(_("Berkas ini tidak berisi tabel dengan judul kolom dan baris."))
    if len(rows) > MOST_ROWS + 1:
        raise Refusal(_("Berkas ini lebih dari %(most)s baris; bagilah.") % {"most": MOST_ROWS})
    names = [" ".join(cell.casefold().split()) for cell in rows[0][1]]
    return [Line(number, dict(zip(names, row, strict=False))) for number, row in rows[1:]]


def _comma_separated(data: bytes) -> Iterator[Sequence[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(
            _("Berkas ini bukan CSV (UTF-8) atau XLSX. Simpan ulang sebagai salah satunya.")
        ) from error
    if "\0" in text:
        raise Refusal(
            _("Berkas ini bukan CSV (UTF-8) atau XLSX. Simpan ulang sebagai salah satunya.")
        )
    first = text.partition("\n")[0]
    # Excel with Indonesian settings parts with semicolons.
    mark = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise Refusal(
            _("CSV ini rusak: ada sel yang tidak tertutup atau terlalu panjang.")
        ) from error


def _workbook(data: bytes) -> Iterator[Sequence[str]]:
    refusal = _("Buku kerja ini tidak dapat dibaca. Simpan ulang sebagai XLSX atau CSV.")
    try:
        _measure(data)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        grid = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 10)
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError, IndexError) as error:
        raise Refusal(refusal) from error
    for row in grid:
        yield [_cell(value) for value in row]


def _measure(data: bytes) -> None:
    """Refuse a workbook that unpacks to much more than it says."""
    left = UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for member in packed.infolist():
            with packed.open(member) as source:
                while piece := source.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Refusal(_("Buku kerja ini terlalu besar sesudah dibuka."))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value).strip()
