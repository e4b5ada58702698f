"""A saved plan: its steps, who was asked to take them, and which are done."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.scorecards import planning
from layak.scorecards.plan_forms import HandOverForm
from layak.scorecards.plans import Plan, PlanLine
from layak.scorecards.prospect_pages import gain_span
from layak.ui.charts import interval


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """The steps of a plan and how far they are."""
    seen = Plan.objects.visible_to(request.user).select_related(
        "assessment__city", "assessment__cycle", "created_by"
    )
    return _page(request, get_object_or_404(seen, pk=pk), HandOverForm())


def _page(request: Request, plan: Plan, form: HandOverForm, *, status: int = 200) -> HttpResponse:
    lines = list(plan.lines.select_related("answer__question", "office", "follow_up"))
    ticked = set(request.POST.getlist("line"))
    given = [line for line in lines if line.follow_up]
    context = {
        "plan": plan,
        "assessment": plan.assessment,
        "lines": [(line, not ticked or str(line.pk) in ticked, _gain(line)) for line in lines],
        "span": interval(plan.low, plan.high),
        "keeps": Plan.objects.editable_by(request.user).filter(pk=plan.pk).exists(),
        "given": len(given),
        "done": sum(line.follow_up is not None and bool(line.follow_up.done_at) for line in given),
        "hours": sum((line.hours for line in lines), Decimal(0)),
        "form": form,
        "at": timezone.now(),
    }
    return render(request, "scorecards/plan.html", context, status=status)


def _gain(line: PlanLine) -> str:
    """What a step may add; a dash where no interval was kept."""
    if line.gain_low is None or line.gain_high is None:
        return "–"
    return gain_span(line.gain_low, line.gain_high)


def _kept(request: Request, pk: int) -> Plan:
    rows = Plan.objects.editable_by(request.user).select_related(
        "assessment__city", "assessment__cycle", "created_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Ask the offices of the ticked steps to take them until a day."""
    plan = _kept(request, pk)
    form = HandOverForm(request.POST)
    lines = [int(key) for key in request.POST.getlist("line") if key.isdecimal()]
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    try:
        count = planning.hand_over(
            plan,
            lines,
            form.until(plan.assessment.city.timezone),
            actor=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, plan, form, status=422)
    said = ngettext(
        "%(count)s langkah diserahkan sebagai tindak lanjut.",
        "%(count)s langkah diserahkan sebagai tindak lanjut.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect(plan)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a plan away of which nothing was handed over."""
    plan = _kept(request, pk)
    assessment = plan.assessment_id
    try:
        planning.remove_plan(plan, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("plan", pk)
    messages.success(request, _("Rencana dihapus; riwayatnya tetap ada."))
    return redirect("prospect", assessment)
