"""The league table of a province in one cycle."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from layak.assessments.models import Assessment, Stage
from layak.assessments.standing import levels_of
from layak.documents.charts import Bar, bars_said, bars_svg
from layak.documents.databook import (
    DataBook,
    DataColumn,
    DataSheet,
    Formula,
    Value,
    place,
    span,
)
from layak.documents.plain import Cell, Heading, Items, Paragraph, date_text
from layak.documents.report import (
    Column,
    Grid,
    Picture,
    Report,
    ReportBlock,
    Signatures,
    Signer,
)
from layak.instruments.awards import strives_for
from layak.instruments.edition import UNKNOWN_LEVELS
from layak.lib.numbers import format_decimal, round_half_up
from layak.organizations.models import Kind, Organization
from layak.reports.city import STAGES
from layak.scorecards.models import Summary

_EXAMPLE = "Memuat data contoh"


@dataclass(frozen=True, slots=True)
class LeagueLine:
    """One city. ``rank`` is shared by equal scores; ``level`` is that of the ranked stage."""

    city: str
    rank: int
    scores: Mapping[str, Decimal]
    level: str
    questions: int
    filled: int
    evidenced: int
    example: bool


@dataclass(frozen=True, slots=True)
class LeagueData:
    """``stage`` is the newest one of which every city with a sheet has a score.

    ``award``: what is ranked, as people abbreviate it; empty while no city has a sheet.
    """

    province: str
    award: str
    year: int
    stage: str
    day: date
    attainable: Decimal
    lines: Sequence[LeagueLine]
    without: Sequence[str]
    counted_at: datetime | None

    @property
    def example(self) -> bool:
        return any(line.example for line in self.lines)


def read_league(province: Organization, year: int, *, day: date) -> LeagueData:
    """Read the summaries of the province's sheets of a cycle. Three queries.

    Where nobody knows what a score is worth, nobody is ranked by it: such awards are left out.
    """
    cities = list(
        Organization.objects.filter(parent=province, kind=Kind.CITY)
        .order_by("name")
        .values_list("pk", "name")
    )
    rows = {
        row.assessment.city_id: row
        for row in Summary.objects.filter(
            assessment__city__parent=province, assessment__cycle__year=year
        )
        .exclude(assessment__instrument__level_rule=UNKNOWN_LEVELS)
        .select_related("assessment__city", "assessment__instrument")
        .order_by("assessment_id")
    }
    stage = _ranked(rows.values())
    return LeagueData(
        province=province.name,
        award=next((row.assessment.instrument.award for row in rows.values()), ""),
        year=year,
        stage=stage,
        day=day,
        attainable=max(
            (row.assessment.instrument.attainable for row in rows.values()), default=Decimal(0)
        ),
        lines=_ordered(rows.values(), stage),
        without=[name for key, name in cities if key not in rows],
        counted_at=max((row.computed_at for row in rows.values()), default=None),
    )


def _ranked(rows: Collection[Summary]) -> str:
    kept = [set(row.scores) for row in rows]
    shared = set.intersection(*kept) if kept else {Stage.SELF.value}
    return next((one.value for one in reversed(Stage) if one.value in shared), Stage.SELF.value)


def _ordered(rows: Collection[Summary], stage: str) -> list[LeagueLine]:
    scored = [(Decimal(row.scores.get(stage, "0")), row) for row in rows]
    scored.sort(key=lambda one: (-one[0], one[1].assessment.city.name))
    totals = [total for total, _row in scored]
    return [
        LeagueLine(
            city=row.assessment.city.name,
            rank=1 + totals.index(total),
            scores={key: Decimal(text) for key, text in row.scores.items()},
            level=_level(row.assessment, total),
            questions=row.questions,
            filled=row.filled,
            evidenced=row.evidenced,
            example=row.assessment.example,
        )
        for total, row in scored
    ]


def _level(assessment: Assessment, total: Decimal) -> str:
    reached = [level.name for level in levels_of(assessment) if level.floor <= total]
    return reached[-1] if reached else "–"


def league_report(data: LeagueData) -> Report:
    """The table, a chart, what is missing, and place for a signature."""
    return Report(
        title=_title(data),
        subtitle=_subtitle(data),
        dated=data.day,
        letterhead=_letterhead(data),
        blocks=tuple(_blocks(data)),
        mark=_EXAMPLE if data.example else "",
        foot=f"Keadaan {date_text(data.day)}",
    )


def _title(data: LeagueData) -> str:
    return f"Peringkat {strives_for(data.award) or 'provinsi'}"


def _letterhead(data: LeagueData) -> tuple[str, ...]:
    evaluated = (f"Evaluasi {strives_for(data.award)}",) if data.award else ()
    return (f"Pemerintah Provinsi {data.province}", *evaluated)


def _subtitle(data: LeagueData) -> str:
    return f"Provinsi {data.province}, siklus {data.year}, {STAGES[data.stage].lower()}"


def _rule(data: LeagueData) -> str:
    return (
        f"Diurutkan menurut nilai {STAGES[data.stage].lower()}, tahap terbaru yang sudah bernilai "
        "di semua daerah yang mengisi lembar. Nilai yang sama berbagi urutan."
    )


def _blocks(data: LeagueData) -> Iterator[ReportBlock]:
    yield Paragraph(_rule(data))
    stages = _stages(data)
    columns = [
        Column("No.", 0.5, numeric=True),
        Column("Daerah", 2.6),
        Column("Peringkat", 1.2),
        *(Column(STAGES[stage], 1.1, numeric=True) for stage in stages),
        Column("Terisi", 0.9, numeric=True),
        Column("Berbukti", 0.9, numeric=True),
    ]
    rows: list[list[Cell]] = [
        [
            line.rank,
            line.city + (" (contoh)" if line.example else ""),
            line.level,
            *(
                round_half_up(line.scores[stage]) if stage in line.scores else "–"
                for stage in stages
            ),
            f"{line.filled}/{line.questions}",
            f"{line.evidenced}/{line.questions}",
        ]
        for line in data.lines
    ]
    yield Grid(columns, rows)
    if data.lines:
        bars = [
            Bar(one.city, one.scores.get(data.stage, Decimal(0)), data.attainable)
            for one in data.lines
        ]
        said = f"Nilai {STAGES[data.stage].lower()} dari {format_decimal(data.attainable)}"
        yield Picture(bars_svg(bars), bars_said(bars), caption=said)
    if data.without:
        yield Heading("Belum membuka lembar", 2)
        yield Items(data.without)
    yield Signatures(
        f"{'.' * 20}, {date_text(data.day)}", [Signer("", f"Gubernur {data.province}", "")]
    )


def _stages(data: LeagueData) -> list[str]:
    return [stage for stage in STAGES if any(stage in line.scores for line in data.lines)]


def league_book(data: LeagueData) -> DataBook:
    """The table with ranks that follow the scores."""
    stages = _stages(data)
    column = 3 + stages.index(data.stage) if data.stage in stages else 3
    scores = span(column, len(data.lines))
    rows: list[list[Value]] = [
        [
            Formula(f"=RANK({place(at, column)},{scores})", line.rank),
            line.city + (" (contoh)" if line.example else ""),
            line.level,
            *(line.scores.get(stage) for stage in stages),
            line.filled,
            line.evidenced,
            line.questions,
        ]
        for at, line in enumerate(data.lines)
    ]
    rows += [
        [None, name, "belum membuka lembar", *([None] * (len(stages) + 3))] for name in data.without
    ]
    columns = [
        DataColumn("No.", 7, 0),
        DataColumn("Daerah", 34),
        DataColumn("Peringkat", 20),
        *(DataColumn(STAGES[stage], 14, 2) for stage in stages),
        *(DataColumn(title, 13, 0) for title in ("Terisi", "Berdata dukung", "Butir")),
    ]
    return DataBook(
        title=_title(data),
        subtitle=f"{_subtitle(data)}; keadaan {date_text(data.day)}",
        dated=data.day,
        sheets=[DataSheet("Peringkat", columns, rows)],
        mark=_EXAMPLE if data.example else "",
        author=f"Pemerintah Provinsi {data.province}",
    )
