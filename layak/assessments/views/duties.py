"""What an office counts and runs, with what it is worth."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments.duties import duties_of
from layak.assessments.views.worklist import office_at


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """The measures and facilities of one office (``opd``), which its worklist leads to."""
    assessment, office, offices = office_at(request, pk)
    context = {
        "assessment": assessment,
        "office": office,
        "offices": offices,
        "duties": duties_of(assessment, office, timezone.now()),
    }
    return render(request, "assessments/duties.html", context)
