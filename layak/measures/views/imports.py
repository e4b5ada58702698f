"""Import from XLSX or CSV: send, look, take over; and the files to fill in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.measures import importing
from layak.measures.models import ImportedFile, Measure, Observation
from layak.measures.showing import shown_rows
from layak.measures.tables import MOST_BYTES
from layak.measures.views.regions import Place, place_or_404
from layak.measures.workbook import MEDIA_TYPE, MOST_ROWS, write_figures, write_template
from layak.ui.files import TableFileForm


@login_required
@require_http_methods(["GET", "POST"])
def send(request: Request) -> HttpResponse:
    """Ask for a file and read it; a large one is read by the worker."""
    place = _writable(request)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TableFileForm(*given, most=MOST_BYTES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        sent = importing.receive(
            place.region, file.name or "", file.file, actor=request.user, at=timezone.now()
        )
        if file.size > importing.AT_ONCE:
            importing.enqueue(sent, importing.READ_FILE)
        else:
            importing.read(sent)
        return redirect("measure-import-file", sent.pk)
    earlier = ImportedFile.objects.visible_to(request.user).filter(scope=place.region)
    context = {
        "place": place,
        "form": form,
        "earlier": earlier[:10],
        "measures": Measure.objects.all(),
        "zone": place.region.timezone or settings.TIME_ZONE,
    }
    return render(request, "measures/import.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def file(request: Request, pk: int) -> HttpResponse:
    """What becomes of a sent file: its progress, its rows, and taking it over."""
    sent = get_object_or_404(
        ImportedFile.objects.editable_by(request.user).select_related("scope", "sent_by"), pk=pk
    )
    if request.method == "POST":
        try:
            sent = importing.begin_taking(sent, request.POST.get("reason", ""))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            _take(sent)
        return redirect("measure-import-file", sent.pk)
    waiting = sent.state in {ImportedFile.State.WAITING, ImportedFile.State.TAKING}
    context: dict[str, Any] = {"sent": sent, "waiting": waiting, **shown_rows(sent)}
    part = "#progress" if request.htmx and not request.htmx.history_restore_request else ""
    return render(request, f"measures/imported.html{part}", context)


def _take(sent: ImportedFile) -> None:
    place = importing.place_of(sent)
    if place.exists() and place.stat().st_size > importing.AT_ONCE:
        importing.enqueue(sent, importing.TAKE_FILE)
    else:
        importing.take(sent, at=timezone.now())


@login_required
@require_safe
def template(request: Request) -> HttpResponse:
    """A workbook with a row for every area, of one measure (``ukuran``) or of none yet."""
    place = _writable(request)
    code = request.GET.get("ukuran", "")
    measure = get_object_or_404(Measure, code=code) if code else None
    book = write_template(place.region, measure, at=timezone.now())
    return _download(book, f"templat-{code or 'angka'}-{slugify(place.region.name)}.xlsx")


@login_required
@require_safe
def export(request: Request) -> HttpResponse:
    """The figures of a place as a workbook that can be corrected and imported again."""
    place = place_or_404(request)
    rows = Observation.objects.visible_to(request.user).filter(importing.within(place.region))
    name = f"angka-{slugify(place.region.name)}.xlsx"
    if code := request.GET.get("ukuran", ""):
        measure = get_object_or_404(Measure, code=code)
        rows = rows.filter(measure=measure)
        name = f"{measure.code}-{slugify(place.region.name)}.xlsx"
    ordered = rows.select_related("measure", "region__parent", "source").order_by(
        "measure__position", "-ends", "region__path", "group"
    )
    return _download(
        write_figures(place.region, ordered[:MOST_ROWS].iterator(2_000), at=timezone.now()), name
    )


def _download(book: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(book, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _writable(request: Request) -> Place:
    place = place_or_404(request)
    if not place.editable:
        raise Http404
    return place
