"""What differs between two states of a text or a table, so that people can read it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from layak.assessments.matrix import Column, stored

_WORDS = re.compile(r"\s+|[^\s]+")
# Of what stays the same so many words are shown around a change.
AROUND = 12
# More changed cells than this are counted, not shown.
MOST_CELLS = 30


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """One thing about a table that changed; both sides are as people type them."""

    label: str
    before: str
    after: str


def text_pieces(before: str, after: str) -> list[Piece]:
    """Both texts laid into each other word by word; long unchanged stretches are shortened."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    pieces: list[Piece] = []
    for place, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal":
            first, last = place == 0, place == len(steps) - 1
            pieces.append(Piece("same", _shortened(old[i1:i2], first=first, last=last)))
            continue
        if i2 > i1:
            pieces.append(Piece("gone", "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("new", "".join(new[j1:j2])))
    return pieces


def _shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    # A word and the space behind it are two.
    most = 2 * AROUND
    if len(words) <= 2 * most:
        return "".join(words)
    head = "" if first else "".join(words[:most])
    tail = "" if last else "".join(words[-most:])
    return f"{head} … {tail}"


def table_changes(
    columns: Sequence[Column],
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
) -> list[CellChange]:
    """The cells and rows of a table that changed, in its order."""
    old, new = _texts(columns, before), _texts(columns, after)
    found: list[CellChange] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for place in range(max(i2 - i1, j2 - j1)):
            was = old[i1 + place] if i1 + place < i2 else None
            now = new[j1 + place] if j1 + place < j2 else None
            number = (j1 if now is not None else i1) + place + 1
            found += _row_changes(columns, number, was, now)
    rest = len(found) - MOST_CELLS
    if rest > 0:
        more = _("dan %(count)s perubahan lain dalam tabel") % {"count": rest}
        return [*found[:MOST_CELLS], CellChange(more, "", "")]
    return found


def _texts(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    if not rows:
        return []
    return [tuple(cell.text for cell in row) for row in stored(columns, rows).rows]


def _row_changes(
    columns: Sequence[Column],
    number: int,
    was: tuple[str, ...] | None,
    now: tuple[str, ...] | None,
) -> Iterator[CellChange]:
    row = _("Baris %(number)s") % {"number": number}
    if was is None or now is None:
        yield CellChange(row, _said(columns, was), _said(columns, now))
        return
    for column, old, new in zip(columns, was, now, strict=True):
        if old != new:
            yield CellChange(f"{row}, {column.label}", old, new)


def _said(columns: Sequence[Column], row: tuple[str, ...] | None) -> str:
    """A whole row in one line: "Wilayah Cipocok, Pembilang 120"."""
    cells = zip(columns, row or (), strict=False)
    return ", ".join(f"{column.label} {text}" for column, text in cells if text)
