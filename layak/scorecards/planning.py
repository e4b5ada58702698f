"""Verbs about plans: say what steps take, save one, hand its steps to offices, take it away."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.activities.models import FollowUp
from layak.activities.services import give
from layak.assessments.models import Assignment
from layak.audit.services import record
from layak.forecast.steps import Act
from layak.lib.errors import Refusal
from layak.lib.numbers import round_half_up
from layak.organizations.models import Organization
from layak.scorecards.plans import Plan, PlanLine, StepHours
from layak.scorecards.what_if import WhatIf

NAME_LENGTH = 120
_CAUSES: Mapping[str, FollowUp.Cause] = {
    Act.ANSWER: FollowUp.Cause.UNWRITTEN,
    Act.ATTACH: FollowUp.Cause.MISSING,
    Act.MOVE: FollowUp.Cause.MISPLACED,
}


@transaction.atomic
def save_plan(name: str, tried: WhatIf, *, actor: User, at: datetime) -> Plan:
    """Keep the steps that were tried together, and what was expected of them."""
    if not tried.steps:
        raise Refusal(_("Pilih dahulu langkah yang akan direncanakan."))
    if not name.strip():
        raise Refusal(_("Beri nama rencana ini."))
    if len(name.strip()) > NAME_LENGTH:
        raise Refusal(_("Nama paling panjang %(length)s karakter.") % {"length": NAME_LENGTH})
    whole = tried.after.total
    assessment = tried.found.assessment
    plan = Plan(
        assessment=assessment,
        name=name.strip(),
        expected=_points(whole.expected),
        low=_points(whole.low),
        high=_points(whole.high),
        created_by=actor,
        created_at=at,
    )
    leads = _leads(tried)
    with record("plan.saved", assessment, actor=actor, at=at) as detail:
        plan.save()
        detail["plan"] = plan.pk
        for step in tried.steps:
            answer = tried.found.lines[step.before.code].answer
            worth = tried.worth[step.key]
            PlanLine.objects.create(
                plan=plan,
                answer_id=answer,
                act=step.act.value,
                office=leads.get(answer),
                hours=_points(step.hours),
                gain=_points(worth.expected),
                gain_low=_points(worth.low),
                gain_high=_points(worth.high),
            )
    return plan


def _points(value: float) -> Decimal:
    return round_half_up(Decimal(value))


def _leads(tried: WhatIf) -> dict[int, Organization]:
    rows = Assignment.objects.filter(
        answer__assessment=tried.found.assessment, part=Assignment.Part.LEAD
    ).select_related("organization")
    return {row.answer_id: row.organization for row in rows}


@transaction.atomic
def hand_over(
    plan: Plan, lines: Collection[int], due: datetime, *, actor: User, at: datetime
) -> int:
    """Ask the offices of these lines (by key) to take them until ``due``; return how many.

    What was handed over before stays with the date it has.
    """
    # Two people may hand over the same line at once: it is given once.
    rows = (
        PlanLine.objects.select_for_update(of=("self",))
        .filter(plan=plan, pk__in=lines, follow_up=None)
        .select_related("answer__question", "office")
    )
    chosen = list(rows)
    if not chosen:
        raise Refusal(_("Pilih langkah yang belum diserahkan."))
    city = plan.assessment.city
    for line in chosen:
        question = line.answer.question
        line.follow_up = give(
            city,
            owner=line.office,
            source=FollowUp.Source.PLAN,
            cause=_CAUSES.get(line.act, FollowUp.Cause.OTHER),
            text=f"{PlanLine.Act(line.act).label}: {question.code} {question.label}",
            path=reverse("answer", args=[plan.assessment_id, question.code]),
            due=due,
            actor=actor,
            at=at,
        )
    with record("plan.handed_over", plan, actor=actor, at=at, detail={"lines": len(chosen)}):
        for line in chosen:
            line.save(update_fields=["follow_up"])
    return len(chosen)


@transaction.atomic
def remove_plan(plan: Plan, *, actor: User, at: datetime) -> None:
    """Take a plan away of which nothing was handed over yet."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.lines.filter(follow_up__isnull=False).exists():
        raise Refusal(_("Rencana ini sudah diserahkan ke OPD dan tidak dapat dihapus."))
    with record("plan.removed", plan, actor=actor, at=at):
        plan.delete()


@transaction.atomic
def set_hours(
    city: Organization, wanted: Mapping[Act, Decimal | None], *, actor: User, at: datetime
) -> None:
    """Say what steps take an office of this city; None takes up the assumption again."""
    known = {row.act: row for row in StepHours.objects.select_for_update().filter(city=city)}
    before = {act: row.hours for act, row in known.items()}
    after = {**before, **{act.value: hours for act, hours in wanted.items()}}
    changed = sorted(act for act, hours in after.items() if hours != before.get(act))
    if not changed:
        return
    detail = {act: [_said(before.get(act)), _said(after[act])] for act in changed}
    with record("step_hours.changed", city, actor=actor, at=at, detail=detail):
        for act in changed:
            hours, row = after[act], known.get(act)
            if hours is None:
                StepHours.objects.filter(city=city, act=act).delete()
            elif row is None:
                StepHours.objects.create(city=city, act=act, hours=hours)
            else:
                row.hours = hours
                row.save(update_fields=["hours"])


def _said(hours: Decimal | None) -> str | None:
    return None if hours is None else str(hours)
