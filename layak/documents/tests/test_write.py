"""Writing: the plain data comes back out of the real files, and equal input gives equal bytes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2
import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from layak.documents import glyphs
from layak.documents.plain import Paragraph, PlainDocument, cell_text, date_text
from layak.documents.tests.make import make_document
from layak.documents.writing import write_docx, write_jpeg, write_pdf, write_xlsx

WRITERS = [write_pdf, write_docx, write_xlsx, write_jpeg]


@pytest.mark.parametrize("write", WRITERS)
def test_equal_documents_give_equal_bytes(write: Callable[[PlainDocument], bytes]) -> None:
    assert write(make_document()) == write(make_document())
    assert write(make_document()) != write(make_document(title="Laporan lain"))


def test_a_pdf_has_the_pages_and_the_text_that_were_asked_for() -> None:
    with pypdfium2.PdfDocument(write_pdf(make_document(pages=3))) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    assert len(texts) == 3
    assert "Halaman nomor 1" in texts[0]
    assert "Halaman nomor 3" in texts[2]
    assert "98,25" in texts[0]
    assert "12.345" in texts[0]


def test_markup_in_a_text_is_shown_and_never_obeyed() -> None:
    wild = '#panic("x") *tebal* $x$ @rujukan \\ <b> "kutip" {{ x }} //komentar'
    document = PlainDocument(wild, date(2023, 1, 2), [Paragraph(wild)])
    with pypdfium2.PdfDocument(write_pdf(document)) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert '#panic("x")' in text.replace("“", '"').replace("”", '"')
    assert "*tebal* $x$ @rujukan" in text
    assert "{{ x }}" in docx.Document(BytesIO(write_docx(document))).paragraphs[1].text


def test_a_word_document_keeps_paragraphs_table_and_signature() -> None:
    word = docx.Document(BytesIO(write_docx(make_document())))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "PEMERINTAH KOTA SERANG" in texts
    assert "NIP 1970 01" in texts
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["Serang", "12.345", "98,25"]


def test_a_sheet_keeps_numbers_as_numbers_and_writes_no_formula() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(write_xlsx(make_document())))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["Serang", 12345.0, 98.25] in rows
    assert ["=SUM(A1)", 2345.0, 97.1] in rows


def test_a_picture_has_the_size_that_was_asked_for() -> None:
    with Image.open(BytesIO(write_jpeg(make_document(), width=640, height=480))) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (640, 480)
        assert picture.getexif()[0x0132] == "2023:03:09 09:00:00"


def test_cells_and_dates_are_written_the_indonesian_way() -> None:
    assert cell_text(1214) == "1.214"
    assert cell_text(Decimal("12.50")) == "12,50"
    assert cell_text(Decimal("1E+3")) == "1.000"
    assert date_text(date(2023, 5, 29)) == "29 Mei 2023"


def test_no_character_keeps_a_pdf_from_being_made() -> None:
    ends = "".join(f" x{chr(one)}" for ends in glyphs.COVERED for one in ends if one > 0x20)
    pasted = "senyum \U0001f642, titik \uf0b7, \u4e2d\u6587, kendali \x07\x00, \ue123 dan \ufffe"
    document = PlainDocument(
        "Judul \U0001f642", date(2023, 1, 2), [Paragraph(pasted), Paragraph(ends)]
    )
    with pypdfium2.PdfDocument(write_pdf(document)) as pdf:
        said = " ".join(pdf[0].get_textpage().get_text_range().split())
    assert "senyum \u25a1, titik \u2022, \u25a1\u25a1, kendali , \u2022 dan \u25a1" in said
