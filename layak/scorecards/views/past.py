"""A city's earlier years: shown, noted, corrected, imported."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal
from layak.organizations.models import Kind, Organization
from layak.scorecards import services
from layak.scorecards.forms import PastResultForm, TableForm, as_typed
from layak.scorecards.history import COLUMNS, Preview, look_through, take_over, written
from layak.scorecards.levels import levels
from layak.scorecards.models import PastResult
from layak.scorecards.picture import Point, Words, years_svg
from layak.scorecards.queries import History, cities_seen_by, history_of

WIDE, PHONE = 900, 300
SHOWN_ROWS = 200


@login_required
@require_safe
def history(request: Request, pk: int) -> HttpResponse:
    """A city's awards and scores by year, each with who says so."""
    city = get_object_or_404(cities_seen_by(request.user), pk=pk)
    found = history_of(city)
    kept = request.user.editable_organizations().filter(pk=pk).exists()
    context = {
        "city": city,
        "history": found,
        "keeps": kept,
        "wide": _picture(city, found, WIDE),
        "phone": _picture(city, found, PHONE),
        "disputed": sum(year.disputed for year in found.years),
    }
    return render(request, "scorecards/history.html", context)


def _picture(city: Organization, found: History, width: int) -> SafeString:
    bands = {band.name: band for band in found.levels.bands}
    points = []
    for result in found.results:
        level = found.levels.find(result.level)
        band = bands.get(str(level)) if level and result.stage == "final" else None
        if band or result.score is not None:
            points.append(Point(result.year, result.score, band, own=result.stage == "self"))
    said = [
        f"{one.year}: {' '.join(filter(None, [_written(one.score), one.level]))}"
        for one in reversed(found.results)
    ]
    title = _("Peringkat dan nilai %(city)s per tahun") % {"city": city.name}
    words = Words(title, "; ".join(said))
    return years_svg(points, list(bands.values()), words, width=width, prefix=f"years-{width}")


def _written(score: object) -> str:
    return "" if score is None else format_decimal(score)  # type: ignore[arg-type]  # a Decimal


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Note what a source says."""
    kept = request.user.editable_organizations().filter(kind=Kind.CITY)
    city = get_object_or_404(kept, pk=pk)
    form = PastResultForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.add_past_result(city, form.statement, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Hasil %(year)s dicatat.") % {"year": form.statement.year})
            return redirect("city-history", pk=city.pk)
    return _form_page(request, city, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Correct what was noted."""
    kept = PastResult.objects.editable_by(request.user).select_related("city")
    result = get_object_or_404(kept, pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = PastResultForm(typed, initial=as_typed(result))
    if form.is_valid():
        try:
            services.change_past_result(
                result, form.statement, actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Hasil %(year)s diperbaiki.") % {"year": result.year})
            return redirect(result)
    return _form_page(request, result.city, form, result)


def _form_page(
    request: Request, city: Organization, form: PastResultForm, result: PastResult | None
) -> HttpResponse:
    here = reverse("city-history", args=[city.pk])
    context = {
        "city": city,
        "form": form,
        "result": result,
        "levels": levels().rows,
        "crumbs": [{"name": _("Riwayat %(city)s") % {"city": city.name}, "url": here}],
    }
    status = 422 if form.is_bound else 200
    return render(request, "scorecards/past_result.html", context, status=status)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a note away."""
    kept = PastResult.objects.editable_by(request.user).select_related("city")
    result = get_object_or_404(kept, pk=pk)
    services.remove_past_result(result, actor=request.user, at=timezone.now())
    messages.success(request, _("Hasil %(year)s dihapus dari riwayat.") % {"year": result.year})
    return redirect("city-history", pk=result.city_id)


@login_required
@require_http_methods(["GET", "POST"])
def import_table(request: Request) -> HttpResponse:
    """Look through a table, show what would be noted, and note it once that is confirmed."""
    if not request.user.keeps_places():
        raise Http404
    if request.method == "POST" and "confirmed" in request.POST:
        return _confirm(request)
    form = TableForm(request.POST if request.method == "POST" else None, request.FILES or None)
    preview = None
    if form.is_valid():
        try:
            preview = look_through(form.cleaned_data["table"].read(), user=request.user)
        except Refusal as refusal:
            form.add_error("table", str(refusal))
    return _import_page(request, form, preview)


def _confirm(request: Request) -> HttpResponse:
    try:
        preview = look_through(request.POST["confirmed"].encode(), user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("past-result-import")
    added = take_over(preview, actor=request.user, at=timezone.now())
    said = ngettext("%(rows)s hasil dicatat.", "%(rows)s hasil dicatat.", added)
    messages.success(request, said % {"rows": added})
    cities = {city.pk for city, _said in preview.new}
    return redirect("city-history", pk=cities.pop()) if len(cities) == 1 else redirect("home")


def _import_page(request: Request, form: TableForm, preview: Preview | None) -> HttpResponse:
    bad = [one for one in preview.readings if one.why] if preview else []
    good = [one for one in preview.readings if not one.why] if preview else []
    context = {
        "form": form,
        "preview": preview,
        "bad": bad,
        "good": good[:SHOWN_ROWS],
        "more": max(len(good) - SHOWN_ROWS, 0),
        "confirmed": written(preview) if preview else "",
        "columns": [(names[0], names[1:]) for names in COLUMNS.values()],
    }
    status = 422 if form.is_bound and not preview else 200
    return render(request, "scorecards/import.html", context, status=status)
