"""Files as people send them."""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from layak.facilities.columns import COLUMNS, TITLES

HEAD = [column.title for column in COLUMNS]
KEYS = [column.key for column in COLUMNS]


def row_of(**cells: Any) -> list[Any]:
    """One row in the order of the template; what is not named stays empty."""
    assert set(cells) <= set(TITLES)
    return [cells.get(key, "") for key in KEYS]


def write_book(
    rows: Sequence[Sequence[Any]],
    *,
    above: int = 0,
    change: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """A workbook of some rows below the headings; ``above`` rows of a title stand over them.

    ``change`` gets the book and the sheet before it is closed.
    """
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Isian")
    for number in range(above):
        sheet.write_string(number, 0, f"Daftar fasilitas {number}")
    for number, row in enumerate([HEAD, *rows], above):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(number, column, value)
    if change is not None:
        change(book, sheet)
    book.close()
    return made.getvalue()


def write_file(folder: Path, data: bytes, name: str = "fasilitas.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
