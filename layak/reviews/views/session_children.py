"""The session with Forum Anak: counts, and notes that name no child."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.reviews import session_children
from layak.reviews.session_forms import CountForm, NoteForm
from layak.reviews.session_models import ChildrenNote, FieldSession
from layak.reviews.session_queries import Desk
from layak.reviews.views.sessions import desk_or_404, led_or_404


def _desk(request: Request, pk: int) -> Desk:
    get_object_or_404(
        FieldSession.objects.visible_to(request.user).filter(kind=FieldSession.Kind.CHILDREN),
        pk=pk,
    )
    return desk_or_404(request, pk, "session-children")


def _counts(session: FieldSession, data: object = None) -> CountForm:
    counts = session_children.counted(session)
    return CountForm(data, counts=counts, seen=session_children.version_of(counts))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """How many children are there, and what they say; sending sets the counts."""
    desk = _desk(request, pk)
    if request.method != "POST":
        return _page(request, desk)
    session = led_or_404(request, pk)
    form = _counts(session, request.POST)
    if form.is_valid():
        try:
            session_children.count(
                session,
                form.counts(),
                seen=form.cleaned_data["seen"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Jumlah anak disimpan."))
            return redirect("session-children", pk)
    return _page(request, desk, counts=form)


@login_required
@require_POST
def add_note(request: Request, pk: int) -> HttpResponse:
    """Write down what children said; refused, what was typed stays in the form and nowhere else."""
    desk = _desk(request, pk)
    session = led_or_404(request, pk)
    form = NoteForm(request.POST, session=session)
    if form.is_valid():
        try:
            session_children.add_note(
                session,
                form.cleaned_data["text"],
                cluster=form.cluster,
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Catatan disimpan."))
            return redirect("session-children", pk)
    return _page(request, desk, note=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_note(request: Request, pk: int, note: int) -> HttpResponse:
    """Take a note back for good, at any stage; asked once more, since nothing brings it back."""
    session = led_or_404(request, pk)
    row = get_object_or_404(
        ChildrenNote.objects.select_related("session"), session=session, pk=note
    )
    if request.method != "POST":
        context = {"session": session, "note": row}
        return render(request, "reviews/session_note_withdraw.html", context)
    session_children.withdraw(row, actor=request.user, at=timezone.now())
    messages.success(request, _("Catatan ditarik; teksnya dihapus selamanya."))
    return redirect("session-children", pk)


def _page(
    request: Request,
    desk: Desk,
    *,
    counts: CountForm | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:
    session = desk.session
    heads = session_children.counted(session)
    leads_ever = FieldSession.objects.editable_by(request.user).filter(pk=session.pk).exists()
    context = {
        "desk": desk,
        "session": session,
        "heads": [(band.label, one) for band, one in heads.items()],
        "girls": sum(one.girls for one in heads.values()),
        "boys": sum(one.boys for one in heads.values()),
        "counts": counts or _counts(session),
        "note": note or NoteForm(None, session=session),
        "notes": session.notes.select_related("cluster", "added_by", "withdrawn_by"),
        "may_withdraw": leads_ever,
    }
    status = 422 if counts or note else 200
    return render(request, "reviews/session_children.html", context, status=status)
