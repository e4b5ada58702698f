"""Example figures for the demo's city: invented, in a series of their own that says so.

They carry a source named as an example, so that no page, chart or stamp takes them for published
ones: those stand beside them, never mixed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zlib import crc32

from django.db import transaction

from layak.accounts.models import User
from layak.audit.services import record
from layak.measures.book import Area, open_book
from layak.measures.models import Measure, Observation, ObservationQuerySet, Source
from layak.measures.periods import SEMESTER, Period, before, last_finished, parse_period
from layak.measures.queries import day_in
from layak.measures.rules import Rule
from layak.measures.services import Said, change, checked, dismiss, said_by
from layak.measures.staging import staged
from layak.measures.understanding import Understood
from layak.organizations.models import Kind, Organization

EXAMPLE = "contoh"
NAME = "Contoh (rekaan)"
_CITATION = "Angka rekaan untuk peragaan, bukan data resmi."
_FIRST = parse_period("2021-S2")
# The last period of the years that the story's answers speak of.
STORY = parse_period("2022-S2")
# From here on one kecamatan hands out more cards: a jump, and why it is right.
_LEAPING = "child-cards"
_LEAP_FROM = parse_period("2024-S1")
_LEAP_POINTS = Decimal(12)
_LEAP = f"{EXAMPLE.title()}: pelayanan jemput bola di semua sekolah semester itu."
# What the city stated too much at first, and said when it was put right.
_TWICE = 1_204
_CORRECTION = f"{EXAMPLE.title()}: 1.204 anak tercatat dua kali; disamakan dengan kelurahan."


@dataclass(frozen=True, slots=True)
class _Series:
    """A share by kelurahan, kecamatan and city, semester after semester.

    ``middle`` and ``spread``: percent in the story's last semester, and how far areas lie from it.
    ``children``: how many a kelurahan has. ``goes_on``: until today; of the newest semester
    every ``late``-th kelurahan has said nothing yet. ``coverage``: percent, of the city's figures.
    """

    measure: str
    middle: Decimal
    spread: Decimal
    children: int
    goes_on: bool = False
    late: int = 0
    coverage: Decimal | None = None


_SERIES = (
    _Series("birth-certificates", Decimal(95), Decimal(3), 2_000, goes_on=True, late=5),
    _Series("child-cards", Decimal(61), Decimal(9), 2_000, goes_on=True, late=3),
    _Series("facility-births", Decimal(94), Decimal(4), 110),
    _Series("complete-immunisation", Decimal(88), Decimal(8), 105),
    _Series("exclusive-breastfeeding", Decimal(64), Decimal(12), 60, coverage=Decimal(71)),
)
# How many percentage points a share gains from one semester to the next.
_GAIN = Decimal("0.3")
# Where kecamatan lie, the first one lowest, in parts of the spread; kelurahan lie around theirs.
_PLACES = tuple(map(Decimal, ("-0.8", "0.35", "-0.25", "0.45", "0", "0.25")))
_AROUND = Decimal("0.4")
# Offices with a room to nurse in, of all: of the whole city, for one year.
_ROOMS = ("nursing-rooms-offices", "2022", 53, 97)


def loaded(city: Organization) -> bool:
    """Whether a city has example figures."""
    return Observation.objects.filter(city=city, source__code=EXAMPLE).exists()


@transaction.atomic
def load(city: Organization, *, filed_at: datetime, actor: User, at: datetime) -> int:
    """Enter the example figures of a city that has none yet, and return how many.

    Those of the story's years are entered at ``filed_at``, later ones at ``at``; ``actor``, of the
    civil registry, sets aside the doubt about one of them.
    """
    source, _made = Source.objects.get_or_create(
        code=EXAMPLE,
        defaults={
            "name": NAME,
            "name_en": "Example (invented)",
            "kind": Source.Kind.REPORT,
            "position": 900,
        },
    )
    rows = list(_rows(city, source, last_finished(day_in(city, at), SEMESTER)))
    told = [row for row in rows if row.said.period.ends <= STORY.ends]
    later = [row for row in rows if row.said.period.ends > STORY.ends]
    for part, entered_at in ((told, filed_at), (later, at)):
        with (
            staged() as stage,
            record("figures.published", city, actor=None, at=entered_at, detail={"note": EXAMPLE}),
        ):
            stage.add(part)
            stage.take(actor=None, at=entered_at)
    leap = _of(city, _LEAPING).filter(level=Kind.DISTRICT, starts=_LEAP_FROM.starts)
    for row in leap.order_by("region__path")[:1]:
        dismiss(row, Rule.JUMP, _LEAP, actor=actor, at=at)
    return len(rows)


def overstated(city: Organization) -> Observation | None:
    """The figure that states too much, until it is put right. One query."""
    rows = _of(city, _SERIES[0].measure).filter(level=Kind.CITY, starts=STORY.starts)
    wrong = rows.filter(ends=STORY.ends, entered_by=None)
    return wrong.select_related("measure", "region", "source").first()


def correct(row: Observation, *, actor: User, at: datetime) -> None:
    """Put right what ``overstated`` found."""
    said = replace(said_by(row), value=None, numerator=(row.numerator or 0) - _TWICE)
    change(row, said, _CORRECTION, actor=actor, at=at)


def _of(city: Organization, measure: str) -> ObservationQuerySet:
    return Observation.objects.filter(city=city, measure__code=measure, source__code=EXAMPLE)


def _rows(city: Organization, source: Source, newest: Period) -> Iterator[Understood]:
    areas = sorted(open_book(city).areas.values(), key=lambda area: area.path)
    measures = {measure.code: measure for measure in Measure.objects.all()}
    code, year, above, below = _ROOMS
    yield _row(measures[code], areas[0], Said(parse_period(year), source), above, below)
    for series in _SERIES:
        for period in _periods(newest if series.goes_on else STORY):
            late = series.late if period == newest else 0
            said = Said(period, source)
            yield from _semester(series, measures[series.measure], areas, said, late)


def _periods(newest: Period) -> list[Period]:
    found = [newest]
    while found[-1] > _FIRST:
        found.append(before(found[-1], SEMESTER))
    return found


def _semester(
    series: _Series, measure: Measure, areas: Sequence[Area], said: Said, late: int
) -> Iterator[Understood]:
    """Every kelurahan, then the sums of kecamatan and city; where some are late, no sums yet.

    ``areas`` by their paths, so that the city comes first.
    """
    sums: dict[str, list[int]] = {}
    districts = [area.path for area in areas if area.kind == Kind.DISTRICT]
    villages = [area for area in areas if area.kind == Kind.VILLAGE]
    for number, village in enumerate(villages):
        if late and number % late == late - 1:
            continue
        place = districts.index(_above(village.path))
        above, below = _counts(series, village, said.period, place)
        yield _row(measure, village, said, above, below)
        for path in (_above(village.path), areas[0].path):
            total = sums.setdefault(path, [0, 0])
            total[0], total[1] = total[0] + above, total[1] + below
    if late or not sums:
        return
    for area in areas:
        if area.kind == Kind.DISTRICT and area.path in sums:
            yield _row(measure, area, said, *sums[area.path])
    above, below = sums[areas[0].path]
    if series is _SERIES[0] and said.period == STORY:
        above = min(above + _TWICE, below)
    yield _row(measure, areas[0], replace(said, coverage=series.coverage), above, below)


def _counts(series: _Series, village: Area, period: Period, place: int) -> tuple[int, int]:
    """How many children of how many, the same on every day: drawn from the area's own name.

    ``place``: which of the city's kecamatan it lies in.
    """
    drawn = crc32(f"{series.measure} {village.path}".encode())
    along = _PLACES[place % len(_PLACES)] + _AROUND * (Decimal(drawn % 1000) / 500 - 1)
    semesters = (period.starts - STORY.starts).days // 182
    share = series.middle + series.spread * along + _GAIN * semesters
    if series.measure == _LEAPING and place == 0 and period >= _LEAP_FROM:
        share += _LEAP_POINTS
    below = series.children * (70 + drawn // 1000 % 61) // 100
    return min(int(below * share / 100), below), below


def _row(measure: Measure, area: Area, said: Said, above: int, below: int) -> Understood:
    figures = replace(said, numerator=above, denominator=below, citation=_CITATION, note=EXAMPLE)
    return Understood(0, measure, area, checked(measure, figures))


def _above(path: str) -> str:
    return path.rpartition(".")[0]
