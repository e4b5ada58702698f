"""One question: read it beside its evidence, answer it, and lay documents under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from layak.accounts.requests import Request
from layak.assessments import drafting, drawing, services
from layak.assessments.filters import Filters
from layak.assessments.forms import AnswerForm
from layak.assessments.ledger import LedgerLine, ledger_of
from layak.assessments.matrix import share_sentence, title_of
from layak.assessments.mentions_check import mention_check, text_of
from layak.assessments.models import Answer, Assessment, Draft, Placement
from layak.assessments.panel import evidence_panel
from layak.assessments.queries import kept
from layak.assessments.querysets import led_by_head
from layak.assessments.sheet import Sheet
from layak.assessments.views.matrices import GRID_ACTS, names_for
from layak.assessments.views.sheets import filters_of
from layak.lib.errors import Refusal

LAID = Exists(Placement.objects.filter(answer=OuterRef("pk")))
BESIDE = (
    *("question__indicator__cluster", "option", "changed_by", "checked_by"),
    *("assessment__city", "assessment__cycle", "assessment__instrument"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands among those the filters keep."""

    number: int
    count: int
    previous: str | None
    next: str | None


def answer_seen(assessment: Assessment, code: str) -> Answer:
    """One answer of a sheet that the reader may see."""
    rows = Answer.objects.filter(assessment=assessment).select_related(*BESIDE)
    return get_object_or_404(rows, question__code=code)


def _may(request: Request, answer: Answer) -> Mapping[str, object]:
    """What this person may do with the answer, in one query."""
    rows = Answer.objects.filter(pk=answer.pk).with_rights(request.user).annotate(evidenced=LAID)
    return rows.values("may_edit", "may_approve", "may_reopen", "evidenced").get()


def _may_after_saving(request: Request, answer: Answer) -> Mapping[str, object]:
    """The same for whoever has just saved it: few of them are heads, and it is not approved."""
    return _may(request, answer) if getattr(answer, "led", False) else {"may_edit": True}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int, code: str) -> HttpResponse:
    """A question beside its evidence; whoever may answer it finds a form, all others its text."""
    # Reading the form takes in the whole request; only then the clock is asked, once.
    data = request.POST.dict() if request.method == "POST" else None
    at = timezone.now()
    rows = Answer.objects.filter(assessment=pk)
    if data is not None:
        # At the deadline everybody saves at once: what a saved answer does not show stays unread.
        rows = rows.editable_by(request.user).select_related("question", "assessment__city")
        rows = rows.annotate(led=led_by_head(request.user))
        return _send(request, get_object_or_404(rows, question__code=code), data, at)
    rows = rows.visible_to(request.user).select_related(*BESIDE)
    answer = get_object_or_404(rows, question__code=code)
    draft = drafting.draft_of(answer, request.user)
    wanted = draft is not None and "draf" in request.GET
    form = AnswerForm(
        answer,
        names=names_for(answer),
        data={**draft.fields, "version": draft.version} if draft and wanted else None,
    )
    if draft and wanted and draft.version != services.version_of(answer):
        form.theirs = AnswerForm(answer)
        form.version = services.version_of(answer)
    return _page(request, answer, form, at, draft=draft)


def _send(request: Request, answer: Answer, data: Mapping[str, str], at: datetime) -> HttpResponse:
    """Save what was typed, or show it again with one sentence that says why not."""
    form = AnswerForm(answer, names=names_for(answer), data=data)
    act = data.get("do", "save")
    if act in GRID_ACTS:
        GRID_ACTS[act](form, request)
        return _page(request, answer, form, at, part="#form" if request.htmx else "")
    if "draw" in data:
        _draw(form, answer, data["draw"], at)
        return _page(request, answer, form, at, part="#form" if request.htmx else "")
    try:
        _save(request, answer, form, at, clear=act == "clear")
    except Refusal as refusal:
        form.error = str(refusal)
        if isinstance(refusal, services.Overtaken):
            _lay_side_by_side(form, answer)
        return _refused(request, answer, form, at, typed_over=data.get("version", ""))
    if request.htmx:
        return _page(request, answer, AnswerForm(answer), at, part="#saved")
    messages.success(request, _("Jawaban %(code)s disimpan.") % {"code": answer.question.code})
    return redirect(without_draft(request))


def _draw(form: AnswerForm, answer: Answer, key: str, at: datetime) -> None:
    """Take a figure over from where it is kept, or let go of it; saved with the answer."""
    if not key:
        form.drawn = ""
        return
    offer = drawing.offer_of(answer, key, at)
    if offer is None or offer.refusal:
        form.notes.append(offer.refusal if offer else _("Angka ini tidak tersedia lagi."))
    else:
        form.draw(key, offer.measured)


def without_draft(request: Request) -> str:
    """The address of this page without the wish to see the draft."""
    query = request.GET.copy()
    query.pop("draf", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _save(request: Request, answer: Answer, form: AnswerForm, at: datetime, *, clear: bool) -> None:
    services.check_open(answer, at)
    if form.first_error:
        raise Refusal(form.first_error)
    if form.paste.strip():
        raise Refusal(
            _("Tabel yang ditempel belum dimasukkan ke matriks. Tekan “Masukkan ke matriks”.")
        )
    measured = form.measured
    if measured != "keep":
        measured = drawing.confirmed(answer, form.drawn, measured, at)
    services.answer_question(
        answer,
        option=None if clear else form.chosen,
        points=None if clear else form.kept_points,
        note=form.note,
        matrix=form.matrix,
        measured=measured,
        version=form.version,
        actor=request.user,
        at=at,
    )


def _lay_side_by_side(form: AnswerForm, answer: Answer) -> None:
    """Show what somebody else saved above what this person typed; the next save decides."""
    form.version = services.version_of(answer)
    form.theirs = AnswerForm(answer)


def _refused(
    request: Request, answer: Answer, form: AnswerForm, at: datetime, *, typed_over: str
) -> HttpResponse:
    """Keep what was typed as a draft, and show it with the reason."""
    draft = None
    try:
        draft = drafting.keep(
            answer,
            form.fields,
            version=typed_over,
            actor=request.user,
            at=at,
            refusal=form.error,
        )
    except Refusal as refusal:
        form.notes.append(str(refusal))
    if not request.htmx:
        return _page(request, answer, form, at, draft=draft, status=422)
    response = _page(request, answer, form, at, draft=draft, part="#form", status=422)
    return reswap(retarget(response, "#answer-form"), "outerHTML")


def _page(
    request: Request,
    answer: Answer,
    form: AnswerForm,
    at: datetime,
    *,
    draft: Draft | None = None,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = ledger_of(answer)
    decided = [line for line in lines[1:] if not line.waiting]
    assessment = answer.assessment
    in_time = answer.is_editable(at)
    is_open = in_time and not answer.checked
    saved = part == "#saved"
    may = _may_after_saving(request, answer) if saved else _may(request, answer)
    context: dict[str, object] = {
        "assessment": assessment,
        "answer": answer,
        "question": answer.question,
        "form": form,
        "stored_form": form if is_open else AnswerForm(answer),
        "draft": draft,
        "draft_form": _read_again(answer, draft) if draft and not is_open else None,
        "ledger": lines,
        "mark": decided[-1] if decided else None,
        **may,
        "open": is_open,
        "in_time": in_time,
        "saved_version": services.version_of(answer),
        "mention": mention_check(answer, text_of(form.note, form.grid.values), at),
        "zone": assessment.city.timezone,
        "length": services.NOTE_LENGTH,
        "possible": _possible(answer, lines, at),
        "share": share_sentence(answer.matrix),
        **_figures(answer, at, offered=bool(may["may_edit"]) and is_open and not saved),
        "matrix_title": title_of(answer.question.matrix),
        "part": bool(part),
        "here": without_draft(request),
        "query": request.GET.urlencode(),
    }
    if not part:
        sheet = Sheet(assessment)
        filters = filters_of(request, sheet)
        context |= {
            "filters": filters,
            "place": _place(sheet, filters, answer, at),
            "offices": sheet.offices_of(answer.pk),
            "panel": evidence_panel(answer, request.user, request.GET.dict(), at=at),
        }
    return render(request, f"assessments/question.html{part}", context, status=status)


def _figures(answer: Answer, at: datetime, *, offered: bool) -> Mapping[str, object]:
    """What may answer a question that asks for a figure, and whether its own was corrected."""
    offers = drawing.offers(answer, at) if offered else []
    return {
        "offers": offers,
        "older": [offer for offer in offers if offer.older],
        "changed": drawing.change_of(answer, at),
    }


def _read_again(answer: Answer, draft: Draft) -> AnswerForm:
    """A draft as its author typed it, to be read where nothing can be saved."""
    return AnswerForm(answer, data=draft.fields)


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
