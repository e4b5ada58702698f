"""Cells: a workbook read as it stands, in a child that a hostile one cannot hurt."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from layak.documents import cells
from layak.documents.fillable import (
    HEAD_ROW,
    FillableSheet,
    FormColumn,
    FormRow,
    write_fillable,
)
from layak.documents.results import Failure, Unreadable
from layak.documents.sandbox import Limits, ReaderPool


def book(fill: Callable[[Any, Any], None]) -> bytes:
    made = io.BytesIO()
    workbook = xlsxwriter.Workbook(made, {"in_memory": True})
    fill(workbook, workbook.add_worksheet("Isian"))
    workbook.close()
    return made.getvalue()


def page(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(cells.read(content, "x.xlsx").pages[0])
    return found


def test_every_kind_of_cell_says_what_it_is() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_string(2, 1, " Dua\nbaris ")
        sheet.write_number(2, 2, 1214)
        sheet.write_number(2, 3, 0.5)
        sheet.write_datetime(2, 4, date(2023, 5, 29), workbook.add_format({"num_format": 14}))
        sheet.write_formula(2, 5, "=1+1", None, 2)
        sheet.write_formula(2, 6, "=NA()", None, "#N/A")
        sheet.write_boolean(2, 7, True)
        sheet.merge_range(4, 1, 5, 2, "gabung")

    read = page(book(fill))
    [[number, row], *_rest] = read["rows"]
    assert number == 3
    assert row[:8] == [
        None,
        ["text", "Dua\nbaris"],
        ["number", "1214"],
        ["number", "0.5"],
        ["day", "2023-05-29"],
        ["formula", ""],
        ["formula", ""],
        ["text", "TRUE"],
    ]
    assert read["merged"] == [[4, 1, 5, 2]]


def test_hidden_sheets_are_left_out() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, "terlihat")
        workbook.add_worksheet("Rahasia").hide()

    assert cells.read(book(fill), "x.xlsx").page_count == 1


@pytest.mark.parametrize("place", [(cells.MOST_ROWS, 0), (0, cells.MOST_COLUMNS)])
def test_a_sheet_beyond_all_measure_is_refused(place: tuple[int, int]) -> None:
    def fill(_workbook: Any, sheet: Any) -> None:
        sheet.write(0, 0, "x")
        sheet.write(*place, "x")

    with pytest.raises(Unreadable) as refused:
        cells.read(book(fill), "x.xlsx")
    assert refused.value.failure is Failure.TOO_LARGE


def test_a_lone_cell_at_the_far_end_ends_in_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "jauh.xlsx"
    path.write_bytes(book(lambda _workbook, sheet: sheet.write(1_048_575, 16_383, "x")))
    limits = Limits(seconds=30, cpu_seconds=25, memory_bytes=512 * 1024 * 1024)
    with ReaderPool(processes=1, limits=limits, reader="layak.documents.cells") as readers:
        assert readers.read_one(path).failure is Failure.TOO_LARGE


def test_a_fillable_sheet_offers_choices_protects_the_rest_and_holds_no_formula() -> None:
    form = FillableSheet(
        title="Lembar",
        subtitle="Tenggat",
        dated=date(2023, 3, 3),
        columns=[FormColumn("Butir", 8), FormColumn("Jawaban", 20, fill=True)],
        rows=[FormRow(["=1+1", "Penuh"], choices={1: ["Penuh", "Belum ada"]})],
        guide=["Isi yang hijau."],
    )
    content = write_fillable(form)
    assert content == write_fillable(form)
    rows = dict(page(content)["rows"])
    assert rows[HEAD_ROW + 2] == [["text", "=1+1"], ["text", "Penuh"]]
