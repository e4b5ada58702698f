"""Points by item of a city's earlier years: noted from a table, taken away again."""

import csv
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.requests import Request
from layak.activities.models import FollowUp
from layak.assessments.models import Stage
from layak.instruments.models import Instrument, Question
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization
from layak.scorecards.forms import PastItemsForm, forms_with_levels
from layak.scorecards.noting import CAUSES, CODE, POINTS, note_past_sheet, remove_past_sheet
from layak.scorecards.past_sheets import PastSheet
from layak.scorecards.year_points import known_years


def _city(request: Request, pk: int) -> Organization:
    kept = request.user.editable_organizations().filter(kind=Kind.CITY)
    return get_object_or_404(kept, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Note a year's points from a table; a table of the same year and form takes its place."""
    city = _city(request, pk)
    form = PastItemsForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        try:
            noted = note_past_sheet(city, form.told(), actor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("table", str(refusal))
        else:
            messages.success(request, _said(noted))
            return redirect(_beside(city, noted.year))
    context = {
        "city": city,
        "form": form,
        "noted": PastSheet.objects.editable_by(request.user).filter(city=city).told(),
        "tables": forms_with_levels(),
        "code": CODE[0],
        "points": [names[0] for names in POINTS.values()],
        "reasons": FollowUp.Cause.labels,
        "causes": [names[0] for names in CAUSES.values()],
        "crumbs": [
            {
                "name": _("Riwayat %(city)s") % {"city": city.name},
                "url": reverse("city-history", args=[city.pk]),
            }
        ],
    }
    return render(
        request, "scorecards/past_items.html", context, status=422 if form.is_bound else 200
    )


def _said(noted: PastSheet) -> str:
    items = len(noted.points[Stage.SELF])
    said = ngettext(
        "Nilai %(items)s butir tahun %(year)s dicatat.",
        "Nilai %(items)s butir tahun %(year)s dicatat.",
        items,
    )
    return said % {"items": items, "year": noted.year}


def _beside(city: Organization, year: int) -> str:
    """The page of years with this year and the one after it, else before it."""
    known = known_years(city)
    at = known.index(year)
    pair = known[at : at + 2] if at + 1 < len(known) else known[max(at - 1, 0) :]
    asked = urlencode([("tahun", one) for one in pair])
    return f"{reverse('year-compare', args=[city.pk])}?{asked}"


@login_required
@require_safe
def blank(request: Request, pk: int, form: int) -> HttpResponse:
    """A table of a form's items to fill in, as CSV that Excel with Indonesian settings opens."""
    _city(request, pk)
    instrument = get_object_or_404(forms_with_levels(), pk=form)
    answer = HttpResponse(content_type="text/csv; charset=utf-8", charset="utf-8")
    answer["Content-Disposition"] = f'attachment; filename="butir-{instrument.code}.csv"'
    # Excel takes a file without this mark for another encoding.
    answer.write("\ufeff")
    csv.writer(answer, delimiter=";").writerows(_blank_rows(instrument))
    return answer


def _blank_rows(instrument: Instrument) -> Iterator[Sequence[str]]:
    columns = [names[0] for names in (*POINTS.values(), *CAUSES.values())]
    yield CODE[0], "pertanyaan", *columns
    rows = Question.objects.filter(instrument=instrument).order_by("position")
    for code, label in rows.values_list("code", "label"):
        yield code, label, *[""] * len(columns)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a noted year away."""
    rows = PastSheet.objects.editable_by(request.user).select_related("city")
    noted = get_object_or_404(rows, pk=pk)
    city, year = noted.city_id, noted.year
    remove_past_sheet(noted, actor=request.user, at=timezone.now())
    messages.success(
        request, _("Nilai per butir tahun %(year)s dihapus dari riwayat.") % {"year": year}
    )
    return redirect("past-items-add", pk=city)
