"""All evidence of a city, where it lies, and the clicks that put it in its place."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments import relocating
from layak.assessments.models import Answer, Assessment, Placement
from layak.assessments.shelf import (
    MISPLACED,
    UNCONFIRMED,
    UNPLACED,
    Shelf,
    Wanted,
    as_seen,
    entries_of,
    read_shelf,
    read_wanted,
)
from layak.assessments.views.sheets import sheet_seen_by, wants_part
from layak.evidence.models import Evidence
from layak.lib.errors import Refusal


@dataclass(frozen=True, slots=True)
class Tab:
    """One state of evidence and how many documents are in it."""

    name: str
    url: str
    current: bool
    count: int


@login_required
@require_safe
def index(request: Request, pk: int) -> HttpResponse:
    """The documents of the city, the newest first."""
    assessment = sheet_seen_by(request, pk)
    wanted = read_wanted(request.GET.dict())
    shelf = read_shelf(assessment, request.user, wanted)
    context = {
        "assessment": assessment,
        "wanted": wanted,
        "shelf": shelf,
        "tabs": _tabs(wanted, shelf),
        "populated": shelf.counts[""] > 0,
        "kinds": Evidence.Kind.choices,
        "back": request.GET.urlencode(),
    }
    part = "#shelf" if wants_part(request) else ""
    response = render(request, f"assessments/evidence_list.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _tabs(wanted: Wanted, shelf: Shelf) -> list[Tab]:
    names = [
        ("", _("Semua")),
        (UNPLACED, _("Belum ditempatkan")),
        (UNCONFIRMED, _("Saran, perlu diperiksa")),
        (MISPLACED, _("Salah tempat")),
    ]
    return [
        Tab(
            name,
            f"?{wanted.link(status=state)}",
            wanted.state == state,
            shelf.counts[state],
        )
        for state, name in names
    ]


@login_required
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """A person says that a suggested placement is right."""
    rows = Placement.objects.editable_by(request.user).visible_to(request.user)
    placement = get_object_or_404(
        rows.select_related("answer__assessment__city", "answer__question", "evidence__file"), pk=pk
    )
    return _put(request, placement.answer, placement.evidence)


@login_required
@require_POST
def add(request: Request, pk: int, evidence: int) -> HttpResponse:
    """Put a document under a question of the sheet."""
    assessment = sheet_seen_by(request, pk)
    rows = Evidence.objects.visible_to(request.user).select_related("file")
    document = get_object_or_404(rows, pk=evidence, city=assessment.city_id)
    code = request.POST.get("to", "").strip().split(" ", 1)[0]
    answers = Answer.objects.filter(assessment=assessment).select_related(
        "assessment__city", "question"
    )
    answer = answers.filter(question__code=code).first()
    own_document = Evidence.objects.editable_by(request.user).filter(pk=document.pk).exists()
    if not own_document and not answers.editable_by(request.user).exists():
        raise Http404
    if answer is None:
        messages.error(
            request, _("Tidak ada pertanyaan “%(code)s” pada lembar ini.") % {"code": code}
        )
        return _back(request, assessment)
    if not own_document and not answers.editable_by(request.user).filter(pk=answer.pk).exists():
        raise Http404
    return _put(request, answer, document)


def _put(request: Request, answer: Answer, document: Evidence) -> HttpResponse:
    """Place a document by a person's word; a part of the page gets only its row anew."""
    assessment = answer.assessment
    try:
        relocating.place(answer, document, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(request, assessment)
    if request.htmx:
        rows = as_seen(Evidence.objects.filter(pk=document.pk), assessment, request.user)
        (entry,) = entries_of(assessment, request.user, rows)
        context = {"entry": entry, "assessment": assessment, "placed": answer.question.code}
        return render(request, "assessments/evidence_list.html#entry", context)
    messages.success(
        request,
        _("%(name)s kini data dukung %(code)s.")
        % {"name": document.name, "code": answer.question.code},
    )
    return _back(request, assessment)


def _back(request: Request, assessment: Assessment) -> HttpResponse:
    """The list as it was; only what its own filters know is carried over."""
    query = request.POST.get("back", "")[:400]
    target = iri_to_uri(f"{reverse('evidence-list', args=[assessment.pk])}?{query}")
    if request.htmx:
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target)
