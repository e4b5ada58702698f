"""Evidence as files, page pictures and text."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.audit.services import looked
from layak.evidence import pictures, queries, scans, storage
from layak.evidence.models import Evidence
from layak.evidence.privacy import is_restricted, may_open
from layak.evidence.serving import send_file
from layak.lib.errors import Refusal


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One document, page by page: picture where there is one, else its text."""
    evidence = _visible(request, pk)
    pages = max(evidence.file.page_count, 1)
    asked = request.GET.get("halaman", "1")
    number = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 8 else 1
    texts = evidence.file.text.pages
    context = {
        "evidence": evidence,
        "number": number,
        "pages": pages,
        "drawn": has_pictures(evidence),
        "text": texts[number - 1] if number <= len(texts) else "",
        "restricted": is_restricted(evidence),
        "closed": not may_open(evidence, request.user),
        "note": queries.page_note(evidence, number),
        "personal": queries.personal_note(evidence),
        "facts": queries.rows_of(evidence),
        "progress": scans.progress(evidence.file_id),
        "can_read": scans.can_read(),
        "correctable": Evidence.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    if context["restricted"] and not context["closed"]:
        looked(evidence, actor=request.user, at=timezone.now())
    return render(request, "evidence/show.html", context)


@login_required
@require_safe
def file(request: Request, pk: int) -> HttpResponseBase:
    """The bytes as they were handed in, as an attachment. Each look is remembered."""
    evidence = _open(request, pk)
    path = storage.location(evidence.file_id)
    if not path.exists():
        raise Http404
    looked(evidence, actor=request.user, at=timezone.now())
    return send_file(
        request,
        path,
        name=evidence.name,
        media_type=evidence.file.media_type,
        digest=evidence.file_id,
    )


@login_required
@require_safe
def page(request: Request, pk: int, number: int) -> HttpResponse:
    """The picture of one page; 404 for types without pages."""
    evidence = _open(request, pk)
    if not 1 <= number <= max(evidence.file.page_count, 1) or not has_pictures(evidence):
        raise Http404
    asked = request.GET.get("lebar", "")
    width = int(asked) if asked in {str(width) for width in pictures.WIDTHS} else pictures.WIDTHS[1]
    try:
        drawn = pictures.picture(evidence.file, number, width)
    except (Refusal, OSError) as error:
        raise Http404 from error
    if drawn is None:
        raise Http404
    if is_restricted(evidence):
        # The question's page and the verifiers' room show the picture without this document's page.
        looked(evidence, actor=request.user, at=timezone.now())
    response = HttpResponse(drawn, content_type=pictures.MEDIA_TYPE)
    # The bytes of a digest never change, but who may see them can.
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def has_pictures(evidence: Evidence) -> bool:
    """Whether pages of this type can be drawn."""
    kind = evidence.file.media_type
    return kind == "application/pdf" or kind.startswith("image/")


def _open(request: Request, pk: int) -> Evidence:
    """A document whose original this person may open."""
    evidence = _visible(request, pk)
    if not may_open(evidence, request.user):
        raise Http404
    return evidence


def _visible(request: Request, pk: int) -> Evidence:
    rows = Evidence.objects.visible_to(request.user).select_related(
        "file__text", "organization", "city"
    )
    return get_object_or_404(rows, pk=pk)
