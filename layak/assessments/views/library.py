"""One document in the library: where it is used, its versions, and using it once more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.postgres.search import TrigramSimilarity
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments import revising
from layak.assessments.erasing import erasable_by
from layak.assessments.finding_list import lines_about
from layak.assessments.models import Answer, Assessment, Placement
from layak.evidence.models import Evidence
from layak.instruments.models import leading
from layak.lib.errors import Refusal

# Documents offered as a newer version: those whose names are most alike.
MOST_ALIKE = 30
# Awards of one city and year that are offered.
MOST_SHEETS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What stands between a wish to use a document and doing it: a sentence to say yes to."""

    code: str
    sentence: str
    sheet: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A sheet of the newest year, and its questions that a document may still be used for."""

    sheet: Assessment
    answers: Sequence[Answer]


@login_required
@require_safe
def use(request: Request, pk: int) -> HttpResponse:
    """The answers that use a document, of all years, and its versions."""
    return _show(request, _seen(request, pk))


@login_required
@require_POST
def reuse(request: Request, pk: int) -> HttpResponse:
    """Put a document under a question of a newest sheet; asks where its years do not fit."""
    evidence = _seen(request, pk)
    asked = request.POST.get("sheet", "")
    sheets = _newest_sheets(request, evidence)
    sheet = next((one for one in sheets if str(one.pk) == asked), sheets[0] if sheets else None)
    code = request.POST.get("to", "").strip().split(" ", 1)[0][:16]
    answers = Answer.objects.editable_by(request.user).filter(assessment=sheet)
    if sheet is None or not answers.exists():
        raise Http404
    answer = (
        answers.filter(question__code__iexact=code)
        .select_related("assessment__cycle", "question")
        .first()
    )
    if answer is None:
        said = _("Tidak ada pertanyaan “%(code)s” yang dapat Anda isi.") % {"code": code}
        messages.error(request, said)
        return redirect("document-use", pk)
    knowingly = request.POST.get("knowingly") == "1"
    try:
        revising.reuse(answer, evidence, knowingly=knowingly, actor=request.user, at=timezone.now())
    except revising.OutOfYear as refusal:
        question = Question(answer.question.code, str(refusal), sheet.pk)
        return _show(request, evidence, question, status=422)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(name)s kini data dukung %(code)s.")
        messages.success(request, said % {"name": evidence.name, "code": answer.question.code})
    return redirect("document-use", pk)


@login_required
@require_POST
def replace(request: Request, pk: int) -> HttpResponse:
    """Name the newer version of a document; undecided answers get it at once."""
    rows = Evidence.objects.editable_by(request.user).visible_to(request.user)
    older = get_object_or_404(rows, pk=pk)
    key = request.POST.get("newer", "")
    newer = rows.filter(pk=int(key) if key.isdecimal() and len(key) <= 18 else 0).first()
    if newer is None:
        messages.error(request, _("Pilih dokumen yang menjadi versi baru."))
        return redirect("document-use", pk)
    try:
        done = revising.replace(older, newer, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("document-use", pk)
    messages.success(request, _told(newer, done))
    return redirect("document-use", newer.pk)


def _told(newer: Evidence, done: revising.Replaced) -> str:
    said = _("%(name)s kini versi terbaru.") % {"name": newer.name}
    if done.moved:
        said += " " + _("Dipakai di %(codes)s.") % {"codes": ", ".join(done.moved)}
    if done.kept:
        said += " " + ngettext(
            "Versi lama tetap di %(codes)s, yang sudah diputuskan.",
            "Versi lama tetap di %(codes)s, yang sudah diputuskan.",
            len(done.kept),
        ) % {"codes": ", ".join(done.kept)}
    return said


def _show(
    request: Request, evidence: Evidence, asked: Question | None = None, *, status: int = 200
) -> HttpResponse:
    placements = (
        Placement.objects.visible_to(request.user)
        .filter(evidence=evidence)
        .select_related(
            "answer__question", "answer__assessment__cycle", "answer__assessment__instrument"
        )
        .order_by(
            *("-answer__assessment__cycle__year", leading("answer__assessment__instrument__")),
            *("answer__assessment", "answer__question__position"),
        )
    )
    versions = revising.versions_of(evidence)
    may_replace = Evidence.objects.editable_by(request.user).filter(pk=evidence.pk).exists()
    context = {
        "evidence": evidence,
        "placements": list(placements),
        "awards": {placement.answer.assessment.instrument.award for placement in placements},
        "lines": lines_about(evidence, request.user),
        "back": reverse("document-use", args=[evidence.pk]),
        "versions": versions if len(versions) > 1 else [],
        "newest": versions[-1],
        "offers": _offers(request, evidence),
        "asked": asked,
        "erasable": erasable_by(request.user).filter(pk=evidence.pk).exists(),
        "alike": _alike(request, evidence) if may_replace and versions[-1] == evidence else [],
    }
    return render(request, "assessments/library/use.html", context, status=status)


def _alike(request: Request, evidence: Evidence) -> list[Evidence]:
    """Documents of the same city that may be the newer version, the most alike by name first."""
    rows = Evidence.objects.editable_by(request.user).visible_to(request.user)
    rows = rows.filter(city=evidence.city_id).exclude(pk=evidence.pk)
    near = rows.annotate(near=TrigramSimilarity("name", evidence.name))
    return list(near.order_by("-near", "-received_at")[:MOST_ALIKE])


def _newest_sheets(request: Request, evidence: Evidence) -> list[Assessment]:
    """The sheets of the city's newest year, one for each award."""
    sheets = Assessment.objects.visible_to(request.user).filter(city=evidence.city_id)
    rows = list(sheets.select_related("cycle", "city", "instrument").leading_first()[:MOST_SHEETS])
    return [row for row in rows if row.cycle_id == rows[0].cycle_id]


def _offers(request: Request, evidence: Evidence) -> list[Offer]:
    """What a document may still be used for, in one query for each sheet of the newest year."""
    found = []
    for sheet in _newest_sheets(request, evidence):
        answers = Answer.objects.editable_by(request.user).filter(assessment=sheet)
        free = answers.exclude(placements__evidence=evidence).select_related("question")
        found.append(Offer(sheet, list(free.order_by("question__position"))))
    return [offer for offer in found if offer.answers]


def _seen(request: Request, pk: int) -> Evidence:
    rows = Evidence.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("facts", "file", "organization", "city"), pk=pk)
