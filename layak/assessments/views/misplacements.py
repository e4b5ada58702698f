"""The inbox of documents that lie under the wrong question, and what is decided about them."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments import relocating
from layak.assessments.inbox import Reading, inbox, open_document, points_at_stake
from layak.assessments.models import Answer, Assessment, Misplacement
from layak.assessments.views.sheets import sheet_seen_by, wants_part
from layak.evidence.privacy import may_open
from layak.evidence.views import has_pictures
from layak.lib.errors import Refusal

PER_PAGE = 40
DECIDED = "diputuskan"


@login_required
@require_safe
def index(request: Request, pk: int) -> HttpResponse:
    """The documents that lie wrong, one of them opened."""
    assessment = sheet_seen_by(request, pk)
    decided = request.GET.get("status") == DECIDED
    rows = inbox(assessment, request.user, decided=decided)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    shown = list(page)
    picked = _picked(request, shown)
    closed = picked is not None and not may_open(picked.evidence, request.user)
    reading = _opened(request, picked, closed=closed) if picked else None
    drawn = picked is not None and has_pictures(picked.evidence) and not closed
    context = {
        "assessment": assessment,
        "decided": decided,
        "page": page,
        "place": shown.index(picked) + page.start_index() if picked else None,
        "stake": None if decided else points_at_stake(rows),
        "reading": reading,
        "drawn": drawn,
        "pictured": drawn and reading is not None and _pictured(request, reading),
        "listed": request.GET.get("daftar") == "1",
        "settled": _settled(request, assessment),
        "questions": _questions(assessment) if reading and reading.deciding else [],
    }
    part = "#inbox" if wants_part(request) else ""
    response = render(request, f"assessments/misplacement_list.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _picked(request: Request, rows: list[Misplacement]) -> Misplacement | None:
    wanted = request.GET.get("pilih", "")
    return next((row for row in rows if str(row.pk) == wanted), rows[0] if rows else None)


def _opened(request: Request, picked: Misplacement, *, closed: bool) -> Reading:
    asked = request.GET.get("halaman", "")
    page = int(asked) if asked.isdecimal() and len(asked) < 8 else None
    return open_document(picked, page=page, closed=closed)


def _pictured(request: Request, reading: Reading) -> bool:
    return request.GET.get("lihat") == "gambar" or not reading.paragraphs


def _settled(request: Request, assessment: Assessment) -> Misplacement | None:
    """The document just decided on, to be told of and perhaps taken back."""
    wanted = request.GET.get("selesai", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    return (
        Misplacement.objects.editable_by(request.user)
        .filter(assessment=assessment, pk=int(wanted))
        .exclude(status=Misplacement.Status.OPEN)
        .select_related("evidence", "filed__question", "suggested__question")
        .first()
    )


def _questions(assessment: Assessment) -> list[tuple[str, str]]:
    return list(
        Answer.objects.filter(assessment=assessment).values_list(
            "question__code", "question__label"
        )
    )


Decision = Callable[[Request, Misplacement], None]


def _decide(request: Request, pk: int, decision: Decision) -> HttpResponse:
    """Put one decision to the service and return to the inbox."""
    rows = Misplacement.objects.editable_by(request.user).visible_to(request.user)
    row = get_object_or_404(rows, pk=pk)
    try:
        decision(request, row)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _to_inbox(row, f"pilih={row.pk}")
    return _to_inbox(row, f"selesai={row.pk}")


def _to_inbox(row: Misplacement, query: str) -> HttpResponseRedirect:
    return redirect(f"{reverse('misplacement-list', args=[row.assessment_id])}?{query}")


def _move(request: Request, row: Misplacement) -> None:
    code = request.POST.get("to", "").strip().split(" ", 1)[0]
    to = None
    if code:
        to = Answer.objects.filter(assessment=row.assessment_id, question__code=code).first()
        if to is None:
            raise Refusal(_("Tidak ada pertanyaan “%(code)s” pada lembar ini.") % {"code": code})
    elif "to" in request.POST:
        raise Refusal(_("Pilih dahulu pertanyaan tujuannya."))
    relocating.move(row, actor=request.user, at=timezone.now(), to=to)


def _leave(request: Request, row: Misplacement) -> None:
    reason = request.POST.get("reason", "").strip()[:500]
    relocating.leave(row, actor=request.user, at=timezone.now(), reason=reason)


def _ask(request: Request, row: Misplacement) -> None:
    relocating.ask(row, actor=request.user, at=timezone.now())


@login_required
@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Move a document to the question it speaks for, or to the one that is named."""
    return _decide(request, pk, _move)


@login_required
@require_POST
def leave(request: Request, pk: int) -> HttpResponse:
    """Leave a document where it lies."""
    return _decide(request, pk, _leave)


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask the office that leads the suggested question."""
    return _decide(request, pk, _ask)


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take a decision back."""
    rows = Misplacement.objects.editable_by(request.user).visible_to(request.user)
    row = get_object_or_404(rows, pk=pk)
    try:
        relocating.reopen(row, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Keputusan dibatalkan; dokumen kembali seperti semula."))
    return _to_inbox(row, f"pilih={row.pk}")
