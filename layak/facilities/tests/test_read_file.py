"""What a sent file holds is understood, or named by its cell."""

from pathlib import Path

import pytest

from layak.documents.addresses import cell_name
from layak.facilities.tables import Line, read_table
from layak.facilities.tests.sheets import HEAD, row_of, write_book, write_file
from layak.lib.errors import Refusal

PARK = row_of(kind="RBRA", name="Taman Ciceri")


def lines_of(folder: Path, data: bytes, name: str = "a.xlsx") -> list[Line]:
    return list(read_table(write_file(folder, data, name), name).lines)


def test_the_headings_are_found_below_a_title(tmp_path: Path) -> None:
    (line,) = lines_of(tmp_path, write_book([PARK], above=3))
    assert line.number == 5
    assert line.text("name") == "Taman Ciceri"
    assert line.cells["name"].name == "B5"


def test_a_csv_of_officials_is_read_with_its_semicolons(tmp_path: Path) -> None:
    text = "Jenis;Nama fasilitas;Kelurahan;Warna\nRBRA;Taman, Ciceri;Cipare;biru\n\n"
    table = read_table(write_file(tmp_path, text.encode("cp1252"), "a.csv"), "a.csv")
    (line,) = table.lines
    assert (line.text("name"), line.text("village")) == ("Taman, Ciceri", "Cipare")
    assert table.ignored == ["Warna"]


def test_a_formula_is_named_and_never_believed(tmp_path: Path) -> None:
    data = write_book(
        [PARK], change=lambda _book, sheet: sheet.write_formula(1, 1, '="Taman"', None, "Taman")
    )
    (line,) = lines_of(tmp_path, data)
    assert (line.cells["name"].what, line.cells["name"].name) == ("formula", "B2")


def test_a_cell_merged_downwards_fills_its_rows_and_sideways_is_named(tmp_path: Path) -> None:
    def merge(_book: object, sheet: object) -> None:
        sheet.merge_range(1, 3, 2, 3, "Kasemen")  # type: ignore[attr-defined]  # a worksheet
        sheet.merge_range(3, 3, 3, 4, "Serang")  # type: ignore[attr-defined]  # a worksheet

    rows = [row_of(kind="RBRA", name=f"Taman {number}") for number in range(3)]
    first, second, third = lines_of(tmp_path, write_book(rows, change=merge))
    assert first.text("district") == second.text("district") == "Kasemen"
    assert third.cells["district"].what == "merged"


def test_numbers_days_and_yes_are_told_apart(tmp_path: Path) -> None:
    def fill(book: object, sheet: object) -> None:
        days = book.add_format({"num_format": "dd-mm-yyyy"})  # type: ignore[attr-defined]  # a book
        sheet.write_number(1, 10, 45075, days)  # type: ignore[attr-defined]  # a worksheet
        sheet.write_boolean(1, 7, True)  # type: ignore[attr-defined]  # a worksheet

    (line,) = lines_of(tmp_path, write_book([row_of(kind="CHANNEL", name=112)], change=fill))
    assert (line.cells["name"].what, line.text("name")) == ("number", "112")
    assert (line.cells["valid_until"].what, line.text("valid_until")) == ("day", "2023-05-29")
    assert line.text("standard_met") == "ya"


def test_the_sheet_with_the_headings_is_taken_and_a_hidden_one_is_not(tmp_path: Path) -> None:
    def add(book: object, _sheet: object) -> None:
        hidden = book.add_worksheet("Lama")  # type: ignore[attr-defined]  # a book
        hidden.write_row(0, 0, HEAD)
        hidden.write_row(1, 0, PARK)
        hidden.hide()

    data = write_book([], change=add)
    assert lines_of(tmp_path, data) == []


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"Kolom;Lain\n1;2\n", "a.csv", "Jenis"),
        (b"", "a.csv", "kosong"),
        (b"PK\x03\x04 rusak", "a.xlsx", "rusak"),
        (b"%PDF-1.4 ...", "a.pdf", "XLSX atau CSV"),
        (b"Jenis;Nama;OPD;Pengelola\n", "a.csv", "berarti sama"),
        (b"Jenis;Nama\n" + b"SRA;SD\n" * 5001, "a.csv", "5.000"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, data: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        read_table(write_file(tmp_path, data, name), name)


def test_cells_are_named_as_spreadsheets_name_them() -> None:
    assert [cell_name(1, column) for column in (0, 25, 26, 701, 702)] == [
        "A1",
        "Z1",
        "AA1",
        "ZZ1",
        "AAA1",
    ]
