"""Pages about notices: one's own, and the outbox of those who keep or audit a place."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from layak.accounts.requests import Request
from layak.notices import queries, services
from layak.notices.models import Notice, NoticeKind, State

PAGE = 30


@login_required
@require_GET
def notice_list(request: Request) -> HttpResponse:
    """Show a person what they were told."""
    reader = request.user
    context = {
        "page": Paginator(queries.own_notices(reader), PAGE).get_page(request.GET.get("halaman")),
        "unread": queries.unread_count(reader),
        "outbox": queries.may_see_outbox(reader),
        "zone": queries.zone_of(reader),
        "now": timezone.now(),
    }
    return render(request, "notices/notices.html", context)


@login_required
@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    """Mark a notice as read, and open its page when that was asked."""
    notice = get_object_or_404(Notice.objects.editable_by(request.user), pk=pk)
    services.mark_read(notice, actor=request.user, at=timezone.now())
    return redirect(notice.path if notice.path and "open" in request.POST else "notice-list")


@login_required
@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark all of a person's notices as read."""
    services.mark_all_read(actor=request.user, at=timezone.now())
    messages.success(request, _("Semua pemberitahuan ditandai sudah dibaca."))
    return redirect("notice-list")


@login_required
@require_GET
def outbox(request: Request) -> HttpResponse:
    """Show what was told to whom, and whether it left."""
    reader = request.user
    if not queries.may_see_outbox(reader):
        raise Http404
    state, kind = request.GET.get("keadaan", ""), request.GET.get("jenis", "")
    # PostgreSQL takes every character in a text but this one.
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    rows = queries.outbox(
        reader,
        state=State(state) if state in State.values else None,
        kind=NoticeKind(kind) if kind in NoticeKind.values else None,
        text=text,
    )
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("halaman")),
        "states": State.choices,
        "kinds": NoticeKind.choices,
        "state": state,
        "kind": kind,
        "text": text,
        "query": urlencode({"q": text, "keadaan": state, "jenis": kind}) + "&",
        "zone": queries.zone_of(reader),
    }
    return render(request, "notices/outbox.html", context)
