"""Count the faces in the pictures of a file. Runs only inside a reader child.

Named as ``reader`` of a ``ReaderPool``: the result is one page, written down as JSON (``counted``
reads it). ``faces_on_page`` is also what the masked copy asks, so that both see the same.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
from PIL import Image, ImageSequence, UnidentifiedImageError
from pypdfium2 import raw as pdfium

from layak.documents.detection import detect
from layak.documents.faces import LONGEST, Box, find_faces
from layak.documents.results import Family, ReadResult

# The most pictures of one file that are looked at, and the most pixels of one of them.
MOST_PICTURES = 200
MOST_PIXELS = 60_000_000
# The most pictures of a page that are looked at one by one; with more, the page is, as a whole.
MOST_ON_PAGE = 12
_MOST_DPI = 300
# Points: what is smaller holds no face that anybody could know; what is nearer belongs together.
_LEAST_SIDE = 16.0
_NEAR = 2.0
_MEDIA = ("word/media/", "ppt/media/", "xl/media/")
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP")

# All decoders are loaded here: a confined child may no longer be able to open their modules.
Image.init()

Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many faces a file shows, on which pages (from 1; none where it has no pages).

    ``complete``: whether every picture could be looked at.
    """

    faces: int = 0
    pages: tuple[int, ...] = ()
    complete: bool = True


def read(data: bytes, name: str) -> ReadResult:
    """Count the faces in all pictures of a file."""
    file_type = detect(data, name)
    looks: Iterator[tuple[int, int | None]]
    match file_type.family:
        case Family.IMAGE:
            looks = _of_picture(data)
        case Family.PDF:
            looks = _of_pdf(data)
        case Family.WORD | Family.SLIDES | Family.SHEET:
            looks = _of_archive(data)
        case _:
            looks = iter(())
    found = Counted()
    for at, (page, faces) in enumerate(looks):
        if faces is None or at >= MOST_PICTURES:
            found = replace(found, complete=False)
        elif faces:
            pages = (*found.pages, page) if page else ()
            found = replace(found, faces=found.faces + faces, pages=pages)
        if at >= MOST_PICTURES:
            break
    line = {"faces": found.faces, "pages": found.pages, "complete": found.complete}
    return ReadResult(pages=(json.dumps(line),), page_count=1, file_type=file_type)


def render(_data: bytes, _name: str, _page: int, _width: int) -> bytes | None:
    """Draw nothing: this reader only counts."""
    return None


def counted(result: ReadResult) -> Counted:
    """What ``read`` wrote down; a file that could not be read was not looked at completely."""
    if result.refusal is not None:
        return Counted(complete=False)
    row = json.loads(result.pages[0])
    return Counted(int(row["faces"]), tuple(map(int, row["pages"])), bool(row["complete"]))


def faces_on_page(page: pypdfium2.PdfPage, *, thorough: bool = False) -> list[Box]:
    """The faces in the pictures on a page, as shares of the page as it is drawn.

    Each picture is drawn from the page, as large as ``find_faces`` looks at it: turned, cut and
    covered as the reader sees it.
    """
    width, height = page.get_size()
    found: list[Box] = []
    for left, top, right, bottom in _areas(page):
        scale = min(LONGEST / max(right - left, bottom - top), _MOST_DPI / 72)
        cut = (left, height - bottom, width - right, top)
        drawn = page.render(scale=scale, crop=cut, may_draw_forms=False).to_pil()
        place = (left / width, top / height, (right - left) / width, (bottom - top) / height)
        found += [box.within(*place) for box in find_faces(drawn, thorough=thorough)]
    return found


def _areas(page: pypdfium2.PdfPage) -> Sequence[Area]:
    """Where pictures are on a page: left, top, right, bottom in points from its upper left."""
    width, height = page.get_size()
    whole = (0.0, 0.0, width, height)
    items = list(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4))
    if not items:
        return []
    # A turned page, or a picture within a form, has measures of its own.
    if page.get_rotation() or any(item.level for item in items) or len(items) > 20 * MOST_ON_PAGE:
        return [whole]
    first_left, _bottom, _right, first_top = page.get_bbox()
    areas: list[Area] = []
    for item in items:
        left, bottom, right, top = item.get_bounds()
        area = (
            max(left - first_left, 0.0),
            max(first_top - top, 0.0),
            min(right - first_left, width),
            min(first_top - bottom, height),
        )
        areas = _joined(area, areas)
    areas = [area for area in areas if min(area[2] - area[0], area[3] - area[1]) >= _LEAST_SIDE]
    return areas if len(areas) <= MOST_ON_PAGE else [whole]


def _joined(area: Area, others: Sequence[Area]) -> list[Area]:
    """Scanners cut a page into strips: what touches is one picture."""
    apart = []
    for other in others:
        if (
            area[0] <= other[2] + _NEAR
            and other[0] <= area[2] + _NEAR
            and area[1] <= other[3] + _NEAR
            and other[1] <= area[3] + _NEAR
        ):
            area = (
                min(area[0], other[0]),
                min(area[1], other[1]),
                max(area[2], other[2]),
                max(area[3], other[3]),
            )
        else:
            apart.append(other)
    return [*apart, area]


def _of_pdf(data: bytes) -> Iterator[tuple[int, int | None]]:
    with pypdfium2.PdfDocument(data) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            if any(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4)):
                yield number + 1, len(faces_on_page(page))
            page.close()


def _of_archive(data: bytes) -> Iterator[tuple[int, int | None]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if member.filename.startswith(_MEDIA):
                if member.file_size > MOST_PIXELS:
                    yield 0, None
                else:
                    yield from ((0, faces) for _page, faces in _of_picture(archive.read(member)))


def _of_picture(data: bytes) -> Iterator[tuple[int, int | None]]:
    """The frames of a TIFF are its pages; of a moving picture the first stands for all."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            frames = ImageSequence.Iterator(picture) if picture.format == "TIFF" else [picture]
            for number, frame in enumerate(frames, start=1):
                small = frame.width * frame.height <= MOST_PIXELS
                yield number, len(find_faces(frame)) if small else None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        yield 1, None
