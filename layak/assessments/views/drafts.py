"""The draft of an answer: kept while somebody types, thrown away when they say so."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from layak.accounts.requests import Request
from layak.assessments import drafting, services
from layak.assessments.forms import AnswerForm
from layak.assessments.models import Answer, Draft
from layak.assessments.views.matrices import names_for
from layak.lib.errors import Refusal


def _address(answer: Answer, request: Request) -> str:
    """The question's page with the filters that this address carries."""
    query = request.GET.copy()
    query.pop("draf", None)
    return f"{answer.get_absolute_url()}{'?' if query else ''}{query.urlencode()}"


@login_required
@require_POST
def draft(request: Request, pk: int, code: str) -> HttpResponse:
    """Keep what a person has typed so far, or discard it; the answer itself is not touched."""
    data = request.POST.dict()
    at = timezone.now()
    answer = get_object_or_404(
        Answer.objects.editable_by(request.user).select_related("question", "assessment__city"),
        assessment=pk,
        question__code=code,
    )
    if data.get("do") == "discard":
        drafting.discard(answer, actor=request.user)
        messages.success(request, _("Draf dibuang; yang tampil adalah jawaban tersimpan."))
        return redirect(_address(answer, request))
    form = AnswerForm(answer, names=names_for(answer), data=data)
    kept: Draft | None = None
    error = ""
    try:
        if form.says == AnswerForm(answer).says:
            drafting.discard(answer, actor=request.user)
        else:
            kept = drafting.keep(
                answer,
                form.fields,
                version=form.version,
                actor=request.user,
                at=at,
                refusal=_why_closed(answer, at),
            )
    except Refusal as refusal:
        error = str(refusal)
    if request.htmx:
        context = {"kept": kept, "error": error, "zone": answer.assessment.city.timezone}
        return render(request, "assessments/question/draft_state.html", context)
    if error:
        messages.error(request, error)
    elif kept:
        messages.success(request, _("Draf disimpan. Jawaban yang tersimpan belum berubah."))
    else:
        messages.info(request, _("Isian Anda sama dengan jawaban tersimpan; draf tidak perlu."))
    return redirect(_address(answer, request))


def _why_closed(answer: Answer, at: datetime) -> str:
    """The sentence with which a save would be turned away now; empty while it would not."""
    try:
        services.check_open(answer, at)
    except Refusal as refusal:
        return str(refusal)
    return ""
