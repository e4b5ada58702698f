"""Files that a virus scanner kept out, and those that wait for it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments import quarantine
from layak.assessments.views.sheets import sheet_seen_by

PER_PAGE = 50


@login_required
@require_safe
def index(request: Request, pk: int) -> HttpResponse:
    """What was found infected in the hand-overs of a sheet; for those who keep the city's data."""
    assessment = sheet_seen_by(request, pk)
    if not quarantine.is_kept_by(assessment, request.user):
        raise Http404
    kept = quarantine.infected(assessment)
    context = {
        "assessment": assessment,
        "page": Paginator(kept, PER_PAGE).get_page(request.GET.get("halaman")),
        "waiting": quarantine.waiting(assessment)[:PER_PAGE],
    }
    return render(request, "assessments/quarantine.html", context)
