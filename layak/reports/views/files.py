"""One made report: how far it is, its file, its signatures; and packages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.requests import Request
from layak.documents.signing import NotSigned, Pkcs12, check_signatures
from layak.evidence.serving import send_file
from layak.lib.errors import Refusal
from layak.reports import package, services
from layak.reports.forms import CheckForm, SignForm
from layak.reports.models import Format, Rendering, SignedCopy, sheets_handed_over_by
from layak.reports.sentences import FLAWS, VERDICTS
from layak.reports.trust import read_trust
from layak.reviews.models import Snapshot


def _rendering(request: Request, pk: int) -> Rendering:
    rows = Rendering.objects.visible_to(request.user).select_related(
        *("assessment__city", "assessment__cycle", "assessment__instrument"),
        *("snapshot", "province", "asked_by"),
    )
    return get_object_or_404(rows.defer("snapshot__body"), pk=pk)


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """How far a report is, and what can be done with it."""
    rendering = _rendering(request, pk)
    context = {
        "rendering": rendering,
        "zone": rendering.zone,
        "copies": rendering.signed_copies.defer("content").select_related("signed_by"),
        "signable": rendering.format == Format.PDF and rendering.there,
    }
    return render(request, "reports/rendering.html", context)


@login_required
@require_safe
def download(request: Request, pk: int) -> HttpResponseBase:
    """The file of a report."""
    rendering = _rendering(request, pk)
    if not rendering.there:
        messages.error(request, _("Berkas laporan ini belum ada; mintalah sekali lagi."))
        return redirect(rendering)
    return send_file(
        request,
        rendering.place,
        name=rendering.name,
        media_type=rendering.media_type,
        digest=rendering.sha256,
    )


@login_required
@require_safe
def signed(request: Request, pk: int) -> HttpResponse:
    """A signed copy."""
    rows = SignedCopy.objects.visible_to(request.user).select_related("rendering")
    copy = get_object_or_404(rows, pk=pk)
    name = copy.rendering.name.removesuffix(".pdf") + "_bertanda-tangan.pdf"
    response = HttpResponse(bytes(copy.content), content_type="application/pdf")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: Request, pk: int) -> HttpResponse:
    """Sign a report with a certificate that is used once and forgotten."""
    rendering = _rendering(request, pk)
    if rendering.format != Format.PDF:
        raise Http404
    post = request.method == "POST"
    form = SignForm(request.POST if post else None, request.FILES if post else None)
    if form.is_valid():
        given = form.cleaned_data
        signatory = Pkcs12(given["certificate"], given["passphrase"], read_trust())
        try:
            copy = services.sign(
                rendering,
                signatory,
                reason=given["reason"],
                actor=request.user,
                at=timezone.now(),
            )
        except NotSigned as refusal:
            form.add_error(None, str(FLAWS[refusal.flaw]))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Ditandatangani sebagai %(name)s.") % {"name": copy.signer}
            messages.success(request, said)
            return redirect(rendering)
    status = 422 if form.is_bound else 200
    context = {"rendering": rendering, "form": form, "trusts": bool(read_trust().roots)}
    return render(request, "reports/sign.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def check(request: Request) -> HttpResponse:
    """Say what the signatures of a PDF that came back are worth."""
    post = request.method == "POST"
    form = CheckForm(request.POST if post else None, request.FILES if post else None)
    found = None
    at = timezone.now()
    if form.is_valid():
        try:
            judged = check_signatures(form.cleaned_data["file"].read(), read_trust(), at=at)
        except NotSigned as refusal:
            form.add_error("file", str(FLAWS[refusal.flaw]))
        else:
            found = [(one, VERDICTS[one.verdict]) for one in judged]
    status = 422 if form.is_bound and found is None else 200
    return render(request, "reports/check.html", {"form": form, "found": found}, status=status)


def _parcel(request: Request, pk: int) -> Snapshot:
    rows = Snapshot.objects.filter(assessment__in=sheets_handed_over_by(request.user))
    return get_object_or_404(
        rows.select_related("assessment__city", "assessment__cycle", "assessment__instrument"),
        pk=pk,
    )


@login_required
@require_POST
def prepare_package(request: Request, pk: int) -> HttpResponse:
    """Have the reports of a package made."""
    snapshot = _parcel(request, pk)
    package.prepare(snapshot, actor=request.user, at=timezone.now())
    messages.success(request, _("Laporan untuk paket serah sedang disusun."))
    return redirect("report-sheet", snapshot.assessment_id)


@login_required
@require_safe
def hand_over(request: Request, pk: int) -> HttpResponseBase:
    """The package of a snapshot, made while it is sent."""
    snapshot = _parcel(request, pk)
    try:
        parcel = package.hand_over(snapshot, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("report-sheet", snapshot.assessment_id)
    response = StreamingHttpResponse(parcel.stream, content_type="application/zip")
    response.headers["Content-Length"] = str(parcel.size)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=parcel.name) or "attachment"
    )
    return response
