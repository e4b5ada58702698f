"""The calendar: cycles, the deadlines that hold, and the verbs of those who keep a place."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.models import User
from layak.accounts.requests import Request
from layak.assessments import deadlines
from layak.assessments.calendar_forms import DeadlineForm, zone_of
from layak.assessments.deadlines import PLACES, Due
from layak.assessments.models import Assessment, Cycle, Deadline, Stage
from layak.assessments.opening import opens_cycles
from layak.assessments.views.sheets import Choice
from layak.instruments.edition import UNKNOWN_LEVELS, award_of
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization

CITIES_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage of one city: the deadline that holds, and whether the reader may change it.

    ``passed``: the city's sheet has gone beyond the stage, so nothing is late there any more.
    """

    stage: Stage
    deadline: Deadline | None
    due: Due | None
    editable: bool
    passed: bool


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One deadline as it was set at a place."""

    deadline: Deadline
    zone: str
    editable: bool


@dataclass(frozen=True, slots=True)
class CityRow:
    """One city among many with the deadline of each stage, in the order of the stages."""

    city: Organization
    deadlines: Sequence[Deadline | None]


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """The deadlines of a cycle: what holds for the reader's city, or for every city overseen."""
    cycles = list(Cycle.objects.all())
    cycle = _wanted(request, cycles)
    user = request.user
    context: dict[str, object] = {
        "cycle": cycle,
        "cycles": [Choice(str(one), f"?siklus={one.year}", one == cycle) for one in cycles],
        "stages": list(Stage),
        "opens_cycles": opens_cycles(user),
        "keeps": user.editable_organizations().filter(kind__in=PLACES).exists(),
    }
    if cycle is not None:
        context |= _held(request, cycle) | {"undated": _undated(user, cycle)}
    return render(request, "assessments/deadline_list.html", context)


def _wanted(request: Request, cycles: Sequence[Cycle]) -> Cycle | None:
    wanted = request.GET.get("siklus", "")
    newest = cycles[0] if cycles else None
    return next((one for one in cycles if str(one.year) == wanted), newest)


def _held(request: Request, cycle: Cycle) -> dict[str, object]:
    """What holds: stage by stage for one city, city by city for whoever sees several."""
    user, now = request.user, timezone.now()
    own = _own_city(user)
    editable = set(
        Deadline.objects.editable_by(user).filter(cycle=cycle).values_list("pk", flat=True)
    )
    if own is not None:
        held = deadlines.holding(own, cycle)
        keeps = user.editable_organizations().filter(pk=own.pk).exists()
        reached = _reached(own, cycle)
        rows = [
            StageRow(
                stage,
                row := held.get(stage),
                deadlines.due(row, own, now) if row else None,
                editable=row is not None and row.pk in editable,
                passed=list(Stage).index(stage) < reached,
            )
            for stage in Stage
        ]
        return {"city": own, "rows": rows, "keeps_city": keeps}
    page = Paginator(_overseen(user, cycle), CITIES_A_PAGE).get_page(request.GET.get("halaman"))
    found = deadlines.holding_many(list(page), cycle)
    set_here = (
        Deadline.objects.visible_to(user)
        .filter(cycle=cycle)
        .select_related("organization")
        .order_by("organization__path", "closes_at")
    )
    return {
        "page": page,
        "city_rows": [
            CityRow(city, [found[city.pk].get(stage) for stage in Stage]) for city in page
        ],
        "set_here": [
            PlaceRow(row, zone_of(row.organization), row.pk in editable) for row in set_here
        ],
        "query": f"siklus={cycle.year}&",
    }


def _own_city(user: User) -> Organization | None:
    """The city in which a person works; None for those who oversee several."""
    paths = user.memberships.order_by("pk").values_list("organization__path", flat=True)
    place = paths.first()
    cities = Organization.objects.filter(kind=Kind.CITY, path__above=place) if place else None
    return cities.first() if cities else None


def _overseen(user: User, cycle: Cycle) -> list[Organization]:
    """The cities whose sheets of a cycle a person sees, by name."""
    sheets = Assessment.objects.visible_to(user).filter(cycle=cycle)
    return list(Organization.objects.filter(pk__in=sheets.values("city")).order_by("name"))


def _reached(city: Organization, cycle: Cycle) -> int:
    """The place of the stage that a city's sheet is at, from 0; without a sheet the first.

    The sheet of an award without levels has a pace of its own: the calendar is not about it.
    """
    sheets = Assessment.objects.filter(city=city, cycle=cycle)
    stages = sheets.exclude(instrument__level_rule=UNKNOWN_LEVELS).values_list("stage", flat=True)
    return max((list(Stage).index(Stage(stage)) for stage in stages), default=0)


def _undated(user: User, cycle: Cycle) -> list[str]:
    """The awards of the cycle's sheets that no deadline is about, as people abbreviate them."""
    sheets = Assessment.objects.visible_to(user).filter(cycle=cycle)
    codes = sheets.filter(instrument__level_rule=UNKNOWN_LEVELS).values_list("instrument__code")
    return sorted({award_of(code) for (code,) in codes.order_by().distinct()})


def _places_kept_by(user: User) -> list[Organization]:
    places = list(user.editable_organizations().filter(kind__in=PLACES))
    if not places:
        raise Http404
    return places


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Set a deadline for a place that one keeps."""
    places = _places_kept_by(request.user)
    cycle = _wanted(request, list(Cycle.objects.all()))
    if cycle is None:
        return redirect("deadline-list")
    given = {str(place.pk): place for place in places}
    form = DeadlineForm(
        request.POST if request.method == "POST" else None,
        places=places,
        place=given.get(request.GET.get("tempat", ""), places[0]),
        stage=request.GET.get("tahap", ""),
    )
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            deadlines.set_deadline(
                given[str(chosen["organization"])],
                cycle,
                chosen["stage"],
                opens_at=form.opens_at,
                closes_at=form.closes_at,
                source=chosen["source"],
                note=chosen["note"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tenggat disimpan."))
            return _to_list(cycle)
    context = {"form": form, "cycle": cycle}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/deadline_edit.html", context, status=status)


def _to_list(cycle: Cycle) -> HttpResponseRedirect:
    return redirect(f"{reverse('deadline-list')}?siklus={cycle.year}")


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Move a deadline of a place that one keeps."""
    kept = Deadline.objects.editable_by(request.user).select_related("cycle", "organization")
    row = get_object_or_404(kept, pk=pk)
    form = DeadlineForm(request.POST if request.method == "POST" else None, places=[], row=row)
    if form.is_valid():
        try:
            deadlines.change_deadline(
                row,
                opens_at=form.opens_at,
                closes_at=form.closes_at,
                source=form.cleaned_data["source"],
                note=form.cleaned_data["note"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tenggat disimpan."))
            return _to_list(row.cycle)
    context = {"form": form, "cycle": row.cycle, "row": row}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/deadline_edit.html", context, status=status)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a deadline away; the one of the place above holds again."""
    kept = Deadline.objects.editable_by(request.user).select_related("cycle", "organization")
    row = get_object_or_404(kept, pk=pk)
    deadlines.remove_deadline(row, actor=request.user, at=timezone.now())
    messages.success(request, _("Tenggat dihapus; tenggat tempat di atasnya berlaku lagi."))
    return _to_list(row.cycle)
