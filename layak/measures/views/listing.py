"""Pages to read: all measures of a place, one measure over time and from place to place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.measures import charts, places, queries, serving
from layak.measures.groups import label_of
from layak.measures.history import former_states
from layak.measures.models import Measure, Observation
from layak.measures.periods import last_finished
from layak.measures.reach import reach_of
from layak.measures.views.regions import Place, code_of, place_of, place_or_404
from layak.organizations.models import Kind, Organization

OWN, DOUBTFUL, OWED = "milik-saya", "meragukan", "belum"


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Every measure of a place with the newest figure of each source."""
    place = place_of(request)
    if place is None:
        return render(request, "measures/nowhere.html")
    rows = queries.list_of(place.region, timezone.now())
    chosen = request.GET.get("tampil", "")
    kept = {
        OWN: [row for row in rows if place.reach.covers(row.measure, place.region.path)],
        DOUBTFUL: [row for row in rows if row.open_doubts],
        OWED: [row for row in rows if row.due and row.due.missing],
    }
    context = {
        "place": place,
        "rows": kept.get(chosen, rows),
        "tabs": _tabs(place, chosen, {"": rows, **kept}),
        "children": _children(place),
    }
    return render(request, "measures/list.html", context)


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the list and the address that shows it."""

    name: str
    url: str
    count: int
    current: bool


def _tabs(place: Place, chosen: str, kept: Mapping[str, Sequence[object]]) -> list[Tab]:
    names = {"": _("Semua"), OWN: _("Yang saya isi"), DOUBTFUL: _("Dengan peringatan")}
    if place.is_city:
        names[OWED] = _("Belum masuk")
    known = chosen if chosen in names else ""
    return [
        Tab(
            name,
            "?" + "&".join(filter(None, [place.query, f"tampil={key}" if key else ""])),
            len(kept[key]),
            key == known,
        )
        for key, name in names.items()
        if key != OWN or place.editable
    ]


def _children(place: Place) -> list[tuple[str, str]]:
    """The provinces or cities a wide reader may go on to."""
    if place.is_city:
        return []
    below = Kind.PROVINCE if place.region.kind == Kind.NATION else Kind.CITY
    rows = Organization.objects.filter(parent=place.region, kind=below)
    return [(code_of(row), row.name) for row in rows.order_by("name", "pk")]


@login_required
@require_safe
def show(request: Request, code: str) -> HttpResponse:
    """One measure: over time by source, from place to place, doubtful, missing."""
    place = place_or_404(request)
    measure = get_object_or_404(
        Measure.objects.annotate(newest=places.with_newest(place.region)), code=code
    )
    rows = queries.figures_of(place.region, measure)
    areas = places.areas_of(place.region) if place.is_city else places.CityAreas([], {})
    district = areas.district(request.GET.get("kecamatan", ""))
    own = [row for row in rows if row.region_id == place.region.pk]
    context: dict[str, Any] = {
        "place": place,
        "measure": measure,
        "serves": serving.items_of(measure.code, measure.items),
        "told": [(row, label_of(row.group)) for row in reversed(own)],
        "doubts": _doubts(place, measure, rows, areas, district),
        "district": district,
        **_chart(own, measure),
        "editable": place.editable and _covers_any(place, measure),
    }
    context |= (
        _city(request, place, measure, areas) if place.is_city else _wide(request, place, measure)
    )
    return render(request, "measures/measure.html", context)


def _doubts(
    place: Place,
    measure: Measure,
    rows: Sequence[Observation],
    areas: places.CityAreas,
    district: Organization | None,
) -> list[queries.Judged]:
    """What is doubtful about the place and its areas, or about one kecamatan of it and its."""
    rows = queries.figures_of(district, measure) if district else rows
    names = {one.pk: one.name for one in areas.rows(district)}
    found = queries.doubts_about(district or place.region, measure, rows, names)
    return [one for row in rows for one in found.get(row.pk, ())]


def _covers_any(place: Place, measure: Measure) -> bool:
    """Whether the reader enters this measure for the place, or for an area in it."""
    reach, path = place.reach, place.region.path
    return reach.covers(measure, path) or any(one.startswith(f"{path}.") for one in reach.kept)


def _chart(own: list[Observation], measure: Measure) -> dict[str, Any]:
    """The figures about everybody as a drawing, wide and for a phone, with its key."""
    by_source: dict[str, list[charts.Point]] = {}
    for row in own:
        if not row.group:
            point = charts.Point(row.ends, row.value, row.period.label)
            by_source.setdefault(str(row.source), []).append(point)
    series = [
        charts.Series(name, sorted(points, key=lambda one: one.on))
        for name, points in by_source.items()
    ]
    drawn = {
        name: _drawn(
            charts.series_svg(
                series, title=str(measure), unit=measure.unit_name, width=width, prefix=name
            )
        )
        for name, width in (("wide", charts.WIDE), ("phone", charts.PHONE))
    }
    key = [(_drawn(charts.key_svg(at)), one.name) for at, one in enumerate(series)]
    return {"chart": drawn, "key": key}


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - drawn by us from numbers; every text in it is escaped


def _city(
    request: Request, place: Place, measure: Measure, areas: places.CityAreas
) -> dict[str, Any]:
    """Kecamatan (or the kelurahan of one) by periods, and what is owed."""
    city = place.region
    cells = places.cells_of(city, measure, getattr(measure, "newest", None))
    district = areas.district(request.GET.get("kecamatan", ""))
    period = last_finished(queries.day_in(city, timezone.now()), measure.cadence)
    return {
        "heat": places.heat_of(cells, areas, district, measure, request.GET.get("sumber", "")),
        "missing": places.missing_of(cells, areas, measure, period)
        if measure.level != Kind.CITY
        else None,
        "office": queries.offices_for(city, [measure]).get(measure.pk),
    }


def _wide(request: Request, place: Place, measure: Measure) -> dict[str, Any]:
    """The provinces of the nation, or the cities of a province, by one source in one period."""
    found = places.newest_below(place.region, measure)
    wanted = request.GET.get("sumber", "")
    chosen = next((one for one in found if one.source.code == wanted), found[0] if found else None)
    if chosen is None:
        return {"found": found}
    rows = places.children_of(place.region, measure, chosen)
    return {
        "found": found,
        "newest": chosen,
        "children": [(code_of(row.region), row) for row in rows],
    }


@login_required
@require_safe
def figure(request: Request, pk: int) -> HttpResponse:
    """One figure: all that is known of it, what is doubtful, and what it said before."""
    rows = Observation.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("measure", "region", "city", "source", "entered_by"), pk=pk
    )
    related = queries.figures_of(row.region, row.measure)
    names = queries.names_below(row.region)
    doubts = queries.doubts_about(row.region, row.measure, related, names)
    context = {
        "row": row,
        "group": label_of(row.group),
        "doubts": doubts.get(row.pk, []),
        "former": former_states(row),
        "back": row.city or row.region,
        "back_code": code_of(row.city or row.region),
        "place": {"region": row.region},
        "zone": (row.city or row.region).timezone or settings.TIME_ZONE,
        "editable": reach_of(request.user).covers(row.measure, row.region.path),
    }
    return render(request, "measures/figure.html", context)
