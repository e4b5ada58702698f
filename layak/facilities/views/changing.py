"""Pages to change the registry: enter, change, close."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.facilities import services
from layak.facilities.forms import CloseForm, FacilityForm
from layak.facilities.models import Facility
from layak.facilities.reach import reach_of
from layak.facilities.similar import similar_to
from layak.facilities.views.places import place_or_404
from layak.lib.errors import Refusal


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Enter a facility. Look-alikes are shown first; sent again, it is entered all the same."""
    place = place_or_404(request)
    reach = reach_of(request.user, place.city)
    if reach.empty:
        raise Http404
    form = FacilityForm(request.POST if request.method == "POST" else None, reach=reach)
    similar: list[Facility] = []
    if form.is_valid():
        facts = form.facts()
        if not request.POST.get("sure"):
            similar = similar_to(place.city, [facts]).get(0, [])
        if not similar:
            try:
                facility = services.register(
                    place.city, facts, actor=request.user, at=timezone.now()
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("%(name)s didaftarkan.") % {"name": facility.name})
                return redirect(facility)
    context = {"place": place, "form": form, "similar": similar}
    status = 422 if form.is_bound else 200
    return render(request, "facilities/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Say something else about a facility."""
    facility = _editable(request, pk)
    reach = reach_of(request.user, facility.city)
    data = request.POST if request.method == "POST" else None
    form = FacilityForm(data, reach=reach, facility=facility)
    if form.is_valid():
        try:
            services.change(facility, form.facts(), actor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(facility)
    context = {"facility": facility, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "facilities/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    """Take a facility out of the counts, with a reason."""
    facility = _editable(request, pk)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.close(facility, reason, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s ditutup.") % {"name": facility.name})
            return redirect(facility)
    status = 422 if form.is_bound else 200
    context = {"facility": facility, "form": form}
    return render(request, "facilities/close.html", context, status=status)


def _editable(request: Request, pk: int) -> Facility:
    rows = Facility.objects.editable_by(request.user).filter(closed_at=None)
    return get_object_or_404(rows.select_related("city", "region", "operator"), pk=pk)
