"""What is expected of each item of a sheet."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments.models import Assessment
from layak.scorecards.prospect_items import items_of
from layak.scorecards.prospects import prospect_of


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """Each item with its interval; without a forecast the page of the forecast says why."""
    seen = Assessment.objects.visible_to(request.user).select_related(
        "city", "cycle", "instrument", "target"
    )
    assessment = get_object_or_404(seen, pk=pk)
    found = prospect_of(assessment, at=timezone.now())
    if found is None:
        return redirect("prospect", pk)
    context = {"assessment": assessment, "blocks": items_of(found)}
    return render(request, "scorecards/prospect_items.html", context)
