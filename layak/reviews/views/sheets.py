"""The cities with a sheet to verify, and one of their sheets."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.models import User
from layak.accounts.requests import Request
from layak.assessments.models import Assessment, Stage
from layak.assessments.standing import colour_of, level_named
from layak.lib.digests import digest_of
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization
from layak.reviews.deciding import ensure_not_finished
from layak.reviews.docket import docket_of, next_open
from layak.reviews.models import Snapshot
from layak.reviews.queries import city_rows, kinds_of, sheets_of, stages_of
from layak.reviews.rules import ensure_verifies, reviewable_by, verifier_kinds

PAGE = 25
MINE = "tugas"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a select."""

    value: str
    name: str
    chosen: bool


def sheet_reviewed_by(request: Request, pk: int) -> Assessment:
    """A sheet of a city below a place where this person is a verifier."""
    rows = reviewable_by(request.user).select_related("city", "cycle", "instrument", "target")
    return get_object_or_404(rows, pk=pk)


def why_not(user: User, assessment: Assessment) -> str:
    """Why a verifier of the city may not decide at the sheet's stage; empty when they may."""
    stage = Stage(assessment.stage)
    try:
        ensure_verifies(verifier_kinds(user, assessment), stage, stage)
        ensure_not_finished(assessment, stage)
    except Refusal as refusal:
        return str(refusal)
    return ""


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """The sheets to verify, those of the reader's own stages unless others are asked for."""
    kinds = kinds_of(request.user)
    if not kinds:
        raise Http404
    mine = stages_of(kinds)
    wanted = request.GET.get("tahap", MINE)
    stages = [Stage(wanted)] if wanted in Stage.values else mine
    sheets = sheets_of(request.user, stages)
    provinces = _provinces(kinds)
    province = next(
        (one for one in provinces if one.region_code == request.GET.get("provinsi")), None
    )
    if province is not None:
        sheets = sheets.filter(city__path__within=province.path)
    page = Paginator(sheets, PAGE).get_page(request.GET.get("halaman"))
    rows = city_rows(list(page.object_list), at=timezone.now())
    query = {
        "tahap": wanted if wanted in Stage.values else "",
        "provinsi": province and province.region_code,
    }
    context = {
        "page": page,
        "rows": rows,
        "drawn": digest_of([row.drawn for row in rows]),
        "stages": _stages(wanted),
        "provinces": [
            Choice(one.region_code or "", one.name, one == province) for one in provinces
        ],
        "query": "".join(f"{urlencode({k: v})}&" for k, v in query.items() if v),
    }
    return render(request, "reviews/list.html", context)


def _provinces(kinds: frozenset[Kind]) -> list[Organization]:
    """What a verifier of the whole nation may narrow the list to."""
    if Kind.NATION not in kinds:
        return []
    return list(Organization.objects.filter(kind=Kind.PROVINCE).order_by("name"))


def _stages(wanted: str) -> list[Choice]:
    mine = Choice(MINE, _("Yang menunggu saya"), wanted not in Stage.values)
    return [mine, *(Choice(one.value, str(one.label), one.value == wanted) for one in Stage)]


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """One sheet: what is undecided in each block and indicator, and the score so far."""
    assessment = sheet_reviewed_by(request, pk)
    stage = Stage(assessment.stage)
    docket = docket_of(assessment, stage, at=timezone.now())
    level = level_named(assessment, docket.given.level)
    context = {
        "assessment": assessment,
        "stage": stage,
        "docket": docket,
        "change": docket.given.total - docket.own.total,
        "level": level,
        "level_colour": colour_of(level) if level else "",
        "next": next_open(docket.items),
        "why_not": why_not(request.user, assessment),
        "snapshots": Snapshot.objects.filter(assessment=assessment).defer("body"),
        "zone": assessment.city.timezone,
    }
    return render(request, "reviews/sheet.html", context)
