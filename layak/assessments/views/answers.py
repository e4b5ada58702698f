"""One question: read it beside its evidence, answer it, and lay documents under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from layak.accounts.requests import Request
from layak.assessments import services
from layak.assessments.filters import Filters
from layak.assessments.forms import AnswerForm
from layak.assessments.ledger import LedgerLine, ledger_of
from layak.assessments.matrix import share_sentence, stored
from layak.assessments.models import Answer, Assessment
from layak.assessments.panel import evidence_panel
from layak.assessments.queries import kept
from layak.assessments.sheet import Sheet, offices_of
from layak.assessments.views.sheets import filters_of, sheet_seen_by
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands among those the filters keep."""

    number: int
    count: int
    previous: str | None
    next: str | None


def _answers(assessment: Assessment, code: str) -> Answer:
    rows = Answer.objects.filter(assessment=assessment).select_related(
        "question__indicator__cluster", "option", "changed_by", "assessment__city"
    )
    return get_object_or_404(rows, question__code=code)


def _editable(request: Request, answer: Answer) -> bool:
    return Answer.objects.editable_by(request.user).filter(pk=answer.pk).exists()


def _names_for(answer: Answer) -> list[str]:
    """The regions that a table asks for one by one."""
    if answer.question.asked_of != "kecamatan" or not answer.question.matrix:
        return []
    return list(
        Organization.objects.filter(parent=answer.assessment.city_id, kind=Kind.DISTRICT)
        .order_by("path")
        .values_list("name", flat=True)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int, code: str) -> HttpResponse:
    """A question beside its evidence; whoever may answer it finds a form, all others its text."""
    assessment = sheet_seen_by(request, pk)
    answer = _answers(assessment, code)
    at = timezone.now()
    if request.method == "POST":
        get_object_or_404(Answer.objects.editable_by(request.user), pk=answer.pk)
        return _send(request, assessment, answer, at)
    form = AnswerForm(answer, names=_names_for(answer))
    return _page(request, assessment, answer, form, at)


def _send(request: Request, assessment: Assessment, answer: Answer, at: datetime) -> HttpResponse:
    """Save what was typed, or show it again with one sentence that says why not."""
    form = AnswerForm(answer, names=_names_for(answer), data=request.POST.dict())
    act = request.POST.get("do", "save")
    if act == "add-row":
        form.grid.grow()
        part = "#form" if request.htmx else ""
        return _page(request, assessment, answer, form, at, part=part)
    try:
        _save(request, answer, form, at, clear=act == "clear")
    except Refusal as refusal:
        form.error = str(refusal)
        if isinstance(refusal, services.Overtaken):
            _lay_side_by_side(form, answer)
        return _refused(request, assessment, answer, form, at)
    if request.htmx:
        fresh = _answers(assessment, answer.question.code)
        return _page(request, assessment, fresh, AnswerForm(fresh), at, part="#saved")
    messages.success(request, _("Jawaban %(code)s disimpan.") % {"code": answer.question.code})
    return redirect(request.get_full_path())


def _save(request: Request, answer: Answer, form: AnswerForm, at: datetime, *, clear: bool) -> None:
    if form.grid.errors:
        raise Refusal(form.grid.errors[0])
    services.answer_question(
        answer,
        option=None if clear else form.chosen,
        points=None if clear else form.kept_points,
        note=form.note,
        matrix=form.matrix,
        version=form.version,
        actor=request.user,
        at=at,
    )


def _lay_side_by_side(form: AnswerForm, answer: Answer) -> None:
    """Show what somebody else saved above what this person typed; the next save decides."""
    answer.refresh_from_db()
    form.version = services.version_of(answer)
    form.theirs = stored(form.grid.columns, answer.matrix)


def _refused(
    request: Request, assessment: Assessment, answer: Answer, form: AnswerForm, at: datetime
) -> HttpResponse:
    if not request.htmx:
        return _page(request, assessment, answer, form, at, status=422)
    response = _page(request, assessment, answer, form, at, part="#form", status=422)
    return reswap(retarget(response, "#answer-form"), "outerHTML")


def _page(
    request: Request,
    assessment: Assessment,
    answer: Answer,
    form: AnswerForm,
    at: datetime,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = ledger_of(answer)
    decided = [line for line in lines[1:] if not line.waiting]
    context: dict[str, object] = {
        "assessment": assessment,
        "answer": answer,
        "question": answer.question,
        "form": form,
        "ledger": lines,
        "mark": decided[-1] if decided else None,
        "may_edit": _editable(request, answer),
        "open": answer.is_editable(at),
        "zone": assessment.city.timezone,
        "length": services.NOTE_LENGTH,
        "offices": offices_of(answer),
        "possible": _possible(answer, lines, at),
        "share": share_sentence(answer.matrix),
        "part": bool(part),
    }
    if not part:
        sheet = Sheet(assessment)
        filters = filters_of(request, assessment, sheet)
        context |= {
            "filters": filters,
            "place": _place(sheet, filters, answer, at),
            "panel": evidence_panel(answer, request.user, request.GET.dict()),
        }
    return render(request, f"assessments/question.html{part}", context, status=status)


def _possible(answer: Answer, lines: Sequence[LedgerLine], at: datetime) -> Decimal | None:
    """What can still be won: all that is left while the answer is open and not yet accepted."""
    decided = [line for line in lines[1:] if not line.waiting]
    if not answer.is_editable(at) or (decided and not decided[-1].returned):
        return None
    won = decided[-1].points if decided else answer.points
    return answer.question.attainable - (won or Decimal(0))


def _place(sheet: Sheet, filters: Filters, answer: Answer, at: datetime) -> Place:
    """The neighbours within the filters; a question outside them is followed in the whole sheet."""
    lines = sheet.lines(filters.stage, at=at)
    codes = [line.code for line in kept(lines, filters.office, returned=filters.returned)]
    code = answer.question.code
    if code not in codes:
        codes = [line.code for line in lines]
    number = codes.index(code)
    return Place(
        number=number + 1,
        count=len(codes),
        previous=codes[number - 1] if number else None,
        next=codes[number + 1] if number + 1 < len(codes) else None,
    )
