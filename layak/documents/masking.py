"""Make a copy of a file in which personal data is gone. Runs only inside a reader child.

Every page becomes a picture with black boxes painted over what ``personal`` finds, so nothing lies
under a box that could be copied out. Words are found in the text layer and, on pages that hold
pictures, by reading the picture as well. A page whose picture cannot be read well enough is covered
whole: what cannot be found cannot be promised to be gone. Faces become a few squares of one colour.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import tesserocr
from PIL import Image, ImageDraw, ImageOps
from pypdfium2 import raw as pdfium

from layak.documents.clarity import is_photograph
from layak.documents.detection import detect
from layak.documents.faces import Box, find_faces
from layak.documents.facing import faces_on_page
from layak.documents.personal import find_on_page
from layak.documents.results import Family, ReadResult
from layak.documents.tessdata import LANGUAGE, find_tessdata

DPI = 150
# Words of a picture are believed from here on (percent); below, the whole page is covered.
LEAST_CONFIDENCE = 60
FEW_WORDS = 5
_MOST_SIDE = 3_000
_MARGIN = 3
# A face and so much around it, as a share of its size, becomes so many squares a side: too few to
# tell one person from another.
_AROUND = 0.25
_SQUARES = 4

Image.init()
_FOLDER = find_tessdata()
# Loaded with the module: a confined child opens no more files.
_READER = tesserocr.PyTessBaseAPI(path=str(_FOLDER), lang=LANGUAGE) if _FOLDER else None


@dataclass(frozen=True, slots=True)
class _Words:
    """A text and, for each of its characters, the box it fills on the page's picture (or None)."""

    text: str
    boxes: Sequence[tuple[float, float, float, float] | None]


def read(data: bytes, name: str) -> ReadResult:
    """Say only what the file is: this reader makes copies."""
    return ReadResult(file_type=detect(data, name))


def render(data: bytes, name: str, _page: int, _width: int) -> bytes | None:
    """The whole masked copy as PDF; None for types whose copy is made from their text instead."""
    match detect(data, name).family:
        case Family.PDF:
            pages = _masked_pdf(data)
        case Family.IMAGE:
            with Image.open(io.BytesIO(data)) as picture:
                drawn = ImageOps.exif_transpose(picture).convert("RGB")
            drawn.thumbnail((_MOST_SIDE, _MOST_SIDE))
            pages = [_masked(drawn, [], find_faces(drawn, thorough=True))]
        case _:
            return None
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=80)
    return made.getvalue()


def _masked_pdf(data: bytes) -> list[Image.Image]:
    pages = []
    with pypdfium2.PdfDocument(data) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            scale = min(DPI / 72, _MOST_SIDE / max(page.get_size()))
            drawn = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
            layer = _layer(page, scale)
            pictures = any(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4))
            if pictures or not layer.text.strip():
                pages.append(_masked(drawn, [layer], faces_on_page(page, thorough=True)))
            else:
                _paint(drawn, layer)
                pages.append(drawn)
            page.close()
    return pages


def _masked(drawn: Image.Image, known: Sequence[_Words], faces: Sequence[Box]) -> Image.Image:
    """Paint over what is known and what can be read in the picture, or cover all of it."""
    read_words = _read_picture(drawn)
    if read_words is None:
        return _covered(drawn)
    for face in faces:
        _blur(drawn, face)
    for found in (*known, read_words):
        _paint(drawn, found)
    return drawn


def _blur(drawn: Image.Image, face: Box) -> None:
    """Leave of a face only the mean colours of a few squares."""
    across, down = (face.right - face.left) * _AROUND, (face.bottom - face.top) * _AROUND
    left = max(int((face.left - across) * drawn.width), 0)
    top = max(int((face.top - down) * drawn.height), 0)
    right = min(int((face.right + across) * drawn.width) + 1, drawn.width)
    bottom = min(int((face.bottom + down) * drawn.height) + 1, drawn.height)
    part = drawn.crop((left, top, right, bottom))
    squares = part.resize((_SQUARES, _SQUARES), Image.Resampling.BOX)
    drawn.paste(squares.resize(part.size, Image.Resampling.NEAREST), (left, top))


def _covered(drawn: Image.Image) -> Image.Image:
    covered = Image.new("RGB", drawn.size, (0, 0, 0))
    said = "Halaman ini ditutup seluruhnya: gambarnya tidak terbaca cukup jelas."
    ImageDraw.Draw(covered).text((24, 24), said, fill=(255, 255, 255))
    return covered


def _paint(drawn: Image.Image, words: _Words) -> None:
    pen = ImageDraw.Draw(drawn)
    for trace in find_on_page(words.text, 1, on=None):
        for box in words.boxes[trace.start : trace.end]:
            if box is not None:
                left, top, right, bottom = box
                pen.rectangle(
                    (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN),
                    fill=(0, 0, 0),
                )


def _layer(page: pypdfium2.PdfPage, scale: float) -> _Words:
    """The text layer, sign by sign, in the picture's own measure."""
    text = page.get_textpage()
    height = page.get_height()
    signs, boxes = [], []
    for at in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, at) or 0x20)
        left, bottom, right, top = text.get_charbox(at, loose=True)
        signs.append("\n" if sign == "\r" else sign)
        boxes.append(
            (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
        )
    text.close()
    return _Words("".join(signs), boxes)


def _is_wordless(grey: Image.Image) -> bool:
    dark = sum(grey.histogram()[:128]) / (grey.width * grey.height)
    return dark < 0.001 or is_photograph(grey)


def _read_picture(drawn: Image.Image) -> _Words | None:
    """Read the words of a picture with their boxes; None when they cannot be trusted."""
    if _READER is None:
        return None
    text: list[str] = []
    boxes: list[tuple[float, float, float, float] | None] = []
    sure: list[float] = []
    _READER.SetImage(drawn.convert("L"))
    line: Sequence[str] = ()
    for row in _READER.GetTSVText(0).splitlines():
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not (said := cells[11].strip()):
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        text += ["\n" if cells[1:5] != line else " ", *said]
        boxes += [None, *[(left, top, left + width, top + height)] * len(said)]
        line = cells[1:5]
        if sum(map(str.isalnum, said)) > 2:
            sure.append(float(cells[10]))
    _READER.Clear()
    if len(sure) <= FEW_WORDS:
        # A photograph without words hides nothing; paper with ink and without words does.
        return _Words("", []) if _is_wordless(drawn.convert("L")) else None
    if sum(sure) / len(sure) < LEAST_CONFIDENCE:
        return None
    return _Words("".join(text), boxes)
