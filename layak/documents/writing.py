"""Write documents from plain data: PDF (typst), DOCX (python-docx), XLSX (xlsxwriter).

Equal input gives equal bytes: all dates come from ``PlainDocument.dated``, fonts are the ones that
typst carries, and the member times inside DOCX and XLSX are fixed.
"""

from dataclasses import asdict
from io import BytesIO
from typing import Any

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from layak.documents.photographs import write_jpeg
from layak.documents.plain import (
    Block,
    Cell,
    Fields,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    PlainDocument,
    SignatureBlock,
    Table,
    cell_text,
)
from layak.documents.typesetting import morning_of, set_pdf
from layak.documents.word import saved, set_facts, set_up_page

__all__ = ["write_docx", "write_jpeg", "write_pdf", "write_xlsx"]


def write_pdf(document: PlainDocument) -> bytes:
    """Set the document on A4 as a tagged PDF for archives."""
    return set_pdf("letter.typ", _described(document), document.dated)


def _author(document: PlainDocument) -> str:
    """The body that issues the document: the last line above the address."""
    head = document.letterhead
    return head[max(len(head) - 2, 0)] if head else ""


def _described(document: PlainDocument) -> dict[str, Any]:
    day = document.dated
    return {
        "title": document.title,
        "number": document.number,
        "author": _author(document),
        "dated": {"year": day.year, "month": day.month, "day": day.day},
        "letterhead": list(document.letterhead),
        "landscape": document.landscape,
        "language": document.language,
        "blocks": [_described_block(block) for block in document.blocks],
    }


def _described_block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return _described_table(block)
    return {"kind": type(block).__name__.lower(), **asdict(block)}


def _described_table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [[cell_text(cell) for cell in row] for row in table.rows],
        "widths": table.widths,
        "numeric": table.numeric,
    }


# --- DOCX -----------------------------------------------------------------------------------


def write_docx(document: PlainDocument) -> bytes:
    """Write an A4 Word document with real headings, lists and tables."""
    word = docx.Document()
    _set_up_word(word, document)
    for at, line in enumerate(document.letterhead):
        address = at == len(document.letterhead) - 1 and at > 0
        _centred(word, line if address else line.upper(), 9 if address else 13, bold=not address)
    _centred(word, document.title, 13, bold=True)
    if document.number:
        _centred(word, f"Nomor: {document.number}", 11, bold=False)
    for block in document.blocks:
        _add_to_word(word, block)
    return saved(word)


def _set_up_word(word: Any, document: PlainDocument) -> None:
    set_up_page(word, landscape=document.landscape)
    set_facts(
        word,
        title=document.title,
        author=_author(document),
        dated=document.dated,
        language=document.language,
    )


def _centred(word: Any, text: str, points: int, *, bold: bool) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(points)


def _add_to_word(word: Any, block: Block) -> None:
    match block:
        case Heading(text, level):
            word.add_heading(text, level=level)
        case Paragraph(text):
            word.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        case Items(items, numbered):
            for item in items:
                word.add_paragraph(item, style="List Number" if numbered else "List Bullet")
        case Fields(rows):
            for label, value in rows:
                word.add_paragraph(f"{label}\t: {value}").paragraph_format.space_after = Pt(2)
        case Table():
            _add_table_to_word(word, block)
        case SignatureBlock():
            _sign_word(word, block)
        case PageBreak():
            word.add_page_break()


def _sign_word(word: Any, block: SignatureBlock) -> None:
    for line in _signature_lines(block):
        paragraph = word.add_paragraph(line)
        paragraph.paragraph_format.left_indent = Cm(9)
        paragraph.paragraph_format.space_after = Pt(2)


def _signature_lines(block: SignatureBlock) -> list[str]:
    number = [f"NIP {block.number}"] if block.number else []
    return [block.place_and_date, f"{block.office},", "", "", block.name, *number]


def _add_table_to_word(word: Any, table: Table) -> None:
    if table.caption:
        word.add_paragraph(table.caption, style="Caption")
    grid = word.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for row in table.rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(cell_text(value))
            if not isinstance(value, str):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph()


# --- XLSX -----------------------------------------------------------------------------------


def write_xlsx(document: PlainDocument) -> bytes:
    """Write one sheet: letterhead, title and number, then the blocks below each other."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties(
        {
            "title": document.title[:255],
            "author": _author(document)[:255],
            "created": morning_of(document.dated).replace(tzinfo=None),
        }
    )
    sheet = book.add_worksheet("Data")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 25, 18)
    bold = book.add_format({"bold": True})
    at = 0
    for line in [*document.letterhead, "", document.title, document.number]:
        sheet.write_string(at, 0, line, bold)
        at += 1
    formats = {
        "bold": bold,
        "head": book.add_format({"bold": True, "bg_color": "#E8EEEE", "border": 1}),
        "text": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"border": 1, "num_format": "#,##0.##", "valign": "top"}),
    }
    for block in document.blocks:
        at = _add_to_sheet(sheet, at + 1, block, formats)
    book.close()
    return made.getvalue()


def _add_to_sheet(sheet: Any, at: int, block: Block, formats: dict[str, Any]) -> int:
    """Write a block from row ``at`` on; the row after it."""
    match block:
        case Heading(text, _):
            sheet.write_string(at, 0, text, formats["bold"])
            return at + 1
        case Table():
            return _add_table_to_sheet(sheet, at, block, formats)
        case Fields(rows):
            for step, (label, value) in enumerate(rows):
                sheet.write_string(at + step, 0, label)
                sheet.write_string(at + step, 1, value)
            return at + len(rows)
        case _:
            lines = _lines(block)
            for step, line in enumerate(lines):
                sheet.write_string(at + step, 0, line)
            return at + len(lines)


def _lines(block: Block) -> list[str]:
    match block:
        case Paragraph(text):
            return [text]
        case Items(items, numbered):
            return [f"{n}. {item}" if numbered else item for n, item in enumerate(items, 1)]
        case SignatureBlock():
            return _signature_lines(block)
        case _:
            return []


def _add_table_to_sheet(sheet: Any, at: int, table: Table, formats: dict[str, Any]) -> int:
    if table.caption:
        sheet.write_string(at, 0, table.caption, formats["bold"])
        at += 1
    for column, name in enumerate(table.columns):
        sheet.write_string(at, column, name, formats["head"])
    for step, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, at + step, column, cell, formats)
    return at + len(table.rows) + 1


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    # write_string, not write: a text that begins with "=" is never to become a formula.
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, formats["text"])
    else:
        sheet.write_number(row, column, cell, formats["number"])
