"""The masked copy of a document: ask for it, wait, take it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from layak.accounts.requests import Request
from layak.evidence import masked
from layak.evidence.models import Evidence
from layak.evidence.serving import send_file


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """Whether the copy is ready; asking for it has it made in the background."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        masked.ask(evidence, actor=request.user, at=timezone.now())
        return redirect("evidence-masked", pk)
    refused = masked.sentence_place(evidence.file_id)
    ready = masked.place(evidence.file_id).exists()
    context = {
        "evidence": evidence,
        "ready": ready,
        "working": not ready and masked.being_made(evidence.file_id),
        "refused": refused.read_text(encoding="utf-8") if refused.exists() else "",
    }
    return render(request, "evidence/masked.html", context)


@login_required
@require_safe
def file(request: Request, pk: int) -> HttpResponseBase:
    """The copy itself, for everybody who may know of the document."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    place = masked.place(evidence.file_id)
    if not place.exists():
        raise Http404
    name = f"tersamar-{evidence.name.rsplit('.', 1)[0]}.pdf"
    digest = f"{evidence.file_id}-{place.stat().st_mtime_ns}"
    return send_file(request, place, name=name, media_type="application/pdf", digest=digest)
