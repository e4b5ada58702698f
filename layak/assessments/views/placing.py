"""Lay a document of the city under a question, cite a page of it, take it away again."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from layak.accounts.requests import Request
from layak.assessments import relocating
from layak.assessments.models import Answer, Assessment, Placement, Suggestion
from layak.evidence.models import Evidence, EvidenceQuerySet
from layak.lib.errors import Refusal

FOUND_A_PAGE = 20
# What an address may carry on to the next page.
_CARRIED = ("office", "stage", "returned")


def _editable_answer(request: Request, pk: int, code: str) -> Answer:
    answers = Answer.objects.editable_by(request.user).select_related(
        "assessment__city", "assessment__instrument", "question__indicator__cluster"
    )
    return get_object_or_404(answers, assessment=pk, question__code=code)


def _evidence_for(request: Request, answer: Answer) -> EvidenceQuerySet:
    """The documents of the city that this person may see."""
    return Evidence.objects.visible_to(request.user).filter(city=answer.assessment.city_id)


def _suggestions_for(answer: Answer) -> QuerySet[Suggestion]:
    """Suggestions of the sheet that name the question's indicator and are not unsure."""
    number = answer.question.indicator.number
    return Suggestion.objects.filter(
        assessment=answer.assessment_id,
        evidence=OuterRef("pk"),
        unsure=False,
        indicators__0__number=number,
    )


def _elsewhere(answer: Answer) -> QuerySet[Placement]:
    """Where the document of the outer query lies on another sheet of the city and year."""
    return Placement.objects.filter(
        evidence=OuterRef("pk"),
        answer__assessment__city=answer.assessment.city_id,
        answer__assessment__cycle=answer.assessment.cycle_id,
    ).exclude(answer__assessment=answer.assessment_id)


def _with_uses(answer: Answer, page: Sequence[Evidence]) -> list[tuple[Evidence, str]]:
    """Documents, each with the questions of other awards of that year that it proves."""
    uses: dict[int, list[str]] = {}
    rows = Placement.objects.filter(
        evidence__in=page, answer__assessment__cycle=answer.assessment.cycle_id
    ).exclude(answer__assessment=answer.assessment_id)
    for row in rows.select_related("answer__question", "answer__assessment__instrument").order_by(
        "answer__assessment", "answer__question__position"
    ):
        award = row.answer.assessment.instrument.award
        uses.setdefault(row.evidence_id, []).append(f"{award} {row.answer.question.code}")
    return [(evidence, ", ".join(uses.get(evidence.pk, ()))) for evidence in page]


def _back(request: Request, answer: Answer, evidence: int | None = None) -> str:
    """The address of the question, with the filters and the document that lies open."""
    carried = request.GET.copy()
    for name in [name for name in carried if name not in _CARRIED]:
        del carried[name]
    if evidence is not None:
        carried["evidence"] = str(evidence)
    query = carried.urlencode()
    return f"{answer.get_absolute_url()}{'?' if query else ''}{query}#panel"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Request, pk: int, code: str) -> HttpResponse:
    """Choose one of the city's documents for a question, or cite a page of one."""
    answer = _editable_answer(request, pk, code)
    if request.method == "POST":
        return _place(request, answer)
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:100]
    elsewhere = request.GET.get("lain") == "1"
    found = _found(request, answer, text, elsewhere=elsewhere)
    page = Paginator(found, FOUND_A_PAGE).get_page(request.GET.get("halaman"))
    carried = request.GET.copy()
    carried.pop("halaman", None)
    beside = Assessment.objects.filter(
        city=answer.assessment.city_id, cycle=answer.assessment.cycle_id
    )
    context = {
        "answer": answer,
        "question": answer.question,
        "assessment": answer.assessment,
        "text": text,
        "page": page,
        "elsewhere": elsewhere,
        "offers": _with_uses(answer, list(page)),
        "several": beside.count() > 1,
        "query": f"{carried.urlencode()}&" if carried else "",
        "carried": [(name, request.GET[name]) for name in _CARRIED if name in request.GET],
        "back": _back(request, answer),
        "delivery": _delivery_url(answer),
    }
    return render(request, "assessments/place.html", context)


def _found(request: Request, answer: Answer, text: str, *, elsewhere: bool) -> EvidenceQuerySet:
    """Documents whose names hold all the words; suggested ones first, then the newest.

    ``elsewhere`` keeps those that prove something for another award of the same year.
    """
    found = (
        _evidence_for(request, answer)
        .select_related("file", "organization")
        .annotate(
            placed=Exists(Placement.objects.filter(answer=answer, evidence=OuterRef("pk"))),
            used=Exists(Placement.objects.filter(evidence=OuterRef("pk"))),
            suggested=Exists(_suggestions_for(answer)),
        )
        .order_by("-suggested", "-received_at", "-pk")
    )
    for word in text.split():
        found = found.filter(name__icontains=word)
    return found.filter(Exists(_elsewhere(answer))) if elsewhere else found


def _place(request: Request, answer: Answer) -> HttpResponse:
    key, page = request.POST.get("evidence", ""), request.POST.get("page", "")
    evidence = get_object_or_404(
        _evidence_for(request, answer).select_related("file"),
        pk=int(key) if key.isdecimal() and len(key) < 18 else 0,
    )
    number = int(page) if page.isdecimal() and len(page) < 6 else None
    try:
        relocating.place(answer, evidence, actor=request.user, at=timezone.now(), page=number)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(name)s sekarang di bawah pertanyaan %(code)s.")
        messages.success(request, said % {"name": evidence.name, "code": answer.question.code})
    return redirect(_back(request, answer, evidence.pk))


@login_required
@require_POST
def take_away(request: Request, pk: int, code: str, placement: int) -> HttpResponse:
    """Take a document away from a question; the document itself stays with the city."""
    answer = _editable_answer(request, pk, code)
    seen = Placement.objects.filter(
        answer=answer, evidence__in=_evidence_for(request, answer)
    ).select_related("evidence", "answer__question")
    row = get_object_or_404(seen, pk=placement)
    try:
        relocating.take_away(row, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(name)s dikeluarkan dari pertanyaan ini. Dokumennya tetap tersimpan.")
        messages.success(request, said % {"name": row.evidence.name})
    return redirect(_back(request, answer))


def _delivery_url(answer: Answer) -> str:
    """Where new documents are handed in."""
    try:
        return reverse("delivery-add", kwargs={"pk": answer.assessment_id})
    except NoReverseMatch:
        return ""
