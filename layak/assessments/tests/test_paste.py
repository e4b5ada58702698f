"""Rows out of a spreadsheet: pasted, or out of a file. Nothing is saved before somebody says so."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments import pasting
from layak.assessments.matrix import MOST_ROWS, columns_of, stored
from layak.assessments.models import Assessment
from layak.assessments.tests.make import SHARE_MATRIX, answer_of, make_sheet
from layak.assessments.tests.test_answer_question import form_of, plain, url_of
from layak.lib.errors import Refusal
from tests.world import World, make_world

COLUMNS = columns_of(SHARE_MATRIX)


@pytest.fixture(autouse=True, scope="module")
def _readers() -> Iterator[None]:
    """End the child that reads workbooks."""
    yield
    pasting._readers().close()
    pasting._readers.cache_clear()


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


# What lies where


def test_pasted_cells_go_under_the_columns_in_their_order() -> None:
    found = pasting.from_text("Kasemen\t1.214,5\t2022\r\nCurug\t90\t2021\r\n", COLUMNS)
    assert found.rows == [
        {"group": "Kasemen", "numerator": "1.214,5", "year": "2022"},
        {"group": "Curug", "numerator": "90", "year": "2021"},
    ]
    assert found.notes == []


@pytest.mark.parametrize(
    "head", ["Tahun\tWilayah\tPembilang", "Year\tArea\tNumerator", "YEAR\twilayah\tnumerator"]
)
def test_a_row_of_headings_says_which_column_is_which(head: str) -> None:
    found = pasting.from_text(f"{head}\n2022\tKasemen\t90", COLUMNS)
    assert found.rows == [{"year": "2022", "group": "Kasemen", "numerator": "90"}]


def test_what_finds_no_place_is_named() -> None:
    extra = pasting.from_text("Kasemen\t90\t2022\tcatatan\tlain", COLUMNS)
    assert extra.notes == ["Baris 1: kelebihan sel, tidak dipakai: “catatan”, “lain”."]
    strange = pasting.from_text("Wilayah\tPembilang\tUkuran\nCurug\t5\tbesar", COLUMNS)
    assert strange.rows == [{"group": "Curug", "numerator": "5"}]
    assert strange.notes == ["Kolom tidak dikenal, tidak dipakai: “Ukuran”."]
    many = pasting.from_text("\n".join(f"W{n}\t1\t2022" for n in range(MOST_ROWS + 3)), COLUMNS)
    assert len(many.rows) == MOST_ROWS
    assert "3 baris tertinggal" in many.notes[0]


def test_a_cell_may_hold_lines_and_quotation_marks() -> None:
    found = pasting.from_text('"Kasemen\ndan Curug"\t90\t2022\nSatu "dua"\t5\t2022', COLUMNS)
    assert [row["group"] for row in found.rows] == ["Kasemen\ndan Curug", 'Satu "dua"']
    lone = pasting.from_text('Kasemen 5" pipa\t90\t2022\nCurug\t5\t2022', COLUMNS)
    assert [row["numerator"] for row in lone.rows] == ["90", "5"]


def test_nothing_pasted_is_said() -> None:
    with pytest.raises(Refusal, match="Tidak ada baris"):
        pasting.from_text(" \n\t\t\n", COLUMNS)


def test_rows_are_laid_beside_the_names_that_wait_for_them() -> None:
    grid = stored(COLUMNS, [], ["Kasemen", "Curug"])
    left = grid.paste(
        [{"group": "curug", "numerator": "90"}, {"group": "Walantaka", "numerator": "x"}],
        ["Kasemen", "Curug"],
    )
    assert left == 0
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["Kasemen", "", ""],
        ["curug", "90", ""],
        ["Walantaka", "x", ""],
    ]
    assert grid.errors == ["Baris 3, Pembilang: “x” bukan angka. Tulis seperti 600,40."]


# Files


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("Wilayah;Pembilang;Tahun\nKasemen;1.214,5;2022\n", "1.214,5"),
        ("Wilayah,Pembilang,Tahun\nKasemen,1214.5,2022\n", "1214,5"),
        ("Kasemen\t1.214,5\t2022\n", "1.214,5"),
    ],
)
def test_a_csv_is_read_as_its_program_wrote_it(tmp_path: Path, content: str, number: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content.encode("utf-8-sig"))
    [row] = pasting.from_file("Data.CSV", path, COLUMNS).rows
    assert row == {"group": "Kasemen", "numerator": number, "year": "2022"}


def test_a_workbook_gives_its_values(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Wilayah", "Pembilang", "Tahun"],
        ["Kasemen", 1214.5, 2022],
        ["Curug", "=40+2", 2022],
    ]
    found = pasting.from_file("Data.xlsx", workbook(tmp_path / "x.xlsx", rows), COLUMNS)
    assert found.rows[0] == {"group": "Kasemen", "numerator": "1214,5", "year": "2022"}
    assert found.rows[1] == {"group": "Curug", "numerator": "", "year": "2022"}
    assert found.notes == ["Baris 3: sel berumus tidak diambil; salin nilainya saja."]


def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(Refusal, match="XLSX atau CSV"):
        pasting.from_file("Laporan.pdf", path, COLUMNS)
    with pytest.raises(Refusal):
        pasting.from_file("Laporan.xlsx", path, COLUMNS)
    path.write_bytes(b"\x00\x01\x02" * 100)
    with pytest.raises(Refusal, match="bukan teks"):
        pasting.from_file("Laporan.csv", path, COLUMNS)
    path.write_bytes(b"x" * (pasting.MOST_BYTES + 1))
    with pytest.raises(Refusal, match="paling besar 2 MB"):
        pasting.from_file("Laporan.csv", path, COLUMNS)


def test_the_template_comes_back_as_it_went_out(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(pasting.template(COLUMNS, ["Kasemen", "Curug"], "4.1 Matriks: [uji]/" * 5))
    found = pasting.from_file("x.xlsx", path, COLUMNS)
    assert [row["group"] for row in found.rows] == ["Kasemen", "Curug"]


# On the page


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_pasting_shows_the_rows_and_saves_nothing(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")
    sent = form_of(
        answer,
        note="Belum disimpan.",
        do="paste",
        **{"matrix-rows": "2", "matrix-0-group": "Serang", "matrix-0-numerator": "7"},
        **{"matrix-paste": "Kasemen\t90\t2022\nCurug\tbanyak\t2022"},
    )
    http = browser(world.officer).post(url_of(sheet, "4.1"), sent)
    html, text = http.content.decode(), plain(http)
    assert http.status_code == 200
    assert "2 baris masuk ke matriks, belum disimpan." in text
    assert "Baris 3, Pembilang: “banyak” bukan angka." in text
    for value in ("Serang", "Kasemen", "Curug", "banyak"):
        assert f'value="{value}"' in html
    assert html.count('aria-invalid="true"') == 1
    assert "Belum disimpan." in html
    answer.refresh_from_db()
    assert (answer.matrix, answer.changed_at) == ([], None)


@pytest.mark.django_db
def test_what_was_pasted_and_not_laid_in_is_not_lost_by_a_save(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.1")
    sent = form_of(answer, **{"matrix-paste": "Kasemen\t90\t2022"})
    http = browser(world.officer).post(url_of(sheet, "4.1"), sent)
    assert http.status_code == 422
    assert "belum dimasukkan ke matriks" in plain(http)
    assert "Kasemen\t90\t2022" in http.content.decode()


@pytest.mark.django_db
def test_a_file_fills_the_table_and_is_not_kept(
    world: World, sheet: Assessment, tmp_path: Path
) -> None:
    answer = answer_of(sheet, "4.1")
    rows: list[list[object]] = [["Kasemen", 90, 2022], ["Curug", "banyak", 2021]]
    content = workbook(tmp_path / "x.xlsx", rows).read_bytes()
    client = browser(world.officer)
    sent = form_of(answer, do="import", note="Tetap.")
    file = SimpleUploadedFile("x.xlsx", content)
    http = client.post(url_of(sheet, "4.1"), {**sent, "matrix-file": file})
    html = http.content.decode()
    assert 'value="Kasemen"' in html
    assert 'value="banyak"' in html
    assert "Tetap." in html
    assert "Baris 2, Pembilang" in plain(http)
    without = client.post(url_of(sheet, "4.1"), sent)
    assert "Pilih dahulu berkas XLSX atau CSV." in plain(without)


@pytest.mark.django_db
def test_the_template_is_offered_where_there_is_a_table(world: World, sheet: Assessment) -> None:
    client = browser(world.officer)
    http = client.get(reverse("answer-matrix-template", args=[sheet.pk, "4.1"]))
    assert http.headers["Content-Disposition"] == 'attachment; filename="matriks-4.1.xlsx"'
    with ZipFile(BytesIO(http.content)) as archive:
        assert "Wilayah" in archive.read("xl/sharedStrings.xml").decode()
    none = client.get(reverse("answer-matrix-template", args=[sheet.pk, "4.2"]))
    assert none.status_code == 404
