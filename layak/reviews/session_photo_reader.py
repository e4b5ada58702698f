"""Look at a verifier's photo inside a reader child: is it whole, and when was it taken?

Named to ``documents.sandbox.ReaderPool``; never imported by a page.
"""

import io
import re
from dataclasses import replace

from PIL import Image

from layak.documents import reading
from layak.documents.detection import detect
from layak.documents.results import Failure, Family, ReadResult, Unreadable

_EXIF = 0x8769
_ORIGINAL, _ORIGINAL_OFFSET = 0x9003, 0x9011
_CHANGED = 0x0132
_STAMP = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_NO_PHOTO = "Berkas ini bukan foto. Kirim JPEG, PNG atau WEBP."

render = reading.render


def read(data: bytes, name: str) -> ReadResult:
    """Read a photo; ``pages`` holds one text, when the camera says it was taken, or is empty.

    The text is ISO 8601, "2023-05-29T10:15:00", with an offset where the camera wrote one.
    """
    if detect(data, name).family is not Family.IMAGE:
        raise Unreadable(Failure.UNSUPPORTED, _NO_PHOTO)
    result = reading.read(data, name)
    taken = _taken(data)
    return replace(result, pages=(taken,) if taken else ())


def _taken(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as picture:
        facts = picture.getexif()
        inner = facts.get_ifd(_EXIF)
        stamp = _STAMP.match(str(inner.get(_ORIGINAL) or facts.get(_CHANGED) or ""))
        offset = _OFFSET.fullmatch(str(inner.get(_ORIGINAL_OFFSET) or "").strip("\0 "))
    if stamp is None:
        return ""
    year, month, day, hour, minute, second = stamp.groups()
    written = f"{year}-{month}-{day}T{hour}:{minute}:{second}"
    return written + (offset.group() if offset and _ORIGINAL in inner else "")
