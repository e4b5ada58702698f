"""Pages of those who look over many cities: a province, and the nation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.models import KEEPERS
from layak.accounts.requests import Request
from layak.home.awards import AWARD, Choice, asked_award, award_choices
from layak.home.nation import NationPage, nation_overseen_by, nation_page
from layak.home.places import places_of
from layak.home.province import ORDERS, ProvincePage, province_page, provinces_overseen_by
from layak.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Column:
    """A column that orders its table: the link turns the order round when it is ordered by it."""

    name: str
    url: str
    order: str  # "ascending", "descending" or "" as in aria-sort


def kept_of(page: ProvincePage | NationPage) -> dict[str, object]:
    """What an address goes on saying of a page: its cycle, and the award where there are more."""
    cycle: dict[str, object] = {"tahun": page.year} if page.year else {}
    return cycle | ({AWARD: page.award} if len(page.offered) > 1 else {})


def year_choices(
    years: Sequence[int], chosen: int | None, kept: Mapping[str, object]
) -> list[Choice]:
    """The newest four cycles, and the chosen one."""
    shown = [year for place, year in enumerate(years) if place < 4 or year == chosen]
    return [
        Choice(
            _("Siklus %(year)s") % {"year": year},
            f"?{urlencode({**kept, 'tahun': year})}",
            year == chosen,
        )
        for year in shown
    ]


def asked_year(request: Request) -> int | None:
    """The cycle an address names."""
    asked = request.GET.get("tahun", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None


def columns(
    names: dict[str, str], order: str, *, down: bool, first_down: Sequence[str], **kept: object
) -> list[Column]:
    """Headings that are links; ``first_down`` start with the most."""
    found = []
    for key, name in names.items():
        turned = not down if key == order else key in first_down
        values = {**kept, "urut": key, "arah": "turun" if turned else "naik"}
        direction = ("descending" if down else "ascending") if key == order else ""
        found.append(Column(name, f"?{urlencode(values)}", direction))
    return found


@login_required
@require_safe
def province(request: Request, pk: int) -> HttpResponse:
    """The cities of a province."""
    place = get_object_or_404(provinces_overseen_by(request.user), pk=pk)
    return show_province(request, place)


def show_province(request: Request, place: Organization) -> HttpResponse:
    """The page of a province that this person may see."""
    asked = request.GET.get("urut", "")
    order = asked if asked in ORDERS else "city"
    down = request.GET.get("arah") == "turun"
    page = province_page(
        place,
        request.user,
        asked_year(request),
        order=order,
        down=down,
        at=timezone.now(),
        award=asked_award(request),
    )
    names = {
        "city": _("Kota/kabupaten"),
        "stage": _("Tahap"),
        "filled": _("Kelengkapan"),
        "total": _("Nilai per tahap"),
        "due": _("Tenggat tahap"),
        "changed": _("Perubahan terakhir"),
    }
    most_first = ("stage", "filled", "total", "changed")
    kept = kept_of(page)
    context = {
        "page": page,
        "awards": award_choices(page.offered, page.award),
        "years": year_choices(page.years, page.year, kept),
        "columns": (headings := columns(names, order, down=down, first_down=most_first, **kept)),
        # Which way the table is ordered and where its headings lead, in one word.
        "order_link": " ".join(f"{heading.order}{heading.url}" for heading in headings),
    }
    return render(request, "home/province.html", context)


@login_required
@require_safe
def nation(request: Request) -> HttpResponse:
    """The nation by province."""
    place = nation_overseen_by(request.user)
    if place is None:
        raise Http404
    return show_nation(request, place)


def show_nation(request: Request, place: Organization) -> HttpResponse:
    """The page of the nation, for whoever oversees it."""
    page = nation_page(place, asked_year(request), asked_award(request))
    context = {
        "page": page,
        "awards": award_choices(page.offered, page.award),
        "years": year_choices(page.years, page.year, kept_of(page)),
        "keeps": bool(places_of(request).roles & set(KEEPERS)),
    }
    return render(request, "home/nation.html", context)
