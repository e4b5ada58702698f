"""A verifier decides on an answer. Each decision is a new row; what it replaces stays."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments import locks, services
from layak.assessments.models import Answer, Assessment, Stage
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal
from layak.reviews.counting import counted_before
from layak.reviews.models import CAUSES, Decision, Snapshot
from layak.reviews.rules import ensure_verifies, verifier_kinds
from layak.ui.templatetags.layak import moment

NOTE_LENGTH = 2_000


class Overtaken(Refusal):
    """Somebody else decided after this verifier had opened the answer; ``standing`` says what."""

    def __init__(self, standing: Decision, zone: str) -> None:
        self.standing = standing
        super().__init__(
            _("%(who)s sudah memutuskan jawaban ini: %(what)s, nilai %(points)s, %(when)s.")
            % {
                "who": standing.decided_by.name,
                "what": standing.get_kind_display().lower(),
                "points": format_decimal(standing.points),
                "when": moment(standing.decided_at, zone),
            }
        )


@transaction.atomic
def decide(
    answer: Answer,
    stage: Stage,
    kind: Decision.Kind,
    *,
    points: Decimal | None = None,
    note: str = "",
    cause: str = "",
    seen: int | None,
    version: str | None = None,
    actor: User,
    at: datetime,
) -> Decision:
    """Decide on an answer at the stage its sheet is in.

    Accepting takes the points counted before; adjusting takes ``points``, from zero to what the
    question is worth; returning asks for repair and counts ``points`` until then, or what counts
    so far when none are given. Whatever is not accepted needs a note and a cause. ``seen`` is the
    key of the decision that the verifier saw standing (None for none) and ``version`` the state of
    the answer: another one is not decided over. Raises ``Refusal``; ``Overtaken`` when somebody
    else was quicker.
    """
    assessment = hold_stage(answer.assessment_id, stage, actor=actor)
    # Two verifiers may decide at once, and an officer may repair meanwhile: look at the locked row.
    answer = (
        Answer.objects.select_for_update(of=("self",)).select_related("question").get(pk=answer.pk)
    )
    standing = standing_decision(answer, stage)
    if standing is not None and standing.pk != seen:
        raise Overtaken(standing, assessment.city.timezone)
    if version is not None and version != services.version_of(answer):
        raise Refusal(_("Jawaban ini diubah sesudah Anda membukanya. Periksa isinya yang baru."))
    decision = Decision(
        answer=answer,
        stage=stage,
        kind=kind,
        points=_points_of(answer, stage, kind, points),
        note=note.strip(),
        cause="" if kind == Decision.Kind.ACCEPTED else cause,
        replaces=standing,
        decided_by=actor,
        decided_at=at,
    )
    _refuse_unexplained(decision)
    detail = {"stage": stage, "kind": kind, "points": str(decision.points)}
    with record("answer.decided", answer, actor=actor, at=at, reason=decision.note, detail=detail):
        keep_decision(decision, assessment.city.timezone)
    if kind != Decision.Kind.RETURNED:
        end_repair(assessment, [answer], actor=actor, at=at)
    return decision


def hold_stage(assessment: int, stage: Stage, *, actor: User) -> Assessment:
    """Keep a sheet (by key) in its stage until the transaction ends; refuse who may not decide.

    Many verifiers hold it together; whoever ends the stage waits for them, or they for that.
    """
    held = Assessment.objects.raw(
        "SELECT * FROM assessments_assessment WHERE id = %s FOR SHARE", [assessment]
    )[0]
    kinds = verifier_kinds(actor, held)
    if not kinds:
        raise Refusal(_("Anda bukan verifikator kota ini."))
    ensure_verifies(kinds, Stage(held.stage), stage)
    ensure_not_finished(held, stage)
    return held


def ensure_not_finished(assessment: Assessment, stage: Stage) -> None:
    """The final stage stays the sheet's stage after it has ended; its snapshot tells."""
    if Snapshot.objects.filter(assessment=assessment, stage=stage).exists():
        raise Refusal(_("Tahap %(stage)s sudah diselesaikan.") % {"stage": stage.label})


def standing_decision(answer: Answer, stage: Stage) -> Decision | None:
    """The newest decision on an answer at a stage."""
    rows = Decision.objects.filter(answer=answer, stage=stage).select_related("decided_by")
    return rows.standing().first()


def _points_of(
    answer: Answer, stage: Stage, kind: Decision.Kind, points: Decimal | None
) -> Decimal:
    before = counted_before(answer, stage) or Decimal(0)
    if kind == Decision.Kind.ADJUSTED and points is None:
        raise Refusal(_("Tulis nilai yang Anda berikan."))
    if kind != Decision.Kind.ACCEPTED and points is not None:
        attainable = answer.question.attainable
        if not points.is_finite() or not 0 <= points <= attainable:
            raise Refusal(
                _("Nilai %(code)s harus antara 0 dan %(attainable)s.")
                % {"code": answer.question.code, "attainable": format_decimal(attainable)}
            )
        if points != round(points, 4):
            raise Refusal(_("Nilai paling banyak empat angka di belakang koma."))
        return points
    return before


def _refuse_unexplained(decision: Decision) -> None:
    if len(decision.note) > NOTE_LENGTH:
        raise Refusal(_("Catatan paling panjang %(length)s karakter.") % {"length": NOTE_LENGTH})
    if decision.kind == Decision.Kind.ACCEPTED:
        return
    if decision.cause not in CAUSES.values:
        raise Refusal(_("Pilih alasan keputusan ini."))
    if not decision.note:
        raise Refusal(_("Tulis catatan: kota perlu tahu apa yang kurang."))


def keep_decision(decision: Decision, zone: str) -> None:
    """Write the decision and the mark that it gives."""
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError:
        standing = standing_decision(decision.answer, Stage(decision.stage))
        if standing is None:
            raise
        raise Overtaken(standing, zone) from None
    services.mark(
        decision.answer,
        Stage(decision.stage),
        decision.points,
        note=decision.note,
        returned=decision.kind == Decision.Kind.RETURNED,
        actor=decision.decided_by,
        at=decision.decided_at,
    )


def end_repair(
    assessment: Assessment, answers: Iterable[Answer], *, actor: User, at: datetime
) -> None:
    """Close what was open for repair: what is decided is not changed any more."""
    if opened := [answer.pk for answer in answers if answer.is_editable(at)]:
        locks.change_end(
            assessment, opened, until=at, reason=_("Sudah diputuskan."), actor=actor, at=at
        )
