"""Open a cycle, and a city's sheet in it."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from layak.accounts.requests import Request
from layak.assessments import opening, services
from layak.assessments.calendar_forms import CycleForm, SheetForm
from layak.assessments.models import Assessment, Cycle
from layak.instruments.models import Instrument
from layak.lib.errors import Refusal
from layak.organizations.models import Kind


@login_required
@require_http_methods(["GET", "POST"])
def cycle(request: Request) -> HttpResponse:
    """An administrator of the nation opens a year."""
    if not opening.opens_cycles(request.user):
        raise Http404
    form = CycleForm(request.POST or None, initial=_proposed(timezone.now()))
    if form.is_valid():
        try:
            opened = opening.open_cycle(**form.cleaned_data, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Siklus %(year)s dibuka.") % {"year": opened.year})
            return redirect(f"{reverse('deadline-list')}?siklus={opened.year}")
    status = 422 if form.is_bound else 200
    return render(request, "assessments/deadline_cycle.html", {"form": form}, status=status)


def _proposed(now: datetime) -> dict[str, int]:
    newest = Cycle.objects.first()
    year = newest.year + 1 if newest else now.year
    return {"year": year, "first_evidence_year": year - 2, "last_evidence_year": year - 1}


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: Request) -> HttpResponse:
    """A keeper of a city opens its sheet for a cycle."""
    cities = list(request.user.editable_organizations().filter(kind=Kind.CITY))
    if not cities:
        raise Http404
    cycles = list(Cycle.objects.all())
    instruments = list(
        Instrument.objects.filter(published_at__isnull=False).order_by("-year", "code", "-version")
    )
    form = SheetForm(request.POST or None, cities=cities, cycles=cycles, instruments=instruments)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            opened = services.open_sheet(
                next(one for one in cities if one.pk == chosen["city"]),
                next(one for one in cycles if one.pk == chosen["cycle"]),
                next(one for one in instruments if one.pk == chosen["instrument"]),
                actor=request.user,
                at=timezone.now(),
            )
        except IntegrityError:
            # Pressed twice: the first press has opened it.
            form.add_error(None, _("Lembar kota ini untuk siklus itu baru saja dibuka."))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(opened))
            return redirect("assign", pk=opened.pk)
    context = {"form": form, "ready": bool(cycles and instruments)}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/deadline_sheet.html", context, status=status)


def _said(opened: Assessment) -> str:
    """How many questions the instrument and the city's aliases gave no owner."""
    without = opened.answers.filter(assignments=None).count()
    first = _("Lembar %(sheet)s dibuka.") % {"sheet": opened}
    rest = ngettext(
        "%(n)s pertanyaan belum punya penanggung jawab.",
        "%(n)s pertanyaan belum punya penanggung jawab.",
        without,
    ) % {"n": without}
    return f"{first} {rest}" if without else first
