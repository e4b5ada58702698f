"""The first page: where do we stand, what do I owe, what is wrong."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layak.accounts.models import KEEPERS, OVERSEERS, Role
from layak.accounts.requests import Request
from layak.assessments.models import Assessment
from layak.assessments.querysets import AssessmentQuerySet
from layak.assessments.views.sheets import remember_sheet
from layak.home.awards import asked_award, asked_sheet, award_choices, run_of
from layak.home.cities import city_rows
from layak.home.leader import leader_page
from layak.home.places import Places, places_of
from layak.home.queries import CityHome, city_home
from layak.home.views.overseeing import show_nation, show_province, year_choices
from layak.instruments.models import leading
from layak.organizations.models import Kind

CITIES_A_PAGE = 25
FIRST_TASKS = 5
FIRST_OFFICES = 8
EVERYTHING = "semua"


@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    """One city for whoever has one, the list of cities for whoever oversees several."""
    places = places_of(request)
    sheets = Assessment.objects.visible_to(request.user).select_related(
        "city", "cycle", "instrument", "target", "expectation"
    )
    if asked := asked_sheet(request):
        return _city(request, get_object_or_404(sheets, pk=asked), places)
    # The newest sheet of each city, of its leading award; two tell one city from several.
    of_leading = sheets.order_by("city__path", "-cycle__year", leading("instrument__"), "pk")
    newest = list(of_leading.distinct("city__path")[:2])
    if not newest:
        return _empty(request, places)
    if len(newest) > 1:
        return _many(request, sheets, places)
    return _city(request, newest[0], places)


def _city(request: Request, assessment: Assessment, places: Places) -> HttpResponse:
    remember_sheet(request, assessment)
    own = [] if places.oversees else places.own_offices
    page = city_home(assessment, at=timezone.now(), own_offices=own)
    if leads(places):
        return _leader(request, page)
    every_office = request.GET.get("organisasi") == EVERYTHING
    every_task = request.GET.get("pekerjaan") == EVERYTHING
    return render(
        request,
        "home/city.html",
        {
            "page": page,
            "assessment": assessment,
            "standing": page.standing,
            "keeps": bool(places.roles & set(KEEPERS)),
            "owes": bool(own) or bool(places.roles & set(KEEPERS)),
            "tasks": page.tasks if every_task else page.tasks[:FIRST_TASKS],
            "offices": page.offices if every_office else page.offices[:FIRST_OFFICES],
            "query": _query(page),
            "oversees": places.oversees,
            **_above(places),
        },
    )


def _above(places: Places) -> dict[str, bool]:
    """Whether the reader also looks over the province, or the nation, of this city."""
    kinds = {row.organization.kind for row in places.rows if row.role in OVERSEERS}
    national = Kind.NATION in kinds
    return {"wide": national or Kind.PROVINCE in kinds, "national": national}


def leads(places: Places) -> bool:
    """Whether pages speak to a leader: one who decides, and fills in nothing."""
    return places.first is not None and places.first.role == Role.LEADER


def _leader(request: Request, page: CityHome) -> HttpResponse:
    context = {
        "page": page,
        "assessment": page.assessment,
        "standing": page.standing,
        "leader": leader_page(page, at=timezone.now()),
        "query": _query(page),
    }
    return render(request, "home/leader.html", context)


def _query(page: CityHome) -> str:
    """Narrows the pages behind the counts to what is counted here."""
    return f"office={page.office.pk}&" if page.office else "office=all&"


def _many(request: Request, sheets: AssessmentQuerySet, places: Places) -> HttpResponse:
    """The nation or a province for whoever oversees it; else the cities one by one."""
    first = places.first
    if first is not None and first.role in OVERSEERS:
        if first.organization.kind == Kind.NATION:
            return show_nation(request, first.organization)
        if first.organization.kind == Kind.PROVINCE:
            return show_province(request, first.organization)
    return _cities(request, sheets)


def _cities(request: Request, sheets: AssessmentQuerySet) -> HttpResponse:
    run = run_of(sheets, asked_award(request))
    asked = {str(year): year for year in run.years}
    year = asked.get(request.GET.get("tahun", ""), run.years[0])
    of_year = sheets.of_award(run.award).filter(cycle__year=year).order_by("city__path", "pk")
    page = Paginator(of_year, CITIES_A_PAGE).get_page(request.GET.get("halaman"))
    return render(
        request,
        "home/cities.html",
        {
            "page": page,
            "rows": city_rows(list(page)),
            "year": year,
            "years": year_choices(run.years, year, run.kept),
            "awards": award_choices(run.awards, run.award),
            "query": f"{urlencode({'tahun': year, **run.kept})}&",
        },
    )


def _empty(request: Request, places: Places) -> HttpResponse:
    first = places.first
    return render(
        request,
        "home/empty.html",
        {
            "placeless": first is None,
            "keeps": bool(places.roles & set(KEEPERS)),
            "organization": first.organization if first else None,
            "year": timezone.localdate().year,
        },
    )
