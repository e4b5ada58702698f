"""Publish instruments: read reviewed files once, then never change them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from layak.audit.services import record
from layak.instruments import edition
from layak.instruments.models import (
    AwardLevel,
    Cluster,
    EvidenceRequirement,
    Indicator,
    Instrument,
    Option,
    Question,
)
from layak.lib.errors import Refusal


@transaction.atomic
def publish(
    content: edition.InstrumentFile, *, actor: AbstractBaseUser | None, at: datetime
) -> Instrument:
    """Write an edition into the database, where it can never change again.

    The same content under the same version is already published and is returned as it is. Other
    content under a published version is refused: a change is a new version.
    """
    head = content.instrument
    digest = edition.digest(content)
    known = Instrument.objects.filter(code=head.code, version=head.version).first()
    if known is not None:
        if known.digest == digest:
            return known
        raise Refusal(
            _(
                "%(code)s versi %(version)s sudah terbit dengan isi lain. "
                "Terbitkan perubahan sebagai versi %(next)s."
            )
            % {"code": head.code, "version": head.version, "next": head.version + 1}
        )
    instrument = Instrument(
        code=head.code,
        version=head.version,
        name=head.name,
        name_en=head.name_en,
        year=head.year,
        level_rule=head.level_rule,
        source=head.source,
        law=head.law,
        status=head.status,
        notes=list(head.notes),
        agencies=[asdict(agency) for agency in content.agencies],
        conditions=[asdict(condition) for condition in content.conditions],
        narratives=[asdict(narrative) for narrative in content.narratives],
        by_hand=head.by_hand,
        digest=digest,
        attainable=head.maximum,
    )
    with record(
        "instrument.published",
        actor=actor,
        at=at,
        detail={"code": head.code, "version": head.version},
    ):
        instrument.save()
        _write_levels(instrument, content.levels)
        _write_clusters(instrument, content)
        instrument.published_at = at
        instrument.save(update_fields=["published_at"])
    return instrument


def _write_levels(instrument: Instrument, levels: Iterable[edition.Level]) -> None:
    AwardLevel.objects.bulk_create(
        AwardLevel(
            instrument=instrument,
            name=level.name,
            name_en=level.name_en,
            floor=level.floor,
            ceiling=level.ceiling,
            colour=level.colour,
            position=position,
        )
        for position, level in enumerate(sorted(levels, key=lambda level: level.floor))
    )


def _write_clusters(instrument: Instrument, content: edition.InstrumentFile) -> None:
    matrices = {matrix.code: _described(matrix) for matrix in content.matrices}
    questions: list[tuple[Question, edition.Question]] = []
    row_position = 0
    for position, cluster in enumerate(content.clusters):
        block = Cluster.objects.create(
            instrument=instrument,
            code=cluster.code,
            label=cluster.label,
            label_en=cluster.label_en,
            name=cluster.name,
            name_en=cluster.name_en,
            attainable=cluster.maximum,
            aliases=list(cluster.aliases),
            note=cluster.source_note,
            position=position,
        )
        for row in cluster.indicators:
            row_position += 1
            indicator = Indicator.objects.create(
                instrument=instrument,
                cluster=block,
                code=row.code,
                number=row.number,
                name=row.name,
                name_en=row.name_en,
                attainable=row.maximum,
                note=row.source_note,
                position=row_position,
            )
            for item in row.questions:
                question = _question(instrument, indicator, item, matrices, len(questions))
                questions.append((question, item))
    Question.objects.bulk_create(question for question, _ in questions)
    _write_steps(instrument, questions)


def _question(
    instrument: Instrument,
    indicator: Indicator,
    item: edition.Question,
    matrices: dict[str, dict[str, Any]],
    position: int,
) -> Question:
    return Question(
        instrument=instrument,
        indicator=indicator,
        code=item.code,
        label=item.label,
        text=item.text,
        kind=item.kind,
        attainable=item.maximum,
        reverse=item.reverse,
        percentage=item.percentage,
        two_years=item.two_years,
        asked_of=item.asked_of,
        applies_when=item.applies_when,
        must_mention=item.must_mention,
        lead=item.lead,
        contributors=list(item.contributors),
        matrix=matrices.get(item.matrix, {}),
        note=item.source_note,
        estimated=item.estimated,
        position=position,
    )


def _described(matrix: edition.Matrix) -> dict[str, Any]:
    return {**asdict(matrix), "columns": [asdict(column) for column in matrix.columns]}


def _write_steps(
    instrument: Instrument, questions: Iterable[tuple[Question, edition.Question]]
) -> None:
    pairs = list(questions)
    Option.objects.bulk_create(
        Option(
            instrument=instrument,
            question=question,
            code=option.code,
            label=option.label,
            label_en=option.label_en,
            points=option.points,
            position=position,
        )
        for question, item in pairs
        for position, option in enumerate(item.options)
    )
    EvidenceRequirement.objects.bulk_create(
        EvidenceRequirement(
            instrument=instrument,
            question=question,
            kind=requirement.kind,
            text=requirement.text,
            position=position,
        )
        for question, item in pairs
        for position, requirement in enumerate(item.requirements)
    )
