"""Pieces that several reports of a sheet share: charts, tables of points, signers. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from layak.documents.charts import (
    Bar,
    Pin,
    Rung,
    bars_said,
    bars_svg,
    ladder_said,
    ladder_svg,
)
from layak.documents.plain import Cell, date_text
from layak.documents.report import Column, Figures, Grid, Picture, Signatures, Signer
from layak.instruments.awards import head_of, letterhead_of
from layak.lib.numbers import format_decimal, round_half_up
from layak.reports.city import EXAMPLE, STAGES, CityData, Part


def points(value: Decimal | None) -> str:
    """Points on paper, two digits; a dash where nothing counts yet."""
    return "–" if value is None else format_decimal(value)


def cell(value: Decimal | None) -> Cell:
    """Points as a number of a table."""
    return "–" if value is None else round_half_up(value)


def responsible(data: CityData) -> str:
    """Who hands a sheet in."""
    return head_of(data.award, data.kind)


def leader(data: CityData) -> str:
    """Who leads the region."""
    return "Wali Kota" if data.kind == "Kota" else "Bupati"


def letterhead(data: CityData) -> tuple[str, ...]:
    """From whom a paper comes."""
    return letterhead_of(data.award, data.city)


def mark(data: CityData) -> str:
    return EXAMPLE if data.example else ""


def foot(data: CityData) -> str:
    """What stands below every page: from which state of the sheet it was made."""
    return f"Keadaan {date_text(data.day)} · sidik {data.digest[:16]}"


def standing(data: CityData) -> str:
    """Where the newest score stands: the level, and how far the next one is."""
    total, level = points(data.totals[data.stage]), data.awards[data.stage]
    said = f"{STAGES[data.stage]}: {total} dari {points(data.attainable)} poin"
    if not data.levels:
        return f"{said}. Jenjang penghargaan ini belum diketahui."
    said += f", peringkat {level}." if level else ", belum mencapai peringkat."
    if data.next_level and data.distance is not None:
        said += f" Untuk {data.next_level} kurang {points(data.distance)} poin."
    return said


def headline(data: CityData) -> Figures:
    """The score of every stage, the level and how much is answered."""
    rows = [(points(data.totals[stage]), STAGES[stage]) for stage in data.stages]
    if data.levels:
        rows.append((data.awards[data.stage] or "–", "Peringkat"))
    answered = sum(item.points["self"] is not None for item in data.asked)
    rows.append((f"{answered}/{len(data.asked)}", "Butir terjawab"))
    return Figures(rows)


def ladder(data: CityData) -> Picture | None:
    """The levels with the score of every stage; None for an instrument without levels."""
    if not data.levels:
        return None
    rungs = [Rung(level.name, level.floor, level.colour) for level in data.levels]
    pins = [Pin(STAGES[stage], data.totals[stage]) for stage in data.stages]
    if data.expected:
        pins.append(Pin("Perkiraan akhir", *data.expected))
    svg = ladder_svg(rungs, pins, data.attainable)
    return Picture(svg, ladder_said(pins, data.attainable), caption="Nilai pada tangga peringkat")


def block_bars(data: CityData) -> Picture:
    """The blocks as bars; the paler bar behind is the self-assessment."""
    verified = data.stage != "self"
    bars = [
        Bar(
            block.label,
            block.points[data.stage],
            block.attainable,
            block.points["self"] if verified and "self" in block.points else None,
        )
        for block in data.blocks
    ]
    caption = f"Nilai {STAGES[data.stage].lower()} per blok dari nilai maksimum"
    if verified:
        caption += "; batang muda: penilaian mandiri"
    return Picture(bars_svg(bars), bars_said(bars), caption=caption)


def table_of_parts(data: CityData, parts: Sequence[Part], first: str, caption: str = "") -> Grid:
    """Blocks or indicators with their points at each stage, and the sum."""
    stages = data.stages
    columns = [
        Column(first, 1.3),
        Column("Nama", 3.2),
        Column("Maksimum", 1, numeric=True),
        *(Column(STAGES[stage], 1.15, numeric=True) for stage in stages),
    ]
    rows: list[list[Cell]] = [
        [
            part.label if first == "Blok" else part.code,
            part.name,
            round_half_up(part.attainable),
            *(round_half_up(part.points[stage]) for stage in stages),
        ]
        for part in parts
    ]
    totals = [round_half_up(data.totals[stage]) for stage in stages]
    whole: list[Cell] = ["Jumlah", "", round_half_up(data.attainable), *totals]
    return Grid(columns, [*rows, whole], caption, frozenset({len(rows)}))


def signatures(data: CityData) -> Signatures:
    """The head of the region and whoever answers for the sheet."""
    place = data.city.partition(" ")[2] or data.city
    return Signatures(
        f"{place}, {date_text(data.day)}",
        [
            Signer("Mengetahui", f"{leader(data)} {place}", ""),
            Signer("", responsible(data), ""),
        ],
    )


def proof(data: CityData) -> list[tuple[str, str]]:
    """From what the report was made, so that anybody can make it again."""
    return [
        ("Instrumen", data.instrument),
        ("Mesin nilai", f"versi {data.engine}"),
        ("Sidik SHA-256", data.digest),
    ]
