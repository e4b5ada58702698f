"""Which reports there are of a sheet or province, and asking for them."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments.models import Assessment
from layak.lib.errors import Refusal
from layak.reports import services
from layak.reports.making import FORMATS, OF_A_SHEET, OF_A_SNAPSHOT
from layak.reports.models import (
    Format,
    Kind,
    Rendering,
    provinces_reported_to,
    sheets_handed_over_by,
    sheets_reported_to,
)
from layak.reports.package import reports_of
from layak.reviews.letters import OFFERED
from layak.reviews.models import Snapshot

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Offer:
    """One report that can be asked for; ``live`` ones are always of the sheet as it is now."""

    kind: Kind
    name: str
    formats: tuple[Format, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """One snapshot: its letters, and whether its package can be taken along."""

    snapshot: Snapshot
    letters: list[str]
    ready: bool
    making: bool


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """The sheets and provinces whose reports a person may have made."""
    sheets = sheets_reported_to(request.user).select_related("city", "cycle", "instrument")
    context = {
        "sheets": sheets.order_by("-cycle__year", "city__name")[:SHOWN],
        "more": sheets.count() > SHOWN,
        "provinces": provinces_reported_to(request.user).order_by("name"),
    }
    return render(request, "reports/index.html", context)


@login_required
@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    """The reports of a sheet: what can be made, what was made, what can be taken along."""
    rows = sheets_reported_to(request.user).select_related("city", "cycle", "instrument")
    found = get_object_or_404(rows, pk=pk)
    snapshots = list(Snapshot.objects.filter(assessment=found).defer("body"))
    made = found.renderings.select_related("snapshot", "asked_by")
    hands_over = sheets_handed_over_by(request.user).filter(pk=pk).exists()
    context = {
        "assessment": found,
        "zone": found.city.timezone,
        "offers": [_offer(kind, found.instrument.award) for kind in OF_A_SHEET],
        "snapshots": snapshots,
        "renderings": made.defer("snapshot__body")[:SHOWN],
        "parcels": [_parcel(one) for one in snapshots],
        "hands_over": hands_over,
        "working": any(one.working for one in made[:SHOWN]),
    }
    return render(request, "reports/sheet.html", context)


def _offer(kind: Kind, award: str) -> Offer:
    return Offer(kind, kind.of_award(award), FORMATS[kind], kind not in OF_A_SNAPSHOT)


def _parcel(snapshot: Snapshot) -> Parcel:
    ready = all(reports_of(snapshot))
    making = snapshot.renderings.filter(
        state__in=[Rendering.State.WAITING, Rendering.State.WORKING]
    ).exists()
    return Parcel(snapshot, [str(kind) for kind in OFFERED[snapshot.stage]], ready, making)


@login_required
@require_POST
def make(request: Request, pk: int) -> HttpResponse:
    """Have a report of a sheet made: ``make`` is ``kla-pdf``, ``of`` the key of a snapshot."""
    rows = sheets_reported_to(request.user).select_related("city", "cycle", "instrument")
    found = get_object_or_404(rows, pk=pk)
    kind, _dash, wanted = request.POST.get("make", "").partition("-")
    of = request.POST.get("of", "")
    snapshot = None
    if of and kind in OF_A_SNAPSHOT:
        key = int(of) if of.isdecimal() and len(of) <= 18 else 0
        snapshot = get_object_or_404(Snapshot.objects.filter(assessment=found), pk=key)
    if kind not in OF_A_SHEET or wanted not in Format.values:
        return redirect("report-sheet", pk)
    try:
        rendering = services.ask_for_report(
            found,
            Kind(kind),
            Format(wanted),
            snapshot=snapshot,
            actor=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("report-sheet", pk)
    return redirect(rendering)


def _years(province: int) -> list[int]:
    rows = Assessment.objects.filter(city__parent=province)
    return sorted(set(rows.values_list("cycle__year", flat=True)), reverse=True)


@login_required
@require_safe
def province(request: Request, pk: int) -> HttpResponse:
    """The league tables of a province."""
    found = get_object_or_404(provinces_reported_to(request.user), pk=pk)
    made = Rendering.objects.filter(province=found).select_related("asked_by")[:SHOWN]
    context = {
        "province": found,
        "zone": found.timezone or settings.TIME_ZONE,
        "years": _years(pk),
        "formats": FORMATS[Kind.LEAGUE],
        "renderings": made,
        "working": any(one.working for one in made),
    }
    return render(request, "reports/province.html", context)


@login_required
@require_POST
def make_league(request: Request, pk: int) -> HttpResponse:
    """Have a league table made: ``make`` is a format, ``year`` a cycle with sheets."""
    found = get_object_or_404(provinces_reported_to(request.user), pk=pk)
    year, wanted = request.POST.get("year", ""), request.POST.get("make", "")
    years = {str(one): one for one in _years(pk)}
    if year not in years or wanted not in Format.values:
        return redirect("report-province", pk)
    rendering = services.ask_for_league(
        found, years[year], Format(wanted), actor=request.user, at=timezone.now()
    )
    return redirect(rendering)
