"""Write the registry as a workbook to fill in, and an empty one. Values only, never a formula."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from layak.facilities.columns import COLUMNS, KIND_TITLES, KIND_WORD, NO, YES
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.queries import Areas, areas_of
from layak.organizations.models import Kind, Organization

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMPTY_ROWS = 500
_DAYS = frozenset({"standard_on", "valid_until"})
_CHOICES = {"standard_met": [YES, NO], "used": [YES, NO]}
_GUIDE = (
    "Isi satu baris untuk setiap fasilitas. Jenis dan Nama wajib diisi.",
    "Kecamatan dan Kelurahan/Desa kosong berarti fasilitas itu melayani seluruh kota.",
    "Tanggal ditulis lengkap, misalnya 29 Mei 2026. Jangan memakai rumus.",
    "Sel kosong pada fasilitas yang sudah terdaftar berarti tidak diubah.",
    "Berkas yang sama boleh diimpor berulang kali; baris yang tidak berubah dilewati.",
    "Jangan menulis nama anak, NIK, atau kontak pribadi.",
)


def write_registry(city: Organization, rows: Iterable[Facility], *, at: datetime) -> bytes:
    """The facilities as a workbook; imported as it is, nothing changes.

    ``rows`` know their region with its parent, and their operator.
    """
    return _write(city, [_line(row) for row in rows], areas_of(city), at)


def write_template(city: Organization, *, at: datetime) -> bytes:
    """An empty workbook with the words that may be chosen in it."""
    return _write(city, [], areas_of(city), at)


def _line(facility: Facility) -> list[str | date]:
    region = facility.region
    village = region if region.kind == Kind.VILLAGE else None
    district = region if region.kind == Kind.DISTRICT else village and region.parent
    told: dict[str, str | date | None] = {
        "kind": KIND_WORD[FacilityKind(facility.kind)],
        "name": facility.name,
        "aliases": "; ".join(facility.aliases),
        "district": district.name if district else "",
        "village": village.name if village else "",
        "operator": facility.operator.name if facility.operator else "",
        "contact": facility.contact,
        "standard_met": YES if facility.standard_met else NO,
        "standard_on": facility.standard_on,
        "certificate": facility.certificate,
        "valid_until": facility.valid_until,
        "used": {True: YES, False: NO}.get(bool(facility.used), "")
        if facility.used is not None
        else "",
        "note": " ".join(facility.note.split()),
    }
    return [told[column.key] or "" for column in COLUMNS]


def _write(
    city: Organization, lines: Sequence[Sequence[str | date]], areas: Areas, at: datetime
) -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    # Equal content is equal bytes but for the instant it was written.
    book.set_properties({"title": f"Fasilitas {city.name}", "created": at.replace(tzinfo=None)})
    formats = {
        "head": book.add_format(
            {"bold": True, "bg_color": "#E2EEEC", "border": 1, "valign": "top"}
        ),
        "bold": book.add_format({"bold": True}),
        "day": book.add_format({"num_format": "dd-mm-yyyy", "align": "left"}),
    }
    _fill(book.add_worksheet("Fasilitas"), lines, areas, formats)
    _guide(book.add_worksheet("Petunjuk"), formats)
    _list_areas(book.add_worksheet("Wilayah"), areas, formats)
    book.close()
    return made.getvalue()


def _fill(
    sheet: Any, lines: Sequence[Sequence[str | date]], areas: Areas, formats: dict[str, Any]
) -> None:
    sheet.freeze_panes(1, 2)
    last = len(lines) + _EMPTY_ROWS
    for at, column in enumerate(COLUMNS):
        is_day = column.key in _DAYS
        sheet.set_column(at, at, column.width, formats["day"] if is_day else None)
        sheet.write_string(0, at, column.title, formats["head"])
        if column.hint:
            sheet.write_comment(0, at, column.hint)
        if choices := _choices(column.key, areas):
            sheet.data_validation(1, at, last, at, choices)
    for row, line in enumerate(lines, 1):
        for at, value in enumerate(line):
            if isinstance(value, date):
                sheet.write_datetime(row, at, value, formats["day"])
            elif value:
                # write_string, not write: a text that begins with "=" never becomes a formula.
                sheet.write_string(row, at, value)


def _choices(key: str, areas: Areas) -> dict[str, Any] | None:
    if key == "kind":
        words: list[str] = list(KIND_WORD.values())
    elif key == "district":
        words = [district.name for district in areas.districts]
    else:
        words = _CHOICES.get(key, [])
    # A list inside the file may hold 255 characters; longer ones are refused by spreadsheets.
    if not words or len(",".join(words)) > 255:
        return None
    return {"validate": "list", "source": words, "error_type": "warning"}


def _guide(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 60)
    for row, sentence in enumerate(_GUIDE):
        sheet.write_string(row, 0, sentence)
    start = len(_GUIDE) + 1
    sheet.write_string(start, 0, "Kata pada kolom Jenis", formats["bold"])
    for row, (kind, word) in enumerate(KIND_WORD.items(), start + 1):
        sheet.write_string(row, 0, word)
        sheet.write_string(row, 1, KIND_TITLES[kind])


def _list_areas(sheet: Any, areas: Areas, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 1, 26)
    sheet.write_string(0, 0, "Daftar kecamatan", formats["bold"])
    sheet.write_string(0, 1, "Daftar kelurahan/desa", formats["bold"])
    row = 1
    for district in areas.districts:
        for village in areas.villages.get(district.pk, []):
            sheet.write_string(row, 0, district.name)
            sheet.write_string(row, 1, village.name)
            row += 1
