"""One screen on which the keepers of a sheet say which office answers what."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from layak.accounts.requests import Request
from layak.assessments import assigning
from layak.assessments.assigning import Board, Change, offices_of_city
from layak.assessments.models import Assessment
from layak.assessments.queries import blocks_of
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

FILTERS = ("klaster", "opd", "tanpa")


def kept_sheet(request: Request, pk: int) -> Assessment:
    """A sheet this person keeps."""
    kept = Assessment.objects.editable_by(request.user)
    return get_object_or_404(kept.select_related("city", "cycle", "instrument"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """All questions with their offices; many are corrected at once."""
    assessment = kept_sheet(request, pk)
    offices = {str(one.pk): one for one in offices_of_city(assessment)}
    wanted = {name: request.GET.get(name, "") for name in FILTERS}
    seen = assigning.board(
        assessment,
        block=wanted["klaster"],
        office=offices.get(wanted["opd"]),
        unowned=wanted["tanpa"] == "1",
    )
    error = ""
    chosen = _chosen(request, seen)
    if request.method == "POST":
        try:
            return _change(request, assessment, chosen, offices)
        except Refusal as refusal:
            error = str(refusal)
    context = {
        "assessment": assessment,
        "board": seen,
        "blocks": [cluster for cluster, _indicators in blocks_of(assessment)],
        "wanted": wanted,
        "query": _query(request),
        "error": error,
        "chosen": chosen,
        "typed": request.POST,
        "changes": _changes(),
    }
    status = 422 if error else 200
    return render(request, "assessments/assign.html", context, status=status)


def _changes() -> list[tuple[str, str]]:
    return [
        (Change.LEAD, _("Penanggung jawab")),
        (Change.CONTRIBUTE, _("Pendukung")),
        (Change.REMOVE, _("Keluarkan")),
    ]


def _query(request: Request) -> str:
    kept = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    return urlencode(kept)


def _chosen(request: Request, seen: Board) -> set[int]:
    """The questions that were ticked: one by one, by indicator, or all that are shown."""
    if request.POST.get("scope") == "shown":
        return {item.answer for item in seen.shown}
    ticked = {int(key) for key in request.POST.getlist("answer") if key.isdecimal()}
    rows = set(request.POST.getlist("indicator"))
    shown = {item.answer for item in seen.shown}
    whole = {item.answer for group in seen.groups for item in group.items if item.row in rows}
    return (ticked & shown) | whole


def _change(
    request: Request, assessment: Assessment, chosen: set[int], offices: dict[str, Organization]
) -> HttpResponse:
    office = offices.get(request.POST.get("office", ""))
    change = request.POST.get("change", "")
    if office is None:
        raise Refusal(_("Pilih dahulu OPD-nya."))
    if change not in set(Change):
        raise Refusal(_("Pilih dahulu apa yang diubah."))
    changed = assigning.assign(
        assessment, chosen, office, Change(change), actor=request.user, at=timezone.now()
    )
    said = ngettext(
        "%(n)s pertanyaan diubah untuk %(office)s.",
        "%(n)s pertanyaan diubah untuk %(office)s.",
        changed,
    )
    messages.success(request, said % {"n": changed, "office": office})
    return _back(request, assessment)


def _back(request: Request, assessment: Assessment) -> HttpResponseRedirect:
    return redirect(f"{reverse('assign', args=[assessment.pk])}?{_query(request)}")


@login_required
@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """Assign what nobody has as the form proposes."""
    assessment = kept_sheet(request, pk)
    found = assigning.propose(assessment, actor=request.user, at=timezone.now())
    said = ngettext(
        "%(n)s pertanyaan mendapat OPD dari usulan instrumen.",
        "%(n)s pertanyaan mendapat OPD dari usulan instrumen.",
        found,
    )
    messages.success(request, said % {"n": found})
    return _back(request, assessment)
