"""Erase a document for good, with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.assessments import erasing
from layak.assessments.models import Placement
from layak.lib.errors import Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request, pk: int) -> HttpResponse:
    """Ask once more, with what will be lost; only a city's keepers erase."""
    rows = erasing.erasable_by(request.user).select_related("file")
    evidence = get_object_or_404(rows, pk=pk)
    error, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            erasing.erase(evidence, reason=reason, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Dokumen dihapus; penghapusannya tercatat."))
            return redirect("home")
    places = Placement.objects.filter(evidence=evidence).select_related("answer__question")
    context = {"evidence": evidence, "places": places, "error": error, "reason": reason}
    return render(request, "assessments/evidence_erase.html", context, status=422 if error else 200)
