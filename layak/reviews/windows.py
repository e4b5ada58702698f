"""The window for repair: opened by the verifier on what was returned, for twice twenty-four hours.

The lock itself is the bound of each answer (``assessments.locks``): it closes at the second by the
server's clock, whether or not any job runs. Here stands who opened it, why, and who repairs what.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.activities import services as activities
from layak.activities.models import FollowUp
from layak.assessments import locks
from layak.assessments.models import Assessment, Assignment, Mark, Stage
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from layak.reviews.deciding import ensure_not_finished
from layak.reviews.models import Decision, Extension, RemedialWindow, ReturnedAnswer
from layak.reviews.rules import ensure_verifies, verifier_kinds
from layak.reviews.telling import tell_extended, tell_office, tell_opened, tell_reminder

LENGTH = timedelta(hours=48)
REMINDERS = (24, 6, 1)  # hours before the end
LONGEST = timedelta(days=30)  # a window with all its extensions


def returned_decisions(assessment: Assessment) -> list[Decision]:
    """The decisions of the sheet's stage that return an answer and still stand."""
    return list(
        Decision.objects.standing()
        .filter(
            answer__assessment=assessment,
            stage=assessment.stage,
            kind=Decision.Kind.RETURNED,
        )
        .select_related("answer__question", "decided_by")
        .order_by("answer__question__position")
    )


@transaction.atomic
def open_window(
    assessment: Assessment,
    decisions: Collection[int],
    *,
    reason: str,
    actor: User,
    at: datetime,
) -> RemedialWindow:
    """Open the returned answers of ``decisions`` (by key) from ``at`` until 48 hours later.

    Each gets an owner, the office that leads it, and a follow-up. Who has to know is told.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("city")
        .get(pk=assessment.pk)
    )
    stage = Stage(assessment.stage)
    ensure_verifies(verifier_kinds(actor, assessment), stage, stage)
    ensure_not_finished(assessment, stage)
    if RemedialWindow.objects.open(at).filter(assessment=assessment).exists():
        raise Refusal(_("Masa perbaikan untuk lembar ini sedang berjalan."))
    chosen = [one for one in returned_decisions(assessment) if one.pk in decisions]
    if not chosen or len(chosen) != len(decisions):
        raise Refusal(_("Pilih jawaban yang dikembalikan; hanya itu yang dapat diperbaiki."))
    window = RemedialWindow(
        assessment=assessment,
        stage=stage,
        opened_at=at,
        closes_at=at + LENGTH,
        reason=reason.strip(),
        opened_by=actor,
    )
    with record("window.opened", assessment, actor=actor, at=at, reason=window.reason) as detail:
        window.save()
        detail["window"] = window.pk
        locks.open_for_repair(
            assessment,
            [one.answer_id for one in chosen],
            since=at,
            until=window.closes_at,
            reason=window.reason,
            actor=actor,
            at=at,
        )
        _return(window, chosen, actor=actor, at=at)
    tell_opened(window, len(chosen), at=at)
    return window


@transaction.atomic
def extend(
    window: RemedialWindow, until: datetime, *, reason: str, actor: User, at: datetime
) -> RemedialWindow:
    """Give an open window more time, with a reason. A closed one stays closed.

    What was decided meanwhile is not opened again.
    """
    window = _locked(window)
    assessment = window.assessment
    ensure_verifies(verifier_kinds(actor, assessment), Stage(assessment.stage), Stage(window.stage))
    ensure_not_finished(assessment, Stage(window.stage))
    if not window.is_open(at):
        raise Refusal(_("Masa perbaikan ini sudah ditutup; buka yang baru bila perlu."))
    if until <= window.closes_at:
        raise Refusal(_("Perpanjangan harus lebih lama daripada batas sekarang."))
    if until > window.opened_at + LONGEST:
        raise Refusal(_("Masa perbaikan paling lama 30 hari sejak dibuka."))
    if not reason.strip():
        raise Refusal(_("Tulis alasan perpanjangan."))
    Extension.objects.create(
        window=window,
        before=window.closes_at,
        until=until,
        reason=reason.strip(),
        extended_by=actor,
        extended_at=at,
    )
    waiting = Mark.objects.filter(stage=window.stage, returned=True, answer=OuterRef("answer"))
    rows = window.returned.filter(Exists(waiting))
    returned = list(rows.values_list("answer_id", "follow_up_id"))
    with record("window.extended", window, actor=actor, at=at, reason=reason.strip()):
        window.closes_at = until
        window.save(update_fields=["closes_at"])
        answers = [answer for answer, _follow_up in returned]
        follow_ups = [follow_up for _answer, follow_up in returned]
        why = reason.strip()
        locks.change_end(assessment, answers, until=until, reason=why, actor=actor, at=at)
        activities.postpone(follow_ups, until, reason=why, actor=actor, at=at)
    tell_extended(window, at=at)
    return window


@transaction.atomic
def give_owner(returned: ReturnedAnswer, owner: Organization, *, actor: User, at: datetime) -> None:
    """Make another office of the city responsible for a returned answer.

    It may answer from then on: an office without a part in the question becomes a contributor.
    """
    window = _locked(returned.window)
    ensure_not_finished(window.assessment, Stage(window.stage))
    if not window.is_open(at):
        raise Refusal(_("Masa perbaikan ini sudah ditutup; buka yang baru bila perlu."))
    with record("window.owner_given", window, actor=actor, at=at, detail={"owner": owner.pk}):
        activities.hand_to(returned.follow_up, owner, actor=actor, at=at)
        ReturnedAnswer.objects.filter(pk=returned.pk).update(owner=owner)
        Assignment.objects.get_or_create(
            answer_id=returned.answer_id,
            organization=owner,
            defaults={"part": Assignment.Part.CONTRIBUTOR},
        )
    tell_office(window, owner, at=at)


def remind(at: datetime) -> int:
    """Tell owners of unfinished repairs that the end is near; each hour of ``REMINDERS`` once.

    Returns how many notices are new. After a pause of the worker only the nearest is told.
    """
    told = 0
    for window in RemedialWindow.objects.open(at).select_related("assessment__city"):
        left = window.closes_at - at
        passed = [hours for hours in REMINDERS if left <= timedelta(hours=hours)]
        if passed:
            told += tell_reminder(window, min(passed), at=at)
    return told


def _locked(window: RemedialWindow) -> RemedialWindow:
    return (
        RemedialWindow.objects.select_for_update(of=("self",))
        .select_related("assessment__city")
        .get(pk=window.pk)
    )


def _return(
    window: RemedialWindow, decisions: Sequence[Decision], *, actor: User, at: datetime
) -> None:
    leads = {
        row.answer_id: row.organization
        for row in Assignment.objects.filter(
            answer__in=[one.answer_id for one in decisions], part=Assignment.Part.LEAD
        ).select_related("organization")
    }
    for decision in decisions:
        owner = leads.get(decision.answer_id)
        follow_up = activities.give(
            window.assessment.city,
            owner=owner,
            source=FollowUp.Source.REVIEW,
            cause=FollowUp.Cause(decision.cause),
            text=f"{decision.answer.question.code}: {decision.note}",
            path=decision.answer.get_absolute_url(),
            due=window.closes_at,
            actor=actor,
            at=at,
        )
        ReturnedAnswer.objects.create(
            window=window,
            answer=decision.answer,
            decision=decision,
            owner=owner,
            follow_up=follow_up,
        )
