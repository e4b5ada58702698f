"""Make scans of documents: pictures of their pages, as they lie on the glass of a scanner.

Equal documents give equal bytes.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

import pypdfium2
from PIL import Image, ImageFilter

from layak.documents.plain import PlainDocument
from layak.documents.writing import write_jpeg, write_pdf

__all__ = ["LAID", "write_scan"]

DPI = 150
_PAPER = 255
# A photograph is pasted in smaller than it was taken.
_PASTED = 640
_MADE = time.struct_time((2022, 1, 1, 0, 0, 0, 5, 1, 0))

# How a page may lie on the glass.
LAID: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "straight": lambda page: page,
    "turned": lambda page: page.transpose(Image.Transpose.ROTATE_90),
    "skewed": lambda page: page.rotate(2.5, Image.Resampling.BICUBIC, fillcolor=_PAPER),
    "blurred": lambda page: page.filter(ImageFilter.GaussianBlur(4)),
}


def write_scan(
    document: PlainDocument, laid: Sequence[str], photo: PlainDocument | None = None
) -> bytes:
    """Picture each page of a document into a PDF without text.

    ``laid`` says of each page, by the names of ``LAID``, how it lies; pages beyond lie straight.
    The photograph of ``photo`` makes one page more.
    """
    pages = [
        LAID[laid[number] if number < len(laid) else "straight"](page)
        for number, page in enumerate(_pictured(write_pdf(document)))
    ]
    if photo is not None:
        taken = Image.open(BytesIO(write_jpeg(photo)))
        taken.thumbnail((_PASTED, _PASTED))
        pages.append(taken)
    made = BytesIO()
    pages[0].save(
        made,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=DPI,
        quality=60,
        title=document.title,
        creationDate=_MADE,
        modDate=_MADE,
    )
    return made.getvalue()


def _pictured(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in opened]
