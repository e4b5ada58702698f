"""The head of an office approves answers, one by one or many at once, and takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from layak.accounts.requests import Request
from layak.assessments import approving
from layak.assessments.approval import desk_of
from layak.assessments.models import Answer, Assessment
from layak.assessments.views.sheets import sheet_seen_by
from layak.lib.errors import Refusal

# More refusals than this are counted instead of shown.
SHOWN = 5


def _back(request: Request, answer: Answer) -> str:
    query = request.GET.urlencode()
    return f"{answer.get_absolute_url()}{'?' if query else ''}{query}#persetujuan"


@login_required
@require_POST
def approve(request: Request, pk: int, code: str) -> HttpResponse:
    """Approve one answer as it was shown."""
    answers = Answer.objects.approvable_by(request.user).select_related("question")
    answer = get_object_or_404(answers, assessment=pk, question__code=code)
    version = request.POST.get("version", "")
    try:
        approving.approve(answer, version=version, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Jawaban %(code)s disetujui dan tidak dapat diubah sampai dibuka kembali.")
        messages.success(request, said % {"code": code})
    return redirect(_back(request, answer))


@login_required
@require_POST
def reopen(request: Request, pk: int, code: str) -> HttpResponse:
    """Take an approval back, with a reason."""
    answers = Answer.objects.reopenable_by(request.user).select_related("question")
    answer = get_object_or_404(answers, assessment=pk, question__code=code)
    reason = request.POST.get("reason", "").replace("\0", "")
    try:
        approving.reopen(answer, reason=reason, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Jawaban %(code)s dibuka kembali.") % {"code": code})
    return redirect(_back(request, answer))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, pk: int) -> HttpResponse:
    """All answers that a person approves on a sheet, with what each still lacks."""
    if request.method == "POST":
        return _approve_chosen(request, sheet_seen_by(request, pk))
    assessment = sheet_seen_by(request, pk)
    desk = desk_of(assessment, request.user, timezone.now())
    if not desk.total:
        raise Http404
    context = {"assessment": assessment, "desk": desk, "zone": assessment.city.timezone}
    return render(request, "assessments/approval_list.html", context)


def _approve_chosen(request: Request, assessment: Assessment) -> HttpResponse:
    mine = Answer.objects.approvable_by(request.user).filter(assessment=assessment)
    if not mine.exists():
        raise Http404
    # Each ticked box says which answer, and which state of it the head saw.
    sent = dict(pair.split("@", 1) for pair in request.POST.getlist("answer") if "@" in pair)
    versions = {int(key): state for key, state in sent.items() if key.isdecimal() and len(key) < 18}
    chosen = list(mine.filter(pk__in=versions).select_related("question"))
    if not chosen:
        messages.error(request, _("Pilih dahulu jawaban yang disetujui."))
        return redirect("approval-list", pk=assessment.pk)
    done = approving.approve_many(chosen, versions, actor=request.user, at=timezone.now())
    if done.codes:
        said = ngettext("%(n)s jawaban disetujui.", "%(n)s jawaban disetujui.", len(done.codes))
        messages.success(request, said % {"n": len(done.codes)})
    for sentence in done.refused[:SHOWN]:
        messages.error(request, sentence)
    if (left := len(done.refused) - SHOWN) > 0:
        messages.error(request, _("Masih ada %(n)s jawaban lain yang ditolak.") % {"n": left})
    return redirect("approval-list", pk=assessment.pk)
