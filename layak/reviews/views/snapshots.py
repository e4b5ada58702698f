"""What was frozen at the end of a stage: its page, its text and its letters."""

import json
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments.models import Stage
from layak.lib.errors import Refusal
from layak.reviews.letters import OFFERED, LetterKind
from layak.reviews.models import Snapshot
from layak.reviews.printing import print_letter
from layak.reviews.snapshots import verify


def _snapshot(request: Request, pk: int) -> Snapshot:
    rows = Snapshot.objects.visible_to(request.user).select_related(
        "assessment__city", "assessment__cycle", "assessment__instrument", "taken_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """What a snapshot says, and whether it still can be proven."""
    snapshot = _snapshot(request, pk)
    body = json.loads(snapshot.body)
    context = {
        "snapshot": snapshot,
        "assessment": snapshot.assessment,
        "zone": snapshot.assessment.city.timezone,
        "check": verify(snapshot),
        "body": body,
        "scores": [
            (one.label, Decimal(score["total"]), score["level"])
            for one in Stage
            if (score := body["scores"].get(one.value))
        ],
        "papers": sum(len(answer["evidence"]) for answer in body["answers"]),
        "letters": [(one, _names()[one]) for one in OFFERED[snapshot.stage]],
    }
    return render(request, "reviews/snapshot.html", context)


def _names() -> dict[LetterKind, str]:
    return {
        LetterKind.GOVERNOR: _("Surat gubernur"),
        LetterKind.MINUTES: _("Berita acara"),
    }


_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _file_name(snapshot: Snapshot, what: str) -> str:
    city = snapshot.assessment.city.region_code
    return f"{what}-{city}-{snapshot.assessment.cycle.year}-{snapshot.stage}"


@login_required
@require_safe
def file(request: Request, pk: int) -> HttpResponse:
    """The frozen text itself, byte for byte."""
    snapshot = _snapshot(request, pk)
    response = HttpResponse(snapshot.body.encode("utf-8"), content_type="application/json")
    name = _file_name(snapshot, "potret")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@login_required
@require_safe
def letter(request: Request, pk: int, kind: str) -> HttpResponse:
    """A letter of the snapshot as PDF; with ``?bentuk=docx`` to edit."""
    snapshot = _snapshot(request, pk)
    wanted = "docx" if request.GET.get("bentuk") == "docx" else "pdf"
    if kind not in OFFERED[snapshot.stage]:
        raise Http404
    try:
        content = print_letter(snapshot, LetterKind(kind), wanted)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("snapshot", snapshot.pk)
    response = HttpResponse(content, content_type=_MEDIA_TYPES[wanted])
    where = "inline" if wanted == "pdf" else "attachment"
    name = f"{_file_name(snapshot, kind)}.{wanted}"
    response["Content-Disposition"] = f'{where}; filename="{name}"'
    return response
