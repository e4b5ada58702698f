"""Sheets for tests: a form of three questions, or the real one with its 274."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from layak.accounts.models import User
from layak.assessments import services
from layak.assessments.models import Answer, Assessment, Cycle, Placement
from layak.evidence.models import Evidence
from layak.evidence.services import ReadFile, take_in
from layak.instruments import files
from layak.instruments.models import (
    AwardLevel,
    Cluster,
    EvidenceRequirement,
    Indicator,
    Instrument,
    Option,
    Question,
)
from layak.instruments.services import publish
from tests.world import World

AT = datetime(2023, 3, 20, 2, tzinfo=UTC)
SHARE_MATRIX = {
    "code": "share",
    "name": "Matriks persentase",
    "status": "perkiraan",
    "columns": [
        {"code": "group", "label": "Wilayah", "label_en": "Area", "kind": "text"},
        {"code": "numerator", "label": "Pembilang", "label_en": "Numerator", "kind": "number"},
        {"code": "year", "label": "Tahun", "label_en": "Year", "kind": "year"},
    ],
}


def make_instrument(code: str = "form-kecil") -> Instrument:
    """Publish a form of two clusters and three questions worth 100, with two levels."""
    instrument = Instrument.objects.create(
        code=code,
        version=1,
        name="Formulir kecil",
        year=2024,
        level_rule="printed-lower-number",
        digest=hashlib.sha256(code.encode()).hexdigest(),
        attainable=Decimal(100),
    )
    for place, (name, floor, ceiling, colour) in enumerate(
        [("Dasar", 50, 60, "bronze"), ("Lanjut", 61, 100, "gold")]
    ):
        AwardLevel.objects.create(
            instrument=instrument,
            name=name,
            floor=floor,
            ceiling=ceiling,
            colour=colour,
            position=place,
        )
    rows: list[tuple[str, str, int, list[dict[str, Any]]]] = [
        (
            "1",
            "4",
            50,
            [
                {"code": "4.1", "attainable": 20, "lead": "Disdukcapil", "matrix": SHARE_MATRIX},
                {"code": "4.2", "attainable": 30, "lead": "Disdukcapil"},
            ],
        ),
        ("3", "12", 50, [{"code": "12.1", "attainable": 50, "lead": "Dinkes"}]),
    ]
    position = 0
    for place, (cluster_code, row_code, maximum, questions) in enumerate(rows):
        cluster = Cluster.objects.create(
            instrument=instrument,
            code=cluster_code,
            label=f"Blok {cluster_code}",
            name=f"Nama blok {cluster_code}",
            attainable=maximum,
            position=place,
        )
        indicator = Indicator.objects.create(
            instrument=instrument,
            cluster=cluster,
            code=row_code,
            number=int(row_code),
            name=f"Nama indikator {row_code}",
            attainable=maximum,
            position=place,
        )
        for facts in questions:
            position += 1
            _add_question(instrument, indicator, position, facts)
    instrument.published_at = AT
    instrument.save(update_fields=["published_at"])
    return instrument


def _add_question(
    instrument: Instrument, indicator: Indicator, position: int, facts: dict[str, Any]
) -> None:
    question = Question.objects.create(
        instrument=instrument,
        indicator=indicator,
        label=f"Label {facts['code']}",
        text=f"Bagaimana dengan {facts['code']}?",
        kind="outcome",
        position=position,
        **facts,
    )
    for place, share in enumerate(("1", "0.5", "0")):
        Option.objects.create(
            instrument=instrument,
            question=question,
            code=f"step-{place}",
            label=("Penuh", "Separuh", "Belum ada")[place],
            points=Decimal(share) * question.attainable,
            position=place,
        )
    EvidenceRequirement.objects.create(
        instrument=instrument,
        question=question,
        kind=EvidenceRequirement.Kind.DOCUMENT,
        text=f"Laporan untuk {facts['code']}",
        position=0,
    )


def make_cycle(year: int = 2023) -> Cycle:
    """Enter a cycle whose evidence speaks of the two years before it."""
    return Cycle.objects.get_or_create(
        year=year,
        defaults={"first_evidence_year": year - 2, "last_evidence_year": year - 1},
    )[0]


def make_sheet(world: World, **fields: Any) -> Assessment:
    """Open the small form for Kota Serang; Disdukcapil and Dinkes have its questions."""
    return services.open_sheet(
        world.city, make_cycle(), make_instrument(), actor=None, at=AT, **fields
    )


def make_real_sheet(world: World, **fields: Any) -> Assessment:
    """Open the 2024 form with its 274 questions for Kota Serang."""
    instrument = publish(files.read(files.find("kla-2024")), actor=None, at=AT)
    return services.open_sheet(world.city, make_cycle(), instrument, actor=None, at=AT, **fields)


def answer_of(sheet: Assessment, code: str) -> Answer:
    return Answer.objects.select_related("question", "assessment").get(
        assessment=sheet, question__code=code
    )


def option_of(answer: Answer, label: str) -> Option:
    """The step called Penuh, Separuh or Belum ada."""
    return Option.objects.get(question=answer.question_id, label=label)


def fill(
    sheet: Assessment,
    code: str,
    *,
    label: str = "Penuh",
    actor: User | None = None,
    at: datetime = AT,
    note: str = "",
) -> Answer:
    """Answer a question of the small form."""
    answer = answer_of(sheet, code)
    return services.answer_question(
        answer, option=option_of(answer, label), note=note, actor=actor, at=at
    )


def make_evidence(
    world: World, name: str = "Laporan.pdf", *, pages: Sequence[str] = ("Halaman pertama.",)
) -> Evidence:
    """Hand in one document for Disdukcapil whose text is known; no bytes are kept."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    kind = "application/pdf" if name.endswith(".pdf") else "text/plain"
    read = ReadFile(digest, 1000, name, kind, list(pages), len(pages))
    rows, _new = take_in(
        [read], city=world.city, organization=world.civil, actor=world.officer, at=AT
    )
    return rows[digest]


def put(answer: Answer, evidence: Evidence, **fields: Any) -> Placement:
    """Lay a document under a question."""
    facts = {"source": Placement.Source.PERSON, "placed_at": AT, **fields}
    return Placement.objects.create(answer=answer, evidence=evidence, **facts)
