"""Set a report on A4 as tagged PDF/A-2a with bookmarks. Equal reports give equal bytes."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from layak.documents.plain import Table, cell_text
from layak.documents.report import Entry, Grid, Report, ReportBlock

_TEMPLATE = Path(__file__).with_name("report.typ")
# For archives, with tags for those who are read to; the typesetter checks it.
STANDARD: Literal["a-2a"] = "a-2a"


def write_report_pdf(report: Report) -> bytes:
    """Set the report. Raises ``RuntimeError`` when the typesetter refuses it."""
    made = typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(_described(report), ensure_ascii=False)},
        timestamp=datetime.combine(report.dated, time(8), tzinfo=UTC),
        pdf_standards=[STANDARD],
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no PDF")
    return made


def picture_png(svg: str, width_cm: float) -> bytes:
    """Draw an SVG as a picture for writers that take none, at 200 dots an inch."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: '
        f"{width_cm}cm)"
    )
    made = typst.compile(
        source.encode(),
        format="png",
        ppi=200,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"svg": svg},
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no picture")
    return made


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False)


def _described(report: Report) -> dict[str, Any]:
    day = report.dated
    head = report.letterhead
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "author": head[max(len(head) - 2, 0)] if head else "",
        "dated": {"year": day.year, "month": day.month, "day": day.day},
        "letterhead": list(head),
        "facts": [list(row) for row in report.facts],
        "mark": report.mark,
        "foot": report.foot,
        "cover": report.cover,
        "contents": report.contents,
        "landscape": report.landscape,
        "stamped": report.stamped,
        "language": report.language,
        "blocks": [_described_block(block) for block in report.blocks],
    }


def _described_block(block: ReportBlock) -> dict[str, Any]:
    match block:
        case Grid():
            return _described_grid(block)
        case Table():
            return _described_table(block)
        case Entry():
            table = _described_table(block.table) if block.table else None
            cites = [asdict(cite) for cite in block.cites]
            lines = [list(line) for line in block.lines]
            return {
                "kind": "entry",
                "code": block.code,
                "title": block.title,
                "result": block.result,
                "lines": lines,
                "table": table,
                "cites": cites,
            }
    return {"kind": type(block).__name__.lower(), **asdict(block)}


def _described_grid(grid: Grid) -> dict[str, Any]:
    return {
        "kind": "grid",
        "caption": grid.caption,
        "columns": [column.title for column in grid.columns],
        "rows": [[cell_text(cell) for cell in row] for row in grid.rows],
        "widths": [column.share for column in grid.columns],
        "numeric": [column.numeric for column in grid.columns],
        "strong": sorted(grid.strong),
    }


def _described_table(table: Table) -> dict[str, Any]:
    """A plain table: its columns share the width by their longest text."""
    rows = [[cell_text(cell) for cell in row] for row in table.rows]
    places = range(len(table.columns))
    return {
        "kind": "grid",
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": rows,
        "widths": [
            min(max(5, *(len(row[at]) for row in [list(table.columns), *rows])), 30)
            for at in places
        ],
        "numeric": [
            bool(table.rows) and all(not isinstance(row[at], str) for row in table.rows)
            for at in places
        ],
        "strong": [],
    }
