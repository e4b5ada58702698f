"""Hand out stored bytes: whole or in ranges, never to be run inside a page of ours."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import StreamingHttpResponse
from django.utils.http import content_disposition_header

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_CHUNK = 64 * 1024
# Whatever a browser makes of the bytes, it makes it without scripts, forms or our origin.
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def send_file(
    request: HttpRequest, path: Path, *, name: str, media_type: str, digest: str
) -> HttpResponseBase:
    """Send a file as an attachment. One byte range is honoured (RFC 9110), others get the whole.

    The digest is the entity tag, so an interrupted download goes on only with the same bytes.
    """
    size = path.stat().st_size
    tag = f'"{digest}"'
    span = _span(request, size, tag)
    if span == (0, 0):
        response: HttpResponseBase = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response.headers["Content-Range"] = f"bytes */{size}"
    elif span is None:
        response = FileResponse(path.open("rb"), content_type=media_type)
    else:
        start, end = span
        response = StreamingHttpResponse(
            _part(path, start, end), status=HTTPStatus.PARTIAL_CONTENT, content_type=media_type
        )
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        response.headers["Content-Length"] = str(end - start)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _POLICY
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _span(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """The asked range as a half-open span; None for the whole, ``(0, 0)`` for one outside."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if asked is None or asked.groups() == ("", "") or (condition and condition != tag):
        return None
    first, last = asked.groups()
    if not first:
        return (max(size - int(last), 0), size) if int(last) else (0, 0)
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    return (start, end) if start < end else (0, 0)


def _part(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
