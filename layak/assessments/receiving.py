"""Read what a browser sends: many files, or a folder with the paths inside it."""

from html import unescape
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParser
from django.utils.translation import gettext as _

from layak.assessments.delivering import DISK_FULL, Upload, disk_is_full
from layak.lib.errors import Refusal


class PathParser(MultiPartParser):
    """Remembers the path of each file inside its folder, which Django cuts down to a name."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(
            request.META,
            request,
            request.upload_handlers,
            request.encoding or settings.DEFAULT_CHARSET,
        )
        self.paths: list[str] = []

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Keep the whole path before its folders are cut off."""
        name = super().sanitize_file_name(file_name)
        if name:
            self.paths.append("".join(filter(str.isprintable, unescape(file_name))))
        return name


# Beside the bytes of a file a request carries its name and the borders between the parts.
ENVELOPE_BYTES = 64 * 1024


def read_uploads(request: HttpRequest, *, most: int) -> list[Upload]:
    """The files of a request, read before anything else reads its body.

    A single file may come with its path beside it, in the field ``path``. Raises ``Refusal`` when
    the disk is full or the line broke, and Django's own answer to more than ``most`` bytes; the
    fields are in ``request.POST`` afterwards.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > most + ENVELOPE_BYTES:
        raise RequestDataTooBig
    if request.content_type != "multipart/form-data":
        return []
    parser = PathParser(request)
    try:
        post, files = parser.parse()
    except UnreadablePostError as error:
        raise Refusal(_("Sambungan terputus sebelum berkas selesai dikirim.")) from error
    except OSError as error:
        if error.errno in DISK_FULL:
            raise disk_is_full() from error
        raise
    # Whoever asks for POST or FILES later finds them read.
    vars(request).update(_post=post, _files=files)
    received = [file for _field, group in files.lists() for file in group]
    paths = parser.paths
    if len(received) == 1 and (named := post.get("path")):
        paths = [str(named)]
    return [
        Upload(path if path.endswith(file.name) else file.name, file.size, cast("BinaryIO", file))
        for file, path in zip(received, paths, strict=True)
    ]
