"""Reading: text by page from real files, and one sentence for each that is not read."""

import io
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest
from PIL import Image

from layak.documents.results import Failure, Unreadable
from layak.documents.sandbox import ReaderPool
from layak.documents.tests import hostile
from layak.documents.tests.make import make_document
from layak.documents.writing import write_docx, write_jpeg, write_pdf, write_xlsx


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(processes=1) as pool:
        yield pool


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_pdf_gives_its_text_page_by_page(pool: ReaderPool, tmp_path: Path) -> None:
    result = pool.read_one(put(tmp_path, "laporan.pdf", write_pdf(make_document(pages=5))))
    assert result.refusal is None
    assert result.page_count == len(result.pages) == 5
    assert [f"Halaman nomor {n}." in page for n, page in enumerate(result.pages, 1)] == [True] * 5
    assert result.title == "Laporan Cakupan Akta Kelahiran"
    assert result.file_type is not None
    assert result.file_type.media_type == "application/pdf"
    assert result.remark is None


def test_a_word_document_gives_its_pages_and_its_table(pool: ReaderPool, tmp_path: Path) -> None:
    result = pool.read_one(put(tmp_path, "laporan.docx", write_docx(make_document(pages=2))))
    assert result.refusal is None
    assert result.page_count == 2
    assert "Halaman nomor 2." in result.pages[1]
    assert "Serang\t12.345\t98,25" in result.pages[0]
    assert result.title == "Laporan Cakupan Akta Kelahiran"


def test_a_letterhead_in_the_page_header_and_a_box_are_read_once(
    pool: ReaderPool, tmp_path: Path
) -> None:
    word = docx.Document(io.BytesIO(write_docx(make_document())))
    word.sections[0].header.paragraphs[0].text = "Dinas Pendidikan & Kebudayaan <Kota>"
    made = io.BytesIO()
    word.save(made)
    with zipfile.ZipFile(made) as package:
        body = package.read("word/document.xml").decode()
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
        '/2006"><mc:Choice><w:p><w:r><w:t>Kotak</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r>'
        "<w:t>Kotak</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
        "<w:lastRenderedPageBreak/></w:r><w:del><w:r><w:delText>Dihapus</w:delText></w:r></w:del></w:p>"
    )
    content = hostile.with_members(
        made.getvalue(), {"word/document.xml": body.replace("</w:p>", box, 1).encode()}
    )
    result = pool.read_one(put(tmp_path, "surat.docx", content))
    assert result.page_count == 2
    assert result.pages[0].startswith("Dinas Pendidikan & Kebudayaan <Kota>\n")
    assert result.text.count("Kotak") == 1
    assert "Dihapus" not in result.text


def test_slides_are_read_in_their_order(pool: ReaderPool, tmp_path: Path) -> None:
    texts = [f"Paparan ke-{n}" for n in range(1, 12)]
    result = pool.read_one(put(tmp_path, "paparan.pptx", hostile.pptx(*texts)))
    assert list(result.pages) == texts


def test_a_workbook_gives_its_values_by_sheet(pool: ReaderPool, tmp_path: Path) -> None:
    result = pool.read_one(put(tmp_path, "data.xlsx", write_xlsx(make_document())))
    assert result.page_count == 1
    assert "Serang\t12345\t98.25" in result.pages[0]


def test_formulas_are_read_as_last_saved_and_links_are_not_followed(
    pool: ReaderPool, tmp_path: Path
) -> None:
    result = pool.read_one(put(tmp_path, "data.xlsx", hostile.xlsx_with_formulas_and_links()))
    assert result.refusal is None
    assert "Jumlah\t1214" in result.text
    assert "tersimpan" in result.text
    assert "SUM" not in result.text
    assert result.remark == "Tautan ke berkas lain tidak dibuka; hanya nilai tersimpan dibaca."


def test_a_photo_has_one_page_without_text(pool: ReaderPool, tmp_path: Path) -> None:
    result = pool.read_one(put(tmp_path, "foto.jpg", write_jpeg(make_document(), 640, 480)))
    assert (result.refusal, result.page_count, result.text) == (None, 1, "")
    assert result.file_type is not None
    assert result.file_type.kind == "foto JPEG"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("catatan.txt", "Notulen rapat gugus tugas — hadir 12 orang".encode()),
        ("catatan.txt", "Notulen rapat gugus tugas — hadir 12 orang".encode("cp1252")),
        ("catatan.txt", "\ufeffNotulen rapat gugus tugas — hadir 12 orang".encode("utf-16-le")),
        ("rekap.csv", "Notulen;rapat gugus tugas — hadir 12 orang".encode("utf-8-sig")),
    ],
)
def test_plain_text_is_decoded(pool: ReaderPool, tmp_path: Path, name: str, content: bytes) -> None:
    result = pool.read_one(put(tmp_path, name, content))
    assert result.text.startswith("Notulen")
    assert result.text.endswith("rapat gugus tugas — hadir 12 orang")


@pytest.mark.parametrize("begins", ["BMKG", "MZ", "BZ", "II", "PK"])
def test_text_that_begins_like_a_binary_mark_is_still_text(
    pool: ReaderPool, tmp_path: Path, begins: str
) -> None:
    result = pool.read_one(put(tmp_path, "a.txt", f"{begins} Banten, laporan cuaca".encode()))
    assert result.text == f"{begins} Banten, laporan cuaca"


def test_a_pdf_called_docx_is_read_as_the_pdf_it_is(pool: ReaderPool, tmp_path: Path) -> None:
    result = pool.read_one(put(tmp_path, "surat.docx", hostile.pdf()))
    assert "Halaman nomor 1." in result.text
    assert result.remark == "Nama berkas berakhiran .docx, tetapi isinya dokumen PDF."


def test_a_scan_is_read_with_a_remark_that_it_has_no_text(pool: ReaderPool, tmp_path: Path) -> None:
    result = pool.read_one(put(tmp_path, "pindai.pdf", hostile.scanned_pdf()))
    assert (result.refusal, result.page_count) == (None, 1)
    assert result.remark is not None
    assert "hasil pindaian" in result.remark


REFUSED: list[tuple[str, Callable[[], bytes], Failure, str]] = [
    ("kosong.pdf", lambda: b"", Failure.EMPTY, "Berkas kosong"),
    ("nol.pdf", hostile.pdf_without_pages, Failure.EMPTY, "tidak berisi halaman"),
    ("potong.pdf", hostile.truncated_pdf, Failure.DAMAGED, "terpotong"),
    ("rusak.pdf", lambda: b"%PDF-1.7\n" + b"x" * 99 + b"%%EOF", Failure.DAMAGED, "rusak"),
    ("kunci.pdf", hostile.locked_pdf, Failure.ENCRYPTED, "kata sandi"),
    ("program.pdf", lambda: hostile.EXECUTABLE, Failure.UNSUPPORTED, "sebuah program"),
    ("jalan.bat", lambda: b"@echo off\r\ndel C:\\", Failure.UNSUPPORTED, "sebuah program"),
    ("makro.docx", hostile.docx_with_macros, Failure.MACRO, "berisi makro"),
    ("bom.docx", hostile.docx_bomb, Failure.TOO_LARGE, "bom ZIP"),
    ("tawa.docx", hostile.docx_with_laughs, Failure.DAMAGED, "rusak"),
    ("jauh.xlsx", hostile.xlsx_with_one_far_cell, Failure.MEMORY, "terlalu banyak memori"),
    ("lama.doc", lambda: hostile.OLE_HEAD, Failure.UNSUPPORTED, "Format Office lama"),
    (
        "kunci.xlsx",
        lambda: hostile.OLE_HEAD + "EncryptedPackage".encode("utf-16-le"),
        Failure.ENCRYPTED,
        "kata sandi",
    ),
    ("potong.docx", lambda: write_docx(make_document())[:9000], Failure.DAMAGED, "terpotong"),
    ("luas.png", lambda: hostile.png_header(30_000, 30_000), Failure.TOO_LARGE, "30.000 × 30.000"),
    ("pendek.png", lambda: hostile.png_header(300, 300), Failure.DAMAGED, "rusak"),
    ("potong.jpg", hostile.truncated_jpeg, Failure.DAMAGED, "rusak"),
    ("halaman.html", lambda: b"<!DOCTYPE html><script>x</script>", Failure.UNSUPPORTED, "web"),
    ("arsip.rar", lambda: b"Rar!\x1a\x07\x01\x00", Failure.UNSUPPORTED, "RAR"),
    ("foto.heic", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 40, Failure.UNSUPPORTED, "HEIC"),
    ("acak.bin", lambda: bytes(range(256)) * 9, Failure.UNSUPPORTED, "tidak dikenal"),
    ("bukan.pdf", lambda: b"bukan pdf sama sekali", Failure.DAMAGED, "isinya bukan itu"),
]


def test_each_hostile_file_gets_one_sentence_and_the_good_ones_between_are_read(
    pool: ReaderPool, tmp_path: Path
) -> None:
    good = hostile.pdf()
    files = []
    for name, make, _, _ in REFUSED:
        files += [put(tmp_path, name, make()), put(tmp_path, f"baik-{name}.pdf", good)]
    results = dict(pool.read((path.name, path) for path in files))
    for name, _, failure, words in REFUSED:
        result = results[name]
        assert (name, result.failure) == (name, failure), result
        assert result.refusal is not None
        assert words in result.refusal
        assert "\n" not in result.refusal
        assert results[f"baik-{name}.pdf"].page_count == 1


def test_a_zip_is_no_document(pool: ReaderPool, tmp_path: Path) -> None:
    result = pool.read_one(hostile.write_zip(tmp_path / "a.zip", {"a.txt": b"a"}))
    assert result.failure is Failure.UNSUPPORTED
    assert result.refusal is not None
    assert result.refusal.startswith("Arsip ZIP")


def test_a_page_of_a_pdf_is_drawn_at_the_width_asked_for(pool: ReaderPool, tmp_path: Path) -> None:
    path = put(tmp_path, "laporan.pdf", write_pdf(make_document(pages=2)))
    drawn = pool.render_page(path, 1, 600)
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.format == "WEBP"
        assert picture.width in {600, 601}
        assert picture.height == pytest.approx(600 * 297 / 210, abs=3)
    with pytest.raises(Unreadable, match="Halaman 3 tidak ada"):
        pool.render_page(path, 2, 600)


def test_a_photo_is_drawn_the_way_it_was_held(pool: ReaderPool, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (400, 200), "red").save(made, "JPEG", exif=exif)
    drawn = pool.render_page(put(tmp_path, "foto.jpg", made.getvalue()), 0, 100)
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (100, 200)


def test_what_is_transparent_is_drawn_on_white(pool: ReaderPool, tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(made, "PNG")
    drawn = pool.render_page(put(tmp_path, "logo.png", made.getvalue()), 0, 60)
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.convert("RGB").getpixel((30, 20)) == (255, 255, 255)


def test_a_fax_of_three_sheets_has_three_pages(pool: ReaderPool, tmp_path: Path) -> None:
    sheets = [Image.new("1", (300, 400), shade) for shade in (0, 1, 0)]
    made = io.BytesIO()
    sheets[0].save(made, "TIFF", save_all=True, append_images=sheets[1:], compression="group4")
    path = put(tmp_path, "faks.tif", made.getvalue())
    assert pool.read_one(path).page_count == 3
    drawn = pool.render_page(path, 1, 150)
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (150, 200)
        assert picture.convert("L").getpixel((70, 70)) == 255


def test_pages_can_be_drawn_while_a_stream_is_being_read(pool: ReaderPool, tmp_path: Path) -> None:
    path = put(tmp_path, "laporan.pdf", hostile.pdf())
    drawn = [pool.render_page(path, 0, 80) for _ in pool.read((n, path) for n in range(12))]
    assert len(drawn) == 12
    assert None not in drawn


def test_threads_may_share_a_pool(pool: ReaderPool, tmp_path: Path) -> None:
    path = put(tmp_path, "laporan.pdf", hostile.pdf())
    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(pool.read_one, [path] * 24))
    assert [result.page_count for result in results] == [1] * 24


def test_what_has_no_pages_to_draw_gives_none(pool: ReaderPool, tmp_path: Path) -> None:
    assert pool.render_page(put(tmp_path, "a.docx", write_docx(make_document())), 0, 400) is None
    assert pool.render_page(put(tmp_path, "a.txt", b"teks"), 0, 400) is None


@pytest.mark.parametrize("make", [hostile.locked_pdf, hostile.truncated_pdf])
def test_what_cannot_be_drawn_is_a_refusal(
    pool: ReaderPool, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    with pytest.raises(Unreadable):
        pool.render_page(put(tmp_path, "a.pdf", make()), 0, 400)


def test_an_empty_pdf_is_empty_whatever_came_before_it(pool: ReaderPool, tmp_path: Path) -> None:
    locked = put(tmp_path, "kunci.pdf", hostile.locked_pdf())
    empty = put(tmp_path, "nol.pdf", hostile.pdf_without_pages())
    for _ in range(pool.processes):
        assert pool.read_one(locked).failure is Failure.ENCRYPTED
    assert pool.read_one(empty).failure is Failure.EMPTY
