"""The window for repair: open it, see who repairs what, give it more time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.requests import Request
from layak.activities.models import FollowUp
from layak.assessments.models import Assessment
from layak.assessments.queries import offices_of
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from layak.reviews import windows
from layak.reviews.models import RemedialWindow, ReturnedAnswer
from layak.reviews.repairs import repairs_of
from layak.reviews.rules import reviewable_by


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_window(request: Request, pk: int) -> HttpResponse:
    """Choose among what was returned, and open it for 48 hours."""
    assessment = get_object_or_404(
        reviewable_by(request.user).select_related("city", "cycle"), pk=pk
    )
    decisions = windows.returned_decisions(assessment)
    chosen = {int(key) for key in request.POST.getlist("decision") if key.isdecimal()}
    at = timezone.now()
    context: dict[str, object] = {
        "assessment": assessment,
        "decisions": decisions,
        "chosen": chosen if request.method == "POST" else {one.pk for one in decisions},
        "reason": request.POST.get("reason", ""),
        "closes_at": at + windows.LENGTH,
    }
    if request.method != "POST":
        return render(request, "reviews/window_open.html", context)
    try:
        window = windows.open_window(
            assessment,
            chosen,
            reason=request.POST.get("reason", ""),
            actor=request.user,
            at=at,
        )
    except Refusal as refusal:
        context["error"] = str(refusal)
        return render(request, "reviews/window_open.html", context, status=422)
    messages.success(request, _("Masa perbaikan dibuka dan semua yang terlibat diberi tahu."))
    return redirect(window)


def _window(request: Request, pk: int) -> RemedialWindow:
    return get_object_or_404(
        RemedialWindow.objects.visible_to(request.user).select_related(
            "assessment__city", "assessment__cycle", "opened_by"
        ),
        pk=pk,
    )


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """Everyone concerned sees the countdown, what was returned, and who repairs it."""
    window = _window(request, pk)
    return _page(request, window, timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: Request, pk: int) -> HttpResponse:
    """Give the window more time, with a reason."""
    at = timezone.now()
    window = get_object_or_404(
        RemedialWindow.objects.filter(assessment__in=reviewable_by(request.user)).select_related(
            "assessment__city", "assessment__cycle", "opened_by"
        ),
        pk=pk,
    )
    if request.method != "POST":
        return redirect(window)
    typed = {name: request.POST.get(name, "") for name in ("until", "reason")}
    try:
        windows.extend(
            window,
            _instant(typed["until"], window),
            reason=typed["reason"],
            actor=request.user,
            at=at,
        )
    except Refusal as refusal:
        return _page(request, window, at, typed=typed, error=str(refusal))
    messages.success(request, _("Masa perbaikan diperpanjang."))
    return redirect(window)


@login_required
@require_POST
def give_owner(request: Request, pk: int, returned: int) -> HttpResponse:
    """Make an office of the city responsible for a returned answer."""
    row = get_object_or_404(
        ReturnedAnswer.objects.filter(
            window__assessment__in=Assessment.objects.editable_by(request.user), window=pk
        ).select_related("window", "follow_up"),
        pk=returned,
    )
    offices = Organization.objects.within(row.window.assessment.city)
    office = request.POST.get("office", "")
    owner = offices.filter(pk=int(office) if office.isdecimal() else 0).first()
    try:
        if owner is None:
            raise Refusal(_("Pilih kantor di kota ini."))
        windows.give_owner(row, owner, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Pemilik perbaikan disimpan dan diberi tahu."))
    return redirect(row.window)


def _instant(text: str, window: RemedialWindow) -> datetime:
    """What was typed into a ``datetime-local`` field, in the city's zone."""
    try:
        return datetime.fromisoformat(text).replace(
            tzinfo=ZoneInfo(window.assessment.city.timezone)
        )
    except ValueError as error:
        raise Refusal(_("Isi tanggal dan jam batas yang baru.")) from error


def _page(
    request: Request,
    window: RemedialWindow,
    at: datetime,
    *,
    typed: dict[str, str] | None = None,
    error: str = "",
) -> HttpResponse:
    city = window.assessment.city
    keeps = Assessment.objects.editable_by(request.user).filter(pk=window.assessment_id).exists()
    later = (window.closes_at + timedelta(hours=24)).astimezone(ZoneInfo(city.timezone))
    repairs = repairs_of(window)
    own = FollowUp.objects.editable_by(request.user).filter(
        pk__in=[one.returned.follow_up_id for one in repairs]
    )
    context = {
        "window": window,
        "assessment": window.assessment,
        "repairs": repairs,
        "done": sum(one.done for one in repairs),
        "mine": set(own.values_list("pk", flat=True)),
        "at": at,
        "open": window.is_open(at),
        "zone": city.timezone,
        "extensions": window.extensions.select_related("extended_by"),
        "offices": offices_of(window.assessment) if keeps else [],
        "may_extend": window.is_open(at)
        and reviewable_by(request.user).filter(pk=window.assessment_id).exists(),
        "typed": typed or {"until": f"{later:%Y-%m-%dT%H:%M}", "reason": ""},
        "error": error,
    }
    return render(request, "reviews/window.html", context, status=422 if error else 200)
