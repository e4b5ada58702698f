"""What each step takes, as the secretariat of a city knows it."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.assessments.models import Assessment
from layak.forecast.assumptions import assumptions
from layak.scorecards import planning
from layak.scorecards.plan_forms import StepHoursForm, hours_text
from layak.scorecards.prospects import hours_of


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change the hours that steps are counted with, for all sheets of the city."""
    kept = Assessment.objects.editable_by(request.user).select_related("city", "cycle")
    assessment = get_object_or_404(kept, pk=pk)
    own = {
        act: hours_text(Decimal(str(hours))) for act, hours in hours_of(assessment.city_id).items()
    }
    typed = request.POST if request.method == "POST" else None
    form = StepHoursForm(typed, initial=own, assumed=assumptions().hours)
    if form.is_valid():
        planning.set_hours(assessment.city, form.wanted, actor=request.user, at=timezone.now())
        messages.success(request, _("Jam kerja disimpan."))
        return redirect("prospect", pk)
    status = 422 if form.is_bound else 200
    context = {"assessment": assessment, "form": form}
    return render(request, "scorecards/step_hours.html", context, status=status)
