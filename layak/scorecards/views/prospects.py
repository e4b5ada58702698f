"""What is expected of a sheet, what could still be done, and the search for the best way."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments.models import Assessment
from layak.assessments.standing import levels_of
from layak.lib.errors import Refusal
from layak.scorecards import planning
from layak.scorecards.plan_forms import HoursForm, LevelForm
from layak.scorecards.prospect_pages import page_of
from layak.scorecards.prospects import Prospected, prospect_of
from layak.scorecards.what_if import Way, cheapest, most, what_if

TICK = "langkah"
EVERYTHING = "semua"


def _sheet(request: Request, pk: int) -> Assessment:
    seen = Assessment.objects.visible_to(request.user).select_related(
        "city", "cycle", "instrument", "target"
    )
    return get_object_or_404(seen, pk=pk)


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """The forecast of a sheet, with the steps that are ticked in the address."""
    assessment = _sheet(request, pk)
    return _page(request, assessment, prospect_of(assessment, at=timezone.now()))


def _page(
    request: Request,
    assessment: Assessment,
    found: Prospected | None,
    *,
    level_form: LevelForm | None = None,
    hours_form: HoursForm | None = None,
) -> HttpResponse:
    keeps = Assessment.objects.editable_by(request.user).filter(pk=assessment.pk).exists()
    given = request.POST if request.method == "POST" else request.GET
    ticked = given.getlist(TICK)
    every = given.get("tampil") == EVERYTHING
    goal = assessment.target.name if assessment.target else None
    context: dict[str, object] = {
        "assessment": assessment,
        "keeps": keeps,
        "every": every,
        "ticked": ticked,
        "name": given.get("name", ""),
        "plans": assessment.plans.all()[:20],
        "level_form": level_form
        or LevelForm(levels=levels_of(assessment), initial={"level": goal, "confidence": 80}),
        "hours_form": hours_form or HoursForm(),
    }
    if found is not None:
        context["page"] = page_of(assessment, what_if(found, ticked), every_step=every)
    bound = any(form is not None and form.errors for form in (level_form, hours_form))
    status = 422 if bound else 200
    return render(request, "scorecards/prospect.html", context, status=status)


@login_required
@require_POST
def suggest(request: Request, pk: int) -> HttpResponse:
    """Search the cheapest way to a level, or the most points in the hours left; then tick it."""
    assessment = _sheet(request, pk)
    found = prospect_of(assessment, at=timezone.now())
    if found is None:
        return redirect("prospect", pk)
    if request.POST.get("goal") == "try":
        ticked = _ticked(pk, request.POST.getlist(TICK), every="tampil" in request.POST)
        return redirect(f"{ticked}#langkah")
    to_level = request.POST.get("goal") == "level"
    level_form = LevelForm(request.POST, levels=levels_of(assessment)) if to_level else None
    hours_form = None if to_level else HoursForm(request.POST)
    try:
        if level_form and level_form.is_valid():
            confidence = level_form.cleaned_data["confidence"]
            way = cheapest(found, float(level_form.chosen.floor), confidence / 100)
            _tell_level(request, way, str(level_form.chosen), confidence)
            return redirect(_ticked(pk, way.keys))
        if hours_form and hours_form.is_valid():
            way = most(found, hours_form.given("hours"), hours_form.given("each_office"))
            messages.success(request, _("Langkah dengan tambahan terbanyak sudah dicentang."))
            _tell_gap(request, way)
            return redirect(_ticked(pk, way.keys))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("prospect", pk)
    return _page(request, assessment, found, level_form=level_form, hours_form=hours_form)


def _ticked(pk: int, keys: Sequence[str], *, every: bool = False) -> str:
    """The address of the page with these steps ticked; what was found stands at its top."""
    shown = [("tampil", EVERYTHING)] if every else []
    query = urlencode([*shown, *((TICK, key) for key in keys)])
    return f"{reverse('prospect', args=[pk])}?{query}"


def _tell_level(request: Request, way: Way, level: str, confidence: int) -> None:
    facts = {"level": level, "asked": confidence, "chance": round((way.chance or 0) * 100)}
    if not way.reached:
        messages.warning(
            request,
            _(
                "%(level)s dengan keyakinan %(asked)s%% tidak tercapai dengan langkah yang ada. "
                "Yang dicentang adalah yang terbanyak: peluangnya %(chance)s%%."
            )
            % facts,
        )
    elif not way.keys:
        messages.success(
            request,
            _("%(level)s sudah berpeluang %(chance)s%% tanpa langkah tambahan.") % facts,
        )
    else:
        messages.success(
            request,
            _("Jalan termurah ke %(level)s sudah dicentang: peluangnya %(chance)s%%.") % facts,
        )
    _tell_gap(request, way)


def _tell_gap(request: Request, way: Way) -> None:
    if way.gap:
        messages.info(
            request,
            _("Belum terbukti yang terbaik: selisihnya paling banyak %(gap)s%%.")
            % {"gap": f"{way.gap * 100:.1f}".replace(".", ",")},
        )


@login_required
@require_POST
def save(request: Request, pk: int) -> HttpResponse:
    """Keep the ticked steps as a plan."""
    kept = Assessment.objects.editable_by(request.user).select_related(
        "city", "cycle", "instrument", "target"
    )
    assessment = get_object_or_404(kept, pk=pk)
    at = timezone.now()
    found = prospect_of(assessment, at=at)
    if found is None:
        return redirect("prospect", pk)
    tried = what_if(found, request.POST.getlist(TICK))
    try:
        name = request.POST.get("name", "")
        plan = planning.save_plan(name, tried, actor=request.user, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, assessment, found)
    messages.success(request, _("Rencana disimpan. Serahkan langkahnya kepada OPD."))
    return redirect(plan)
