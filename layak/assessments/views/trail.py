"""The history of an answer."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments.trail import answer_trail
from layak.assessments.views.answers import answer_seen
from layak.assessments.views.sheets import sheet_seen_by

PER_PAGE = 20


@login_required
@require_safe
def answer_history(request: Request, pk: int, code: str) -> HttpResponse:
    """Who changed an answer, when, from what to what, and why; the newest first."""
    assessment = sheet_seen_by(request, pk)
    answer = answer_seen(assessment, code)
    answer.assessment = assessment
    acts = answer_trail(answer, request.user)
    context = {
        "assessment": assessment,
        "answer": answer,
        "question": answer.question,
        "page": Paginator(acts, PER_PAGE).get_page(request.GET.get("halaman")),
        "zone": assessment.city.timezone,
    }
    return render(request, "assessments/trail.html", context)
