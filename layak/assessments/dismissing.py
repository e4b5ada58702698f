"""Verbs on findings: dismiss one with a reason, take that back, settle what is there twice."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments import relocating
from layak.assessments.models import Answer, Assessment, Finding, Placement
from layak.audit.services import record
from layak.evidence.models import Evidence, PersonalData
from layak.evidence.remembering import clear_personal_data, restrict_again
from layak.lib.errors import Refusal

REASON_LENGTH = 500
DOUBLED = (Finding.Kind.SAME_FILE, Finding.Kind.SAME_TEXT, Finding.Kind.SAME_PHOTO)


@transaction.atomic
def dismiss(finding: Finding, *, reason: str, actor: User, at: datetime) -> None:
    """Say that a finding is no fault, for this document only; a double for both its documents."""
    reason = _told(reason, _("Tulis alasannya: mengapa ini bukan kesalahan?"))
    row = _locked(finding)
    if row.status == Finding.Status.DISMISSED:
        raise Refusal(_("Temuan ini sudah dikesampingkan."))
    if row.kind == Finding.Kind.PERSONAL:
        _check_may_open(row.evidence, actor)
        clear_personal_data(row.evidence, reason=reason, actor=actor, at=at)
    with record("finding.dismissed", row, actor=actor, at=at, reason=reason):
        for one in (row, *_mirrored(row)):
            _decide(one, Finding.Status.DISMISSED, reason, actor, at)


@transaction.atomic
def reopen(finding: Finding, *, actor: User, at: datetime) -> None:
    """Take a dismissal back."""
    row = _locked(finding)
    if row.status == Finding.Status.OPEN:
        raise Refusal(_("Temuan ini tidak dikesampingkan."))
    if row.kind == Finding.Kind.PERSONAL:
        _check_may_open(row.evidence, actor)
        restrict_again(row.evidence, actor=actor, at=at)
    with record("finding.reopened", row, actor=actor, at=at):
        for one in (row, *_mirrored(row)):
            _decide(one, Finding.Status.OPEN, "", None, None)


@transaction.atomic
def keep_one(
    assessment: Assessment,
    kept: Evidence,
    others: Sequence[Evidence],
    *,
    reason: str,
    actor: User,
    at: datetime,
) -> list[str]:
    """Let one document stand for its twins: it goes under each of their questions, they come away.

    Refused as a whole where one of the questions is locked or not the actor's. Returns the codes of
    the questions it now also proves; that it proves several is noted as knowingly done.
    """
    reason = _told(reason, _("Tulis alasannya: mengapa satu dokumen cukup?"))
    lying = list(
        Placement.objects.filter(
            answer__assessment=assessment, evidence__in=[one.pk for one in others]
        )
        .exclude(evidence=kept)
        .select_related("answer__question", "answer__assessment", "evidence")
        .order_by("answer__question__position")
    )
    own = set(Placement.objects.editable_by(actor).filter(pk__in=[one.pk for one in lying]))
    if foreign := [one for one in lying if one not in own]:
        raise Refusal(
            _("Pertanyaan %(code)s bukan tugas Anda; mintalah sekretariat menyatukannya.")
            % {"code": foreign[0].answer.question.code}
        )
    codes: list[str] = []
    with record("evidence.kept_one", kept, actor=actor, at=at, reason=reason) as detail:
        for placement in lying:
            answer = placement.answer
            relocating.take_away(placement, actor=actor, at=at, reason=reason)
            relocating.place(answer, kept, actor=actor, at=at)
            codes.append(answer.question.code)
        detail["answers"] = codes
        _tell_reuse(assessment, kept, reason, actor, at)
        # What lies nowhere doubles nothing any more.
        Finding.objects.standing().filter(
            _about([one.pk for one in others]), assessment=assessment, kind__in=DOUBLED
        ).delete()
    return list(dict.fromkeys(codes))


@transaction.atomic
def tell_reuse(
    assessment: Assessment,
    evidence: Sequence[Evidence],
    *,
    reason: str,
    actor: User,
    at: datetime,
) -> int:
    """Say of doubles that they are meant; returns how many findings that settles."""
    reason = _told(reason, _("Tulis alasannya: mengapa dipakai lebih dari sekali?"))
    rows = (
        Finding.objects.standing()
        .filter(
            _about([one.pk for one in evidence]),
            assessment=assessment,
            kind__in=DOUBLED,
            evidence__in=evidence,
        )
        .select_for_update(of=("self",))
    )
    found = list(rows)
    with record("evidence.reuse_told", evidence[0], actor=actor, at=at, reason=reason):
        for row in found:
            _decide(row, Finding.Status.DISMISSED, reason, actor, at)
    return len(found)


def _tell_reuse(
    assessment: Assessment, kept: Evidence, reason: str, actor: User, at: datetime
) -> None:
    """Note on each question of a document that its use elsewhere is meant."""
    answers = list(
        Answer.objects.filter(assessment=assessment, placements__evidence=kept).distinct()
    )
    for answer in answers if len(answers) > 1 else ():
        Finding.objects.update_or_create(
            assessment=assessment,
            evidence=kept,
            answer=answer,
            kind=Finding.Kind.SAME_FILE,
            twin=None,
            defaults={
                "status": Finding.Status.DISMISSED,
                "reason": reason,
                "decided_by": actor,
                "decided_at": at,
                "facts": {"uses": len(answers)},
            },
            create_defaults={
                "status": Finding.Status.DISMISSED,
                "reason": reason,
                "decided_by": actor,
                "decided_at": at,
                "facts": {"uses": len(answers)},
                "noticed_at": at,
            },
        )


def _told(reason: str, ask: str) -> str:
    """The reason as it is kept; ``ask`` is said where there is none."""
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise Refusal(ask)
    if len(reason) > REASON_LENGTH:
        raise Refusal(_("Alasan paling panjang %(most)s huruf.") % {"most": REASON_LENGTH})
    return reason


def _about(keys: Sequence[int]) -> Q:
    return Q(evidence__in=keys) | Q(twin__in=keys)


def _locked(finding: Finding) -> Finding:
    """Read the row again under lock: two people may decide at once."""
    return (
        Finding.objects.select_for_update(of=("self",))
        .select_related("evidence")
        .get(pk=finding.pk)
    )


def _mirrored(row: Finding) -> list[Finding]:
    """The same double as its other document sees it; what a document is by itself, on all sheets.

    Doubles and questions belong to one sheet: another award may ask for the same document.
    """
    same = Finding.objects.select_for_update(of=("self",)).filter(kind=row.kind)
    if row.twin_id is not None:
        double = {"evidence": row.twin_id, "twin": row.evidence_id}
        return list(same.filter(assessment=row.assessment_id, **double))
    if row.answer_id is None:
        by_itself = same.filter(evidence=row.evidence_id, answer__isnull=True, twin__isnull=True)
        return list(by_itself.exclude(pk=row.pk))
    return []


def _decide(
    row: Finding,
    status: Finding.Status,
    reason: str,
    actor: User | None,
    at: datetime | None,
) -> None:
    row.status = status
    row.reason = reason
    row.decided_by = actor
    row.decided_at = at
    row.save(update_fields=["status", "reason", "decided_by", "decided_at"])


def _check_may_open(evidence: Evidence, actor: User) -> None:
    """Only who may read the original can say what is in it."""
    rows = PersonalData.objects.filter(evidence=evidence)
    if rows.exists() and not rows.openable_by(actor).exists():
        raise Refusal(_("Hanya yang boleh membuka aslinya dapat memutuskan ini."))
