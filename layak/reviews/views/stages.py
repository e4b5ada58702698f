"""Hand a sheet over, and end a stage: what is open first, then the confirmation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.assessments.models import Answer, Assessment, Mark, Stage
from layak.lib.errors import Refusal
from layak.reviews import stages
from layak.reviews.views.sheets import sheet_reviewed_by, why_not


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request, pk: int) -> HttpResponse:
    """The keeper hands the self-assessment over, knowing what it still lacks."""
    kept = Assessment.objects.editable_by(request.user)
    assessment = get_object_or_404(kept.select_related("city", "cycle", "instrument"), pk=pk)
    at = timezone.now()
    error = ""
    if request.method == "POST":
        try:
            stages.submit_self(assessment, actor=request.user, at=at)
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Penilaian mandiri diserahkan kepada verifikator."))
            return redirect("ledger", assessment.pk)
    elif assessment.stage != Stage.SELF:
        error = _("Penilaian mandiri ini sudah diserahkan.")
    lacking = stages.lacking(assessment, at=at)
    context = {"assessment": assessment, "lacking": lacking, "error": error}
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/submit.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: Request, pk: int) -> HttpResponse:
    """The verifier ends the stage when everything is decided."""
    assessment = sheet_reviewed_by(request, pk)
    stage = Stage(assessment.stage)
    at = timezone.now()
    error = why_not(request.user, assessment)
    if request.method == "POST":
        try:
            snapshot = stages.finish(assessment, actor=request.user, at=at)
        except Refusal as refusal:
            error = str(refusal)
        else:
            said = _("%(stage)s selesai dan dibekukan.") % {"stage": stage.label}
            messages.success(request, said)
            return redirect("snapshot", snapshot.pk)
    returned = Mark.objects.filter(answer__assessment=assessment, stage=stage, returned=True)
    context = {
        "assessment": assessment,
        "stage": stage,
        "following": stages.next_stage(stage),
        "undecided": _codes(stages.undecided(assessment, stage)),
        "in_repair": _codes(stages.in_repair(assessment, stage, at)),
        "returned": returned.count(),
        "error": error,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/finish.html", context, status=status)


def _codes(answers: QuerySet[Answer]) -> list[str]:
    return list(answers.values_list("question__code", flat=True))
