"""One answer before its verifier: the evidence beside the question, and the decision."""

from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.assessments import drawing
from layak.assessments.matrix import columns_of, share_sentence, stored
from layak.assessments.mentions_check import mention_check, text_of
from layak.assessments.models import Answer, Assessment, Stage
from layak.assessments.panel import evidence_panel
from layak.assessments.services import version_of
from layak.assessments.sheet import offices_of
from layak.lib.errors import Refusal
from layak.reviews.counting import counted_before
from layak.reviews.deciding import NOTE_LENGTH, Overtaken, decide
from layak.reviews.docket import Docket, docket_of, next_open
from layak.reviews.forms import DecisionForm, empty, sent
from layak.reviews.history import Step, steps_of
from layak.reviews.models import CAUSES, Decision
from layak.reviews.views.sheets import sheet_reviewed_by, why_not


def _answer(assessment: Assessment, code: str) -> Answer:
    rows = Answer.objects.filter(assessment=assessment).select_related(
        "question__indicator__cluster",
        "question__instrument",
        "option",
        "measured",
        "changed_by",
        "assessment__city",
        "assessment__cycle",
        "assessment__instrument",
    )
    return get_object_or_404(rows, question__code=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int, code: str) -> HttpResponse:
    """Read an answer beside its evidence; who verifies its stage decides here."""
    assessment = sheet_reviewed_by(request, pk)
    answer = _answer(assessment, code)
    at = timezone.now()
    if request.method == "POST":
        return _send(request, assessment, answer, at)
    steps = steps_of(answer)
    form = empty(_standing(steps, assessment), version_of(answer))
    return _page(request, answer, form, steps, at)


def _standing(steps: list[Step], assessment: Assessment) -> Decision | None:
    """The decision that stands at the sheet's stage."""
    return next((step.decision for step in steps if step.stage == assessment.stage), None)


def _send(request: Request, assessment: Assessment, answer: Answer, at: datetime) -> HttpResponse:
    """Decide and go on to the next open question, or say why not and keep what was typed."""
    form = sent(request.POST.dict())
    try:
        made = decide(
            answer,
            Stage(assessment.stage),
            form.chosen,
            points=form.given,
            note=form.note,
            cause=form.cause,
            seen=form.seen_key,
            version=form.version,
            actor=request.user,
            at=at,
        )
    except Refusal as refusal:
        form.error = str(refusal)
        fresh = _answer(assessment, answer.question.code)
        form.version = version_of(fresh)
        if isinstance(refusal, Overtaken):
            # The other decision has been shown: the next attempt replaces it knowingly.
            form.overtaken, form.seen = True, str(refusal.standing.pk)
        return _page(request, fresh, form, steps_of(fresh), at)
    return _go_on(request, assessment, made, at)


def _go_on(
    request: Request, assessment: Assessment, decision: Decision, at: datetime
) -> HttpResponse:
    """The next open question of the same block; at its end the sheet."""
    code = decision.answer.question.code
    messages.success(
        request,
        _("%(code)s: %(what)s.") % {"code": code, "what": decision.get_kind_display().lower()},
    )
    block = docket_of(assessment, Stage(assessment.stage), at=at).block_of(code)
    following = next_open(block.items, code) if block else None
    if following is None:
        if block:
            messages.success(
                request,
                _("Semua jawaban %(block)s sudah diputuskan.") % {"block": block.cluster.heading},
            )
        return redirect("review", assessment.pk)
    return redirect("review-answer", assessment.pk, following)


def _page(
    request: Request, answer: Answer, form: DecisionForm, steps: list[Step], at: datetime
) -> HttpResponse:
    assessment = answer.assessment
    stage = Stage(assessment.stage)
    docket = docket_of(assessment, stage, at=at)
    code = answer.question.code
    before = counted_before(answer, stage)
    context: dict[str, object] = {
        "assessment": assessment,
        "answer": answer,
        "question": answer.question,
        "stage": stage,
        "form": form,
        "steps": steps,
        "standing": _standing(steps, assessment),
        "told": any(step.note for step in steps if step.stage != stage),
        "before": before or Decimal(0),
        "repaired": before is not None and before != answer.submitted_points,
        "why_not": why_not(request.user, assessment),
        "causes": CAUSES.choices,
        "length": NOTE_LENGTH,
        "zone": assessment.city.timezone,
        "office": next(iter(offices_of(answer)), ""),
        "panel": evidence_panel(answer, request.user, request.GET.dict(), at=at),
        "options": list(answer.question.options.all()),
        "grid": stored(columns_of(answer.question.matrix), answer.matrix),
        "share": share_sentence(answer.matrix),
        "measured": drawing.stated(answer),
        "changed": drawing.change_of(answer, at),
        "mention": mention_check(answer, text_of(answer.note, answer.matrix), at),
        **_place(docket, code),
    }
    return render(request, "reviews/answer.html", context, status=422 if form.error else 200)


def _place(docket: Docket, code: str) -> dict[str, object]:
    """The block around a question, its neighbours in the sheet and the next open one."""
    codes = [item.code for item in docket.items]
    number = codes.index(code)
    block = docket.block_of(code)
    return {
        "around": block,
        "previous": codes[number - 1] if number else None,
        "next": codes[number + 1] if number + 1 < len(codes) else None,
        "next_open": next_open(block.items, code) if block else None,
    }
