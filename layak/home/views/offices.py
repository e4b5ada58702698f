"""Pages about the offices of a sheet: all side by side, and one by itself."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments.models import Assessment
from layak.home.offices import (
    ORDERS,
    board,
    office_page,
    offices_seen_by,
    ordered,
    overseen_by,
)
from layak.home.views.overseeing import columns

FIRST_STEPS = 8
EVERYTHING = "semua"


@login_required
@require_safe
def office_board(request: Request, pk: int) -> HttpResponse:
    """All offices side by side, for the secretary and whoever else looks over the city."""
    sheets = overseen_by(request.user).select_related("city", "cycle", "instrument")
    assessment = get_object_or_404(sheets, pk=pk)
    asked = request.GET.get("urut", "")
    order = asked if asked in ORDERS else "late"
    down = request.GET.get("arah", "turun" if asked not in ORDERS else "naik") == "turun"
    page = board(assessment, at=timezone.now())
    names = {
        "office": _("Organisasi"),
        "won": _("Poin"),
        "filled": _("Terisi"),
        "gaps": _("Kekurangan"),
        "returned": _("Dikembalikan"),
        "late": _("Terlambat"),
        "changed": _("Terakhir bekerja"),
    }
    most_first = ("won", "gaps", "returned", "late", "changed")
    context = {
        "page": page,
        "assessment": assessment,
        "lines": ordered(page.lines, order, down=down),
        "columns": columns(names, order, down=down, first_down=most_first),
    }
    return render(request, "home/office_board.html", context)


@login_required
@require_safe
def office(request: Request, pk: int, office: int) -> HttpResponse:
    """One office: its own indicators, points and next steps."""
    sheets = Assessment.objects.visible_to(request.user)
    assessment = get_object_or_404(sheets.select_related("city", "cycle", "instrument"), pk=pk)
    place = get_object_or_404(offices_seen_by(request.user, assessment), pk=office)
    page = office_page(assessment, place, at=timezone.now())
    every = request.GET.get("langkah") == EVERYTHING
    context = {
        "page": page,
        "assessment": assessment,
        "steps": page.steps if every else page.steps[:FIRST_STEPS],
        "oversees": overseen_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "home/office.html", context)
