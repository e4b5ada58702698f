"""Years side by side as a workbook whose sums recalculate."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from layak.assessments.models import Stage
from layak.documents.databook import (
    DataBook,
    DataColumn,
    DataSheet,
    Formula,
    Value,
    place,
    write_databook,
)
from layak.scorecards.comparison import Comparison, Row
from layak.scorecards.comparison_page import ComparisonPage, part_names, stage_names

_PARTS_AT = 4  # the column of the first part, after code, title and both years


def write_book(page: ComparisonPage, *, day: date) -> bytes:
    """All chosen years, and each two of them that lie side by side, down to the items."""
    sheets = [_years(page)]
    for pair in page.pairs:
        if pair.whole is not None:
            sheets.append(_changes(pair))
            sheets.append(_stages(pair))
    return write_databook(
        DataBook(
            title=_("Tahun berdampingan"),
            subtitle=page.city.name,
            dated=day,
            sheets=sheets,
            mark=mark_of(page),
        )
    )


def mark_of(page: ComparisonPage) -> str:
    """What stands on every sheet where a year is an example."""
    if not page.examples:
        return ""
    years = ", ".join(str(year) for year in page.examples)
    return _("Contoh: nilai tahun %(years)s dikarang, bukan data resmi.") % {"years": years}


def _years(page: ComparisonPage) -> DataSheet:
    columns = [
        DataColumn(_("Tahun"), 8),
        DataColumn(_("Formulir"), 40),
        DataColumn(_("Peringkat"), 14),
        *(DataColumn(name, 14, 2) for name in stage_names().values()),
        DataColumn(_("Maksimum"), 12, 2),
        DataColumn(_("Tersisa"), 12, 2),
        DataColumn(_("Keterangan"), 60),
    ]
    rows: list[Sequence[Value]] = [
        [
            str(one.year),
            one.title,
            ", ".join(one.awards),
            *(one.totals.get(stage) for stage in Stage),
            one.attainable,
            one.left,
            " ".join(filter(None, [_("contoh") if one.example else "", one.source])),
        ]
        for one in page.years
    ]
    return DataSheet(_("Tahun"), columns, rows)


def _changes(pair: Comparison) -> DataSheet:
    """Blocks, indicators and items; the change of each row is the sum of its parts."""
    parts = part_names()
    columns = [
        DataColumn(_("Kode"), 10),
        DataColumn(_("Baris"), 60),
        DataColumn(str(pair.before.year), 12, 2),
        DataColumn(str(pair.after.year), 12, 2),
        *(DataColumn(name, 14, 2) for name in parts),
        DataColumn(_("Perubahan"), 14, 2),
        DataColumn(_("Tersisa"), 12, 2),
    ]
    listed = _listed(pair)
    last = _PARTS_AT + len(parts) - 1
    rows: list[Sequence[Value]] = []
    for at, (row, _strong) in enumerate(listed):
        summed = f"=SUM({place(at, _PARTS_AT)}:{place(at, last)})"
        rows.append(
            [
                row.code,
                row.title or _("Jumlah"),
                row.before.weighed.won,
                row.after.weighed.won,
                *row.change.parts,
                Formula(summed, row.change.total),
                row.after.weighed.left,
            ]
        )
    strong = frozenset(at for at, (_row, is_block) in enumerate(listed) if is_block)
    return DataSheet(_("Perubahan %(pair)s") % {"pair": pair.key}, columns, rows, strong)


def _stages(pair: Comparison) -> DataSheet:
    """The points of each row at every stage, a line a year."""
    columns = [
        DataColumn(_("Kode"), 10),
        DataColumn(_("Baris"), 60),
        DataColumn(_("Tahun"), 8),
        DataColumn(_("Maksimum"), 12, 2),
        *(DataColumn(name, 14, 2) for name in stage_names().values()),
        DataColumn(_("Tersisa"), 12, 2),
    ]
    rows: list[Sequence[Value]] = []
    strong: set[int] = set()
    for row, is_block in _listed(pair):
        title = row.title or _("Jumlah")
        for side in row.sides:
            if is_block:
                strong.add(len(rows))
            points: list[Decimal | None] = [side.stages.get(stage) for stage in Stage]
            weighed = side.weighed
            rows.append([row.code, title, str(side.year), weighed.maximum, *points, weighed.left])
    name = _("Tahap %(pair)s") % {"pair": pair.key}
    return DataSheet(name, columns, rows, frozenset(strong))


def _listed(pair: Comparison) -> list[tuple[Row, bool]]:
    """The whole, then every block with its indicators and their items; True for what stands out."""
    if pair.whole is None:
        return []
    found: list[tuple[Row, bool]] = [(pair.whole, True)]
    for block in pair.rows:
        found.append((block, True))
        for row in block.rows:
            found.append((row, False))
            found += [(item, False) for item in row.rows]
    return found
