"""Write a report as DOCX that officials edit: real headings, tables, contents and page numbers.

The body is written as XML: the library's own tables become slow with thousands of rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

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
from layak.documents.typesetting import picture_png
from layak.documents.word import clean, restyle, saved, set_facts, set_up_page

_TEXT_CM = 16.7
# Headings down to this level stand in the table of contents.
_LEVELS = 2
# Where the values of fields begin, in twentieths of a point.
_FIELDS_AT = 2600
# A bold letter of a wide typeface in a heading of a table, and a cell's margins.
_LETTER, _MARGINS = 120, 216


def write_report_docx(report: Report) -> bytes:
    """Write an A4 Word document. Equal reports give equal bytes."""
    word = docx.Document()
    _set_up(word, report)
    body = word.element.body
    last, fresh = body.sectPr, False
    for element in _elements(word, report):
        if element is None:
            fresh = True
            continue
        if fresh and element.tag.endswith("}p"):
            # A break of its own would leave a blank page where the page before is just full.
            WordParagraph(element, word).paragraph_format.page_break_before = True
        last.addprevious(element)
        fresh = False
    return saved(word)


def _elements(word: Any, report: Report) -> Iterator[Any]:
    """The document piece by piece; None where a new page begins."""
    yield from map(_element, _head(report))
    if report.cover:
        yield None
    if report.contents:
        yield from map(_element, _contents(report))
        yield None
    for one in report.blocks:
        if isinstance(one, PageBreak):
            yield None
        elif isinstance(one, Picture):
            yield _picture(word, one)
        else:
            yield from map(_element, _written(one))


def _set_up(word: Any, report: Report) -> None:
    section = set_up_page(word, landscape=report.landscape)
    section.left_margin, section.right_margin = Cm(2.3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    for level, size in ((1, 15), (2, 12.5), (3, 11)):
        restyle(word.styles[f"Heading {level}"], size, RGBColor(14, 90, 89))
    restyle(word.styles["TOC Heading"], 15, RGBColor(14, 90, 89))
    restyle(word.styles["Caption"], 9, RGBColor(85, 96, 90))
    set_facts(
        word,
        title=report.title,
        subject=report.subtitle,
        author=report.letterhead[0] if report.letterhead else "",
        dated=report.dated,
        language=report.language,
    )
    head = section.header.paragraphs[0]
    head.text = clean(" · ".join(filter(None, [report.subtitle, report.mark.upper()])))
    foot = section.footer.paragraphs[0]
    foot.text = clean(f"{report.foot}  ") if report.foot else ""
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


def _contents(report: Report) -> Iterator[str]:
    """Contents that an office program gives page numbers; until then they name the parts."""
    yield _p("Daftar isi", style="TOC Heading", bold=True, size=15)
    parts = [one for one in report.blocks if isinstance(one, Heading) and one.level <= _LEVELS]
    for at, one in enumerate(parts):
        runs = _run(one.text)
        runs = (_field_begin(f'TOC \\o "1-{_LEVELS}" \\h \\z \\u') if at == 0 else "") + runs
        runs += _FIELD_END if at == len(parts) - 1 else ""
        yield _p_of(runs, indent=300 * (one.level - 1), after=20)


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
        empty = f'<w:tc><w:tcPr><w:tcW w:w="4700" w:type="dxa"/></w:tcPr>{_p("")}</w:tc>'
        # Who signs alone signs below the date.
        cells = empty + cells if len(block.signers) == 1 else cells + empty
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
        yield _p_of(_run(label) + tab + _run(f": {value}"), tab=_FIELDS_AT)


def _as_grid(table: Table) -> Grid:
    columns = [
        Column(*column) for column in zip(table.columns, table.widths, table.numeric, strict=True)
    ]
    return Grid(columns, table.rows, table.caption)


def _grid(grid: Grid) -> Iterator[str]:
    if grid.caption:
        yield _p(grid.caption, style="Caption", keep=True)
    widths = _widths(grid.columns)
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


def _widths(columns: Sequence[Column]) -> list[int]:
    """The columns' widths in twentieths of a point; no word of a heading breaks for want of room.

    What narrow ones need beyond their share comes from those with room to spare.
    """
    whole = sum(column.share for column in columns)
    widths = [int(_TEXT_CM * 567 * column.share / whole) for column in columns]
    least = [
        _LETTER * max((len(word) for word in column.title.split()), default=0) + _MARGINS
        for column in columns
    ]
    spare = [max(width - low, 0) for width, low in zip(widths, least, strict=True)]
    lacking = sum(max(low - width, 0) for width, low in zip(widths, least, strict=True))
    if lacking > sum(spare):
        return widths
    return [
        max(width, low) - (lacking * room // sum(spare) if room else 0)
        for width, low, room in zip(widths, least, spare, strict=True)
    ]


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
    shape._inline.docPr.set("descr", clean(block.said))
    element = paragraph._p
    element.getparent().remove(element)
    return element


# --- pieces of XML --------------------------------------------------------------------------


def _element(text: str) -> Any:
    return parse_xml(
        text if "xmlns:w=" in text[:400] else text.replace(">", f" {nsdecls('w')}>", 1)
    )


def _run(text: str, *, bold: bool = False, size: float = 0, colour: str = "") -> str:
    facts = "<w:b/>" if bold else ""
    facts += f"<w:color w:val={quoteattr(colour)}/>" if colour else ""
    facts += f'<w:sz w:val="{int(size * 2)}"/>' if size else ""
    lines = clean(text).replace("\r\n", "\n").split("\n")
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
    facts += f'<w:ind w:left="{tab}" w:hanging="{tab}"/>' if tab else ""
    facts += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{facts}</w:pPr>{runs}</w:p>"


def _field(code: str) -> str:
    return f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _field_begin(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
