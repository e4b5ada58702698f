"""Verbs on where evidence lies: place, take away, move what lies wrong, take a decision back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Answer, Misplacement, Placement, Suggestion
from layak.audit.services import record
from layak.evidence.models import Evidence
from layak.lib.errors import Refusal


@transaction.atomic
def place(
    answer: Answer, evidence: Evidence, *, actor: User, at: datetime, page: int | None = None
) -> Placement:
    """Put a document under a question. One document may prove several questions."""
    if evidence.city_id != answer.assessment.city_id:
        raise Refusal(_("Data dukung ini milik kota lain."))
    pages = evidence.file.page_count
    if page is not None and not 1 <= page <= pages:
        raise Refusal(_("Dokumen ini hanya sampai halaman %(pages)s.") % {"pages": pages})
    _check_open(at, answer)
    with record("evidence.placed", answer, actor=actor, at=at, detail={"evidence": evidence.pk}):
        placement, created = Placement.objects.get_or_create(
            answer=answer,
            evidence=evidence,
            defaults={
                "source": Placement.Source.PERSON,
                "page": page,
                "placed_by": actor,
                "placed_at": at,
            },
        )
        if not created:
            placement.source = Placement.Source.PERSON
            placement.page = page or placement.page
            placement.placed_by = actor
            placement.placed_at = at
            placement.save()
    return placement


@transaction.atomic
def take_away(placement: Placement, *, actor: User, at: datetime, reason: str = "") -> None:
    """Take a document away from a question. The document itself stays."""
    _check_open(at, placement.answer)
    detail = {"evidence": placement.evidence_id}
    with record(
        "evidence.taken_away", placement.answer, actor=actor, at=at, reason=reason, detail=detail
    ):
        # What no longer lies there no longer lies wrong.
        Misplacement.objects.undecided().filter(
            filed=placement.answer_id, evidence=placement.evidence_id
        ).delete()
        placement.delete()


@transaction.atomic
def move(
    misplacement: Misplacement, *, actor: User, at: datetime, to: Answer | None = None
) -> Answer:
    """Move a document to the question it speaks for, or to another that a person names."""
    misplacement = _locked(misplacement)
    target = to or misplacement.suggested
    if target.assessment_id != misplacement.assessment_id:
        raise Refusal(_("Pertanyaan itu bukan bagian dari lembar ini."))
    if target.pk == misplacement.filed_id:
        raise Refusal(
            _("Dokumen ini sudah berada di %(code)s.") % {"code": misplacement.filed.question.code}
        )
    _check_open(at, misplacement.filed, target)
    detail = {"from": misplacement.filed.question.code, "to": target.question.code}
    with record("evidence.moved", misplacement.evidence, actor=actor, at=at, detail=detail):
        Placement.objects.filter(answer=misplacement.filed, evidence=misplacement.evidence).delete()
        Placement.objects.get_or_create(
            answer=target,
            evidence=misplacement.evidence,
            defaults={"source": Placement.Source.PERSON, "placed_by": actor, "placed_at": at},
        )
        misplacement.suggested = target
        _decide(misplacement, Misplacement.Status.MOVED, "", actor, at)
    return target


@transaction.atomic
def leave(misplacement: Misplacement, *, actor: User, at: datetime, reason: str = "") -> None:
    """Leave a document where it is; the question is settled for this document."""
    misplacement = _locked(misplacement)
    with record("evidence.left", misplacement.evidence, actor=actor, at=at, reason=reason):
        _decide(misplacement, Misplacement.Status.KEPT, reason, actor, at)


@transaction.atomic
def ask(misplacement: Misplacement, *, actor: User, at: datetime) -> None:
    """Ask the office that leads the suggested question; until it answers nothing moves."""
    misplacement = _locked(misplacement)
    with record("evidence.asked_about", misplacement.evidence, actor=actor, at=at):
        _decide(misplacement, Misplacement.Status.ASKED, "", actor, at)


@transaction.atomic
def reopen(misplacement: Misplacement, *, actor: User, at: datetime) -> None:
    """Take a decision back. A moved document returns to where it was filed."""
    misplacement = Misplacement.objects.select_for_update(of=("self",)).get(pk=misplacement.pk)
    if misplacement.status == Misplacement.Status.OPEN:
        raise Refusal(_("Belum ada keputusan yang dapat dibatalkan."))
    with record("evidence.decision_taken_back", misplacement.evidence, actor=actor, at=at):
        if misplacement.status == Misplacement.Status.MOVED and misplacement.decided_at:
            _check_open(at, misplacement.filed, misplacement.suggested)
            # A placement that somebody had made before the move stays.
            Placement.objects.filter(
                answer=misplacement.suggested,
                evidence=misplacement.evidence,
                placed_at=misplacement.decided_at,
            ).delete()
            Placement.objects.get_or_create(
                answer=misplacement.filed,
                evidence=misplacement.evidence,
                defaults={"source": Placement.Source.PERSON, "placed_by": actor, "placed_at": at},
            )
            misplacement.suggested = _first_suggested(misplacement)
        misplacement.status = Misplacement.Status.OPEN
        misplacement.reason = ""
        misplacement.decided_by = None
        misplacement.decided_at = None
        misplacement.save()


def _first_suggested(misplacement: Misplacement) -> Answer:
    """The question Layak had suggested, where a person moved the document to another."""
    suggestion = Suggestion.objects.filter(
        assessment=misplacement.assessment_id, evidence=misplacement.evidence_id
    ).first()
    if suggestion is None or not suggestion.items:
        return misplacement.suggested
    found = Answer.objects.filter(
        assessment=misplacement.assessment_id,
        question__code=suggestion.items[0]["code"],
        question__indicator__number=suggestion.indicators[0]["number"],
    ).first()
    return found or misplacement.suggested


def _locked(misplacement: Misplacement) -> Misplacement:
    """Read the row again under lock.

    Two people may decide at once, and the first decision holds.
    """
    row = (
        Misplacement.objects.select_for_update(of=("self",))
        .select_related("filed__question", "suggested__question", "evidence")
        .get(pk=misplacement.pk)
    )
    if row.status not in {Misplacement.Status.OPEN, Misplacement.Status.ASKED}:
        raise Refusal(_("Dokumen ini sudah diputuskan orang lain."))
    return row


def _decide(
    misplacement: Misplacement,
    status: Misplacement.Status,
    reason: str,
    actor: User,
    at: datetime,
) -> None:
    misplacement.status = status
    misplacement.reason = reason
    misplacement.decided_by = actor
    misplacement.decided_at = at
    misplacement.save()


def _check_open(at: datetime, *answers: Answer) -> None:
    """Refuse where one of the answers takes no changes; their rows stay locked to the end."""
    keys = [answer.pk for answer in answers]
    # An approval or a submission may be under way: decide on the rows as they are once locked,
    # always in the same order.
    rows = Answer.objects.select_for_update(of=("self",)).select_related("question")
    for answer in rows.filter(pk__in=keys).order_by("pk"):
        said = {"code": answer.question.code}
        if not answer.is_editable(at):
            raise Refusal(
                _("Jawaban %(code)s sudah dikunci; data dukungnya tidak dapat diubah.") % said
            )
        if answer.checked:
            raise Refusal(
                _("Jawaban %(code)s sudah disetujui kepala OPD; data dukungnya tidak dapat diubah.")
                % said
            )
