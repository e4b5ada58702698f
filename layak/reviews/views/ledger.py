"""How the score of a sheet moved, for everybody who sees the sheet."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.assessments.models import Assessment
from layak.reviews.ledger import Ledger, ledger_of
from layak.reviews.logbook import audited_by
from layak.reviews.models import Snapshot
from layak.reviews.rules import reviewable_by
from layak.ui import waterfall


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """From the self-assessment to the final: the whole sheet, a block or an indicator."""
    seen = Assessment.objects.visible_to(request.user)
    assessment = get_object_or_404(seen.select_related("city", "cycle", "instrument"), pk=pk)
    snapshots = list(Snapshot.objects.filter(assessment=assessment).defer("body"))
    try:
        ledger = ledger_of(
            assessment,
            finished=[one.stage for one in snapshots],
            cluster=request.GET.get("klaster", ""),
            indicator=request.GET.get("indikator", ""),
        )
    except KeyError:
        raise Http404 from None
    context = {
        "assessment": assessment,
        "ledger": ledger,
        "chart": _drawn(ledger),
        "snapshots": snapshots,
        "verifies": reviewable_by(request.user).filter(pk=pk).exists(),
        "audits": audited_by(request.user).filter(pk=pk).exists(),
        "zone": assessment.city.timezone,
    }
    return render(request, "reviews/ledger.html", context)


def _drawn(ledger: Ledger) -> str:
    """The waterfall for a desktop and for a phone."""
    title = _("Perjalanan nilai")
    drawn = (
        waterfall.waterfall_svg(
            ledger.bars, ledger.attainable, title=title, width=width, id_prefix=f"waterfall-{width}"
        )
        for width in (waterfall.WIDE, waterfall.PHONE)
    )
    return mark_safe("".join(drawn))  # noqa: S308 - the chart escapes what it is given
