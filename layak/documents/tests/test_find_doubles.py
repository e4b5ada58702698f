"""The same text and the same photograph are found again; different ones stay different."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from PIL import Image, ImageEnhance
from sklearn import datasets

from layak.documents.likeness import (
    TWIN_PICTURE,
    TWIN_TEXT,
    alike,
    differing,
    picture_print,
    text_print,
)
from layak.documents.looking import read, seen
from layak.documents.photographs import write_jpeg
from layak.documents.plain import Paragraph, PlainDocument
from layak.documents.writing import write_pdf

WORDS = (
    "Pemerintah kota menetapkan gugus tugas kota layak anak yang bertugas menyusun rencana aksi "
    "daerah, mengoordinasikan perangkat daerah, memantau pelaksanaan, menilai hasilnya setiap "
    "bulan, dan melaporkannya kepada wali kota. Sekretariat berada pada dinas yang membidangi "
    "perlindungan anak. Setiap perangkat daerah menunjuk satu petugas yang mengisi data, "
    "mengunggah data dukung, dan memperbaiki yang dikembalikan oleh verifikator provinsi. "
)


def drawn(title: str) -> bytes:
    """A photograph as the demo has them: all alike at first sight, none the same."""
    document = PlainDocument(
        title=title, dated=date(2022, 6, 1), blocks=[Paragraph(f"Kegiatan {title}")]
    )
    return write_jpeg(document)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def real_photographs() -> list[Image.Image]:
    """Two real ones, which come with scikit-learn."""
    folder = Path(datasets.__file__).parent / "images"
    return [Image.open(folder / name) for name in ("china.jpg", "flower.jpg")]


@pytest.fixture(scope="module")
def photographs() -> list[Image.Image]:
    titles = ["Musrenbang anak", "Pelatihan KHA", "Kawasan tanpa rokok"]
    return [opened(drawn(title)).convert("RGB") for title in titles] + [
        one.convert("RGB") for one in real_photographs()
    ]


def cropped(part: float, *sides: int) -> Callable[[Image.Image], Image.Image]:
    """Cut ``part`` from the named sides: 0 left, 1 top, 2 right, 3 bottom."""

    def cut(picture: Image.Image) -> Image.Image:
        keep = [part if side in sides else 0.0 for side in range(4)]
        width, height = picture.size
        left, top = int(width * keep[0]), int(height * keep[1])
        return picture.crop((left, top, int(width * (1 - keep[2])), int(height * (1 - keep[3]))))

    return cut


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality)
    return opened(made.getvalue())


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "half as large": lambda one: one.resize((one.width // 2, one.height // 2)),
    "recompressed": lambda one: recompressed(one, 30),
    "squeezed": lambda one: one.resize((one.width, int(one.height * 0.85))),
    "grey": lambda one: one.convert("L").convert("RGB"),
    "brighter": lambda one: ImageEnhance.Brightness(one).enhance(1.2),
    "cropped all round": cropped(0.1, 0, 1, 2, 3),
    "cropped at the left": cropped(0.1, 0),
    "cropped at the bottom": cropped(0.2, 3),
    "cropped, small and recompressed": lambda one: recompressed(
        cropped(0.1, 0, 1, 2, 3)(one).resize((one.width // 2, one.height // 2)), 60
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_photograph_is_known_again(change: str, photographs: list[Image.Image]) -> None:
    prints = [picture_print(one) or b"" for one in photographs]
    for at, photograph in enumerate(photographs):
        print_ = picture_print(CHANGES[change](photograph))
        assert print_ is not None
        bits = differing(print_, prints)
        assert bits[at] <= TWIN_PICTURE
        assert all(other > TWIN_PICTURE for place, other in enumerate(bits) if place != at)


def test_a_page_of_text_and_a_small_logo_are_no_photographs() -> None:
    letter = PlainDocument(title="Surat", dated=date(2022, 1, 1), blocks=[Paragraph(WORDS * 3)])
    with pypdfium2.PdfDocument(write_pdf(letter)) as pdf:
        page = pdf[0].render(scale=1.5).to_pil()
    assert picture_print(page) is None
    assert picture_print(real_photographs()[0].resize((90, 60))) is None


def test_the_photograph_inside_a_word_file_is_the_one_beside_it() -> None:
    photograph = drawn("Pelatihan KHA")
    small = io.BytesIO()
    opened(photograph).resize((800, 600)).save(small, "JPEG", quality=60)
    document, made = Document(), io.BytesIO()
    document.add_picture(small)
    document.save(made)
    (alone,) = seen(read(photograph, "foto.jpg"))
    (inside,) = seen(read(made.getvalue(), "laporan.docx"))
    assert (alone.page, inside.page) == (1, 0)
    assert differing(alone.print, [inside.print])[0] <= TWIN_PICTURE


def test_the_photograph_on_a_page_of_a_pdf_is_found_with_its_page() -> None:
    photograph = opened(drawn("Musrenbang anak")).convert("RGB")
    made = io.BytesIO()
    blank = Image.new("RGB", photograph.size, "white")
    blank.save(made, "PDF", save_all=True, append_images=[photograph])
    (inside,) = seen(read(made.getvalue(), "laporan.pdf"))
    assert inside.page == 2
    print_ = picture_print(photograph) or b""
    assert differing(print_, [inside.print])[0] <= TWIN_PICTURE


def test_a_file_without_photographs_shows_none() -> None:
    pdf = write_pdf(PlainDocument(title="Surat", dated=date(2022, 1, 1), blocks=[Paragraph("Isi")]))
    assert seen(read(pdf, "surat.pdf")) == []


def test_a_text_with_a_few_other_words_is_a_twin_and_shares_a_band() -> None:
    one = text_print([WORDS * 2])
    other = text_print([WORDS * 2 + " Ditetapkan di Serang."])
    assert one
    assert other
    assert alike(one.signature, other.signature) >= TWIN_TEXT
    assert set(one.bands) & set(other.bands)


def test_another_text_is_no_twin() -> None:
    other = " ".join(reversed((WORDS * 2).split()))
    first, second = text_print([WORDS * 2]), text_print([other])
    assert first
    assert second
    assert alike(first.signature, second.signature) < TWIN_TEXT


def test_a_few_words_are_nobodys_copy() -> None:
    assert text_print(["Foto kegiatan."]) is None


def test_bands_fit_a_signed_column_and_are_the_same_every_time() -> None:
    one, again = text_print([WORDS * 2]), text_print([WORDS * 2])
    assert one == again
    assert one is not None
    assert all(-(2**63) <= band < 2**63 for band in one.bands)
