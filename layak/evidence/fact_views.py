"""Correct what a document says of itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.evidence.correcting import correct as correct_fact
from layak.evidence.forms import CorrectionForm
from layak.evidence.models import Aspect, Evidence
from layak.lib.errors import Refusal


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int, aspect: str) -> HttpResponse:
    """One thing about a document, as somebody who keeps it knows it."""
    evidence = get_object_or_404(Evidence.objects.editable_by(request.user), pk=pk)
    if aspect not in Aspect.values:
        raise Http404
    what = Aspect(aspect)
    form = CorrectionForm(request.POST or None, aspect=what, evidence=evidence)
    if request.method == "POST" and form.is_valid():
        try:
            correct_fact(
                evidence,
                what,
                form.canonical(),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(what)s diperbaiki.") % {"what": what.label})
            return redirect(reverse("evidence", args=[evidence.pk]) + "#fakta")
    context = {"evidence": evidence, "aspect": what, "form": form}
    return render(request, "evidence/correct.html", context)
