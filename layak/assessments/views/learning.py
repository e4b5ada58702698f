"""What the classifier learned from a city, and letting it forget."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.assessments.learned import forget, forgotten_at, learned, taught, told
from layak.assessments.models import Assessment
from layak.lib.errors import Refusal


@login_required
@require_http_methods(["GET", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """Where people's placements differ from what Layak reads; the keepers may have it forgotten."""
    kept = Assessment.objects.editable_by(request.user)
    assessment = get_object_or_404(kept.select_related("city", "cycle", "instrument"), pk=pk)
    reason, error = "", ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").replace("\0", "")[:1000]
        try:
            forget(assessment, reason=reason, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Layak melupakan yang dipelajari dari daerah ini."))
            return redirect("assessment-learning", assessment.pk)
    known = learned(assessment.city_id)
    context = {
        "assessment": assessment,
        "placed": taught(assessment.city_id).count(),
        "forgotten": forgotten_at(assessment.city_id),
        "learned": known,
        "habits": told(assessment, known) if known else [],
        "reason": reason,
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "assessments/learning.html", context, status=status)
