"""Write figures as a workbook, and a template to fill in. Values only, never a formula."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from layak.measures import groups
from layak.measures.columns import COLUMNS
from layak.measures.models import Measure, Observation, Source
from layak.measures.periods import last_finished
from layak.measures.queries import day_in
from layak.organizations.models import Kind, Organization

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What one sheet holds, less the row of headings and some room.
MOST_ROWS = 100_000
_GUIDE = (
    "Satu baris untuk satu angka: ukuran, wilayah, periode, dan sumber.",
    "Wilayah: kode resminya, atau nama kecamatan dan kelurahan. Tanpa keduanya: seluruh kota.",
    "Persentase ditulis 22,3 atau 22,3%; jumlah ditulis 1.214 atau 1214. Jangan memakai rumus.",
    "Bila pembilang dan penyebut diisi, nilai persentase boleh dikosongkan.",
    "Baris tanpa angka dilewati. Berkas yang sama boleh diimpor berulang kali.",
    "Jangan menulis nama anak atau NIK.",
)
_NUMBERS = frozenset({"value", "numerator", "denominator", "coverage"})


def write_figures(region: Organization, rows: Iterable[Observation], *, at: datetime) -> bytes:
    """Figures as a workbook; imported as it is, nothing changes.

    ``rows`` know their measure, source and region with its parent.
    """
    return _write(region, (_line(row) for row in rows), at)


def write_template(region: Organization, measure: Measure | None, *, at: datetime) -> bytes:
    """A row for each area that the measure is asked for, for the newest finished period.

    Without a measure only the headings.
    """
    if measure is None:
        return _write(region, (), at)
    period = last_finished(day_in(region, at), measure.cadence)
    # Above a city only places with a city's own code are listed: its villages are too many.
    level = measure.level if region.kind == Kind.CITY else Kind.CITY
    areas = Organization.objects.within(region).filter(kind=level).select_related("parent")
    lines = [
        {"measure": measure.name, "period": period.code, **_place(area)}
        for area in areas.order_by("path")
    ]
    return _write(region, lines, at)


def _line(row: Observation) -> dict[str, object]:
    parts = groups.parts_of(row.group)
    other = next((name for name in parts if name in list(groups.DIMENSIONS)[3:]), "")
    told: dict[str, object] = {
        "measure": row.measure.name,
        **_place(row.region),
        "period": row.period.code,
        "source": row.source.name,
        **{name: getattr(row, name) for name in _NUMBERS},
        **{
            name: groups.VALUES[name][parts[name]]
            for name in (groups.SEX, groups.AGE)
            if name in parts
        },
        "disability": {"yes": "Ya", "no": "Tidak"}.get(parts.get(groups.DISABILITY, ""), ""),
        "other": f"{groups.DIMENSIONS[other]}: {groups.VALUES[other][parts[other]]}"
        if other
        else "",
        "method": row.method,
        "citation": row.citation,
        "note": row.note,
    }
    # A share travels with its sign: a bare 0.5 could be read as half of everything.
    for name in ("value", "coverage"):
        if told[name] is not None and (name == "coverage" or row.measure.is_share):
            told[name] = _percent(getattr(row, name))
    return told


def _percent(value: Decimal) -> str:
    return format(value.normalize(), "f").replace(".", ",") + "%"


def _place(region: Organization) -> dict[str, object]:
    village = region.name if region.kind == Kind.VILLAGE else ""
    district = region if region.kind == Kind.DISTRICT else region.parent if village else None
    return {
        "code": region.region_code or region.path,
        "district": district.name if district else "",
        "village": village,
    }


def _write(region: Organization, lines: Iterable[dict[str, object]], at: datetime) -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"constant_memory": True})
    book.set_properties({"title": f"Angka {region.name}", "created": at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bg_color": "#E2EEEC", "border": 1, "valign": "top"})
    sheet = book.add_worksheet("Angka")
    sheet.freeze_panes(1, 2)
    for column, one in enumerate(COLUMNS):
        sheet.set_column(column, column, one.width)
        sheet.write_string(0, column, one.title, head)
        if one.hint:
            sheet.write_comment(0, column, one.hint)
    for row, line in enumerate(lines, 1):
        for column, one in enumerate(COLUMNS):
            _cell(sheet, row, column, line.get(one.key))
    _guide(book.add_worksheet("Petunjuk"), book.add_format({"bold": True}))
    book.close()
    return made.getvalue()


def _cell(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, int | Decimal):
        sheet.write_number(row, column, value)
    elif value:
        # write_string, not write: a text that begins with "=" never becomes a formula.
        sheet.write_string(row, column, str(value))


def _guide(sheet: Any, bold: Any) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 60)
    for row, sentence in enumerate(_GUIDE):
        sheet.write_string(row, 0, sentence)
    lists: Sequence[tuple[str, Iterable[str]]] = (
        ("Ukuran", [row.name for row in Measure.objects.all()]),
        ("Sumber", [row.name for row in Source.objects.all()]),
    )
    row = len(_GUIDE) + 1
    for title, words in lists:
        sheet.write_string(row, 0, title, bold)
        for word in words:
            row += 1
            sheet.write_string(row, 0, word)
        row += 2
