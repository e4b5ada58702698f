"""One page to find and to browse: with words it searches, without them it is the library."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.evidence.models import DocumentKind
from layak.instruments.models import Indicator, Instrument
from layak.search import library, queries
from layak.search.labels import reach_of
from layak.search.wanted import MISPLACED, PLACED, UNCONFIRMED, UNPLACED, Wanted, read_wanted


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Documents and notes that hold what was typed, or all documents by kind, office and year."""
    wanted = read_wanted(request.GET.dict())
    user = request.user
    context: dict[str, object] = {"wanted": wanted, "unfiltered": Wanted(wanted.text).link()}
    if wanted.text.strip():
        found = queries.search(user, wanted)
        older = wanted.link(after=found.after) if found.after else ""
        instead = f"?{wanted.link(text=found.instead)}" if found.instead else ""
        context |= {"found": found, "hits": found.hits, "older": older, "instead": instead}
    else:
        shelf = library.browse(user, wanted)
        context |= {"hits": shelf.hits, "older": shelf.older}
        if not wanted.filtered and not wanted.after:
            context["groups"] = library.groups(user, wanted)
    part = ""
    if request.htmx and request.htmx.target == "hits":
        part = "#hits"
    else:
        context |= _filters(request)
    response = render(request, f"search/index.html{part}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _filters(request: Request) -> dict[str, object]:
    """What may be chosen in the filters."""
    newest = Instrument.objects.filter(published_at__isnull=False).order_by("-year", "-version")
    indicators: dict[str, str] = {}
    for indicator in Indicator.objects.filter(instrument=newest.values("pk")[:1]):
        indicators.setdefault(str(indicator.number), indicator.title)
    return {
        "offices": library.offices(reach_of(request.user)),
        "kinds": DocumentKind.choices,
        "indicators": list(indicators.items()),
        "years": library.years(),
        "states": [
            (PLACED, _("Dipakai dalam jawaban")),
            (UNPLACED, _("Belum ditempatkan")),
            (UNCONFIRMED, _("Saran, perlu diperiksa")),
            (MISPLACED, _("Mungkin salah tempat")),
        ],
    }
