"""The documents that prove a facility: shown on its page, linked on a page of their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from layak.accounts.requests import Request
from layak.assessments import proving
from layak.assessments.proofs import FacilityEvidence
from layak.evidence.models import Evidence
from layak.facilities.models import Facility
from layak.lib.errors import Refusal

MOST_FOUND = 20
LONGEST_SEARCH = 80


@login_required
@require_http_methods(["GET", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """The documents of a facility; whoever keeps it finds others by name and links them."""
    rows = Facility.objects.visible_to(request.user).select_related("city", "region")
    facility = get_object_or_404(rows, pk=pk)
    own = Facility.objects.editable_by(request.user).filter(pk=pk, closed_at=None)
    if request.method == "POST":
        get_object_or_404(own)
        return _link(request, facility)
    linked = FacilityEvidence.objects.visible_to(request.user).filter(facility=facility)
    context: dict[str, object] = {
        "facility": facility,
        "linked": linked.select_related("evidence__organization", "linked_by"),
        "editable": own.exists(),
    }
    if request.htmx:
        return render(request, "assessments/facility_evidence.html#linked", context)
    if context["editable"]:
        wanted = request.GET.get("cari", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        found = Evidence.objects.visible_to(request.user).filter(city=facility.city_id)
        found = found.exclude(pk__in=linked.values("evidence")).select_related("organization")
        if wanted:
            found = found.filter(name__icontains=wanted)
        newest = list(found.order_by("-received_at", "-pk")[: MOST_FOUND + 1])
        context |= {"found": newest[:MOST_FOUND], "more": len(newest) > MOST_FOUND}
        context["wanted"] = wanted
    return render(request, "assessments/facility_evidence.html", context)


def _link(request: Request, facility: Facility) -> HttpResponse:
    key = request.POST.get("evidence", "")
    rows = Evidence.objects.visible_to(request.user).filter(city=facility.city_id)
    evidence = get_object_or_404(rows, pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
    try:
        proving.link(facility, evidence, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” dikaitkan.") % {"name": evidence.name})
    return redirect("facility-evidence", facility.pk)


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a document away from its facility."""
    rows = FacilityEvidence.objects.visible_to(request.user).editable_by(request.user)
    row = get_object_or_404(rows.select_related("facility", "evidence"), pk=pk)
    facility, name = row.facility_id, row.evidence.name
    proving.unlink(row, actor=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” dilepas dari fasilitas ini.") % {"name": name})
    return redirect("facility-evidence", facility)
