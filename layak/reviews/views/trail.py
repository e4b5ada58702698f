"""What happened: to the decisions on an answer, to a window, and on a whole sheet."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments.models import Answer, Assessment
from layak.lib.errors import Refusal
from layak.reviews.logbook import Logbook, Wanted, as_csv, audited_by, wanted
from layak.reviews.models import RemedialWindow
from layak.reviews.trail import decision_trail, window_trail

PER_PAGE = 25


@login_required
@require_safe
def decision_history(request: Request, pk: int, code: str) -> HttpResponse:
    """Every decision on an answer with what it replaced."""
    answer = get_object_or_404(
        Answer.objects.visible_to(request.user).select_related(
            "question", "assessment__city", "assessment__cycle"
        ),
        assessment=pk,
        question__code=code,
    )
    context = {
        "answer": answer,
        "assessment": answer.assessment,
        "acts": decision_trail(answer),
        "zone": answer.assessment.city.timezone,
    }
    return render(request, "reviews/trail_decisions.html", context)


@login_required
@require_safe
def window_history(request: Request, pk: int) -> HttpResponse:
    """Opened, owners given, extended, reminded, closed."""
    window = get_object_or_404(
        RemedialWindow.objects.visible_to(request.user).select_related(
            "assessment__city", "assessment__cycle", "opened_by"
        ),
        pk=pk,
    )
    context = {
        "window": window,
        "assessment": window.assessment,
        "acts": window_trail(window, timezone.now()),
        "zone": window.assessment.city.timezone,
    }
    return render(request, "reviews/trail_window.html", context)


def _audited(request: Request, pk: int) -> Assessment:
    return get_object_or_404(audited_by(request.user).select_related("city", "cycle"), pk=pk)


@login_required
@require_safe
def search(request: Request, pk: int) -> HttpResponse:
    """The log of a sheet by person, verb, day and question."""
    assessment = _audited(request, pk)
    error, asked = "", Wanted()
    try:
        asked = wanted(request.GET.dict())
    except Refusal as refusal:
        error = str(refusal)
    book = Logbook(assessment)
    page = Paginator(book.entries(asked), PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "assessment": assessment,
        "asked": asked,
        "typed": request.GET,
        "error": error,
        "page": page,
        "lines": [book.line(entry) for entry in page.object_list],
        "people": book.people(),
        "verbs": book.verbs(),
        "codes": list(book.codes.values()),
        "query": f"{asked.query}&" if asked.query else "",
        "zone": assessment.city.timezone,
    }
    return render(request, "reviews/trail_search.html", context, status=422 if error else 200)


@login_required
@require_safe
def export(request: Request, pk: int) -> HttpResponseBase:
    """The same as CSV, whole."""
    assessment = _audited(request, pk)
    try:
        asked = wanted(request.GET.dict())
    except Refusal as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    response = StreamingHttpResponse(
        as_csv(Logbook(assessment), asked), content_type="text/csv; charset=utf-8"
    )
    name = f"jejak-{assessment.city.region_code}-{assessment.cycle.year}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
