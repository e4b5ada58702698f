"""Years of a city side by side: why the result changed, or did not."""

from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.scorecards.comparison_book import mark_of, write_book
from layak.scorecards.comparison_page import ComparisonPage, read_page, stage_names
from layak.scorecards.queries import cities_seen_by
from layak.ui import waterfall

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """The years that are asked for, without a wish the two newest ones with points by item."""
    page = _page(request, pk)
    context = {
        "page": page,
        "city": page.city,
        "keeps": request.user.editable_organizations().filter(pk=pk).exists(),
        "mark": mark_of(page),
        "chart": _drawn(page),
        "stages": stage_names().values(),
        "crumbs": _crumbs(page),
    }
    return render(request, "scorecards/compare.html", context)


@login_required
@require_safe
def download(request: Request, pk: int) -> HttpResponse:
    """The same years as a workbook, down to the items."""
    page = _page(request, pk)
    day = timezone.now().astimezone(ZoneInfo(page.city.timezone)).date()
    answer = HttpResponse(write_book(page, day=day), content_type=XLSX)
    years = "-".join(str(one.year) for one in page.years) or "kosong"
    answer["Content-Disposition"] = f'attachment; filename="tahun-berdampingan-{years}.xlsx"'
    return answer


def _page(request: Request, pk: int) -> ComparisonPage:
    city = get_object_or_404(cities_seen_by(request.user), pk=pk)
    try:
        return read_page(city, request.GET)
    except KeyError:
        raise Http404 from None


def _crumbs(page: ComparisonPage) -> list[dict[str, str]]:
    path = [
        {
            "name": _("Riwayat %(city)s") % {"city": page.city.name},
            "url": reverse("city-history", args=[page.city.pk]),
        }
    ]
    if page.block or page.indicator:
        here = reverse("year-compare", args=[page.city.pk])
        path.append({"name": _("Tahun berdampingan"), "url": f"{here}?{page.query}"})
    return path


def _drawn(page: ComparisonPage) -> SafeString:
    """The waterfall for a desktop and for a phone; empty without a total."""
    bars = page.bars
    if not bars:
        return SafeString("")
    drawn = (
        waterfall.waterfall_svg(
            bars,
            page.top,
            title=_("Mengapa nilai berubah"),
            width=width,
            id_prefix=f"years-{width}",
        )
        for width in (waterfall.WIDE, waterfall.PHONE)
    )
    return mark_safe("".join(drawn))  # noqa: S308 - the chart escapes what it is given
