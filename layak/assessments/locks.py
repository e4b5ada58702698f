"""Which answers may be changed, and until when. Only these verbs move the bounds of an answer."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Stage
from layak.assessments.services import advance
from layak.audit.services import record
from layak.lib.errors import Refusal


@transaction.atomic
def submit(assessment: Assessment, *, actor: User | None, at: datetime) -> Assessment:
    """Hand the self-assessment over: every answer is locked and remembered as it is at ``at``."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if assessment.stage != Stage.SELF:
        raise Refusal(_("Penilaian mandiri ini sudah diserahkan."))
    # The rows themselves are locked too, so that a save under way is either counted or refused.
    answers = Answer.objects.filter(assessment=assessment)
    list(answers.order_by("pk").select_for_update().values_list("pk"))
    with record("assessment.submitted", assessment, actor=actor, at=at):
        # A save that waits for its row has read the clock before ``at``: with both bounds at one
        # instant no clock lets it through, so it is either counted or refused.
        answers.update(submitted_points=F("points"), editable_from=at, editable_until=at)
        advance(assessment, Stage.ADMINISTRATIVE, actor=actor, at=at)
    assessment.stage = Stage.ADMINISTRATIVE
    return assessment


@transaction.atomic
def open_for_repair(
    assessment: Assessment,
    answers: Collection[int],
    *,
    since: datetime,
    until: datetime,
    reason: str,
    actor: User,
    at: datetime,
) -> None:
    """Open answers (by key) from ``since`` until ``until``, half-open; the others stay as they are.

    Approval by the office's head is lifted from them, so that they can be repaired.
    """
    rows = Answer.objects.filter(assessment=assessment, pk__in=answers)
    if list(rows.order_by("pk").select_for_update().values_list("pk", flat=True)) != sorted(
        answers
    ):
        raise Refusal(_("Ada jawaban yang bukan bagian lembar ini."))
    with record("answers.opened", assessment, actor=actor, at=at, reason=reason) as detail:
        detail["answers"] = sorted(answers)
        detail["until"] = until.isoformat()
        rows.update(editable_from=since, editable_until=until, checked_at=None, checked_by=None)


@transaction.atomic
def change_end(
    assessment: Assessment,
    answers: Collection[int],
    *,
    until: datetime,
    reason: str,
    actor: User,
    at: datetime,
) -> None:
    """Move the instant at which answers (by key) close; one that is not ahead closes them now.

    Then no clock lets a save through any more, not even one that was read before and had to wait.
    """
    rows = Answer.objects.filter(assessment=assessment, pk__in=answers)
    list(rows.order_by("pk").select_for_update().values_list("pk"))
    with record("answers.end_moved", assessment, actor=actor, at=at, reason=reason) as detail:
        detail["answers"] = sorted(answers)
        detail["until"] = until.isoformat()
        bounds = {"editable_until": until}
        if until <= at:
            bounds["editable_from"] = until
        rows.update(**bounds)
