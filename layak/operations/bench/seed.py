"""A nation in use: every city with three cycles of answers and evidence, made with COPY."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection, transaction

from layak.assessments.models import Answer, Assessment, Cycle, Placement, Stage
from layak.evidence.models import Evidence, FileText, StoredFile
from layak.instruments.models import Instrument, Option
from layak.operations.bench.copying import copy_rows, keep_sequence, next_key
from layak.operations.sheets import sheet_for
from layak.organizations.models import Kind, Organization
from layak.organizations.services import add_agency, find_agency

MEASURED_CITY = "36.73"
MEASURED_YEAR = 2023
YEARS = (2023, 2024, 2025)
EVIDENCE_A_CITY = 300
EVIDENCE_OF_THE_MEASURED = 3_000
WORDS_A_PAGE = 180
PAGES = 5
VOCABULARY = (
    *("anak", "kota", "perlindungan", "dinas", "tahun", "kegiatan", "data", "forum", "sekolah"),
    *("kesehatan", "keluarga", "hak", "pelatihan", "laporan", "kecamatan", "kelurahan"),
    *("anggaran", "program", "layanan", "jumlah", "pemenuhan", "gugus", "tugas"),
)
AT = datetime(2023, 5, 1, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many rows were made."""

    sheets: int
    answers: int
    evidence: int


def seed_measured(at: datetime) -> Assessment:
    """Open the measured city's sheet, answer all of it and give it its evidence with text."""
    city = Organization.objects.get(kind=Kind.CITY, region_code=MEASURED_CITY)
    enter_offices(city, at)
    assessment = sheet_for(MEASURED_CITY, MEASURED_YEAR, at=at)
    if assessment.city.evidence.exists():
        return assessment
    chance = random.Random(36_73)  # noqa: S311 - made up data, the same each time
    with transaction.atomic():
        _answer(assessment, chance)
        answers = list(assessment.answers.order_by("pk").values_list("pk", flat=True))
        _give_evidence([(assessment.city_id, answers)], EVIDENCE_OF_THE_MEASURED, chance, text=True)
    _analyze()
    return assessment


def seed_nation(*, verifying: bool = False) -> Seeded:
    """Give every other city and cycle a sheet with answers and evidence without text.

    With ``verifying`` the newest cycle is submitted, and verifiers are in the middle of it.
    """
    chance = random.Random(514)  # noqa: S311 - made up data, the same each time
    instrument = Instrument.objects.published().leading_first()[0]
    with transaction.atomic():
        for year in YEARS:
            Cycle.objects.get_or_create(
                year=year,
                defaults={"first_evidence_year": year - 1, "last_evidence_year": year - 1},
            )
        sheets = _open_sheets(instrument, YEARS[-1] if verifying else None)
        answers = _fill_sheets(sheets, instrument, chance)
        given = [(sheet.city_id, keys) for sheet, keys in zip(sheets, answers, strict=True)]
        evidence = _give_evidence(given, EVIDENCE_A_CITY, chance, text=False)
    _analyze()
    return Seeded(len(sheets), sum(map(len, answers)), evidence)


def enter_offices(city: Organization, at: datetime) -> None:
    """Enter the offices that the instrument names, so that every answer has its owners."""
    for office in Instrument.objects.leading_first()[0].agencies:
        if find_agency(city, office["name"]) is None:
            aliases = office["aliases"]
            short = office["code"]
            add_agency(city, office["name"], short_name=short, aliases=aliases, actor=None, at=at)


def _answer(assessment: Assessment, chance: random.Random) -> None:
    options = _options(assessment.instrument)
    answers = list(assessment.answers.all())
    for answer in answers:
        key, points = chance.choice(options[answer.question_id])
        answer.option_id, answer.points, answer.changed_at = key, points, AT
    Answer.objects.bulk_update(answers, ["option", "points", "changed_at"])


def _options(instrument: Instrument) -> dict[int, list[tuple[int, Decimal]]]:
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for question, key, points in Option.objects.filter(instrument=instrument).values_list(
        "question_id", "pk", "points"
    ):
        found.setdefault(question, []).append((key, points))
    return found


def _open_sheets(instrument: Instrument, submitted: int | None) -> list[Assessment]:
    """Open the sheets that are not there; those of the year ``submitted`` are in verification."""
    there = set(Assessment.objects.values_list("city_id", "cycle_id"))
    cities = list(Organization.objects.filter(kind=Kind.CITY).values_list("pk", flat=True))
    cycles = list(Cycle.objects.filter(year__in=YEARS))
    first = next_key(Assessment)
    pairs = [(city, one) for one in cycles for city in cities if (city, one.pk) not in there]
    sheets = [
        Assessment(
            pk=first + step,
            city_id=city,
            cycle=cycle,
            instrument=instrument,
            stage=Stage.ADMINISTRATIVE if cycle.year == submitted else Stage.SELF,
        )
        for step, (city, cycle) in enumerate(pairs)
    ]
    copy_rows(
        Assessment,
        ["id", "city", "cycle", "instrument", "stage"],
        (
            [one.pk, one.city_id, one.cycle_id, instrument.pk, Stage(one.stage).value]
            for one in sheets
        ),
    )
    keep_sequence(Assessment)
    return sheets


def _fill_sheets(
    sheets: Sequence[Assessment], instrument: Instrument, chance: random.Random
) -> list[range]:
    """Answer every question of the sheets; the keys of their answers."""
    options = list(_options(instrument).items())
    first = next_key(Answer)
    keys = [
        range(first + step * len(options), first + (step + 1) * len(options))
        for step in range(len(sheets))
    ]

    def rows() -> Iterator[Sequence[object]]:
        for sheet, own in zip(sheets, keys, strict=True):
            for key, (question, choices) in zip(own, options, strict=True):
                option, points = chance.choice(choices)
                row = (key, sheet.pk, question, option, points, AT)
                yield (*row, points, AT) if sheet.stage != Stage.SELF else (*row, None, None)

    names = ["id", "assessment", "question", "option", "points", "changed_at"]
    names += ["submitted_points", "editable_until"]
    copy_rows(Answer, names, rows())
    keep_sequence(Answer)
    return keys


def _give_evidence(
    given: Sequence[tuple[int, Sequence[int]]], each: int, chance: random.Random, *, text: bool
) -> int:
    """Give each city ``each`` files, spread over its answers; a placement for each."""
    first = next_key(Evidence)
    numbered = [
        (first + step * each + at, city, answers, at)
        for step, (city, answers) in enumerate(given)
        for at in range(each)
    ]
    copy_rows(
        StoredFile,
        ["sha256", "size", "media_type", "page_count", "stored_at"],
        (
            (_digest(key), 250_000 + key % 9_000, "application/pdf", PAGES, AT)
            for key, *_ in numbered
        ),
    )
    if text:
        copy_rows(
            FileText, ["file", "pages"], ((_digest(key), _pages(chance)) for key, *_ in numbered)
        )
    copy_rows(
        Evidence,
        ["id", "city", "file", "organization", "name", "kind", "received_at"],
        (
            (key, city, _digest(key), city, f"dokumen-{key}.pdf", Evidence.Kind.DOCUMENT.value, AT)
            for key, city, *_ in numbered
        ),
    )
    copy_rows(
        Placement,
        ["answer", "evidence", "source", "placed_at"],
        (
            (answers[at % len(answers)], key, Placement.Source.FOLDER.value, AT)
            for key, _city, answers, at in numbered
        ),
    )
    keep_sequence(Evidence)
    return len(numbered)


def _digest(key: int) -> str:
    return hashlib.sha256(f"layak bench {key}".encode()).hexdigest()


def _pages(chance: random.Random) -> str:
    """A PostgreSQL array of page texts."""
    pages = (" ".join(chance.choices(VOCABULARY, k=WORDS_A_PAGE)) for _ in range(PAGES))
    return "{" + ",".join(f'"{page}"' for page in pages) + "}"


def _analyze() -> None:
    # As autovacuum would have done by the time that people work with so many rows.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
