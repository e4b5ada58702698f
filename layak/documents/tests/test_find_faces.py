"""Faces are found where they are, counted by page, and gone from the masked copy."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from layak.documents import facing, masking
from layak.documents.faces import Box, find_faces
from layak.documents.facing import Counted
from layak.documents.photographs import draw_face, write_jpeg
from layak.documents.plain import Paragraph, PlainDocument
from layak.documents.sandbox import ReaderPool
from layak.documents.writing import write_pdf

MEETING = PlainDocument(
    title="Rapat UPTD PPA", dated=date(2022, 5, 1), blocks=[Paragraph("Suasana rapat.")]
)


def drawn(*places: tuple[int, int]) -> Image.Image:
    """A wall with a face at each place, 40 pixels from ear to ear."""
    picture = Image.new("RGB", (300, 200), (200, 205, 210))
    for place in places:
        draw_face(ImageDraw.Draw(picture), place, 40)
    return picture


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def middle(box: Box, picture: Image.Image) -> tuple[float, float]:
    width, height = picture.size
    return (box.left + box.right) / 2 * width, (box.top + box.bottom) / 2 * height


def count(data: bytes, name: str) -> Counted:
    return facing.counted(facing.read(data, name))


# Degrees to the left, and where a point of the picture comes to lie.
@pytest.mark.parametrize(
    ("turn", "moved"),
    [
        (0, lambda x, y: (x, y)),
        (90, lambda x, y: (y, 300 - x)),
        (180, lambda x, y: (300 - x, 200 - y)),
    ],
)
def test_faces_are_found_where_they_are_however_the_picture_lies(
    turn: int, moved: Callable[[int, int], tuple[int, int]]
) -> None:
    places = [(70, 80), (220, 110)]
    picture = drawn(*places).rotate(turn, expand=True)
    spots = [middle(box, picture) for box in find_faces(picture)]
    assert len(spots) == 2
    for x, y in (moved(*place) for place in places):
        assert min(abs(x - left) + abs(y - top) for left, top in spots) < 20


def test_the_camera_says_which_way_is_up() -> None:
    lying = drawn((70, 80)).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    (box,) = find_faces(Image.open(io.BytesIO(saved(lying, exif=exif))))
    x, y = middle(box, drawn())
    assert abs(x - 70) < 20
    assert abs(y - 80) < 20


@pytest.mark.parametrize(
    "picture",
    [
        Image.open(io.BytesIO(write_jpeg(MEETING, 640, 480))),
        Image.new("RGB", (300, 200), (40, 90, 160)),
        Image.new("L", (3, 2_000), 255),
        Image.fromarray(np.random.default_rng(1).integers(0, 255, (150, 200, 3), dtype=np.uint8)),
    ],
    ids=["people seen from behind", "one colour", "a sliver", "noise"],
)
def test_nothing_is_found_where_no_face_is(picture: Image.Image) -> None:
    assert find_faces(picture) == []


def test_a_page_of_text_shows_no_face() -> None:
    with pypdfium2.PdfDocument(write_pdf(MEETING)) as pdf:
        page = pdf[0].render(scale=1).to_pil()
    assert count(saved(page, "PNG"), "pindaian.png") == Counted()


def test_the_pages_of_a_pdf_are_counted_one_by_one() -> None:
    paper = Image.new("RGB", (620, 877), "white")
    shown = paper.copy()
    shown.paste(drawn((70, 80), (220, 110)), (150, 200))
    data = saved(shown, "PDF", save_all=True, append_images=[paper, shown], resolution=75)
    assert count(data, "laporan.pdf") == Counted(faces=4, pages=(1, 3))
    assert count(write_pdf(MEETING), "surat.pdf") == Counted()


def test_a_picture_on_a_cropped_page_is_looked_at_where_it_lies() -> None:
    with pypdfium2.PdfDocument.new() as pdf:
        page, shown = pdf.new_page(600, 800), pypdfium2.PdfImage.new(pdf)
        shown.set_bitmap(pypdfium2.PdfBitmap.from_pil(drawn((70, 80))))
        shown.set_matrix(pypdfium2.PdfMatrix().scale(150, 100).translate(350, 100))
        page.insert_obj(shown)
        page.gen_content()
        page.set_cropbox(50, 40, 600, 800)
        (box,) = facing.faces_on_page(page)
    # The face is 35 and 40 points from the picture's upper left.
    x, y = (box.left + box.right) / 2 * 550, (box.top + box.bottom) / 2 * 760
    assert abs(x - (350 - 50 + 35)) < 10
    assert abs(y - (800 - 200 + 40)) < 10


def test_pictures_in_a_word_file_are_counted_without_a_page() -> None:
    document, made = docx.Document(), io.BytesIO()
    document.add_picture(io.BytesIO(saved(drawn((70, 80)))))
    document.save(made)
    assert count(made.getvalue(), "laporan.docx") == Counted(faces=1)


def test_what_cannot_be_looked_at_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = saved(drawn((70, 80)))[:2_000]
    assert count(broken, "rusak.jpg") == Counted(complete=False)
    place = tmp_path / "rusak.pdf"
    place.write_bytes(b"%PDF-1.7 nothing")
    with ReaderPool(processes=1, reader="layak.documents.facing") as readers:
        assert facing.counted(readers.read_one(place)) == Counted(complete=False)
    monkeypatch.setattr(facing, "MOST_PICTURES", 1)
    pages = saved(drawn((70, 80)), "TIFF", save_all=True, append_images=[drawn((70, 80))])
    assert count(pages, "pindaian.tif") == Counted(faces=1, pages=(1,), complete=False)


@pytest.mark.parametrize("name", ["foto.jpg", "laporan.pdf"])
def test_no_face_is_left_in_the_masked_copy(name: str) -> None:
    photograph = Image.open(io.BytesIO(write_jpeg(MEETING, 800, 600, faces=True)))
    assert len(find_faces(photograph)) == 7
    original = saved(photograph, "PDF" if name.endswith("pdf") else "JPEG")
    copy = masking.render(original, name, 0, 0)
    assert copy is not None
    with pypdfium2.PdfDocument(copy) as pdf:
        (after,) = [page.render(scale=1).to_pil() for page in pdf]
    assert find_faces(after) == []
    small = (64, 48)
    before = np.asarray(photograph.convert("L").resize(small), int)
    difference = np.abs(before - np.asarray(after.convert("L").resize(small), int))
    # Only the faces changed: the people still stand there.
    assert (difference > 25).mean() < 0.1
