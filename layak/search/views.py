"""One page to find and to browse: with words it searches, without them it is the library."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from layak.accounts.requests import Request
from layak.search import library, queries
from layak.search.labels import one_city, reach_of
from layak.search.wanted import Wanted, read_wanted


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Documents and notes that hold what was typed, or all documents by kind, office and year."""
    wanted = read_wanted(request.GET.dict())
    user = request.user
    reach = reach_of(user)
    minute = f"{timezone.now():%Y%m%d%H%M}"
    context: dict[str, object] = {"wanted": wanted, "unfiltered": Wanted(wanted.text).link()}
    if wanted.text.strip():
        found = queries.search(user, reach, wanted, minute)
        older = wanted.link(after=found.after) if found.after else ""
        instead = f"?{wanted.link(text=found.instead)}" if found.instead else ""
        context |= {"found": found, "hits": found.hits, "older": older, "instead": instead}
    else:
        shelf = library.browse(user, wanted)
        context |= {"hits": shelf.hits, "older": shelf.older}
        if not wanted.filtered and not wanted.after:
            context["groups"] = library.groups(reach, wanted)
    part = ""
    if request.htmx and request.htmx.target == "hits":
        part = "#hits"
    else:
        context["choices"] = library.choices(one_city(reach), get_language() or "", minute)
    response = render(request, f"search/index.html{part}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
