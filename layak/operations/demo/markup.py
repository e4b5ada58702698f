"""The few marks in which the demo's texts are written down, one line at a time.

``# `` and ``## `` headings; ``- `` and ``1. `` lists; ``: label | value`` fields; ``| a | b |``
tables (first row: column names; a line ``^ text`` before it: caption); ``===`` a new page.
Other lines are paragraphs, parted by empty lines.
"""

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from layak.documents.plain import (
    Block,
    Cell,
    Fields,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Table,
)
from layak.lib.errors import Refusal
from layak.lib.numbers import parse_decimal

_NUMBERED = re.compile(r"\d+\. ")
# Written with Indonesian separators. A bare 2022 stays text: it is a year, not 2.022.
_NUMBER = re.compile(r"(0|[1-9]\d{0,2}(\.\d{3})*)(,\d+)?")


def parse(text: str) -> list[Block]:
    """Turn a marked-up text into blocks. Raises ``Refusal`` for a table with uneven rows."""
    blocks: list[Block] = []
    caption = ""
    for mark, lines in groupby((line.strip() for line in text.splitlines()), key=_mark):
        found = list(lines)
        if mark == "caption":
            caption = found[-1][2:].strip()
        elif mark == "table":
            blocks.append(_table(found, caption))
            caption = ""
        elif mark:
            blocks.extend(_BLOCKS[mark](found))
    return blocks


def cell(text: str) -> Cell:
    """Read a cell: ``1.214`` is the number 1214, ``94,88`` a Decimal, anything else stays text."""
    typed = text.strip()
    if not _NUMBER.fullmatch(typed):
        return typed
    number = parse_decimal(typed)
    return number if "," in typed else int(number)


def _mark(line: str) -> str:
    if not line:
        return ""
    if _NUMBERED.match(line):
        return "numbered"
    if line == "===":
        return "page"
    marks = {"#": "heading", "-": "items", ":": "fields", "|": "table", "^": "caption"}
    # "-5 persen" or "#1" in running text is no mark: a mark is followed by a space.
    head = line.split(" ", 1)[0]
    return marks.get("#" if set(head) == {"#"} else head, "paragraph")


def _headings(lines: Sequence[str]) -> list[Block]:
    made: list[Block] = []
    for line in lines:
        marks, _, text = line.partition(" ")
        made.append(Heading(text, len(marks)))
    return made


def _fields(lines: Sequence[str]) -> list[Block]:
    parted = [line[2:].partition("|") for line in lines]
    return [Fields([(label.strip(), value.strip()) for label, _, value in parted])]


def _table(lines: Sequence[str], caption: str) -> Table:
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in lines]
    for at, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise Refusal(f"baris {at} tabel memiliki {len(row)} kolom, bukan {len(rows[0])}.")
    return Table(rows[0], [[cell(part) for part in row] for row in rows[1:]], caption)


_BLOCKS: dict[str, Callable[[Sequence[str]], list[Block]]] = {
    "heading": _headings,
    "fields": _fields,
    "items": lambda lines: [Items([line[2:] for line in lines])],
    "numbered": lambda lines: [
        Items([_NUMBERED.sub("", line, count=1) for line in lines], numbered=True)
    ],
    "page": lambda lines: [PageBreak() for _ in lines],
    "paragraph": lambda lines: [Paragraph(" ".join(lines))],
}
