"""Reading pages from their picture: what was written comes back, however the page lay."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from layak.documents import clarity, layers, reading
from layak.documents.photographs import write_jpeg
from layak.documents.results import ReadResult
from layak.documents.sandbox import ReaderPool
from layak.documents.spawning import SCAN_LIMITS
from layak.documents.tessdata import PACKAGE, find_tessdata
from layak.documents.tests.make import make_document
from layak.documents.writing import write_pdf

needs_tesseract = pytest.mark.skipif(
    find_tessdata() is None, reason=f"NO SCAN IS READ IN THIS RUN: {PACKAGE} is not installed"
)
Spoil = Callable[[Image.Image], Image.Image]


def grain(picture: Image.Image) -> Image.Image:
    """The noise of a scanner, the same each time."""
    pixels = np.asarray(picture, dtype=float) * 0.86 + 18
    spoilt = pixels + np.random.default_rng(7).normal(0, 9, pixels.shape)
    return Image.fromarray(np.clip(spoilt, 0, 255).astype("uint8"))


def shadow(picture: Image.Image) -> Image.Image:
    """A light that falls from the right."""
    slope = np.linspace(0.25, 1, picture.width)[None, :]
    return Image.fromarray((np.asarray(picture) * slope).astype("uint8"))


def pictured(written: bytes, spoil: Spoil | None = None, dpi: int = 150) -> bytes:
    """A PDF as a scanner gives it back: nothing but pictures of its pages."""
    pictures = []
    with reading.open_pdf(written) as pdf:
        for page in pdf:
            picture = grain(page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L"))
            pictures.append(spoil(picture) if spoil else picture)
    made = io.BytesIO()
    pictures[0].save(
        made, "PDF", resolution=dpi, save_all=True, append_images=pictures[1:], quality=70
    )
    return made.getvalue()


def scanned(spoil: Spoil | None = None, dpi: int = 150, pages: int = 1) -> bytes:
    """The letter of ``make_document``, scanned."""
    return pictured(write_pdf(make_document(pages=pages)), spoil, dpi)


@pytest.fixture(scope="module")
def scanners() -> Iterator[ReaderPool]:
    with ReaderPool(1, SCAN_LIMITS, "layak.documents.scanning") as pool:
        yield pool


def seen(pool: ReaderPool, folder: Path, data: bytes, name: str = "x.pdf") -> dict[str, Any]:
    path = folder / name
    path.write_bytes(data)
    [(_, result)] = pool.read_pages([(0, path, 0)])
    assert result.refusal is None, result
    found: dict[str, Any] = json.loads(result.pages[0])
    return found


def test_a_page_without_text_is_named_as_a_scan() -> None:
    result = reading.read(scanned(pages=2), "x.pdf")
    assert (result.pages, result.scans) == (("", ""), (1, 2))
    assert result.remark


def test_a_page_with_good_text_is_no_scan() -> None:
    assert reading.read(write_pdf(make_document(pages=2)), "x.pdf").scans == ()


def test_an_empty_page_is_no_scan() -> None:
    blank = io.BytesIO()
    Image.new("L", (400, 560), "white").save(blank, "PDF")
    empty = replace(make_document(), title="", letterhead=(), number="", blocks=())
    assert reading.read(write_pdf(empty), "x.pdf").scans == ()
    assert reading.read(blank.getvalue(), "x.pdf").scans == (1,), "only its picture can tell"


def test_a_picture_waits_to_be_read_frame_by_frame() -> None:
    made = io.BytesIO()
    frames = [Image.new("L", (300, 400), grey) for grey in (250, 200)]
    frames[0].save(made, "TIFF", save_all=True, append_images=frames[1:])
    result = reading.read(made.getvalue(), "x.tif")
    assert (result.pages, result.scans, result.page_count) == (("", ""), (1, 2), 2)


GOOD = "Cakupan kepemilikan akta kelahiran anak di Kecamatan Taktakan terus meningkat. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (GOOD, layers.Verdict.GOOD),
        (GOOD.replace(" ", " | - | "), layers.Verdict.GOOD),
        ("|---" * 40, layers.Verdict.SPARSE),
        ("1. Data_Sekolah_Ramah_Anak_2023.xlsx\n2. SK_Gugus_Tugas_Kota.pdf\n", layers.Verdict.GOOD),
        ("Every child has the right to be heard in all matters that concern the child.", "good"),
        (
            "Serang 1.214 1.190 98,02 Kasemen 3.098 2.700 87,15 Taktakan 2.445 2.084 85,23 dst",
            layers.Verdict.SPARSE,
        ),
        ("12", layers.Verdict.SPARSE),
        ("", layers.Verdict.SPARSE),
        ("".join(chr(ord(c) - 29) if c > ">" else c for c in GOOD), layers.Verdict.RUBBISH),
        ("".join(f"(cid:{ord(c)})" for c in GOOD), layers.Verdict.RUBBISH),
        (" ".join(GOOD), layers.Verdict.RUBBISH),
        (GOOD.replace("a", "~").replace("e", "|").replace("n", "#"), layers.Verdict.RUBBISH),
        (GOOD.translate({ord(c): 0xF000 + ord(c) for c in GOOD}), layers.Verdict.RUBBISH),
    ],
)
def test_a_text_layer_is_judged_by_what_it_holds(text: str, verdict: str) -> None:
    assert layers.judge(text) == verdict


@needs_tesseract
@pytest.mark.parametrize(
    ("spoil", "turned"),
    [
        (None, 0),
        (lambda page: page.rotate(4, fillcolor=230), 0),
        (lambda page: page.transpose(Image.Transpose.ROTATE_90), 270),
        (lambda page: page.transpose(Image.Transpose.ROTATE_180), 180),
        (shadow, 0),
    ],
    ids=["straight", "askew", "sideways", "upside down", "shadowed"],
)
def test_what_stands_on_a_scan_is_read_however_it_lies(
    scanners: ReaderPool, tmp_path: Path, spoil: Spoil | None, turned: int
) -> None:
    found = seen(scanners, tmp_path, scanned(spoil))
    text = " ".join(str(found["text"]).split())
    assert found["turned"] == turned
    assert text.count("akta kelahiran anak di Kecamatan Taktakan terus meningkat") >= 8
    assert "470/112/2023" in text
    assert found["flaws"] == []


@pytest.mark.parametrize(
    ("spoil", "flaws"),
    [
        (lambda page: page, []),
        (lambda page: page.filter(ImageFilter.GaussianBlur(4)), ["blurred"]),
        (lambda page: page.point(lambda grey: grey * 0.3), ["dark"]),
        (lambda page: page.point(lambda grey: 200 + grey * 0.2), ["faint"]),
        (lambda page: page.point(lambda _: 248), []),
    ],
    ids=["clear", "blurred", "dark", "faint", "empty"],
)
def test_a_page_that_cannot_be_read_well_says_why(spoil: Spoil, flaws: list[str]) -> None:
    with reading.open_pdf(scanned(spoil)) as pdf:
        grey = pdf[0].render(scale=clarity.MEASURED_DPI / 72, grayscale=True).to_pil().convert("L")
    found = clarity.measure(grey)
    assert clarity.flaws(found, resolution=150, confidence=0.9, photo=False, side=1700) == flaws


@needs_tesseract
def test_a_page_of_few_dots_is_coarse(scanners: ReaderPool, tmp_path: Path) -> None:
    coarse = seen(scanners, tmp_path, scanned(dpi=60))
    assert "coarse" in coarse["flaws"]
    assert coarse["resolution"] == 60


@needs_tesseract
@pytest.mark.parametrize(
    ("width", "blur", "flaws"), [(1280, 0, []), (480, 0, ["coarse"]), (1280, 6, ["blurred"])]
)
def test_a_photograph_on_a_page_is_judged_as_one(
    scanners: ReaderPool, tmp_path: Path, width: int, blur: int, flaws: list[str]
) -> None:
    drawn = write_jpeg(replace(make_document("Suasana pelatihan"), blocks=[]))
    taken = Image.open(io.BytesIO(drawn)).convert("L")
    taken = taken.resize((width, width * taken.height // taken.width))
    made = io.BytesIO()
    taken.filter(ImageFilter.GaussianBlur(blur)).save(made, "PDF", resolution=width / 8)
    assert seen(scanners, tmp_path, made.getvalue())["flaws"] == flaws


@needs_tesseract
def test_a_damaged_page_costs_only_itself(scanners: ReaderPool, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(scanned(pages=2))
    results: dict[int, ReadResult] = dict(
        scanners.read_pages((page, path, page) for page in [0, 7, 1])
    )
    assert results[7].refusal == "Halaman 8 tidak ada."
    assert "Halaman nomor 2" in results[1].pages[0]
