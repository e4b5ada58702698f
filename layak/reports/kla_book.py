"""The report as a workbook: change points of an item, and rows, blocks and level follow."""

from collections.abc import Sequence
from decimal import Decimal

from layak.documents.databook import (
    DataBook,
    DataColumn,
    DataSheet,
    Formula,
    Value,
    place,
    span,
)
from layak.reports import pieces
from layak.reports.city import STAGES, CityData, Part
from layak.reports.kla import used

SUMMARY, ROWS, ITEMS, PAPERS, LEVELS = "Ringkasan", "Indikator", "Butir", "Data dukung", "Peringkat"
# Columns of the items before the points of the stages.
_ITEM_HEAD = 5
_ROW_HEAD = 4
_BLOCK_HEAD = 3


def kla_book(data: CityData, title: str = "") -> DataBook:
    """Items hold values; the points of indicators, blocks and the whole are formulas."""
    sheets = [_summary(data), _rows(data), _items(data), _papers(data)]
    if data.levels:
        sheets.append(_levels(data))
    return DataBook(
        title=title or f"Laporan {data.evaluation}",
        subtitle=f"{data.city}, siklus {data.year}, {STAGES[data.stage].lower()}; "
        f"{pieces.foot(data)}",
        dated=data.day,
        sheets=sheets,
        mark=pieces.mark(data),
        author=pieces.letterhead(data)[0],
    )


def _stage_columns(data: CityData) -> list[DataColumn]:
    return [DataColumn(STAGES[stage], 14, 2) for stage in data.stages]


def _items(data: CityData) -> DataSheet:
    rows: list[list[Value]] = [
        [
            item.code,
            indicator.code,
            item.text,
            item.answer or ("belum dijawab" if item.applies else "tidak berlaku"),
            item.attainable,
            *(item.points[stage] if item.applies else None for stage in data.stages),
            item.lead,
            item.measured,
            item.narrative,
            "; ".join(f"[{one.number}]" for one in item.cites),
            "; ".join(one.note for one in item.noted),
        ]
        for indicator in data.indicators
        for item in indicator.items
    ]
    columns = [
        DataColumn("Butir", 9),
        DataColumn("Indikator", 10),
        DataColumn("Pertanyaan", 60),
        DataColumn("Jawaban", 24),
        DataColumn("Maksimum", 11, 2),
        *_stage_columns(data),
        DataColumn("Penanggung jawab", 22),
        DataColumn("Nilai ukur", 26),
        DataColumn("Uraian", 60),
        DataColumn("Data dukung", 20),
        DataColumn("Catatan verifikator", 44),
    ]
    return DataSheet(ITEMS, columns, rows)


def _rows(data: CityData) -> DataSheet:
    """An indicator counts each item up to its maximum, and itself up to its own."""
    count = len(data.items)
    codes, most = _of(ITEMS, 1, count), _of(ITEMS, 4, count)
    rows: list[list[Value]] = []
    for block in data.blocks:
        for row in block.parts:
            at = len(rows)
            own = [
                _won(row, stage, place(at, 0), place(at, 3), codes, most, _of(ITEMS, column, count))
                for column, stage in enumerate(data.stages, _ITEM_HEAD)
            ]
            rows.append([row.code, block.code, row.name, row.attainable, *own])
    columns = [
        DataColumn("Indikator", 10),
        DataColumn("Blok", 8),
        DataColumn("Nama", 60),
        DataColumn("Maksimum", 11, 2),
        *_stage_columns(data),
    ]
    return DataSheet(ROWS, columns, rows)


def _won(  # noqa: PLR0917 - the parts of one formula
    row: Part, stage: str, code: str, own_most: str, codes: str, most: str, given: str
) -> Formula:
    capped = f"SUMPRODUCT(({codes}={code})*({given}<{most})*{given})"
    full = f"SUMPRODUCT(({codes}={code})*({given}>={most})*{most})"
    return Formula(f"=MIN({own_most},{capped}+{full})", row.points[stage])


def _summary(data: CityData) -> DataSheet:
    count, last = len(data.indicators), len(data.blocks)
    blocks = _of(ROWS, 1, count)
    rows: list[list[Value]] = [
        [
            block.code,
            f"{block.label}: {block.name}",
            block.attainable,
            *(
                Formula(
                    f"=SUMIFS({_of(ROWS, column, count)},{blocks},{place(at, 0)})",
                    block.points[stage],
                )
                for column, stage in enumerate(data.stages, _ROW_HEAD)
            ),
        ]
        for at, block in enumerate(data.blocks)
    ]
    sums = [
        _sum(column, last, data.totals[stage])
        for column, stage in enumerate(data.stages, _BLOCK_HEAD)
    ]
    rows.append(["", "Jumlah", data.attainable, *sums])
    if data.levels:
        rows.append(
            [
                "",
                "Peringkat",
                None,
                *(
                    _level(data, stage, place(last, column))
                    for column, stage in enumerate(data.stages, _BLOCK_HEAD)
                ),
            ]
        )
    columns = [
        DataColumn("Blok", 8),
        DataColumn("Nama", 60),
        DataColumn("Maksimum", 11, 2),
        *_stage_columns(data),
    ]
    return DataSheet(SUMMARY, columns, rows, frozenset({last, last + 1}))


def _sum(column: int, rows: int, value: Decimal) -> Formula:
    return Formula(f"=SUM({place(0, column)}:{place(rows - 1, column)})", value)


def _level(data: CityData, stage: str, total: str) -> Formula:
    """The highest level whose floor is reached; below the lowest there is none."""
    count = len(data.levels)
    floors, names = _of(LEVELS, 0, count), _of(LEVELS, 2, count)
    none = "belum mencapai"
    found = f'=IF({total}<MIN({floors}),"{none}",LOOKUP({total},{floors},{names}))'
    return Formula(found, data.awards[stage] or none)


def _levels(data: CityData) -> DataSheet:
    rows: Sequence[Sequence[Value]] = [
        [level.floor, level.ceiling, level.name] for level in data.levels
    ]
    columns = [DataColumn("Mulai", 12, 2), DataColumn("Sampai", 12, 2), DataColumn("Peringkat", 24)]
    return DataSheet(LEVELS, columns, rows)


def _papers(data: CityData) -> DataSheet:
    rows: list[list[Value]] = [
        [paper.number, paper.name, paper.annex, used(paper), paper.sha256] for paper in data.papers
    ]
    columns = [
        DataColumn("No.", 7, 0),
        DataColumn("Dokumen", 44),
        DataColumn("Lampiran", 44),
        DataColumn("Dipakai di butir", 34),
        DataColumn("SHA-256", 68),
    ]
    return DataSheet(PAPERS, columns, rows)


def _of(sheet: str, column: int, rows: int) -> str:
    """All cells of a column of another sheet."""
    return f"'{sheet}'!{span(column, rows)}"


__all__ = ["ITEMS", "LEVELS", "PAPERS", "ROWS", "SUMMARY", "kla_book"]
