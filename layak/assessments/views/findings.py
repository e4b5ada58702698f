"""What is wrong with the evidence of a sheet, what is there twice, and what people say of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments import dismissing, quarantine
from layak.assessments.finding_list import (
    Cluster,
    clusters,
    count_by_kind,
    found,
    lines,
    waiting,
    weighed,
)
from layak.assessments.models import Assessment, Finding
from layak.assessments.sheet import Sheet
from layak.assessments.views.sheets import filters_of, sheet_seen_by
from layak.lib.errors import Refusal

PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of finding with how many there are."""

    value: str
    name: str
    count: int
    current: bool


@login_required
@require_safe
def index(request: Request, pk: int) -> HttpResponse:
    """The findings of a sheet by kind and office."""
    assessment = sheet_seen_by(request, pk)
    filters = filters_of(request, Sheet(assessment))
    dismissed = request.GET.get("status") == "dikesampingkan"
    rows = found(assessment, request.user, dismissed=dismissed, office=filters.office)
    counted = count_by_kind(rows)
    kind = request.GET.get("jenis", "")
    kind = kind if kind in Finding.Kind.values else ""
    shown = rows.filter(kind=kind) if kind else rows
    shown = weighed(shown)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("halaman"))
    keys = [row.pk for row in page]
    context = {
        "assessment": assessment,
        "filters": filters,
        "dismissed": dismissed,
        "kind": kind,
        "kinds": _kinds(counted, kind),
        "page": page,
        "lines": lines(assessment, request.user, shown.filter(pk__in=keys)),
        "waiting": 0 if dismissed else waiting(assessment, request.user),
        "infected": 0 if dismissed else _infected(request, assessment),
        "query": f"{filters.link}&jenis={kind}&" + ("status=dikesampingkan&" if dismissed else ""),
        "here": request.get_full_path(),
    }
    return render(request, "assessments/finding_list.html", context)


def _infected(request: Request, assessment: Assessment) -> int:
    """How many infected files were kept out; nothing to those who do not keep the city's data."""
    if not quarantine.is_kept_by(assessment, request.user):
        return 0
    return quarantine.infected(assessment).count()


def _kinds(counted: dict[str, int], kind: str) -> list[Choice]:
    return [
        Choice("", _("Semua"), sum(counted.values()), not kind),
        *(
            Choice(one.value, str(one.label), counted[one.value], one.value == kind)
            for one in Finding.Kind
            if counted.get(one.value)
        ),
    ]


@login_required
@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    """Say why a finding is no fault."""
    row = _editable(request, pk)
    try:
        reason = request.POST.get("reason", "")
        dismissing.dismiss(row, reason=reason, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Temuan dikesampingkan untuk dokumen ini."))
    return _back(request, row.assessment_id)


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take a dismissal back."""
    row = _editable(request, pk)
    try:
        dismissing.reopen(row, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Temuan dibuka kembali."))
    return _back(request, row.assessment_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def doubles(request: Request, pk: int) -> HttpResponse:
    """What is there twice: keep one and link the rest knowingly, or say that it is meant."""
    assessment = sheet_seen_by(request, pk)
    shown = clusters(assessment, request.user)
    error, typed = "", {}
    if request.method == "POST":
        if not any(cluster.deciding for cluster in shown):
            raise Http404
        try:
            said = _settle(request, assessment, shown)
        except Refusal as refusal:
            error, typed = str(refusal), request.POST.dict()
        else:
            messages.success(request, said)
            return redirect("double-list", assessment.pk)
    context = {
        "assessment": assessment,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("halaman")),
        "error": error,
        "typed": typed,
    }
    return render(request, "assessments/double_list.html", context, status=422 if error else 200)


def _settle(request: Request, assessment: Assessment, shown: list[Cluster]) -> str:
    """Put what was decided about one cluster to the service; says what was done."""
    cluster = next((one for one in shown if one.key == request.POST.get("cluster")), None)
    if cluster is None or not cluster.deciding:
        raise Refusal(_("Dokumen kembar ini sudah berubah; periksa sekali lagi."))
    reason, at = request.POST.get("reason", ""), timezone.now()
    if request.POST.get("do") == "keep":
        kept = next(
            (one for one in cluster.members if str(one.pk) == request.POST.get("kept")), None
        )
        if kept is None:
            raise Refusal(_("Pilih dokumen yang disimpan."))
        others = [one for one in cluster.members if one != kept]
        dismissing.keep_one(assessment, kept, others, reason=reason, actor=request.user, at=at)
        return _("“%(name)s” disimpan; sisanya ditautkan kepadanya.") % {"name": kept.name}
    dismissing.tell_reuse(assessment, cluster.members, reason=reason, actor=request.user, at=at)
    return _("Pemakaian ulang dicatat sebagai disengaja.")


def _editable(request: Request, pk: int) -> Finding:
    rows = Finding.objects.editable_by(request.user).visible_to(request.user)
    return get_object_or_404(rows, pk=pk)


def _back(request: Request, assessment: int) -> HttpResponse:
    """Where the decision was made; only a page of ours."""
    target = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("finding-list", args=[assessment])
    return redirect(target)
