"""Verbs that change a sheet and its answers."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.measuring import FIELDS as SAID
from layak.assessments.measuring import Measured
from layak.assessments.models import (
    Answer,
    Assessment,
    Assignment,
    Cycle,
    Draft,
    Mark,
    MeasuredValue,
    Stage,
)
from layak.audit.services import record
from layak.instruments.models import AwardLevel, Instrument, Option
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal
from layak.organizations.models import Alias, Kind, Organization

NOTE_LENGTH = 2_000
SAVED = ["option", "points", "note", "matrix", "changed_at", "changed_by"]
# What may change of an answer; its sheet and its question never do.
STATE = [
    *SAVED,
    *("submitted_points", "checked_at", "checked_by", "editable_from", "editable_until"),
]


class Overtaken(Refusal):
    """Somebody else saved the answer after this person had opened it."""


def check_open(answer: Answer, at: datetime) -> None:
    """Refuse where an answer takes no changes: out of its time, or approved by its head."""
    if not answer.is_editable(at):
        raise Refusal(_("Jawaban ini sudah dikunci. Yang Anda ketik belum disimpan."))
    if answer.checked:
        raise Refusal(
            _("Kepala OPD sudah menyetujui jawaban ini. Minta dibuka kembali sebelum mengubahnya.")
        )


def version_of(answer: Answer) -> str:
    """Name this state of an answer; every save gives another."""
    return answer.changed_at.isoformat() if answer.changed_at else "new"


@transaction.atomic
def open_sheet(
    city: Organization,
    cycle: Cycle,
    instrument: Instrument,
    *,
    actor: User | None,
    at: datetime,
    target: AwardLevel | None = None,
    example: bool = False,
    note: str = "",
) -> Assessment:
    """Open a city's sheet.

    Every question an empty answer, handed to the offices the instrument names.
    """
    if city.kind != Kind.CITY:
        raise Refusal(_("Lembar evaluasi hanya untuk kota atau kabupaten."))
    if instrument.published_at is None:
        raise Refusal(_("Instrumen ini belum terbit."))
    if Assessment.objects.filter(city=city, cycle=cycle, instrument=instrument).exists():
        raise Refusal(_("Lembar %(city)s untuk siklus ini sudah ada.") % {"city": city.name})
    assessment = Assessment(
        city=city, cycle=cycle, instrument=instrument, target=target, example=example, note=note
    )
    with record("assessment.opened", city, actor=actor, at=at, detail={"year": cycle.year}):
        assessment.save()
        Answer.objects.bulk_create(
            Answer(assessment=assessment, question=question)
            for question in instrument.questions.all()
        )
        hand_out(assessment)
    return assessment


def hand_out(assessment: Assessment) -> int:
    """Assign open answers to the offices their questions name; return how many still have no owner.

    Names are looked up among the city's aliases. An assignment made before is left alone.
    """
    offices = {
        name.casefold(): office
        for name, office in Alias.objects.filter(scope=assessment.city).values_list(
            "name", "organization_id"
        )
    }
    assignments: list[Assignment] = []
    without = 0
    for answer in assessment.answers.filter(assignments=None).select_related("question"):
        lead = offices.get(answer.question.lead.casefold())
        others = [offices.get(name.casefold()) for name in answer.question.contributors]
        known = list(dict.fromkeys(office for office in (lead, *others) if office))
        without += not known
        assignments += [
            Assignment(answer=answer, organization_id=office, part=_part(office, lead))
            for office in known
        ]
    Assignment.objects.bulk_create(assignments)
    return without


def _part(office: int, lead: int | None) -> Assignment.Part:
    return Assignment.Part.LEAD if office == lead else Assignment.Part.CONTRIBUTOR


@transaction.atomic
def set_target(
    assessment: Assessment, level: AwardLevel | None, *, actor: User, at: datetime
) -> None:
    """Say which level the city aims for in this cycle; None takes the aim back."""
    if level is not None and level.instrument_id != assessment.instrument_id:
        raise Refusal(_("Peringkat ini bukan bagian dari instrumen lembar ini."))
    detail = {"target": level.name if level else None}
    with record("assessment.target_set", assessment, actor=actor, at=at, detail=detail):
        assessment.target = level
        assessment.save(update_fields=["target"])


@transaction.atomic
def answer_question(
    answer: Answer,
    *,
    option: Option | None,
    note: str,
    actor: User | None,
    at: datetime,
    matrix: list[Mapping[str, Any]] | None = None,
    points: Decimal | None = None,
    measured: Measured | Literal["keep"] | None = "keep",
    version: str | None = None,
) -> Answer:
    """Choose a step of the ladder and write what goes with it; no option opens it again.

    ``points`` are taken as they are where a form brings its own (an imported sheet); else the
    option decides. ``version`` names the state that the person saw; another one is not written
    over. ``measured`` and ``matrix`` stay as they are unless given. The person's draft of this
    answer is gone with the save.
    """
    # Two officers may save at once, and a window may close meanwhile: decide on the locked row.
    answer.refresh_from_db(fields=STATE, from_queryset=Answer.objects.select_for_update())
    check_open(answer, at)
    if version is not None and version != version_of(answer):
        raise Overtaken(_("Jawaban ini diubah orang lain sesudah Anda membukanya."))
    if option is not None and option.question_id != answer.question_id:
        raise Refusal(_("Pilihan ini bukan milik pertanyaan %(code)s.") % {"code": answer})
    if len(note) > NOTE_LENGTH:
        raise Refusal(_("Narasi paling panjang %(length)s karakter.") % {"length": NOTE_LENGTH})
    won = points if points is not None else option.points if option else None
    _check_points(answer, won)
    with record("answer.saved", answer, actor=actor, at=at) as detail:
        answer.option = option
        answer.points = won
        answer.note = note
        if matrix is not None:
            answer.matrix = matrix
        answer.changed_at = at
        answer.changed_by = actor
        answer.save(update_fields=SAVED)
        if measured != "keep":
            _keep_measured(answer, measured, detail)
        if actor is not None:
            Draft.objects.filter(answer=answer, user=actor).delete()
    return answer


def _keep_measured(answer: Answer, measured: Measured | None, detail: dict[str, Any]) -> None:
    """Keep the figure behind an answer, or take it away; an equal one leaves no trail."""
    known = MeasuredValue.objects.filter(answer=answer).first()
    if measured is None:
        if known is not None:
            known.delete()
        return
    figure = asdict(measured)
    figure["observation_id"] = figure.pop("observation")
    if known is None:
        MeasuredValue.objects.create(answer=answer, **figure)
        detail["measured"] = "first"  # the table keeps what a figure was, not when it began
        return
    if not measured.drawn and all(getattr(known, name) == figure[name] for name in SAID):
        return  # typed again as it stands: it still comes from where it came from
    if any(getattr(known, name) != value for name, value in figure.items()):
        for name, value in figure.items():
            setattr(known, name, value)
        known.save()


def _check_points(answer: Answer, points: Decimal | None) -> None:
    """Points lie between zero and the question's maximum."""
    attainable = answer.question.attainable
    if points is not None and not 0 <= points <= attainable:
        raise Refusal(
            _("Nilai %(code)s harus antara 0 dan %(attainable)s.")
            % {"code": answer.question.code, "attainable": format_decimal(attainable)}
        )


@transaction.atomic
def mark(
    answer: Answer,
    stage: Stage,
    points: Decimal,
    *,
    note: str = "",
    returned: bool = False,
    actor: User | None,
    at: datetime,
) -> Mark:
    """Set the points of an answer at a stage after self-assessment.

    Other stages' marks stay as they are.
    """
    if stage is Stage.SELF:
        raise Refusal(_("Nilai mandiri berasal dari jawaban, bukan dari penilai."))
    _check_points(answer, points)
    with record("answer.marked", answer, actor=actor, at=at, reason=note, detail={"stage": stage}):
        given, _created = Mark.objects.update_or_create(
            answer=answer,
            stage=stage,
            defaults={
                "points": points,
                "note": note,
                "returned": returned,
                "marked_by": actor,
                "marked_at": at,
            },
        )
    return given


@transaction.atomic
def advance(assessment: Assessment, stage: Stage, *, actor: User | None, at: datetime) -> None:
    """Move a sheet on to a later stage. A stage is never gone back to."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    order = list(Stage)
    if order.index(stage) <= order.index(Stage(assessment.stage)):
        raise Refusal(
            _("Lembar ini sudah sampai tahap %(stage)s.")
            % {"stage": assessment.get_stage_display()}
        )
    with record("assessment.advanced", assessment, actor=actor, at=at, detail={"stage": stage}):
        assessment.stage = stage
        assessment.save(update_fields=["stage"])
