"""What has to be done: the list, and saying that something is done."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from layak.accounts.models import HANDS, Membership
from layak.accounts.requests import Request
from layak.activities import services
from layak.activities.models import FollowUp
from layak.activities.queries import Show, follow_ups
from layak.lib.errors import Refusal

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """One state of follow-ups as a link."""

    name: str
    url: str
    current: bool


@login_required
@require_safe
def follow_up_list(request: Request) -> HttpResponse:
    """Follow-ups of the reader's city, at first those of the reader's own office."""
    at = timezone.now()
    given = request.GET.get("status", "")
    show = Show(given) if given in set(Show) else Show.OPEN
    has_office = Membership.objects.filter(user=request.user, role__in=HANDS).exists()
    own = has_office and request.GET.get("kantor", "") != "semua"
    rows = follow_ups(request.user, show, at=at, own=own)
    names = {
        Show.OPEN: _("Belum selesai"),
        Show.LATE: _("Terlambat"),
        Show.DONE: _("Selesai"),
        Show.ALL: _("Semua"),
    }
    whose = "" if own or not has_office else "&kantor=semua"
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman")),
        "tabs": [Tab(names[one], f"?status={one}{whose}", one is show) for one in Show],
        "show": show.value,
        "own": own,
        "has_office": has_office,
        "at": at,
        "query": f"status={show}{whose}&",
    }
    return render(request, "activities/follow_up_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: Request, pk: int) -> HttpResponse:
    """Say what came of a follow-up."""
    follow_up = get_object_or_404(
        FollowUp.objects.editable_by(request.user).select_related("city", "owner"), pk=pk
    )
    back = _back(request)
    context = {
        "follow_up": follow_up,
        "back": back,
        "length": services.RESULT_LENGTH,
        "result": request.POST.get("result", ""),
    }
    if request.method != "POST":
        return render(request, "activities/follow_up_finish.html", context)
    try:
        services.finish(
            follow_up,
            result=request.POST.get("result", ""),
            actor=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        context["error"] = str(refusal)
        return render(request, "activities/follow_up_finish.html", context, status=422)
    messages.success(request, _("Tindak lanjut selesai dan tercatat."))
    return redirect(back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: Request, pk: int) -> HttpResponse:
    """Open a finished follow-up again, with a reason."""
    follow_up = get_object_or_404(FollowUp.objects.editable_by(request.user), pk=pk)
    back, reason = _back(request), request.POST.get("reason", "")
    context = {
        "follow_up": follow_up,
        "back": back,
        "length": services.RESULT_LENGTH,
        "reason": reason,
    }
    if request.method != "POST":
        return render(request, "activities/follow_up_take_up.html", context)
    try:
        services.take_up(follow_up, reason=reason, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        context["error"] = str(refusal)
        return render(request, "activities/follow_up_take_up.html", context, status=422)
    messages.success(request, _("Tindak lanjut dibuka kembali."))
    return redirect(back)


def _back(request: Request) -> str:
    """The page of ours that a person came from, else the list."""
    given = request.POST.get("back") or request.GET.get("back") or ""
    if given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None):
        return given
    return reverse("follow-up-list")
