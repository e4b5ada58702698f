"""Questions raised and answered while a field session runs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.reviews import session_asking
from layak.reviews.session_forms import QuestionForm, ReplyForm
from layak.reviews.session_models import FieldSession, RaisedQuestion
from layak.reviews.session_queries import Desk, codes_of, fingerprint_of, questions_of
from layak.reviews.views.sessions import desk_or_404, led_or_404


def _desk(request: Request, pk: int) -> Desk:
    get_object_or_404(
        FieldSession.objects.visible_to(request.user).filter(kind=FieldSession.Kind.TEAM), pk=pk
    )
    return desk_or_404(request, pk, "session-questions")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, pk: int) -> HttpResponse:
    """All questions, the open ones first. The list asks every few seconds whether it is stale."""
    desk = _desk(request, pk)
    form = QuestionForm(None, session=desk.session, initial={"code": request.GET.get("butir", "")})
    if request.method == "POST":
        session = led_or_404(request, pk)
        form = QuestionForm(request.POST, session=session)
        if form.is_valid() and form.item is not None:
            text = form.cleaned_data["text"]
            try:
                session_asking.ask(session, form.item, text, actor=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Pertanyaan diajukan."))
                return redirect("session-questions", pk)
    elif request.htmx and request.GET.get("seen") == fingerprint_of(desk.session):
        return HttpResponse(status=204)
    return _page(request, desk, form)


def _page(request: Request, desk: Desk, form: QuestionForm) -> HttpResponse:
    # Read before the rows: what comes in between is fetched once more, never missed.
    fingerprint = fingerprint_of(desk.session)
    mine = RaisedQuestion.objects.answerable_by(request.user).filter(session=desk.session)
    context = {
        "desk": desk,
        "session": desk.session,
        "form": form,
        "questions": questions_of(desk.session),
        "fingerprint": fingerprint,
        "mine": set() if desk.closed else set(mine.values_list("pk", flat=True)),
    }
    if request.htmx:
        return render(request, "reviews/session_questions.html#raised", context)
    context["codes"] = codes_of(desk.session) if desk.leads else []
    status = 422 if form.is_bound else 200
    return render(request, "reviews/session_questions.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int, question: int) -> HttpResponse:
    """One question with its replies; whoever it concerns answers here."""
    row = _question(request, pk, question)
    form = ReplyForm(None)
    answerable = RaisedQuestion.objects.answerable_by(request.user)
    if request.method == "POST":
        get_object_or_404(answerable, pk=question)
        form = ReplyForm(request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            try:
                session_asking.reply(row, text, actor=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Jawaban dicatat."))
                return redirect("session-questions", pk)
    desk = _desk(request, pk)
    context = {
        "desk": desk,
        "session": desk.session,
        "question": row,
        "replies": row.replies.select_related("organization", "replied_by"),
        "may_reply": not desk.closed and answerable.filter(pk=question).exists(),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reviews/session_question.html", context, status=status)


def _question(request: Request, pk: int, question: int) -> RaisedQuestion:
    rows = RaisedQuestion.objects.visible_to(request.user).select_related(
        "session__assessment__city", "answer__question", "answer__assessment", "asked_by"
    )
    return get_object_or_404(rows, session=pk, pk=question)


@login_required
@require_POST
def withdraw(request: Request, pk: int, question: int) -> HttpResponse:
    """Take back a question nobody has answered yet."""
    led_or_404(request, pk)
    row = _question(request, pk, question)
    try:
        session_asking.withdraw(row, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Pertanyaan ditarik."))
    return redirect("session-questions", pk)
