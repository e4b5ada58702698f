"""Who is at a field session: typed one by one while people come in, or pasted as lines."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.reviews import sessions
from layak.reviews.session_forms import PersonForm
from layak.reviews.session_lines import Pasted, read_lines
from layak.reviews.session_models import Attendance, FieldSession
from layak.reviews.session_queries import Desk, institutions_of
from layak.reviews.views.sessions import desk_or_404

MOST_CHARACTERS = 200_000


def _attended(request: Request, pk: int) -> FieldSession:
    rows = FieldSession.objects.attended_by(request.user).select_related("assessment__city")
    return get_object_or_404(rows, pk=pk)


def _team_desk(request: Request, pk: int) -> Desk:
    get_object_or_404(
        FieldSession.objects.visible_to(request.user).filter(kind=FieldSession.Kind.TEAM), pk=pk
    )
    return desk_or_404(request, pk, "session-presence")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """The presence list. The institution stays in the form: the next one often comes from it."""
    if request.method != "POST":
        form = PersonForm(None, institution=request.GET.get("instansi", "")[:160])
        return _page(request, _team_desk(request, pk), form)
    session = _attended(request, pk)
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            row = sessions.note_presence(
                session, form.person(), actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s dicatat hadir.") % {"name": row.name})
            kept = urlencode({"instansi": row.institution})
            return redirect(f"{reverse('session-presence', args=[pk])}?{kept}")
    return _page(request, _team_desk(request, pk), form)


def _page(request: Request, desk: Desk, form: PersonForm) -> HttpResponse:
    context = {
        "desk": desk,
        "session": desk.session,
        "form": form,
        "people": desk.session.presence.select_related("added_by").order_by("-pk"),
        "institutions": institutions_of(desk.session) if desk.attends else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "reviews/session_presence.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: Request, pk: int) -> HttpResponse:
    """Paste people as lines; the good ones are entered, the others come back, each explained."""
    session = _attended(request, pk)
    text = request.POST.get("lines", "")
    pasted, error = Pasted(), ""
    if request.method == "POST":
        try:
            pasted = _take(request, session, text)
        except Refusal as refusal:
            error = str(refusal)
        else:
            if not pasted.bad:
                return redirect("session-presence", pk)
            text = "\n".join(line.text for line in pasted.bad)
    context = {
        "desk": _team_desk(request, pk),
        "session": session,
        "lines": text,
        "bad": pasted.bad,
        "error": error,
    }
    status = 422 if pasted.bad or error else 200
    return render(request, "reviews/session_paste.html", context, status=status)


def _take(request: Request, session: FieldSession, text: str) -> Pasted:
    if len(text) > MOST_CHARACTERS:
        raise Refusal(_("Teks terlalu panjang; tempel beberapa kali."))
    pasted = read_lines(text)
    if not pasted.people and not pasted.bad:
        raise Refusal(_("Tempel sedikitnya satu baris: nama; instansi; jabatan."))
    added = sessions.note_many(session, pasted.people, actor=request.user, at=timezone.now())
    again = len(pasted.people) - added + pasted.again
    said = [ngettext("%(n)s orang dicatat", "%(n)s orang dicatat", added) % {"n": added}]
    if again:
        said.append(ngettext("%(n)s sudah ada", "%(n)s sudah ada", again) % {"n": again})
    if pasted.bad:
        bad = len(pasted.bad)
        said.append(
            ngettext("%(n)s baris perlu diperbaiki", "%(n)s baris perlu diperbaiki", bad)
            % {"n": bad}
        )
    messages.info(request, f"{', '.join(said)}.")
    return pasted


@login_required
@require_POST
def remove(request: Request, pk: int, attendance: int) -> HttpResponse:
    """Take back an entry made by mistake."""
    session = _attended(request, pk)
    row = get_object_or_404(
        Attendance.objects.select_related("session"), session=session, pk=attendance
    )
    try:
        sessions.remove_presence(row, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s dihapus dari daftar hadir.") % {"name": row.name})
    return redirect("session-presence", pk)
