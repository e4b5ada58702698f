"""What is missing in a city, who owes it, and giving a measure to another office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.measures import queries, responsibilities
from layak.measures.forms import OfficeForm
from layak.measures.models import Measure
from layak.measures.reach import keeps
from layak.measures.views.regions import Place, place_of, place_or_404
from layak.organizations.models import Kind, Organization


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Figures that are missing for the newest finished periods, by the office that owes them."""
    place = place_of(request)
    if place is None:
        return render(request, "measures/nowhere.html")
    owed = queries.owed_in(place.region, timezone.now())
    context = {
        "place": place,
        "owed": owed,
        "missing": sum(one.missing for one in owed),
        "keeps": place.is_city and keeps(request.user, place.region),
    }
    return render(request, "measures/due.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def office(request: Request, code: str) -> HttpResponse:
    """Give a measure to another office of the city."""
    place = _kept(request)
    measure = get_object_or_404(Measure, code=code)
    now = queries.offices_for(place.region, [measure]).get(measure.pk)
    offices = Organization.objects.within(place.region).filter(kind=Kind.AGENCY, active=True)
    form = OfficeForm(
        request.POST if request.method == "POST" else None,
        offices=list(offices.order_by("name", "pk")),
        now=now,
    )
    if form.is_valid():
        given = form.cleaned_data["office"]
        try:
            responsibilities.give(
                *(measure, place.region, given), actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("office", str(refusal))
        else:
            said = {"measure": measure, "office": given}
            messages.success(request, _("%(measure)s sekarang diisi %(office)s.") % said)
            return redirect(f"{reverse('measure-due')}{place.ending}")
    context = {"place": place, "measure": measure, "form": form, "now": now}
    return render(request, "measures/office.html", context, status=422 if form.is_bound else 200)


def _kept(request: Request) -> Place:
    place = place_or_404(request)
    if not place.is_city or not keeps(request.user, place.region):
        raise Http404
    return place
