"""The conditions of the instrument that a city meets or not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.assessments.conditions import conditions_of, set_unmet
from layak.assessments.models import Assessment, Stage
from layak.lib.errors import Refusal


@login_required
@require_http_methods(["GET", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """The keepers of a sheet say which conditions the city does not meet."""
    kept = Assessment.objects.editable_by(request.user)
    assessment = get_object_or_404(kept.select_related("city", "cycle", "instrument"), pk=pk)
    rows = conditions_of(assessment)
    unmet = {row.code for row in rows if not row.met}
    reason, error = "", ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").replace("\0", "")[:1000]
        unmet = set(request.POST.getlist("unmet"))
        try:
            set_unmet(assessment, unmet, reason=reason, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Syarat berlakunya pertanyaan disimpan."))
            return redirect(assessment)
    context = {
        "assessment": assessment,
        "rows": rows,
        "unmet": unmet,
        "reason": reason,
        "error": error,
        "open": assessment.stage == Stage.SELF,
    }
    status = 422 if error else 200
    return render(request, "assessments/conditions.html", context, status=status)
