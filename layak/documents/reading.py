"""Read one file's bytes into text by page, and draw one page. Runs only inside a reader child.

PDF by pypdfium2, the engine that draws the pages too; DOCX and PPTX from their XML (``office``);
XLSX by python-calamine: values as last saved, nothing is computed and no link is followed. How they
were chosen and measured: ``docs/decisions/0003-reading.md``.
"""

import io
import re
from dataclasses import dataclass

import pypdfium2
from PIL import Image, TiffImagePlugin, UnidentifiedImageError, WebPImagePlugin
from pypdfium2 import raw as pdfium
from python_calamine import CalamineWorkbook

from layak.documents import layers
from layak.documents.detection import decode_text, detect, external_links, mismatch
from layak.documents.office import read_slides, read_word
from layak.documents.results import NO_TEXT, Failure, Family, ReadResult, Unreadable

PICTURE_MEDIA_TYPE = "image/webp"

# All decoders are loaded here: a confined child may no longer be able to open their modules.
Image.preinit()
_IMAGE_FORMATS = (
    "JPEG",
    "PNG",
    TiffImagePlugin.TiffImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
_EMPTY_TREE = re.compile(rb"/Kids\s*\[\s*\]\s*/Count\s+0\b|/Count\s+0\b\s*/Kids\s*\[\s*\]")
# A sparse page is a scan when one picture covers so much of it.
PICTURE_SHARE = 0.3
_NO_PAGES = "PDF tidak berisi halaman."
_PDF_ERRORS = {
    pdfium.FPDF_ERR_PASSWORD: Failure.ENCRYPTED,
    pdfium.FPDF_ERR_SECURITY: Failure.ENCRYPTED,
}
# PDFium marks a hyphen that only breaks a line, and other writers leave soft hyphens.
_LINE_HYPHEN = re.compile("[\x02\ufffe\xad]\n?")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\uffff]")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that one document may hold: pages, characters of text, pixels of a picture."""

    pages: int = 3_000
    characters: int = 5_000_000
    pixels: int = 100_000_000
    side: int = 30_000


BOUNDS = Bounds()


def read(data: bytes, name: str) -> ReadResult:
    """Detect and read. Raises ``Unreadable``; any other error means damaged content."""
    file_type = detect(data, name)
    remarks = [mismatch(file_type, name)]
    title = ""
    scans: list[int] = []
    signatures = 0
    match file_type.family:
        case Family.PDF:
            pages, scans, signatures, title = _read_pdf(data)
        case Family.WORD:
            pages, title = read_word(data)
        case Family.SLIDES:
            pages, title = read_slides(data)
        case Family.SHEET:
            pages = _read_sheets(data)
            if external_links(data):
                remarks.append("Tautan ke berkas lain tidak dibuka; hanya nilai tersimpan dibaca.")
        case Family.IMAGE:
            count = _count_frames(data)
            pages, scans = [""] * count, list(range(1, count + 1))
        case Family.TEXT:
            pages = [decode_text(data) or ""]
    pages = _within_bounds([_storable(page) for page in pages])
    if file_type.family is Family.PDF and scans and not any(pages):
        remarks.append(NO_TEXT)
    return ReadResult(
        pages=tuple(pages),
        page_count=len(pages),
        file_type=file_type,
        title=_storable(title)[:300].strip(),
        remark=" ".join(remark for remark in remarks if remark) or None,
        scans=tuple(scans),
        signatures=signatures,
    )


def render(data: bytes, name: str, page: int, width: int) -> bytes | None:
    """Draw page ``page`` (from 0) of a PDF or an image, ``width`` pixels wide, as WebP.

    None for a type that has no pages to draw. Raises ``Unreadable``, also for a missing page.
    """
    match detect(data, name).family:
        case Family.PDF:
            picture = _draw_pdf(data, page, width)
        case Family.IMAGE:
            picture = _draw_image(data, page, width)
        case _:
            return None
    made = io.BytesIO()
    picture.save(made, "WEBP", quality=80, method=2)
    return made.getvalue()


def _storable(text: str) -> str:
    """Drop what PostgreSQL cannot hold, and join words that only a line end has parted."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSTORABLE.sub("", _LINE_HYPHEN.sub("", plain))


def _within_bounds(pages: list[str]) -> list[str]:
    """Cut text beyond the bound: what is left is plenty to place a document."""
    left = BOUNDS.characters
    kept = []
    for page in pages:
        kept.append(page[:left])
        left -= len(kept[-1])
    return kept


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    tail = data[-65_536:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise Unreadable(
            Failure.DAMAGED,
            "PDF terpotong: akhir berkasnya tidak ada. Unggah ulang berkas aslinya.",
        )
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # A document without pages sets no error: what is told then may be the file's before it.
        if error.err_code == pdfium.FPDF_ERR_SUCCESS or _EMPTY_TREE.search(data):
            raise Unreadable(Failure.EMPTY, _NO_PAGES) from error
        raise Unreadable(_PDF_ERRORS.get(error.err_code, Failure.DAMAGED)) from error
    if len(pdf) == 0:
        raise Unreadable(Failure.EMPTY, _NO_PAGES)
    if len(pdf) > BOUNDS.pages:
        raise Unreadable(
            Failure.TOO_LARGE,
            f"PDF berisi {len(pdf)} halaman; paling banyak {BOUNDS.pages}.",
        )
    return pdf


def _read_pdf(data: bytes) -> tuple[list[str], list[int], int, str]:
    """The text of each page, the pages to be read from their picture, signatures, the title."""
    with open_pdf(data) as pdf:
        pages: list[str] = []
        scans: list[int] = []
        for at in range(len(pdf)):
            page = pdf[at]
            text = page.get_textpage()
            pages.append(text.get_text_bounded())
            if _is_picture(page, layers.judge(pages[-1])):
                scans.append(at + 1)
            text.close()
            page.close()
        signatures = max(pdfium.FPDF_GetSignatureCount(pdf.raw), 0)
        return pages, scans, signatures, pdf.get_metadata_value("Title")


def _is_picture(page: pypdfium2.PdfPage, verdict: layers.Verdict) -> bool:
    """Whether a page shows text that its own text does not give."""
    if verdict is layers.Verdict.GOOD:
        return False
    if verdict is layers.Verdict.RUBBISH:
        return True
    room = page.get_width() * page.get_height() * PICTURE_SHARE
    for thing in page.get_objects(max_depth=3):
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            if (right - left) * (top - bottom) >= room:
                return True
    return False


def _read_sheets(data: bytes) -> list[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    left, pages = BOUNDS.characters, []
    for name in book.sheet_names:
        lines = [name]
        for row in book.get_sheet_by_name(name).iter_rows():
            if line := "\t".join(_cell(value) for value in row).rstrip():
                lines.append(line)
                left -= len(line)
            if left < 0:
                break
        pages.append("\n".join(lines))
    return pages


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def open_image(data: bytes) -> Image.Image:
    # Our own bound is checked from the header, before any pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(io.BytesIO(data), formats=_IMAGE_FORMATS)
    except UnidentifiedImageError as error:
        raise Unreadable(Failure.DAMAGED) from error
    width, height = picture.size
    if width * height > BOUNDS.pixels or max(width, height) > BOUNDS.side:
        size = f"{width:,} × {height:,}".replace(",", ".")
        most = BOUNDS.pixels // 1_000_000
        raise Unreadable(
            Failure.TOO_LARGE, f"Gambar berukuran {size} piksel; paling besar {most} juta piksel."
        )
    return picture


def _count_frames(data: bytes) -> int:
    """Count the pages of an image after decoding the first: a truncated one must be noticed."""
    with open_image(data) as picture:
        # JPEG only: all of it is parsed, but an eighth of its size decoded.
        picture.draft("L", (picture.width // 8, picture.height // 8))
        picture.load()
        return _frames(picture)


def _frames(picture: Image.Image) -> int:
    """Count pages. Only TIFF has them: the further frames of a phone's JPEG are previews."""
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def _draw_pdf(data: bytes, page: int, width: int) -> Image.Image:
    with open_pdf(data) as pdf:
        if not 0 <= page < len(pdf):
            raise Unreadable(Failure.MISSING, f"Halaman {page + 1} tidak ada.")
        if pdf.get_formtype():
            pdf.init_forms()
        opened = pdf[page]
        wide, tall = opened.get_size()
        # A page may be a mile high: its picture is at most four times as high as wide.
        scale = min(width / max(wide, 1), 4 * width / max(tall, 1))
        picture: Image.Image = opened.render(scale=scale).to_pil()
        return picture


def _draw_image(data: bytes, page: int, width: int) -> Image.Image:
    with open_image(data) as picture:
        if not 0 <= page < _frames(picture):
            raise Unreadable(Failure.MISSING, f"Halaman {page + 1} tidak ada.")
        picture.seek(page)
        picture.draft("RGB", (width, width))
        upright = upright_picture(on_paper(picture), picture.getexif().get(0x0112, 1))
        upright.thumbnail((width, 4 * width))
        return upright


_TURNS = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_270,
    8: Image.Transpose.ROTATE_90,
}


def on_paper(picture: Image.Image) -> Image.Image:
    """Lay what is transparent on white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(paper, layered).convert("RGB")


def upright_picture(picture: Image.Image, orientation: int) -> Image.Image:
    """Turn a phone's photo the way it was held."""
    turn = _TURNS.get(orientation)
    return picture.transpose(turn) if turn is not None else picture
