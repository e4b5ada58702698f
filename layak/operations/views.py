"""The health of this installation: a word for probes, a page for administrators."""

from django.contrib.auth.decorators import login_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from layak import __version__
from layak.accounts.models import Membership, Role
from layak.accounts.requests import Request
from layak.evidence import scans
from layak.operations.health import answers, examine


@require_safe
@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """Tell a probe whether pages can be served, and nothing else."""
    try:
        well = answers()
    except Error:
        well = False
    return JsonResponse({"status": "ok" if well else "down"}, status=200 if well else 503)


@login_required
@require_safe
@never_cache
def health(request: Request) -> HttpResponse:
    """Show administrators how the installation is."""
    if not Membership.objects.filter(user=request.user, role=Role.ADMINISTRATOR).exists():
        raise Http404
    context = {
        "health": examine(timezone.now()),
        "layak_version": __version__,
        "can_read": scans.can_read(),
        "scans_waiting": scans.waiting_pages(),
    }
    return render(request, "operations/health.html", context)
