"""Look at the pictures in a file and take their prints. Runs only inside a reader child.

A photograph is found wherever it is: as a file of its own, on a page of a PDF, or inside DOCX, PPTX
and XLSX. Named as ``reader`` of a ``ReaderPool``: each page of the result is one picture, written
down as JSON (``seen`` reads it).
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from PIL import Image, UnidentifiedImageError
from pypdfium2 import raw as pdfium

from layak.documents.detection import detect
from layak.documents.likeness import LEAST_SIDE, picture_print
from layak.documents.results import Family, ReadResult

# The most pictures of one file, and the most pixels of one of them.
MOST_PICTURES = 200
MOST_PIXELS = 60_000_000
_MEDIA = ("word/media/", "ppt/media/", "xl/media/")
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP")

# All decoders are loaded here: a confined child may no longer be able to open their modules.
Image.init()


@dataclass(frozen=True, slots=True)
class Seen:
    """One photograph: the page it is on (from 1; 0 where the file has no pages) and its print."""

    page: int
    print: bytes


def read(data: bytes, name: str) -> ReadResult:
    """Take the prints of all photographs of a file; one that cannot be decoded is passed over."""
    file_type = detect(data, name)
    pictures: Iterator[tuple[int, Image.Image]]
    match file_type.family:
        case Family.IMAGE:
            pictures = ((1, picture) for picture in _opened(data))
        case Family.PDF:
            pictures = _of_pdf(data)
        case Family.WORD | Family.SLIDES | Family.SHEET:
            pictures = ((0, picture) for picture in _of_archive(data))
        case _:
            pictures = iter(())
    lines: dict[str, None] = {}
    for page, picture in pictures:
        found = picture_print(picture)
        if found is not None:
            lines[json.dumps({"page": page, "print": found.hex()})] = None
        if len(lines) >= MOST_PICTURES:
            break
    return ReadResult(pages=tuple(lines), page_count=len(lines), file_type=file_type)


def render(_data: bytes, _name: str, _page: int, _width: int) -> bytes | None:
    """Draw nothing: this reader only looks."""
    return None


def seen(result: ReadResult) -> list[Seen]:
    """What ``read`` wrote down. Raises ``ValueError`` for what it never writes."""
    found = []
    for line in result.pages:
        row = json.loads(line)
        found.append(Seen(int(row["page"]), bytes.fromhex(row["print"])))
    return found


def _opened(data: bytes) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height <= MOST_PIXELS:
            yield picture
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return


def _of_archive(data: bytes) -> Iterator[Image.Image]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if member.filename.startswith(_MEDIA) and member.file_size <= MOST_PIXELS:
                yield from _opened(archive.read(member))


def _of_pdf(data: bytes) -> Iterator[tuple[int, Image.Image]]:
    with pypdfium2.PdfDocument(data) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
                picture = _bitmap(item)
                if picture is not None:
                    yield number + 1, picture
            page.close()


def _bitmap(item: pypdfium2.PdfObject) -> Image.Image | None:
    if not isinstance(item, pypdfium2.PdfImage):
        return None
    try:
        width, height = item.get_px_size()
        if min(width, height) < LEAST_SIDE or width * height > MOST_PIXELS:
            return None
        picture: Image.Image = item.get_bitmap().to_pil()
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return None
    return picture.convert("RGB")
