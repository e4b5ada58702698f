"""Field sessions: plan them, lay out the agenda, print the annex."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments.models import Assessment
from layak.lib.errors import Refusal
from layak.reviews import sessions
from layak.reviews.session_forms import AgendaForm, ProposalForm, SessionForm
from layak.reviews.session_models import AgendaItem, FieldSession, visited_by
from layak.reviews.session_printing import print_summary
from layak.reviews.session_queries import Desk, desk_of, with_counts, zone_name


def desk_or_404(request: Request, pk: int, page: str) -> Desk:
    """A session that a person may read; 404 for others."""
    rows = with_counts(FieldSession.objects.visible_to(request.user))
    return desk_of(get_object_or_404(rows, pk=pk), request.user, page)


def led_or_404(request: Request, pk: int) -> FieldSession:
    """A session that a person leads; 404 for others. Whether it is open, the service says."""
    rows = FieldSession.objects.editable_by(request.user).select_related(
        "assessment__city", "assessment__cycle", "assessment__instrument"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def index(request: Request, pk: int) -> HttpResponse:
    """The sessions of one sheet."""
    assessment = get_object_or_404(
        Assessment.objects.visible_to(request.user).select_related("city", "cycle"), pk=pk
    )
    rows = with_counts(FieldSession.objects.visible_to(request.user).filter(assessment=assessment))
    context = {
        "assessment": assessment,
        "sessions": rows,
        "zone": assessment.city.timezone,
        "visits": visited_by(request.user).filter(pk=pk).exists(),
        "open": sessions.is_open(assessment),
    }
    return render(request, "reviews/session_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Plan a session."""
    assessment = get_object_or_404(
        visited_by(request.user).select_related("city", "cycle", "instrument"), pk=pk
    )
    at, zone = timezone.now(), assessment.city.timezone
    today = at.astimezone(ZoneInfo(zone)).date()
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, zone=zone, day=today)
    if form.is_valid():
        try:
            session = sessions.start(assessment, form.facts(), actor=request.user, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sesi dijadwalkan. Susun agendanya di bawah."))
            return redirect(session)
    context = {"assessment": assessment, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "reviews/session_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Move a session in time or place."""
    session = led_or_404(request, pk)
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, zone=session.assessment.city.timezone, session=session)
    if form.is_valid():
        try:
            sessions.change(
                session,
                form.facts(),
                seen=form.seen_at(),
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            session.refresh_from_db()
        else:
            messages.success(request, _("Perubahan sesi disimpan."))
            return redirect(session)
    context = {
        "assessment": session.assessment,
        "session": session,
        "form": form,
        "zone": session.assessment.city.timezone,
        "removable": not sessions.is_written(session),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reviews/session_form.html", context, status=status)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take away a session in which nothing was noted."""
    session = led_or_404(request, pk)
    try:
        sessions.remove(session, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(session)
    messages.success(request, _("Sesi dihapus."))
    return redirect("session-list", session.assessment_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """When, where, and the agenda; who leads adds to it."""
    desk = desk_or_404(request, pk, "session")
    form = AgendaForm(None, session=desk.session)
    if request.method == "POST":
        session = led_or_404(request, pk)
        form = AgendaForm(request.POST, session=session)
        if form.is_valid():
            try:
                sessions.add_to_agenda(
                    session,
                    form.cleaned_data["starts"],
                    cluster=form.cluster,
                    subject=form.cleaned_data["subject"],
                    leader=form.cleaned_data["leader"],
                    actor=request.user,
                    at=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Acara ditambahkan."))
                return redirect(session)
    return _agenda_page(request, desk, form)


def _agenda_page(request: Request, desk: Desk, form: AgendaForm) -> HttpResponse:
    session = desk.session
    local = session.starts_at.astimezone(ZoneInfo(desk.zone))
    context = {
        "desk": desk,
        "session": session,
        "agenda": session.agenda.select_related("cluster"),
        "form": form,
        "proposal": ProposalForm(initial={"begins": local.time(), "minutes": 45}),
        "zone_name": zone_name(session),
        # How an hour is written: 09.15, in English 09:15.
        "hour": _("H.i"),
    }
    return render(request, "reviews/session.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """Put every block on an empty agenda."""
    session = led_or_404(request, pk)
    form = ProposalForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(_("Isi jam mulai dan lama satu blok, 5 sampai 240 menit."))
        count = sessions.propose_agenda(
            session,
            form.cleaned_data["begins"],
            form.cleaned_data["minutes"],
            actor=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)s blok dijadwalkan.", "%(n)s blok dijadwalkan.", count)
        messages.success(request, said % {"n": count})
    return redirect(session)


@login_required
@require_POST
def strike(request: Request, pk: int, item: int) -> HttpResponse:
    """Strike an item off the agenda."""
    session = led_or_404(request, pk)
    row = get_object_or_404(AgendaItem.objects.select_related("session"), session=session, pk=item)
    try:
        sessions.remove_from_agenda(row, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Acara dihapus dari agenda."))
    return redirect(session)


@login_required
@require_safe
def summary(request: Request, pk: int) -> HttpResponse:
    """The annex to the minutes, as PDF."""
    session = desk_or_404(request, pk, "").session
    try:
        made = print_summary(session, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(session)
    day = session.starts_at.astimezone(ZoneInfo(session.assessment.city.timezone)).date()
    name = f"lampiran-sesi-{slugify(session.assessment.city.name)}-{day:%Y-%m-%d}.pdf"
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
