"""The sheets a person may see, one sheet as a whole, one of its indicators, and its target."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from layak import scoring
from layak.accounts.held import held_at
from layak.accounts.requests import Request
from layak.assessments import services
from layak.assessments.deadlines import next_for
from layak.assessments.filters import Filters, read_filters
from layak.assessments.forms import TargetForm
from layak.assessments.models import Answer, Assessment, Stage
from layak.assessments.queries import Row, overview, rubric_of
from layak.assessments.querysets import filled_by, kept_by
from layak.assessments.sheet import Sheet
from layak.assessments.standing import (
    bands_of,
    colour_of,
    level_named,
    levels_of,
    marks_of,
    sentence,
    warnings_of,
)
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

# More warnings than this are folded away.
FIRST_WARNINGS = 3
_READ = "_sheet_seen"


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a row of choices."""

    name: str
    url: str
    current: bool


def sheet_seen_by(request: Request, pk: int) -> Assessment:
    """A sheet this person may see, and whether they also do what it says.

    ``kept``, ``fills`` and ``approves`` are as the querysets have them.
    """
    seen = Assessment.objects.visible_to(request.user).select_related(
        "city", "cycle", "instrument", "target", "expectation"
    )
    led = Answer.objects.approvable_by(request.user).filter(assessment=OuterRef("pk"))
    seen = seen.annotate(
        kept=kept_by(request.user, "city"), fills=filled_by(request.user), approves=Exists(led)
    )
    sheet = get_object_or_404(seen, pk=pk)
    remember_sheet(request, sheet)
    return sheet


def remember_sheet(request: HttpRequest, sheet: Assessment) -> None:
    """Keep a sheet that this page has read; with its city, cycle and instrument."""
    setattr(request, _READ, sheet)


def sheet_read_for(request: HttpRequest) -> Assessment | None:
    """The sheet that this page has read, for whoever draws around it."""
    return getattr(request, _READ, None)


def filters_of(request: Request, sheet: Sheet) -> Filters:
    """The filters of this request for this reader."""
    rows = Organization.objects.filter(pk__in=sheet.office_keys).order_by("name")
    offices = list(rows.annotate(own=held_at(request.user, "pk")))
    return read_filters(
        request.GET.dict(),
        newest=sheet.newest,
        offices=offices,
        own=[office for office in offices if getattr(office, "own", False)],
    )


def wants_part(request: Request) -> bool:
    """Whether only the part of the page that changes is asked for."""
    return bool(request.htmx) and not request.htmx.history_restore_request


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """The sheets a person may see; whoever sees one only goes straight to it."""
    sheets = list(
        Assessment.objects.visible_to(request.user).select_related("city", "cycle", "instrument")
    )
    if len(sheets) == 1:
        return redirect(sheets[0])
    context = {"sheets": sheets, "keeps": request.user.keeps_places()}
    return render(request, "assessments/sheet_list.html", context)


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """The overview: where the sheet stands, and every block and indicator of it."""
    assessment = sheet_seen_by(request, pk)
    sheet = Sheet(assessment)
    filters = filters_of(request, sheet)
    view = overview(
        assessment,
        filters.stage,
        at=timezone.now(),
        office=filters.office,
        returned=filters.returned,
        sheet=sheet,
    )
    scores = sheet.scores(rubric_of(assessment))
    part = "#overview" if wants_part(request) else ""
    response = render(
        request,
        f"assessments/overview.html{part}",
        {
            "assessment": assessment,
            "filters": filters,
            "stages": _stage_choices(filters),
            "view": view,
            "bands": bands_of(assessment),
            "marks": marks_of(assessment, scores),
            "due": next_for(assessment, timezone.now()),
            **_standing(assessment, view.score),
        },
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def _standing(assessment: Assessment, score: scoring.Score) -> dict[str, object]:
    level = level_named(assessment, score.level)
    warnings = warnings_of(score)
    return {
        "sentence": sentence(assessment, score),
        "warnings": warnings[:FIRST_WARNINGS],
        "further_warnings": warnings[FIRST_WARNINGS:],
        "level": level,
        "level_colour": colour_of(level) if level else "",
        "next_level": level_named(assessment, score.next_level),
    }


def _stage_choices(filters: Filters) -> list[Choice]:
    names = {
        Stage.SELF: _("Mandiri"),
        Stage.ADMINISTRATIVE: _("Administrasi"),
        Stage.FIELD: _("Lapangan"),
        Stage.FINAL: _("Final"),
    }
    return [
        Choice(name, f"?{filters.query(stage=stage.value)}", stage == filters.stage)
        for stage, name in names.items()
    ]


@login_required
@require_safe
def indicator(request: Request, pk: int, code: str) -> HttpResponse:
    """One indicator with its questions."""
    assessment = sheet_seen_by(request, pk)
    sheet = Sheet(assessment)
    filters = filters_of(request, sheet)
    view = overview(assessment, filters.stage, at=timezone.now(), sheet=sheet)
    rows = [row for block in view.blocks for row in block.rows]
    place = _place_of(code, rows)
    row = rows[place]
    return render(
        request,
        "assessments/indicator.html",
        {
            "assessment": assessment,
            "filters": filters,
            "row": row,
            "all_estimated": all(line.estimated for line in row.lines),
            "cluster": row.indicator.cluster,
            "previous": rows[place - 1].indicator if place else None,
            "next": rows[place + 1].indicator if place + 1 < len(rows) else None,
        },
    )


def _place_of(code: str, rows: list[Row]) -> int:
    for place, row in enumerate(rows):
        if row.indicator.code == code:
            return place
    raise Http404


@login_required
@require_http_methods(["GET", "POST"])
def target(request: Request, pk: int) -> HttpResponse:
    """The secretariat says which level the city aims for."""
    kept = Assessment.objects.editable_by(request.user).select_related(
        "city", "cycle", "instrument", "target"
    )
    assessment = get_object_or_404(kept, pk=pk)
    form = TargetForm(
        request.POST if request.method == "POST" else None,
        levels=levels_of(assessment),
        chosen=assessment.target,
    )
    if form.is_valid():
        try:
            services.set_target(assessment, form.level, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sasaran siklus ini disimpan."))
            return redirect(assessment)
    status = 422 if form.is_bound else 200
    context = {"assessment": assessment, "form": form, "bands": bands_of(assessment)}
    return render(request, "assessments/target.html", context, status=status)
