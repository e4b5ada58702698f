"""On-site checks and their photos."""

from pathlib import Path, PurePosixPath
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from layak.accounts.requests import Request
from layak.assessments.delivering import Upload
from layak.assessments.receiving import read_uploads
from layak.audit.services import looked
from layak.evidence import pictures, storage
from layak.evidence.serving import send_file
from layak.lib.errors import Refusal
from layak.reviews import session_checks
from layak.reviews.session_checks import MOST_PHOTO_BYTES, Photo, Sighting
from layak.reviews.session_forms import CheckForm
from layak.reviews.session_models import CheckPhoto, FieldSession, OnSiteCheck
from layak.reviews.session_queries import Desk, checks_of, codes_of
from layak.reviews.views.sessions import desk_or_404, led_or_404

# A phone sends them all at once; more would not come through a bad line anyway.
MOST_AT_ONCE = 8


def _desk(request: Request, pk: int) -> Desk:
    get_object_or_404(
        FieldSession.objects.visible_to(request.user).filter(kind=FieldSession.Kind.TEAM), pk=pk
    )
    return desk_or_404(request, pk, "session-checks")


@login_required
@require_safe
def index(request: Request, pk: int) -> HttpResponse:
    """What was seen on site."""
    desk = _desk(request, pk)
    context = {"desk": desk, "session": desk.session, "checks": checks_of(desk.session)}
    return render(request, "reviews/session_checks.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Note what was seen. Photos follow on its page, so that a bad line loses no text."""
    session = led_or_404(request, pk)
    desk = _desk(request, pk)
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = CheckForm(data, session=session, at=at)
    if form.is_valid() and form.area is not None:
        try:
            row = session_checks.check(session, _sighting(form), actor=request.user, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Pemeriksaan dicatat. Tambahkan fotonya di bawah."))
            return redirect(row)
    context = {
        "desk": desk,
        "session": session,
        "form": form,
        "codes": codes_of(session),
        "outcomes": OnSiteCheck.Outcome.choices,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reviews/session_check_add.html", context, status=status)


def _sighting(form: CheckForm) -> Sighting:
    said = form.cleaned_data
    latitude, longitude = said["coordinates"] or (None, None)
    if form.area is None:
        raise ValueError("the form has no area")
    return Sighting(
        area=form.area,
        place=said["place"],
        seen_at=form.seen_at(),
        outcome=OnSiteCheck.Outcome(said["outcome"]),
        note=said["note"],
        facility=form.facility,
        answer=form.item,
        latitude=latitude,
        longitude=longitude,
    )


# The bytes are read before the check against forgery reads them, so that a full disk is an answer;
# nothing is done with them before ``csrf_protect`` has looked.
@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, pk: int, check: int) -> HttpResponse:
    """One check with its photos; more are added here."""
    desk = _desk(request, pk)
    row = get_object_or_404(checks_of(desk.session), pk=check)
    if request.method != "POST":
        return _page(request, desk, row)
    led_or_404(request, pk)
    try:
        uploads = read_uploads(request, most=MOST_AT_ONCE * MOST_PHOTO_BYTES)
    except Refusal as refusal:
        return _page(request, desk, row, [str(refusal)])
    return _receive(request, desk, row, uploads)


@csrf_protect
def _receive(request: Request, desk: Desk, row: OnSiteCheck, uploads: list[Upload]) -> HttpResponse:
    """Keep what is a photo; each other file is told of by its name."""
    if not uploads:
        return _page(request, desk, row, [_("Pilih foto lebih dahulu.")])
    errors, kept = [], 0
    for upload in uploads:
        received = cast("TemporaryUploadedFile", upload.content)
        name = PurePosixPath(upload.path).name or _("tanpa nama")
        photo = Photo(Path(received.temporary_file_path()), name)
        try:
            session_checks.add_photo(row, photo, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            errors.append(str(refusal))
        else:
            kept += 1
    if kept:
        said = ngettext("%(n)s foto disimpan.", "%(n)s foto disimpan.", kept)
        messages.success(request, said % {"n": kept})
    if not errors:
        return redirect(row)
    return _page(request, desk, checks_of(desk.session).get(pk=row.pk), errors)


def _page(
    request: Request, desk: Desk, row: OnSiteCheck, errors: list[str] | None = None
) -> HttpResponse:
    leads_ever = FieldSession.objects.editable_by(request.user).filter(pk=desk.session.pk)
    context = {
        "desk": desk,
        "session": desk.session,
        "check": row,
        "errors": errors or [],
        "most": MOST_PHOTO_BYTES // 1024 // 1024,
        "may_remove": leads_ever.exists(),
    }
    status = 422 if errors else 200
    return render(request, "reviews/session_check.html", context, status=status)


@login_required
@require_POST
def remove(request: Request, pk: int, check: int) -> HttpResponse:
    """Take back a check entered by mistake."""
    session = led_or_404(request, pk)
    row = get_object_or_404(
        OnSiteCheck.objects.select_related("session"), session=session, pk=check
    )
    try:
        session_checks.remove(row, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, _("Pemeriksaan dihapus."))
    return redirect("session-checks", pk)


@login_required
@require_POST
def remove_photo(request: Request, pk: int, photo: int) -> HttpResponse:
    """Take a photo off a check, at any stage."""
    session = led_or_404(request, pk)
    row = get_object_or_404(
        CheckPhoto.objects.select_related("check_made__session"),
        check_made__session=session,
        pk=photo,
    )
    session_checks.remove_photo(row, actor=request.user, at=timezone.now())
    messages.success(request, _("Foto dihapus."))
    return redirect(row.check_made)


def _photo(request: Request, pk: int, photo: int) -> CheckPhoto:
    rows = CheckPhoto.objects.filter(
        check_made__session__in=FieldSession.objects.visible_to(request.user)
    )
    return get_object_or_404(rows.select_related("file"), check_made__session=pk, pk=photo)


@login_required
@require_safe
def picture(request: Request, pk: int, photo: int) -> HttpResponse:
    """A photo, drawn small in a child process."""
    row = _photo(request, pk, photo)
    try:
        drawn = pictures.picture(row.file, 1, pictures.WIDTHS[1])
    except (Refusal, OSError) as error:
        raise Http404 from error
    if drawn is None:
        raise Http404
    response = HttpResponse(drawn, content_type=pictures.MEDIA_TYPE)
    # The bytes of a digest never change, but who may see them can.
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@login_required
@require_safe
def original(request: Request, pk: int, photo: int) -> HttpResponseBase:
    """The bytes as they came from the camera. Each look is remembered."""
    row = _photo(request, pk, photo)
    path = storage.location(row.file_id)
    if not path.exists():
        raise Http404
    looked(row, actor=request.user, at=timezone.now())
    return send_file(
        request, path, name=row.name, media_type=row.file.media_type, digest=row.file_id
    )
