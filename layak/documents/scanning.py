"""Read one page from its picture: turn it upright, straighten it, recognize its words, measure it.

Runs only inside a reader child. Tesseract with the Indonesian words of Debian's package
tesseract-ocr-ind; how it was set and measured: ``docs/decisions/0014-scans.md``.
"""

import json
import math
from dataclasses import asdict, dataclass

import numpy as np
import pypdfium2
import tesserocr
from PIL import Image, ImageFilter
from pypdfium2 import raw as pdfium

from layak.documents import clarity
from layak.documents.detection import detect
from layak.documents.reading import on_paper, open_image, open_pdf, upright_picture
from layak.documents.results import Failure, Family, ReadResult, Unreadable
from layak.documents.tessdata import LANGUAGE, find_tessdata

DPI = 200
# A4 in inches: images tell no size that can be trusted.
_A4_SIDE = 11.69
_MOST_PIXELS = 9_000_000
_SURE = 0.70
_PROBE_SCALE = 0.6
_PROBE_BAND = 0.25
_UNEVEN = 30
_SLIGHT = (-2.0, -1.0, 0.0, 1.0, 2.0)
# What a word must reach to be kept: on a photo most of what looks like letters is none.
_LEAST_WORD = 0.30
_LEAST_WORD_ON_PHOTO = 0.60
_FEW_WORDS = 12
_BETTER = 0.12
_QUARTERS = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True, slots=True)
class Scan:
    """One page as read from its picture.

    ``turned``: by how many degrees, counter-clockwise, the page was turned; ``skew``: how many it
    stood askew after that. ``resolution`` in dpi; None for a drawn page without a picture.
    ``confidence`` is the mean of the words', None without any. ``flaws`` as ``clarity.flaws``.
    """

    text: str
    turned: int
    skew: float
    resolution: int | None
    sharpness: float
    darkness: float
    contrast: float
    confidence: float | None
    flaws: list[str]


@dataclass(frozen=True, slots=True)
class _Page:
    grey: Image.Image
    resolution: int | None
    side: int
    photo: bool


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    confidence: float
    count: int


def _engine() -> tesserocr.PyTessBaseAPI:
    folder = find_tessdata()
    if folder is None:
        raise FileNotFoundError("tesseract-ocr-ind is not installed")
    return tesserocr.PyTessBaseAPI(
        path=str(folder),
        lang=LANGUAGE,
        oem=tesserocr.OEM.LSTM_ONLY,
        psm=tesserocr.PSM.AUTO,
    )


# Loaded with the module: a confined child opens no more files.
_ENGINE = _engine()


def read_page(data: bytes, name: str, page: int) -> ReadResult:
    """Read page ``page`` (from 0); the result's only page is a ``Scan`` as JSON."""
    found = scan(_picture_of(data, name, page))
    return ReadResult(pages=(json.dumps(asdict(found)),), page_count=1)


def read(data: bytes, name: str) -> ReadResult:
    """Read the first page."""
    return read_page(data, name, 0)


def render(data: bytes, name: str, page: int, width: int) -> None:
    """Draw nothing: ``reading`` does."""


def from_message(message: str) -> Scan:
    """Take a scan from a child, trusting none of its types: any mistake raises ``ValueError``."""
    return Scan(**json.loads(message))


def scan(page: _Page) -> Scan:
    """Recognize what is on a page."""
    small = page.grey.resize(_scaled(page.grey.size, clarity.MEASURED_DPI / DPI))
    seen = clarity.measure(small)
    words, turned, skew = _Words("", 0.0, 0), 0, 0.0
    if seen.ink >= clarity.LEAST_INK:
        words, turned, skew = _recognize(page)
    confidence = words.confidence if words.count else None
    photo, side = page.photo, page.side
    # A page that is all photograph has few edges, and need hold no words but a caption. Whether it
    # is one is asked without its shadows, which spread the tones of paper too.
    legible = words.count < _FEW_WORDS or words.confidence >= clarity.LEAST_CONFIDENCE
    if not photo and legible and clarity.is_photograph(evened(small)):
        photo, side = True, round(page.side * (page.resolution or DPI) / DPI)
    return Scan(
        text=words.text,
        turned=turned,
        skew=round(skew, 2),
        resolution=page.resolution,
        sharpness=round(seen.sharpness, 3),
        darkness=round(seen.darkness, 3),
        contrast=round(seen.contrast, 3),
        confidence=None if confidence is None else round(confidence, 3),
        flaws=clarity.flaws(
            seen,
            resolution=page.resolution,
            confidence=confidence,
            photo=photo,
            side=side,
        ),
    )


def _recognize(page: _Page) -> tuple[_Words, int, float]:
    """Words, turn and skew. Only a page that makes no sense upright is tried the other ways."""
    least = _LEAST_WORD_ON_PHOTO if page.photo else _LEAST_WORD
    grey = evened(page.grey)
    skew = find_skew(grey)
    sideways = _lies_sideways(grey)
    if page.photo or not sideways:
        words = _words(_straight(grey, skew), least)
        if words.confidence >= _SURE or (page.photo and words.count < _FEW_WORDS):
            return words, 0, skew
    else:
        words = _Words("", 0.0, 0)
    # Tesseract reads a line that runs upwards too, but not all of the page: such a turn is no tie.
    turns = (90, 270, 180) if page.photo else (90, 270) if sideways else (180,)
    probes = {turn: _probe(grey.transpose(_QUARTERS[turn])) for turn in turns}
    turn, best = max(probes.items(), key=lambda pair: pair[1])
    if best < max(0.0 if sideways else _probe(grey), words.confidence) + _BETTER:
        return words if words.count else _words(_straight(grey, skew), least), 0, skew
    turned = grey.transpose(_QUARTERS[turn])
    skew = find_skew(turned)
    return _words(_straight(turned, skew), least), turn, skew


def _probe(grey: Image.Image) -> float:
    """How much sense a picture makes the way it stands: the confidence of its fullest band."""
    small = grey.resize(_scaled(grey.size, _PROBE_SCALE))
    rows = (255 - np.asarray(small, dtype=np.float64)).sum(axis=1)
    tall = max(round(len(rows) * _PROBE_BAND), 1)
    sums = np.convolve(rows, np.ones(tall), mode="valid")
    top = int(sums.argmax())
    words = _words(small.crop((0, top, small.width, top + tall)), 0.0)
    return words.confidence if words.count >= _FEW_WORDS else 0.0


def evened(grey: Image.Image) -> Image.Image:
    """Take a shadow off the paper; a picture in even light stays as it is."""
    coarse = grey.resize(_scaled(grey.size, 1 / 24), Image.Resampling.BOX)
    paper = coarse.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(3))
    lights = np.percentile(np.asarray(paper), (5, 95))
    if lights[1] - lights[0] < _UNEVEN:
        return grey
    light = np.asarray(paper.resize(grey.size, Image.Resampling.BICUBIC), dtype=np.float32)
    flat = np.asarray(grey, dtype=np.float32) * (235 / np.maximum(light, 24))
    return Image.fromarray(np.clip(flat, 0, 255).astype(np.uint8))


def _lies_sideways(grey: Image.Image) -> bool:
    """Whether lines run from top to bottom: then columns of ink differ more than rows."""
    small = grey.resize(_scaled(grey.size, min(1.0, 700 / max(grey.size))))
    ink = Image.fromarray((255 - np.asarray(small)).astype(np.uint8))
    upright = ink.transpose(Image.Transpose.ROTATE_90)
    across = max(_levelness(ink, angle) for angle in _SLIGHT) / ink.height
    along = max(_levelness(upright, angle) for angle in _SLIGHT) / ink.width
    return along > across * 1.5


def _words(grey: Image.Image, least: float) -> _Words:
    """Recognize the words of a picture, line by line; those below ``least`` are left out."""
    _ENGINE.SetImage(grey)
    _ENGINE.SetSourceResolution(DPI)
    lines: dict[tuple[str, ...], list[str]] = {}
    sure: list[tuple[float, int]] = []
    for row in _ENGINE.GetTSVText(0).splitlines():
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not (word := cells[11].strip()):
            continue
        confidence = float(cells[10]) / 100
        sure.append((confidence, len(word)))
        if confidence >= least:
            lines.setdefault(tuple(cells[2:5]), []).append(word)
    _ENGINE.Clear()
    letters = sum(length for _, length in sure)
    mean = sum(confidence * length for confidence, length in sure) / max(letters, 1)
    return _Words(_laid_out(lines), mean, len(sure))


def _laid_out(lines: dict[tuple[str, ...], list[str]]) -> str:
    """Lines as lines, blocks and paragraphs parted by an empty one."""
    text, last = "", None
    for place, words in lines.items():
        gap = "" if last is None else "\n\n" if place[:2] != last[:2] else "\n"
        text += gap + " ".join(words)
        last = place
    return text


def find_skew(grey: Image.Image, most: float = 7.0) -> float:
    """By how many degrees, counter-clockwise, the lines have to be turned to lie level.

    The sums over rows of ink differ most when the lines lie level.
    """
    small = grey.resize(_scaled(grey.size, min(1.0, 700 / max(grey.size))))
    ink = Image.fromarray((255 - np.asarray(small)).astype(np.uint8))
    best = 0.0
    for step, reach in ((1.0, most), (0.25, 0.75)):
        count = round(reach / step)
        angles = [best + step * place for place in range(-count, count + 1)]
        best = max(angles, key=lambda angle: _levelness(ink, angle))
    level = _levelness(ink, 0.0)
    return best if _levelness(ink, best) > level * 1.05 else 0.0


def _levelness(ink: Image.Image, angle: float) -> float:
    turned = ink.rotate(angle, resample=Image.Resampling.BILINEAR) if angle else ink
    rows = np.asarray(turned, dtype=np.float64).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def _straight(grey: Image.Image, skew: float) -> Image.Image:
    if abs(skew) < 0.3:
        return grey
    paper = int(np.percentile(np.asarray(grey), 80))
    return grey.rotate(skew, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=paper)


def _picture_of(data: bytes, name: str, page: int) -> _Page:
    match detect(data, name).family:
        case Family.PDF:
            return _pdf_page(data, page)
        case Family.IMAGE:
            return _image_page(data, page)
        case _:
            raise Unreadable(Failure.UNSUPPORTED)


def _pdf_page(data: bytes, page: int) -> _Page:
    with open_pdf(data) as pdf:
        if not 0 <= page < len(pdf):
            raise Unreadable(Failure.MISSING, f"Halaman {page + 1} tidak ada.")
        opened = pdf[page]
        wide, tall = (max(side, 1.0) for side in opened.get_size())
        scale = min(DPI / 72, math.sqrt(_MOST_PIXELS / (wide * tall)))
        grey = opened.render(scale=scale, grayscale=True).to_pil().convert("L")
        return _Page(grey, _resolution(opened), max(grey.size), photo=False)


def _resolution(page: pypdfium2.PdfPage) -> int | None:
    """Dots an inch of the picture that covers most of a page; None without one."""
    best: tuple[float, int] | None = None
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        dots = thing.get_px_size()
        longer = max(right - left, top - bottom)
        area = (right - left) * (top - bottom)
        if longer > 0 and (best is None or area > best[0]):
            best = area, round(max(dots) / longer * 72)
    return best[1] if best else None


def _image_page(data: bytes, page: int) -> _Page:
    with open_image(data) as picture:
        if not 0 <= page < getattr(picture, "n_frames", 1):
            raise Unreadable(Failure.MISSING, f"Halaman {page + 1} tidak ada.")
        picture.seek(page)
        side = max(picture.size)
        most = int(_A4_SIDE * DPI)
        picture.draft("L", (most, most))
        grey = upright_picture(on_paper(picture), picture.getexif().get(0x0112, 1)).convert("L")
        # Small letters on small pictures are read better when they are as large as on paper.
        scale = min(most / max(grey.size), 2.0)
        size = _scaled(grey.size, scale)
        grey = grey.resize(size, Image.Resampling.LANCZOS)
        return _Page(grey, round(side / _A4_SIDE), side, photo=True)


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)
