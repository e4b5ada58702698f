"""Pages to change figures: enter, correct, set a doubt aside."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.measures import queries, services
from layak.measures.forms import ObservationForm, ReasonForm
from layak.measures.models import Measure, Observation
from layak.measures.rules import Rule
from layak.measures.views.regions import place_or_404


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request, code: str) -> HttpResponse:
    """Enter a figure of a measure."""
    place = place_or_404(request)
    measure = get_object_or_404(Measure, code=code)
    regions = list(place.reach.regions(measure, place.region))
    if not regions:
        raise Http404
    form = ObservationForm(
        request.POST if request.method == "POST" else None, measure, regions=regions
    )
    if form.is_valid():
        try:
            row = services.enter(
                *(measure, form.chosen_region(), form.said()),
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Angka disimpan."))
            return redirect(row)
    context = {"place": place, "measure": measure, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "measures/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Correct a figure, with a reason."""
    row = _editable(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ObservationForm(data, row.measure, observation=row)
    if form.is_valid():
        try:
            services.change(
                *(row, form.said(), form.cleaned_data["reason"]),
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Perubahan disimpan; angka lama tetap dapat dilihat."))
            return redirect(row)
    context = {"row": row, "measure": row.measure, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "measures/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def dismiss(request: Request, pk: int, rule: str) -> HttpResponse:
    """Say why a figure is right although a rule doubts it."""
    row = _editable(request, pk)
    related = queries.figures_of(row.region, row.measure)
    names = queries.names_below(row.region)
    doubts = queries.doubts_about(row.region, row.measure, related, names).get(row.pk, [])
    judged = next((one for one in doubts if one.doubt.rule == rule), None)
    if judged is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.dismiss(
            *(row, Rule(rule), form.cleaned_data["reason"]),
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Peringatan dikesampingkan untuk angka ini."))
        return redirect(row)
    context = {"row": row, "judged": judged, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "measures/dismiss.html", context, status=status)


def _editable(request: Request, pk: int) -> Observation:
    rows = Observation.objects.editable_by(request.user)
    return get_object_or_404(rows.select_related("measure", "region", "city", "source"), pk=pk)
