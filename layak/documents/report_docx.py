"""Write a report as DOCX that officials edit: real headings, tables, contents and page numbers.

The body is written as XML: the library's own tables become slow with thousands of rows.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor

from layak.documents.plain import (
    Cell,
    Fields,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Table,
    cell_text,
)
from layak.documents.report import (
    Column,
    Entry,
    Figures,
    Grid,
    Picture,
    References,
    Report,
    ReportBlock,
    Signatures,
    Signer,
)
from layak.documents.report_pdf import picture_png

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TEXT_CM = 16.7
# Characters that no XML document may hold.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_report_docx(report: Report) -> bytes:
    """Write an A4 Word document. Equal reports give equal bytes."""
    word = docx.Document()
    _set_up(word, report)
    body = word.element.body
    last = body.sectPr
    for block in [*_head(report), *_contents(report)]:
        last.addprevious(_element(block))
    for one in report.blocks:
        if isinstance(one, Picture):
            last.addprevious(_picture(word, one))
            continue
        for text in _written(one):
            last.addprevious(_element(text))
    made = BytesIO()
    word.save(made)
    return _with_fixed_times(made)


def _set_up(word: Any, report: Report) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if report.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(2.3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    styles = word.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Times New Roman", Pt(11)
    for level, size in ((1, 15), (2, 12.5), (3, 11)):
        font = styles[f"Heading {level}"].font
        font.name, font.size, font.color.rgb = "Times New Roman", Pt(size), RGBColor(14, 90, 89)
    facts = word.core_properties
    facts.title, facts.subject = _clean(report.title)[:255], _clean(report.subtitle)[:255]
    facts.author = facts.last_modified_by = _clean(
        report.letterhead[0] if report.letterhead else ""
    )
    made = datetime.combine(report.dated, time(8), tzinfo=UTC).replace(tzinfo=None)
    facts.created = facts.modified = made
    facts.language, facts.comments = report.language, ""
    head = section.header.paragraphs[0]
    head.text = _clean(" · ".join(filter(None, [report.subtitle, report.mark.upper()])))
    foot = section.footer.paragraphs[0]
    foot.text = _clean(f"{report.foot}  ") if report.foot else ""
    for line in (head, foot):
        for run in line.runs:
            run.font.size = Pt(8.5)
    foot._p.append(_element(_field("PAGE")))


def _head(report: Report) -> Iterator[str]:
    for at, line in enumerate(report.letterhead):
        address = at == len(report.letterhead) - 1 and at > 0
        yield _p(
            line if address else line.upper(),
            size=9 if address else 13,
            bold=not address,
            align="center",
        )
    space = 3200 if report.cover else 240
    yield _p(report.title, size=24 if report.cover else 15, bold=True, align="center", before=space)
    yield _p(report.subtitle, size=13, align="center")
    if report.mark:
        yield _p(report.mark.upper(), bold=True, align="center", colour="8A4A00")
    if report.facts:
        yield _p("", before=space // 2)
        yield from _fields(report.facts)
    if report.cover:
        yield _BREAK


def _contents(report: Report) -> Iterator[str]:
    if report.contents:
        yield _p("Daftar isi", style="TOC Heading", bold=True, size=15)
        hint = "Klik kanan, lalu pilih “Perbarui bidang” untuk menampilkan daftar isi."
        yield _p_of(_field_runs('TOC \\o "1-2" \\h \\z \\u', hint))
        yield _BREAK


def _written(block: ReportBlock) -> Iterable[str]:  # noqa: C901, PLR0911 - one line a block
    match block:
        case Heading(text, level):
            return [_p(text, style=f"Heading{level}")]
        case Paragraph(text):
            return [_p(text, align="both")]
        case Items(items, numbered):
            style = "ListNumber" if numbered else "ListBullet"
            return [_p(item, style=style) for item in items]
        case Fields(rows):
            return list(_fields(rows))
        case PageBreak():
            return [_BREAK]
        case Grid():
            return _grid(block)
        case Table():
            return _grid(_as_grid(block))
        case Figures(rows):
            values = [value for value, _label in rows]
            labels = [label for _value, label in rows]
            columns = [Column(label) for label in labels]
            return _grid(Grid(columns, [values], strong=frozenset({0})))
        case Entry():
            return _entry(block)
        case References():
            return _references(block)
        case Signatures():
            return _signatures(block)
    raise TypeError(f"{type(block).__name__} is not written as DOCX")


def _entry(block: Entry) -> Iterator[str]:
    head = f"{_run(block.code + '  ', bold=True, colour='0E5A59')}{_run(block.title, bold=True)}"
    yield _p_of(head + _run(f"  ({block.result})"), before=160, keep=True)
    for label, value in block.lines:
        yield _p_of(_run(f"{label}: ", colour="55605A") + _run(value), indent=600)
    if block.table:
        yield from _grid(_as_grid(block.table))
    if block.cites:
        said = "; ".join(f"[{cite.number}] {cite.text}" for cite in block.cites)
        yield _p_of(_run("Data dukung: ", colour="55605A") + _run(said), indent=600)


def _references(block: References) -> Iterable[str]:
    shares = (0.35, 1.5, 1.5, 1.0)
    columns = [Column(title, share) for title, share in zip(block.titles, shares, strict=True)]
    rows = [[str(row.number), row.name, row.place, row.uses] for row in block.rows]
    return _grid(Grid(columns, rows))


def _signatures(block: Signatures) -> Iterator[str]:
    yield _p(block.place_and_date, align="right", before=300, keep=True)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="4700" w:type="dxa"/></w:tcPr>{_signer(one)}</w:tc>'
        + (
            "</w:tr><w:tr><w:trPr><w:cantSplit/></w:trPr>"
            if at % 2 and at + 1 < len(block.signers)
            else ""
        )
        for at, one in enumerate(block.signers)
    )
    if len(block.signers) % 2:
        cells += f'<w:tc><w:tcPr><w:tcW w:w="4700" w:type="dxa"/></w:tcPr>{_p("")}</w:tc>'
    grid = '<w:tblGrid><w:gridCol w:w="4700"/><w:gridCol w:w="4700"/></w:tblGrid>'
    yield (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="9400" w:type="dxa"/></w:tblPr>{grid}'
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"
    )
    yield _p("")


def _signer(signer: Signer) -> str:
    name = signer.name or "." * 40
    return "".join(
        (
            _p(signer.role),
            _p(f"{signer.office},", after=1100),
            _p(name, bold=bool(signer.name)),
            _p(f"NIP {signer.number}"),
        )
    )


def _fields(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    for label, value in rows:
        tab = "<w:r><w:tab/></w:r>"
        yield _p_of(_run(label) + tab + _run(f": {value}"), tab=3400)


def _as_grid(table: Table) -> Grid:
    columns = [
        Column(
            name,
            min(max(5, *(len(cell_text(row[at])) for row in [table.columns, *table.rows])), 30),
            numeric=bool(table.rows) and all(not isinstance(row[at], str) for row in table.rows),
        )
        for at, name in enumerate(table.columns)
    ]
    return Grid(columns, table.rows, table.caption)


def _grid(grid: Grid) -> Iterator[str]:
    if grid.caption:
        yield _p(grid.caption, style="Caption", keep=True)
    whole = sum(column.share for column in grid.columns)
    widths = [int(_TEXT_CM * 567 * column.share / whole) for column in grid.columns]
    head = "".join(
        _cell(column.title, width, column, bold=True, fill="E4EFEC")
        for column, width in zip(grid.columns, widths, strict=True)
    )
    rows = "".join(
        "<w:tr>"
        + "".join(
            _cell(
                value,
                width,
                column,
                bold=at in grid.strong,
                fill="F3EEE3" if at in grid.strong else "",
            )
            for value, width, column in zip(row, widths, grid.columns, strict=True)
        )
        + "</w:tr>"
        for at, row in enumerate(grid.rows)
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )
    yield _p("", size=6)


def _cell(value: Cell, width: int, column: Column, *, bold: bool, fill: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    align = "right" if column.numeric else "left"
    text = _p(cell_text(value), size=9, bold=bold, align=align, after=20)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{text}</w:tc>'


def _picture(word: Any, block: Picture) -> Any:
    """A paragraph with the drawing as a picture; its words go along for readers."""
    paragraph = word.add_paragraph()
    shape = paragraph.add_run().add_picture(
        BytesIO(picture_png(block.svg, block.width_cm)), width=Cm(block.width_cm)
    )
    shape._inline.docPr.set("descr", _clean(block.said))
    element = paragraph._p
    element.getparent().remove(element)
    return element


# --- pieces of XML --------------------------------------------------------------------------


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _element(text: str) -> Any:
    return parse_xml(
        text if "xmlns:w=" in text[:400] else text.replace(">", f" {nsdecls('w')}>", 1)
    )


def _run(text: str, *, bold: bool = False, size: float = 0, colour: str = "") -> str:
    facts = "<w:b/>" if bold else ""
    facts += f"<w:color w:val={quoteattr(colour)}/>" if colour else ""
    facts += f'<w:sz w:val="{int(size * 2)}"/>' if size else ""
    lines = _clean(text).replace("\r\n", "\n").split("\n")
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r><w:rPr>{facts}</w:rPr>{said}</w:r>"


def _p(
    text: str,
    *,
    style: str = "",
    bold: bool = False,
    size: float = 0,
    align: str = "",
    before: int = 0,
    after: int = 60,
    keep: bool = False,
    colour: str = "",
) -> str:
    run = _run(text, bold=bold, size=size, colour=colour) if text else ""
    return _p_of(run, style=style, align=align, before=before, after=after, keep=keep)


def _p_of(
    runs: str,
    *,
    style: str = "",
    align: str = "",
    before: int = 0,
    after: int = 60,
    indent: int = 0,
    tab: int = 0,
    keep: bool = False,
) -> str:
    facts = f"<w:pStyle w:val={quoteattr(style.replace(' ', ''))}/>" if style else ""
    facts += "<w:keepNext/>" if keep else ""
    facts += f'<w:tabs><w:tab w:val="left" w:pos="{tab}"/></w:tabs>' if tab else ""
    # Headings keep the distances of their own style.
    if not style:
        facts += f'<w:spacing w:before="{before}" w:after="{after}"/>'
    facts += f'<w:ind w:left="{indent}"/>' if indent else ""
    facts += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{facts}</w:pPr>{runs}</w:p>"


def _field(code: str) -> str:
    return f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _field_runs(code: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{_run(shown)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def _with_fixed_times(package: BytesIO) -> bytes:
    """Write the same members again with one fixed time, so that equal content is equal bytes."""
    made = BytesIO()
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(made, "w") as target:
        for member in source.infolist():
            fixed = zipfile.ZipInfo(member.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(member))
    return made.getvalue()
