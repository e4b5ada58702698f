"""Set a report on A4 as tagged PDF/A-2a with bookmarks. Equal reports give equal bytes."""

from dataclasses import asdict
from typing import Any

from layak.documents.plain import Table, cell_text
from layak.documents.report import Entry, Grid, Report, ReportBlock
from layak.documents.typesetting import set_pdf


def write_report_pdf(report: Report) -> bytes:
    """Set the report. Raises ``RuntimeError`` when the typesetter refuses it."""
    return set_pdf("report.typ", _described(report), report.dated)


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
    return {
        "kind": "grid",
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [[cell_text(cell) for cell in row] for row in table.rows],
        "widths": table.widths,
        "numeric": table.numeric,
        "strong": [],
    }
