"""The recap of a self-assessment and the one page for the head of the region. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from layak.documents.databook import DataBook
from layak.documents.plain import Cell, Fields, Heading, PageBreak, Paragraph
from layak.documents.report import Column, Grid, Report, ReportBlock
from layak.lib.numbers import format_decimal, round_half_up
from layak.reports import pieces
from layak.reports.city import STAGES, CityData, Part, self_only
from layak.reports.kla_book import kla_book

_TITLE = "Rekapitulasi Penilaian Mandiri"
_SHOWN = 6


def recap_report(data: CityData) -> Report:
    """What a city says of itself: points by block and indicator, then every item on a line."""
    own = self_only(data)
    return Report(
        title=_TITLE,
        subtitle=f"{own.city}, {own.award} siklus {own.year}",
        dated=own.day,
        letterhead=pieces.letterhead(own),
        blocks=tuple(_recap(own)),
        mark=pieces.mark(own),
        foot=pieces.foot(own),
    )


def recap_book(data: CityData) -> DataBook:
    """The recap with its formulas."""
    return kla_book(self_only(data), _TITLE)


def _recap(data: CityData) -> Iterator[ReportBlock]:
    yield pieces.headline(data)
    yield Paragraph(pieces.standing(data))
    if drawn := pieces.ladder(data):
        yield drawn
    yield pieces.table_of_parts(data, data.blocks, "Blok", "Nilai per blok")
    for block in data.blocks:
        yield PageBreak()
        yield Heading(block.name if block.label == block.name else f"{block.label}: {block.name}")
        for indicator in block.parts:
            yield Heading(f"{indicator.code}. {indicator.name}", 2)
            yield _items(indicator)
    yield Heading("Pengesahan")
    yield pieces.signatures(data)
    yield Fields(pieces.proof(data))


def _items(indicator: Part) -> Grid:
    rows: list[list[Cell]] = [
        [
            item.code,
            item.label,
            item.answer or ("belum dijawab" if item.applies else "tidak berlaku"),
            pieces.cell(item.points["self"]),
            round_half_up(item.attainable),
            len(item.cites),
        ]
        for item in indicator.items
    ]
    most, won = round_half_up(indicator.attainable), round_half_up(indicator.points["self"])
    whole: list[Cell] = [
        "",
        "Jumlah",
        "",
        won,
        most,
        sum(len(one.cites) for one in indicator.items),
    ]
    columns = [
        Column("Butir", 0.7),
        Column("Pertanyaan", 3.2),
        Column("Jawaban", 2.2),
        Column("Nilai", 0.8, numeric=True),
        Column("Maks.", 0.8, numeric=True),
        Column("Berkas", 0.8, numeric=True),
    ]
    return Grid(columns, [*rows, whole], strong=frozenset({len(rows)}))


def leader_page(data: CityData) -> Report:
    """One page: where the city stands, by block, and where most points were left."""
    blocks: list[ReportBlock] = [pieces.headline(data), Paragraph(pieces.standing(data))]
    if drawn := pieces.ladder(data):
        blocks.append(drawn)
    if data.expected:
        blocks.append(Paragraph(_expected(data.expected)))
    blocks += [
        pieces.block_bars(data),
        Heading("Tempat nilai terbanyak tertinggal", 2),
        _left(data),
    ]
    blocks.append(Paragraph(_work(data)))
    return Report(
        title=f"Ringkasan untuk {pieces.leader(data)}",
        subtitle=f"{data.city}, {data.award} siklus {data.year}, {STAGES[data.stage].lower()}",
        dated=data.day,
        blocks=tuple(blocks),
        mark=pieces.mark(data),
        foot=pieces.foot(data),
        stamped=False,
    )


def _expected(ends: tuple[Decimal, Decimal]) -> str:
    low, high = (format_decimal(end, 0) for end in ends)
    return (
        f"Sesudah semua verifikasi nilainya diperkirakan {low} sampai {high}: delapan dari sepuluh "
        "kota dengan keadaan seperti ini berakhir di selang itu."
    )


def _left(data: CityData) -> Grid:
    ordered = sorted(data.indicators, key=lambda one: (-_missing(data, one), one.code))
    rows: list[list[Cell]] = [
        [
            one.code,
            one.name,
            round_half_up(one.points[data.stage]),
            round_half_up(one.attainable),
            round_half_up(_missing(data, one)),
        ]
        for one in ordered[:_SHOWN]
    ]
    columns = [
        Column("Indikator", 1),
        Column("Nama", 4.4),
        Column("Nilai", 0.9, numeric=True),
        Column("Maks.", 0.9, numeric=True),
        Column("Tertinggal", 1.1, numeric=True),
    ]
    return Grid(columns, rows)


def _missing(data: CityData, part: Part) -> Decimal:
    return part.attainable - part.points[data.stage]


def _work(data: CityData) -> str:
    items = data.asked
    unanswered = sum(item.points["self"] is None for item in items)
    bare = sum(bool(item.points["self"]) and not item.cites for item in items)
    said = f"{unanswered} butir belum dijawab; {bare} butir bernilai belum berdata dukung"
    returned = sum(any(one.returned for one in item.verdicts) for item in items)
    return f"{said}; {returned} butir dikembalikan verifikator." if returned else f"{said}."
