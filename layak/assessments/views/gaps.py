"""What a sheet still lacks, the most points first."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments.gaps import GAP_NAMES, Gap, GapKind, gaps
from layak.assessments.queries import kept
from layak.assessments.sheet import Sheet
from layak.assessments.views.sheets import filters_of, sheet_seen_by, wants_part

GAPS_A_PAGE = 50
ICONS = {
    GapKind.UNANSWERED: "pencil-square",
    GapKind.MISSING: "file-earmark-x",
    GapKind.MISPLACED: "signpost-split",
    GapKind.DUPLICATE: "files",
    GapKind.UNMENTIONED: "chat-left-text",
    GapKind.CHANGED: "file-earmark-diff",
    GapKind.FINDING: "exclamation-circle",
}


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of gap with how many there are."""

    value: str
    name: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap as the list shows it."""

    gap: Gap
    name: str
    icon: str
    owner: str


@login_required
@require_safe
def gap_list(request: Request, pk: int) -> HttpResponse:
    """The gaps of a sheet by kind and office; each leads to its question."""
    assessment = sheet_seen_by(request, pk)
    sheet = Sheet(assessment)
    filters = filters_of(request, sheet)
    at = timezone.now()
    lines = kept(sheet.lines(filters.stage, at=at), filters.office)
    found = gaps(assessment, [line.answer for line in lines], at=at)
    given = request.GET.get("kind", "")
    kind = GapKind(given) if given in set(GapKind) else None
    shown = [gap for gap in found if kind is None or gap.kind == kind]
    page = Paginator(shown, GAPS_A_PAGE).get_page(request.GET.get("halaman"))
    response = render(
        request,
        f"assessments/gaps.html{'#gaps' if wants_part(request) else ''}",
        {
            "assessment": assessment,
            "filters": filters,
            "kinds": _kinds(found, kind),
            "kind": kind or "",
            "page": page,
            "lines": [_line(gap, sheet) for gap in page],
            "query": filters.query(kind=kind or "") + "&",
        },
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def _kinds(found: list[Gap], kind: GapKind | None) -> list[KindChoice]:
    counted = Counter(gap.kind for gap in found)
    return [
        KindChoice("", _("Semua"), len(found), kind is None),
        *(KindChoice(one.value, str(GAP_NAMES[one]), counted[one], one == kind) for one in GapKind),
    ]


def _line(gap: Gap, sheet: Sheet) -> GapLine:
    offices = sheet.offices_of(gap.answer)
    return GapLine(gap, str(GAP_NAMES[gap.kind]), ICONS[gap.kind], offices[0] if offices else "")
