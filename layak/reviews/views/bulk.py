"""Accept many answers at once: the list with its points first, then the confirmation."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import blocks_of
from layak.lib.errors import Refusal
from layak.reviews.bulk import Offers, accept_many, offers
from layak.reviews.views.sheets import sheet_reviewed_by, why_not

# As many digits as a key of the database can have at most.
LONGEST_KEY = 18


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Request, pk: int) -> HttpResponse:
    """What may be accepted together in a block or an indicator; a second step confirms it."""
    assessment = sheet_reviewed_by(request, pk)
    stage = Stage(assessment.stage)
    error = why_not(request.user, assessment)
    if request.method == "POST":
        try:
            done = accept_many(
                assessment, stage, _shown(request.POST), actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            error = str(refusal)
        else:
            _tell(request, done)
            return redirect("review", assessment.pk)
    cluster, indicator = request.GET.get("klaster", ""), request.GET.get("indikator", "")
    context = {
        "assessment": assessment,
        "stage": stage,
        "title": _title(assessment, cluster, indicator),
        "offers": offers(assessment, stage, cluster=cluster, indicator=indicator),
        "error": error,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/accept.html", context, status=status)


def _shown(data: QueryDict) -> dict[int, Decimal]:
    """The chosen answers with the points that the page showed: ``answer=12:4.5000``."""
    found: dict[int, Decimal] = {}
    for value in data.getlist("answer"):
        key, _colon, points = value.partition(":")
        if len(key) > LONGEST_KEY:
            raise Http404
        try:
            found[int(key)] = Decimal(points)
        except (ValueError, InvalidOperation):
            raise Http404 from None
    return found


def _title(assessment: Assessment, cluster: str, indicator: str) -> str:
    """What is accepted, in words; unknown codes are not found, none at all means the sheet."""
    if not cluster and not indicator:
        return assessment.city.name
    for block, indicators in blocks_of(assessment):
        if block.code == cluster:
            return block.heading
        for one in indicators:
            if one.code == indicator:
                return _("Indikator %(code)s") % {"code": one.code}
    raise Http404


def _tell(request: Request, done: Offers) -> None:
    count = len(done.offered)
    messages.success(
        request,
        ngettext("%(count)s jawaban diterima.", "%(count)s jawaban diterima.", count)
        % {"count": count},
    )
    for one in done.skipped:
        messages.warning(
            request, _("%(code)s dilewati: %(why)s.") % {"code": one.code, "why": one.why}
        )
