"""Import from XLSX or CSV: send, look, take over."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from layak.accounts.requests import Request
from layak.facilities import importing
from layak.facilities.history import field_labels
from layak.facilities.planning import Action, Plan, make_plan
from layak.facilities.reach import Reach, reach_of
from layak.facilities.tables import MOST_BYTES, Table, read_table
from layak.facilities.views.places import Place, place_or_404
from layak.facilities.workbook import MEDIA_TYPE, write_template
from layak.lib.errors import Refusal
from layak.ui.files import TableFileForm

_MOST_SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def take(request: Request) -> HttpResponse:
    """Ask for a file, show what becomes of its rows, then take them over."""
    place = place_or_404(request)
    reach = reach_of(request.user, place.city)
    if reach.empty:
        raise Http404
    if request.method == "POST" and "sealed" in request.POST:
        return _take_over(request, place)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TableFileForm(*given, most=MOST_BYTES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            table = read_table(Path(sent.temporary_file_path()), sent.name or "")
            plan = make_plan(table.lines, reach)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return render(
                request, "facilities/preview.html", _preview(place, reach, sent.name, table, plan)
            )
    context = {"place": place, "form": form, "reach": reach}
    return render(request, "facilities/import.html", context, status=422 if form.is_bound else 200)


def _preview(
    place: Place, reach: Reach, name: str | None, table: Table, plan: Plan
) -> dict[str, Any]:
    labels = field_labels()
    changes = plan.of(Action.CHANGE)
    fresh = plan.of(Action.NEW)
    alike = [row for row in fresh if row.doubtful]
    return {
        "place": place,
        "name": name,
        "ignored": table.ignored,
        "fresh": [row for row in fresh if not row.doubtful],
        "alike": len(alike),
        # No more decisions than a form may carry; what is left out waits for the next import.
        "doubtful": [
            (
                row,
                [(one, reach.covers(one.region, one.operator)) for one in row.similar],
                [(importing.row_key(one), one) for one in row.earlier],
            )
            for row in alike[:_MOST_SHOWN]
        ],
        "changes": [(row, [labels[one] for one in row.fields]) for row in changes[:_MOST_SHOWN]],
        "changed": len(changes),
        "same": len(plan.of(Action.SAME)),
        "bad": plan.bad,
        "sealed": importing.seal(place.city, plan) if fresh or changes else "",
        "most": _MOST_SHOWN,
        "first": f":{_MOST_SHOWN}",
    }


def _take_over(request: Request, place: Place) -> HttpResponse:
    back = (
        f"{reverse('facility-import')}?{place.query}" if place.query else reverse("facility-import")
    )
    decisions = {
        int(number): value
        for key, value in request.POST.dict().items()
        if (number := key.removeprefix("row-")) != key and number.isdecimal() and len(number) < 9
    }
    try:
        lines = importing.unseal(place.city, request.POST["sealed"])
        taken = importing.take(place.city, lines, decisions, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, _said(taken))
    listed = reverse("facility-list")
    return redirect(f"{listed}?{place.query}" if place.query else listed)


def _said(taken: importing.Taken) -> str:
    parts = [
        ngettext("%(n)s fasilitas baru", "%(n)s fasilitas baru", taken.new) % {"n": taken.new},
        ngettext("%(n)s diubah", "%(n)s diubah", taken.changed) % {"n": taken.changed},
    ]
    left = taken.skipped + taken.bad
    if left:
        parts.append(ngettext("%(n)s baris dilewati", "%(n)s baris dilewati", left) % {"n": left})
    return _("Impor selesai: %(parts)s.") % {"parts": ", ".join(parts)}


@login_required
@require_safe
def template(request: Request) -> HttpResponse:
    """The empty workbook of a city, for whoever may import."""
    place = place_or_404(request)
    reach: Reach = reach_of(request.user, place.city)
    if reach.empty:
        raise Http404
    book = write_template(place.city, at=timezone.now())
    answer = HttpResponse(book, content_type=MEDIA_TYPE)
    name = f"templat-fasilitas-{slugify(place.city.name)}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
