"""Error pages: each says what happened and what to do, in the reader's language."""

import sys
from dataclasses import dataclass

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext_lazy as _

from layak.ui.logs import request_id

RETRY_AFTER_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Page:
    """What an error page says; texts are lazy, the language is the reader's."""

    icon: str
    title: object
    sentence: object


PAGES = {
    400: Page(
        "question-circle",
        _("Permintaan ini tidak dapat dibaca"),
        _("Kembali ke halaman sebelumnya, muat ulang, lalu coba lagi."),
    ),
    403: Page(
        "lock",
        _("Anda tidak berwenang membuka halaman ini"),
        _("Jika ini memang tugas Anda, mintalah akses kepada sekretariat gugus tugas."),
    ),
    404: Page(
        "signpost",
        _("Halaman ini tidak ada"),
        _("Alamatnya mungkin keliru, sudah dipindahkan, atau bukan milik organisasi Anda."),
    ),
    413: Page(
        "file-earmark-zip",
        _("Kiriman ini terlalu besar"),
        _("Bagi menjadi beberapa kiriman yang lebih kecil. Tidak ada yang tersimpan."),
    ),
    429: Page(
        "hourglass-split",
        _("Terlalu banyak percobaan"),
        _("Tunggu beberapa menit, lalu coba lagi."),
    ),
    500: Page(
        "exclamation-triangle",
        _("Ada kesalahan di pihak kami"),
        _("Isian yang belum disimpan mungkin perlu diulang. Kesalahan ini sudah tercatat."),
    ),
    503: Page(
        "plug",
        _("Layak sedang tidak dapat dijangkau"),
        _("Data Anda aman. Coba lagi sebentar lagi."),
    ),
}
EXPIRED = Page(
    "arrow-clockwise",
    _("Halaman ini sudah terlalu lama terbuka"),
    _("Muat ulang halaman sebelumnya, lalu kirim sekali lagi."),
)


def _page(request: HttpRequest, status: int, said: Page | None = None) -> HttpResponse:
    context = {"status": status, "said": said or PAGES[status]}
    return render(request, "ui/error.html", context, status=status)


def _bare(status: int) -> HttpResponse:
    """A page without request and context processors: neither session nor database is asked."""
    context = {"status": status, "said": PAGES[status], "request_id": request_id.get()}
    return HttpResponse(loader.render_to_string("ui/error.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 where the reason is the size: Django treats both as suspicious."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent):
        return too_large(request)
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return _page(request, 403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return _page(request, 403, EXPIRED)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return _page(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, 413)


def too_many(request: HttpRequest) -> HttpResponse:
    return _page(request, 429)


def failed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """500, or 503 while the database is away; Django calls this with the error in flight."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable()
    return _bare(500)


def unavailable() -> HttpResponse:
    response = _bare(503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
