"""The report of a city: everything a sheet says, by block and indicator. Pure."""

from collections.abc import Iterator

from layak.documents.plain import (
    Cell,
    Fields,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Table,
    date_text,
)
from layak.documents.report import (
    Cite,
    Column,
    Entry,
    Grid,
    Reference,
    References,
    Report,
    ReportBlock,
)
from layak.reports import pieces
from layak.reports.city import STAGES, CityData, Item, Paper, Part, Verdict

_NOT_ASKED = "tidak berlaku bagi daerah ini"


def kla_report(data: CityData) -> Report:
    """Lay the report out: summary, each block with its items, notes, papers, signatures."""
    return Report(
        title=f"Laporan {data.evaluation}",
        subtitle=f"{data.city}, siklus {data.year}, {STAGES[data.stage].lower()}",
        dated=data.day,
        letterhead=pieces.letterhead(data),
        facts=[
            ("Daerah", ", ".join(filter(None, [data.city, data.province]))),
            ("Siklus", str(data.year)),
            ("Tahap", STAGES[data.stage]),
            ("Keadaan", date_text(data.day)),
            ("Instrumen", data.instrument),
        ],
        blocks=tuple(_blocks(data)),
        mark=pieces.mark(data),
        foot=pieces.foot(data),
        cover=True,
        contents=True,
    )


def _blocks(data: CityData) -> Iterator[ReportBlock]:
    yield from _summary(data)
    for block in data.blocks:
        yield PageBreak()
        yield from _chapter(data, block)
    yield PageBreak()
    yield from _notes(data)
    yield from _findings(data)
    yield from _papers(data)
    yield PageBreak()
    yield Heading("Lembar pengesahan")
    yield Paragraph(
        f"Laporan evaluasi {data.award} {data.city} siklus {data.year} ini disusun dari "
        "jawaban, keputusan verifikator, dan data dukung yang tersimpan pada keadaan yang disebut "
        "di bawah, dan disahkan untuk dipergunakan sebagaimana mestinya."
    )
    yield pieces.signatures(data)
    yield Fields(pieces.proof(data))


def _summary(data: CityData) -> Iterator[ReportBlock]:
    yield Heading("Ringkasan")
    yield pieces.headline(data)
    yield Paragraph(pieces.standing(data))
    if drawn := pieces.ladder(data):
        yield drawn
    yield Paragraph(_counts(data))
    if data.warnings:
        yield Items(data.warnings)
    yield Heading("Nilai per blok", 2)
    yield pieces.block_bars(data)
    yield pieces.table_of_parts(data, data.blocks, "Blok")
    yield Heading("Nilai per indikator", 2)
    yield pieces.table_of_parts(data, data.indicators, "Indikator")


def _counts(data: CityData) -> str:
    items = data.asked
    proven = sum(bool(item.cites) for item in items)
    said = (
        f"Dari {len(items)} butir yang ditanyakan, "
        f"{sum(item.points['self'] is not None for item in items)} terjawab dan {proven} berdata "
        f"dukung. Daftar data dukung memuat {len(data.papers)} berkas."
    )
    if (left := len(data.items) - len(items)) > 0:
        said += f" {left} butir {_NOT_ASKED}."
    returned = sum(any(one.returned for one in item.verdicts) for item in items)
    adjusted = sum(any(one.kind == "adjusted" for one in item.verdicts) for item in items)
    if data.stage != "self":
        said += f" Verifikator menyesuaikan nilai {adjusted} butir dan mengembalikan {returned}."
    return said


def _chapter(data: CityData, block: Part) -> Iterator[ReportBlock]:
    own = block.name if block.label == block.name else f"{block.label}: {block.name}"
    yield Heading(own)
    yield Paragraph(f"{_reached(data, block)} {_order(data)}".strip())
    for indicator in block.parts:
        yield Heading(f"{indicator.code}. {indicator.name}", 2)
        yield Paragraph(_reached(data, indicator))
        for item in indicator.items:
            yield _entry(data, item)


def _order(data: CityData) -> str:
    """How the points in the heads of the items are to be read."""
    if len(data.stages) == 1:
        return ""
    names = ", ".join(STAGES[stage].lower() for stage in data.stages)
    return f"Nilai tiap butir ditulis berurutan: {names}."


def _reached(data: CityData, part: Part) -> str:
    values = ", ".join(
        f"{STAGES[stage].lower()} {pieces.points(part.points[stage])}" for stage in data.stages
    )
    return f"Nilai maksimum {pieces.points(part.attainable)}; {values}."


def _entry(data: CityData, item: Item) -> Entry:
    if not item.applies:
        return Entry(item.code, item.label, _NOT_ASKED)
    values = " · ".join(pieces.points(item.points[stage]) for stage in data.stages)
    matrix = item.matrix
    names = {paper.number: paper.name for paper in data.papers}
    return Entry(
        item.code,
        item.label,
        f"{values} dari {pieces.points(item.attainable)}",
        lines=tuple(_lines(item)),
        table=Table(matrix.columns, matrix.rows) if matrix else None,
        cites=[
            Cite(one.number, names[one.number] + (f", hlm. {one.page}" if one.page else ""))
            for one in item.cites
        ],
    )


def _lines(item: Item) -> Iterator[tuple[str, str]]:
    if item.text != item.label:
        yield "Pertanyaan", item.text
    yield "Jawaban", item.answer or "belum dijawab"
    if item.measured:
        yield "Nilai ukur", item.measured
    if item.narrative:
        yield "Uraian", item.narrative
    if item.lead:
        yield "Penanggung jawab", item.lead
    for verdict in item.noted:
        yield STAGES[verdict.stage], _said(verdict)


def _said(verdict: Verdict) -> str:
    what = "Dikembalikan" if verdict.returned else "Nilai disesuaikan"
    cause = f" ({verdict.cause})" if verdict.cause else ""
    return f"{what}{cause}. {verdict.note}".strip()


def _notes(data: CityData) -> Iterator[ReportBlock]:
    yield Heading("Catatan verifikator")
    rows: list[list[Cell]] = [
        [
            item.code,
            STAGES[one.stage],
            "Dikembalikan" if one.returned else "Disesuaikan",
            pieces.cell(item.points.get(one.stage)),
            ": ".join(filter(None, [one.cause, one.note])),
        ]
        for item in data.asked
        for one in item.noted
    ]
    if not rows:
        yield Paragraph("Tidak ada butir yang disesuaikan nilainya atau dikembalikan.")
        return
    yield Grid(
        [
            Column("Butir", 0.7),
            Column("Tahap", 1.8),
            Column("Keputusan", 1.3),
            Column("Nilai", 0.7, numeric=True),
            Column("Alasan dan catatan", 3.7),
        ],
        rows,
    )


def _findings(data: CityData) -> Iterator[ReportBlock]:
    """What stands against documents while a sheet is worked on."""
    if not data.found:
        return
    yield Heading("Temuan yang masih terbuka")
    yield Paragraph(
        "Ditemukan oleh sistem pada data dukung dan belum dikesampingkan; manusia yang memutuskan."
    )
    yield Grid(
        [
            Column("Butir", 0.8),
            Column("Dokumen", 2),
            Column("Temuan", 3.2),
            Column("Yang perlu dilakukan", 2.2),
        ],
        [[one.codes, one.document, f"{one.title}. {one.what}", one.todo] for one in data.found],
    )


def _papers(data: CityData) -> Iterator[ReportBlock]:
    yield Heading("Daftar data dukung")
    if not data.papers:
        yield Paragraph("Belum ada data dukung yang ditempatkan.")
        return
    yield Paragraph(
        "Nomor dalam kurung siku pada setiap butir menunjuk daftar ini. Nama lampiran adalah nama "
        "berkas di dalam paket serah."
    )
    yield References(
        [Reference(paper.number, paper.name, paper.annex, used(paper)) for paper in data.papers],
        ("No.", "Dokumen", "Lampiran", "Dipakai di butir"),
    )


def used(paper: Paper) -> str:
    """Where a document is used: "1.2 (hlm. 3), 4.1"."""
    return ", ".join(use.code + (f" (hlm. {use.page})" if use.page else "") for use in paper.uses)
