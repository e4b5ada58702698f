"""Hand over evidence: files, folders or a ZIP; and see what became of each file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments import delivering, quarantine
from layak.assessments.delivering import Upload
from layak.assessments.finding_list import Place, places_of
from layak.assessments.models import Answer, Assessment, DeliveredFile, Delivery
from layak.assessments.receiving import read_uploads
from layak.assessments.views.sheets import sheet_seen_by, wants_part
from layak.documents.archives import WalkLimits
from layak.documents.results import MIB, NO_TEXT
from layak.evidence import scans
from layak.lib.errors import Refusal

PER_PAGE = 50
# A form without JavaScript sends its files all at once.
MOST_AT_ONCE = 4
# A ZIP may be larger than any document inside it; larger documents are not read.
MOST_OF_DOCUMENT = WalkLimits().entry_bytes
STATES = {
    "": Q(),
    "menunggu": Q(status=DeliveredFile.Status.WAITING),
    "ditolak": Q(status=DeliveredFile.Status.REFUSED),
    "salah": Q(misplaced=True),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """The files of a hand-over in one state, and how many they are."""

    name: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A file of a hand-over, how far its pictured pages are read, and where it lies by now."""

    file: DeliveredFile
    reading: scans.Progress | None
    places: Sequence[Place]

    @property
    def reason(self) -> str:
        """What is still to be said of the file: not that it is a picture."""
        return "" if self.reading and self.file.reason == NO_TEXT else self.file.reason


# The bytes are read before the check against forgery reads them, so that a full disk is an answer;
# nothing is done with them before ``csrf_protect`` has looked.
@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Choose files to hand over; without JavaScript they come with the form itself."""
    assessment = get_object_or_404(
        Assessment.objects.fillable_by(request.user).select_related("city", "cycle", "instrument"),
        pk=pk,
    )
    claimed = _claimed(assessment, request.GET.get("pertanyaan", ""))
    if request.method != "POST":
        return _form(request, assessment, claimed)
    try:
        uploads = read_uploads(request, most=MOST_AT_ONCE * settings.UPLOAD_MAX_BYTES)
    except Refusal as refusal:
        return _form(request, assessment, claimed, str(refusal), HTTPStatus.INSUFFICIENT_STORAGE)
    return _add(request, assessment, claimed, uploads)


@csrf_protect
def _add(
    request: Request, assessment: Assessment, claimed: Answer | None, uploads: list[Upload]
) -> HttpResponse:
    if "begin" in request.POST:
        delivery = delivering.begin(assessment, actor=request.user, at=timezone.now())
        return JsonResponse(
            {
                "page": reverse("delivery", args=[delivery.pk]),
                "receive": reverse("delivery-receive", args=[delivery.pk]),
            }
        )
    try:
        if not uploads:
            raise Refusal(_("Pilih dahulu berkas atau folder yang akan diserahkan."))
        at = timezone.now()
        delivery = delivering.hand_over(
            assessment, uploads, claimed=claimed, actor=request.user, at=at
        )
    except Refusal as refusal:
        return _form(request, assessment, claimed, str(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)
    if late := delivering.too_late(claimed, at):
        messages.warning(request, late)
    return redirect("delivery", delivery.pk)


def _form(
    request: Request,
    assessment: Assessment,
    claimed: Answer | None,
    error: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    most = settings.UPLOAD_MAX_BYTES
    context = {
        "assessment": assessment,
        "claimed": claimed,
        "error": error,
        "most": most,
        "megabytes": most // MIB,
        "most_document": MOST_OF_DOCUMENT,
        "megabytes_document": MOST_OF_DOCUMENT // MIB,
    }
    return render(request, "assessments/delivery_add.html", context, status=status)


def _claimed(assessment: Assessment, code: str) -> Answer | None:
    if not code:
        return None
    rows = Answer.objects.filter(assessment=assessment).select_related("question")
    return get_object_or_404(rows, question__code=code)


@csrf_exempt
@login_required
@require_POST
def receive(request: Request, pk: int) -> HttpResponse:
    """Take one file of a hand-over, sent on its own; a refusal is one sentence."""
    delivery = get_object_or_404(
        Delivery.objects.editable_by(request.user)
        .filter(assessment__in=Assessment.objects.fillable_by(request.user))
        .select_related("assessment"),
        pk=pk,
    )
    try:
        uploads = read_uploads(request, most=settings.UPLOAD_MAX_BYTES)
    except Refusal as refusal:
        return _no(refusal, HTTPStatus.INSUFFICIENT_STORAGE)
    return _receive(request, delivery, uploads)


@csrf_protect
def _receive(request: Request, delivery: Delivery, uploads: list[Upload]) -> HttpResponse:
    claimed = _claimed(delivery.assessment, request.POST.get("pertanyaan", ""))
    try:
        if not uploads:
            raise Refusal(_("Tidak ada berkas dalam kiriman ini."))
        at = timezone.now()
        delivering.receive(delivery, uploads, claimed=claimed, actor=request.user, at=at)
    except Refusal as refusal:
        return _no(refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
    if late := delivering.too_late(claimed, at):
        return _no(Refusal(late), HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse({"received": len(uploads)})


def _no(refusal: Refusal, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"refused": str(refusal)}, status=status)


@login_required
@require_safe
def index(request: Request, pk: int) -> HttpResponse:
    """The hand-overs a person may see: their own office's, all for the secretariat."""
    assessment = sheet_seen_by(request, pk)
    rows = (
        Delivery.objects.visible_to(request.user)
        .filter(assessment=assessment)
        .select_related("organization", "delivered_by")
        .annotate(
            received=Count("files"),
            waiting=Count("files", filter=Q(files__status=DeliveredFile.Status.WAITING)),
            refused=Count("files", filter=Q(files__status=DeliveredFile.Status.REFUSED)),
        )
        .order_by("-delivered_at", "-pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman"))
    fillable = Assessment.objects.fillable_by(request.user).filter(pk=assessment.pk).exists()
    kept = quarantine.is_kept_by(assessment, request.user)
    context = {
        "assessment": assessment,
        "page": page,
        "fillable": fillable,
        "infected": quarantine.infected(assessment).count() if kept else 0,
        "kept": kept,
    }
    return render(request, "assessments/delivery_list.html", context)


@login_required
@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """What became of each file, told while it happens."""
    delivery = get_object_or_404(
        Delivery.objects.visible_to(request.user).select_related(
            "assessment__city", "assessment__cycle", "organization", "delivered_by"
        ),
        pk=pk,
    )
    state = request.GET.get("status", "")
    state = state if state in STATES else ""
    counts = delivery.files.aggregate(
        **{name or "all": Count("pk", filter=rule) for name, rule in STATES.items()}
    )
    rows = delivery.files.filter(STATES[state]).select_related(
        "evidence", "claimed__question", "placed__question"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman"))
    shown = _rows(delivery.assessment, page)
    context = {
        "delivery": delivery,
        "rows": shown,
        "reading": any(row.reading and row.reading.waiting for row in shown),
        "assessment": delivery.assessment,
        "counts": counts,
        "done": counts["all"] - counts["menunggu"],
        "state": state,
        "tabs": _tabs(state, counts),
        "page": page,
        "query": f"status={state}&" if state else "",
    }
    part = "#progress" if wants_part(request) else ""
    response = render(request, f"assessments/delivery.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _rows(assessment: Assessment, files: Iterable[DeliveredFile]) -> list[Row]:
    """Files of a page with what became of them after they came, in two queries."""
    listed = list(files)
    documents = {file.evidence.pk: file.evidence.file_id for file in listed if file.evidence}
    reading = scans.progress_of(documents.values())
    places = places_of(assessment, list(documents))
    return [
        Row(
            file,
            reading.get(documents.get(file.evidence_id or 0, "")),
            places.get(file.evidence_id or 0, ()),
        )
        for file in listed
    ]


def _tabs(state: str, counts: dict[str, int]) -> list[Tab]:
    names = {
        "": _("Semua"),
        "menunggu": _("Menunggu"),
        "ditolak": _("Ditolak"),
        "salah": _("Mungkin salah tempat"),
    }
    return [
        Tab(name, f"?status={key}" if key else "?", key == state, counts[key or "all"])
        for key, name in names.items()
    ]
