"""The recap per OPD: what each office of a city has, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from layak.assessments.models import Assessment, Assignment
from layak.assessments.sheet import Line, Sheet
from layak.documents.databook import DataBook, DataColumn, DataSheet, Formula, Value, place, span
from layak.documents.plain import Cell, Heading, Paragraph, date_text
from layak.documents.report import Column, Grid, Report, ReportBlock
from layak.instruments.awards import strives_for
from layak.lib.numbers import round_half_up
from layak.reports.city import EXAMPLE, STAGES

_UNASSIGNED = "Belum ditugaskan"
_TITLE = "Rekapitulasi per OPD"


@dataclass(frozen=True, slots=True)
class Duty:
    """One item in the hands of an office."""

    code: str
    label: str
    points: Decimal | None
    attainable: Decimal
    filled: bool
    evidenced: bool
    returned: bool


@dataclass(frozen=True, slots=True)
class OfficeShare:
    """What an office leads, and how many items it contributes to."""

    name: str
    duties: Sequence[Duty]
    contributed: int

    @property
    def attainable(self) -> Decimal:
        return sum((one.attainable for one in self.duties), Decimal(0))

    @property
    def won(self) -> Decimal:
        return sum((one.points or Decimal(0) for one in self.duties), Decimal(0))

    def count(self, fact: str) -> int:
        """How many items are ``filled``, ``evidenced`` or ``returned``."""
        return sum(bool(getattr(one, fact)) for one in self.duties)


@dataclass(frozen=True, slots=True)
class OfficesData:
    """The offices of a sheet at its newest stage with marks."""

    city: str
    award: str
    year: int
    stage: str
    day: date
    example: bool
    shares: Sequence[OfficeShare]


def read_offices(assessment: Assessment, *, at: datetime) -> OfficesData:
    """Read who has what as it is now. Five queries."""
    sheet = Sheet(assessment)
    lines = [line for line in sheet.lines(sheet.newest, at=at) if line.applies]
    lead: dict[int, str] = {}
    contributed: dict[str, int] = {}
    for answer, part, name in (
        Assignment.objects.filter(answer__assessment=assessment)
        .order_by("pk")
        .values_list("answer_id", "part", "organization__name")
    ):
        if part == Assignment.Part.LEAD:
            lead[answer] = name
        else:
            contributed[name] = contributed.get(name, 0) + 1
    return OfficesData(
        city=assessment.city.name,
        award=assessment.instrument.award,
        year=assessment.cycle.year,
        stage=sheet.newest.value,
        day=at.astimezone(ZoneInfo(assessment.city.timezone)).date(),
        example=assessment.example,
        shares=_shares(lines, lead, contributed),
    )


def _shares(
    lines: Sequence[Line], lead: Mapping[int, str], contributed: Mapping[str, int]
) -> list[OfficeShare]:
    duties: dict[str, list[Duty]] = {name: [] for name in contributed}
    for line in lines:
        own = duties.setdefault(lead.get(line.answer, _UNASSIGNED), [])
        own.append(
            Duty(
                line.code,
                line.label,
                line.points,
                line.attainable,
                line.filled,
                line.evidenced,
                line.returned,
            )
        )
    shares = [OfficeShare(name, own, contributed.get(name, 0)) for name, own in duties.items()]
    return sorted(shares, key=lambda one: (-one.attainable, one.name))


def offices_report(data: OfficesData) -> Report:
    """One table of the offices, then the items of each."""
    kind = data.city.partition(" ")[0]
    return Report(
        title=_TITLE,
        subtitle=_subtitle(data),
        dated=data.day,
        letterhead=(f"Pemerintah {data.city}", f"Evaluasi {strives_for(data.award, kind)}"),
        blocks=tuple(_blocks(data)),
        mark=EXAMPLE if data.example else "",
        foot=f"Keadaan {date_text(data.day)}",
    )


def _subtitle(data: OfficesData) -> str:
    return f"{data.city}, {data.award} siklus {data.year}, {STAGES[data.stage].lower()}"


def _blocks(data: OfficesData) -> Iterator[ReportBlock]:
    columns = [
        Column("OPD", 3.6),
        *(Column(title, 0.85, numeric=True) for title in ("Butir", "Terisi")),
        *(Column(title, 1.1, numeric=True) for title in ("Berbukti", "Kembali")),
        Column("Mendukung", 1.35, numeric=True),
        *(Column(title, 1.05, numeric=True) for title in ("Nilai", "Maks.")),
    ]
    rows: list[list[Cell]] = [
        [
            one.name,
            len(one.duties),
            *(one.count(fact) for fact in ("filled", "evidenced", "returned")),
            one.contributed,
            round_half_up(one.won),
            round_half_up(one.attainable),
        ]
        for one in data.shares
    ]
    yield Paragraph(
        "Nilai dihitung dari butir yang dipimpin setiap OPD, sebelum batas nilai tiap indikator. "
        "Mendukung: banyaknya butir yang dibantu OPD itu."
    )
    yield Grid(columns, rows)
    for one in data.shares:
        if one.duties:
            yield Heading(one.name, 2)
            yield _duties(one)


def _duties(share: OfficeShare) -> Grid:
    rows: list[list[Cell]] = [
        [
            one.code,
            one.label,
            _state(one),
            "–" if one.points is None else round_half_up(one.points),
            round_half_up(one.attainable),
        ]
        for one in share.duties
    ]
    columns = [
        Column("Butir", 0.8),
        Column("Pertanyaan", 4.2),
        Column("Keadaan", 2),
        Column("Nilai", 0.9, numeric=True),
        Column("Maks.", 0.9, numeric=True),
    ]
    return Grid(columns, rows)


def _state(duty: Duty) -> str:
    if duty.returned:
        return "dikembalikan"
    if not duty.filled:
        return "belum dijawab"
    return "terisi, berdata dukung" if duty.evidenced else "terisi, tanpa data dukung"


def offices_book(data: OfficesData) -> DataBook:
    """The items as rows; the offices add them up by formulas."""
    rows: list[list[Value]] = [
        [share.name, one.code, one.label, _state(one), one.points, one.attainable]
        for share in data.shares
        for one in share.duties
    ]
    columns = [
        DataColumn("OPD", 44),
        DataColumn("Butir", 9),
        DataColumn("Pertanyaan", 60),
        DataColumn("Keadaan", 24),
        DataColumn("Nilai", 12, 2),
        DataColumn("Maksimum", 12, 2),
    ]
    items = DataSheet("Butir", columns, rows)
    return DataBook(
        title=_TITLE,
        subtitle=f"{_subtitle(data)}; keadaan {date_text(data.day)}",
        dated=data.day,
        sheets=[_sums(data, len(rows)), items],
        mark=EXAMPLE if data.example else "",
        author=f"Pemerintah {data.city}",
    )


def _sums(data: OfficesData, count: int) -> DataSheet:
    names, won, most = (f"'Butir'!{span(column, count)}" for column in (0, 4, 5))
    rows: list[list[Value]] = [
        [
            one.name,
            Formula(f"=COUNTIF({names},{place(at, 0)})", len(one.duties)),
            one.count("filled"),
            one.count("evidenced"),
            one.count("returned"),
            one.contributed,
            Formula(f"=SUMIFS({won},{names},{place(at, 0)})", one.won),
            Formula(f"=SUMIFS({most},{names},{place(at, 0)})", one.attainable),
        ]
        for at, one in enumerate(data.shares)
    ]
    titles = ("Butir", "Terisi", "Berdata dukung", "Dikembalikan", "Mendukung")
    columns = [
        DataColumn("OPD", 44),
        *(DataColumn(title, 14, 0) for title in titles),
        DataColumn("Nilai", 12, 2),
        DataColumn("Maksimum", 12, 2),
    ]
    return DataSheet("OPD", columns, rows)
