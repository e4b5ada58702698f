"""Pages to read: the registry, one facility, and what each kecamatan has."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.facilities import filters as kept
from layak.facilities import queries
from layak.facilities.history import trail_of
from layak.facilities.models import Facility, FacilityKind, FacilityQuerySet, day_in
from layak.facilities.reach import reach_of
from layak.facilities.views.places import Place, place_of, place_or_404
from layak.facilities.workbook import MEDIA_TYPE, write_registry

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Tab:
    """A state of facilities and the address that shows it."""

    name: str
    url: str
    current: bool


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """The registry of a city."""
    place = place_of(request)
    if place is None:
        return render(request, "facilities/nowhere.html")
    chosen = kept.read_filters(request.GET.dict(), place.city, wide=place.wide)
    part = "#registry" if request.htmx and not request.htmx.history_restore_request else ""
    context = _registry(request, place, chosen)
    response = render(request, f"facilities/list.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _registry(request: Request, place: Place, chosen: kept.Filters) -> dict[str, object]:
    now = timezone.now()
    day = day_in(place.city, now)
    visible = _visible(request, place)
    rows = chosen.apply(visible, day).select_related("region", "operator")
    reach = reach_of(request.user, place.city)
    offices = queries.offices_of(visible)
    office = next((one for one in offices if str(one.pk) == chosen.office), None)
    query = chosen.query()
    return {
        "place": place,
        "day": day,
        "early": day + queries.EARLY,
        "filters": chosen,
        "tabs": _tabs(chosen),
        "kinds": [(kind.value, kind.label) for kind in FacilityKind],
        "districts": queries.areas_of(place.city).districts,
        "offices": offices,
        "own": next((one for one in offices if one.pk in reach.offices), None),
        "office": office,
        "duties": queries.duties(office, now) if office else [],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman")),
        "query": f"{query}&" if query else "",
        "expiry": queries.expiry(visible, place.city, now),
        "editable": not reach.empty,
    }


def _visible(request: Request, place: Place) -> FacilityQuerySet:
    return Facility.objects.visible_to(request.user).filter(city=place.city)


def _tabs(chosen: kept.Filters) -> list[Tab]:
    names = {
        "": _("Semua"),
        kept.SOON: _("Segera berakhir"),
        kept.EXPIRED: _("Sudah berakhir"),
        kept.WITHOUT: _("Tanpa standar"),
        kept.IDLE: _("Tidak dipakai"),
        kept.CLOSED: _("Ditutup"),
    }
    return [
        Tab(name, f"?{chosen.query(keadaan=state)}", chosen.state == state)
        for state, name in names.items()
    ]


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One facility, what is said of it and who said so."""
    rows = Facility.objects.visible_to(request.user).select_related("city", "region", "operator")
    facility = get_object_or_404(rows, pk=pk)
    day = day_in(facility.city, timezone.now())
    kind = FacilityKind(facility.kind)
    context = {
        "facility": facility,
        "day": day,
        "early": day + queries.EARLY,
        "served": queries.served_by([kind])[kind],
        "trail": trail_of(facility),
        "editable": facility.closed_at is None
        and Facility.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "facilities/facility.html", context)


@login_required
@require_safe
def coverage(request: Request) -> HttpResponse:
    """What a city has of every kind; with ``jenis``, of one kind in each kecamatan."""
    place = place_of(request)
    if place is None:
        return render(request, "facilities/nowhere.html")
    now = timezone.now()
    context: dict[str, object] = {"place": place}
    wanted = request.GET.get("jenis", "")
    if wanted in FacilityKind.values:
        kind = FacilityKind(wanted)
        context["coverage"] = queries.coverage(place.city, kind, now)
        context["kinds"] = [(one.value, one.label) for one in FacilityKind]
        return render(request, "facilities/coverage_kind.html", context)
    context["rows"] = queries.overview(place.city, now)
    return render(request, "facilities/coverage.html", context)


@login_required
@require_safe
def export(request: Request) -> HttpResponse:
    """The registry as a workbook that can be filled in and imported again."""
    place = place_or_404(request)
    now = timezone.now()
    chosen = kept.read_filters(request.GET.dict(), place.city, wide=place.wide)
    rows = chosen.apply(_visible(request, place), day_in(place.city, now))
    book = write_registry(place.city, rows.select_related("region__parent", "operator"), at=now)
    name = f"fasilitas-{slugify(place.city.name)}.xlsx"
    answer = HttpResponse(book, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
