"""A masked copy holds nothing of what it covers: no text, no letter under a box."""

import io
from datetime import date

import pypdfium2
import pytest
from PIL import Image

from layak.documents.masking import render
from layak.documents.plain import Paragraph, PlainDocument
from layak.documents.tessdata import find_tessdata
from layak.documents.writing import write_docx, write_pdf

NIK = "3673014505150002"
LETTER = PlainDocument(
    title="Surat keterangan",
    dated=date(2022, 6, 1),
    blocks=[
        Paragraph("Surat ini menerangkan penerima layanan kesehatan anak di puskesmas."),
        Paragraph(f"NIK {NIK}"),
        Paragraph("Putri Lestari, lahir di Serang, 12 Mei 2015"),
        Paragraph("Demikian keterangan ini dibuat untuk dipergunakan sebagaimana mestinya."),
    ],
)
with_ocr = pytest.mark.skipif(find_tessdata() is None, reason="tesseract-ocr-ind is not installed")


def pictures_of(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.render(scale=2).to_pil().convert("L") for page in opened]


def black(picture: Image.Image) -> float:
    """The share of the picture that is wholly black."""
    counts = picture.histogram()
    return sum(counts[:8]) / sum(counts)


def words_in(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join(page.get_textpage().get_text_bounded() for page in opened)


def test_a_masked_pdf_has_black_boxes_and_no_text_left() -> None:
    original = write_pdf(LETTER)
    assert NIK in words_in(original)
    copy = render(original, "surat.pdf", 0, 0)
    assert copy is not None
    assert words_in(copy).strip() == ""
    assert NIK.encode() not in copy
    (before,), (after,) = pictures_of(original), pictures_of(copy)
    assert black(after) > black(before) + 0.005


def test_a_pdf_without_personal_data_keeps_its_look() -> None:
    plain = PlainDocument(title="Surat", dated=date(2022, 6, 1), blocks=[Paragraph("Isi surat.")])
    original = write_pdf(plain)
    copy = render(original, "surat.pdf", 0, 0)
    assert copy is not None
    (before,), (after,) = pictures_of(original), pictures_of(copy)
    assert black(after) <= black(before) + 0.002


@with_ocr
def test_a_scan_is_read_and_its_words_are_covered() -> None:
    (page,) = pictures_of(write_pdf(LETTER))
    scan = io.BytesIO()
    page.save(scan, "JPEG", quality=85)
    copy = render(scan.getvalue(), "pindaian.jpg", 0, 0)
    assert copy is not None
    (after,) = pictures_of(copy)
    assert black(page) + 0.005 < black(after) < 0.5


def test_a_picture_that_cannot_be_read_is_covered_whole() -> None:
    (page,) = pictures_of(write_pdf(LETTER))
    turned = page.resize((page.width // 3, page.height // 3)).rotate(97, expand=True, fillcolor=255)
    scan = io.BytesIO()
    turned.save(scan, "JPEG", quality=40)
    copy = render(scan.getvalue(), "miring.jpg", 0, 0)
    assert copy is not None
    assert black(pictures_of(copy)[0]) > 0.9


def test_other_files_are_masked_as_text_elsewhere() -> None:
    assert render(write_docx(LETTER), "surat.docx", 0, 0) is None
