"""What each row of a file says. Nothing is guessed: a cell not understood keeps its row out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from layak.lib.errors import Refusal
from layak.measures import groups
from layak.measures.book import Area, Book
from layak.measures.columns import NUMBERS, REQUIRED, TITLES, folded
from layak.measures.figures import read_count, read_share
from layak.measures.models import Measure, Source
from layak.measures.periods import Period, parse_period
from layak.measures.reach import Reach
from layak.measures.services import Said, checked, outside_reach
from layak.measures.tables import Cell, Line


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is kept out; ``cell`` is empty where the whole row is meant."""

    cell: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A row that can be taken."""

    number: int
    measure: Measure
    area: Area
    said: Said

    @property
    def key(self) -> object:
        """What makes two rows speak of the same figure."""
        said = self.said
        return (self.area.key, self.measure.pk, said.period, said.source.pk, said.group)


@dataclass(frozen=True, slots=True)
class Unclear:
    """A row that is kept out, and every reason."""

    number: int
    problems: tuple[Problem, ...]


def understand(
    lines: Iterable[Line], book: Book, reach: Reach
) -> Iterator[Understood | Unclear | None]:
    """Understand row after row; None for a row that holds no figure yet."""
    reader = _Reader(book)
    taken: dict[object, int] = {}
    for line in lines:
        if not any(key in line.cells for key in NUMBERS):
            yield None
            continue
        try:
            row = reader.row(line)
        except _Confused as confused:
            yield Unclear(line.number, tuple(confused.problems))
            continue
        if not reach.covers(row.measure, row.area.path):
            yield Unclear(line.number, (Problem("", outside_reach()),))
        elif row.key in taken:
            twice = _("Sama dengan baris %(number)s.") % {"number": taken[row.key]}
            yield Unclear(line.number, (Problem("", twice),))
        else:
            taken[row.key] = line.number
            yield row


class _Confused(Exception):  # noqa: N818 - gathered and shown, not an error
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


class _Gathered:
    """What is wrong with one row: all of it is told at once."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.problems: list[Problem] = []

    def tried(self, key: str, read: Callable[..., Any], *given: object) -> Any:
        """What reading gives; None and a problem at the cell of ``key`` when it is refused."""
        try:
            return read(*given)
        except Refusal as refusal:
            self.problems.append(Problem(self.line.name(key), str(refusal)))
            return None

    def stop(self) -> None:
        """Go no further with a row that has problems."""
        if self.problems:
            raise _Confused(self.problems)


class _Reader:
    """Reads rows; the same period or name is understood once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._periods: dict[str, Period] = {}
        self._measures: dict[str, Measure] = {}
        self._sources: dict[str, Source] = {}
        self._strangers: dict[str, str] = {}

    def row(self, line: Line) -> Understood:
        found = _Gathered(line)
        found.problems += _unusable_cells(line)
        found.stop()
        measure = found.tried("measure", self._measure, line.text("measure"))
        place = next((key for key in ("code", "village", "district") if key in line.cells), "")
        area = found.tried(place, self._area, line)
        period = found.tried("period", self._period, line.text("period"))
        source = found.tried("source", self._source, line.text("source"))
        parts = {key: found.tried(key, _part, line, key) for key in _PARTS if key in line.cells}
        numbers = {
            key: found.tried(key, _number, measure, line, key)
            for key in NUMBERS
            if key in line.cells and measure is not None
        }
        found.stop()
        texts = {key: line.text(key) for key in ("method", "citation", "note")}
        read: dict[str, Any] = {**numbers, **texts, "group": _group(parts)}
        said = found.tried("", checked, measure, Said(period, source, **read))
        found.stop()
        return Understood(line.number, measure, area, said)

    def _measure(self, text: str) -> Measure:
        if text not in self._measures:
            measure = self.book.measures.get(folded(text))
            if measure is None:
                raise Refusal(self._unknown(text))
            self._measures[text] = measure
        return self._measures[text]

    def _unknown(self, text: str) -> str:
        """That no measure goes by a name, with the one that is spelled most alike."""
        if text not in self._strangers:
            near = get_close_matches(folded(text), self.book.measures, 1)
            said = _("Ukuran “%(text)s” tidak dikenal.") % {"text": text}
            if near:
                said += " " + _("Mungkin “%(name)s”.") % {"name": self.book.measures[near[0]]}
            self._strangers[text] = said
        return self._strangers[text]

    def _source(self, text: str) -> Source:
        if text not in self._sources:
            source = self.book.sources.get(folded(text))
            if source is None:
                raise Refusal(_("Sumber “%(text)s” tidak dikenal.") % {"text": text})
            self._sources[text] = source
        return self._sources[text]

    def _period(self, text: str) -> Period:
        if text not in self._periods:
            self._periods[text] = parse_period(text)
        return self._periods[text]

    def _area(self, line: Line) -> Area:
        if "code" in line.cells:
            return self.book.by_code(line.text("code"))
        return self.book.by_names(line.text("district"), line.text("village"))


_PARTS = (groups.SEX, groups.AGE, groups.DISABILITY, groups.OTHER)


def _part(line: Line, key: str) -> Any:
    if key == groups.OTHER:
        return groups.parse_other(line.text(key))
    return groups.parse_value(key, line.text(key))


def _group(parts: dict[str, Any]) -> str:
    other = parts.pop(groups.OTHER, None)
    if other:
        parts[other[0]] = other[1]
    return groups.compose(parts)


def _unusable_cells(line: Line) -> Iterator[Problem]:
    for key in REQUIRED:
        if key not in line.cells:
            yield Problem("", _("Kolom “%(title)s” kosong.") % {"title": TITLES[key]})
    for key, cell in line.cells.items():
        if cell.what != "text" and (told := _unusable(key, cell)):
            yield Problem(line.name(key), told)


def _unusable(key: str, cell: Cell) -> str:
    """Why a cell cannot be read at all, whatever its column."""
    if cell.what == "formula":
        return _("Berisi rumus. Salin, lalu tempel sebagai nilai.")
    if cell.what == "merged":
        return _("Sel ini digabung. Pisahkan, lalu isi tiap barisnya.")
    if cell.what == "error":
        return _("Berisi galat “%(text)s”.") % {"text": cell.text}
    if cell.what == "day" and key != "period":
        return _("Berisi tanggal, padahal kolom “%(title)s” bukan tanggal.") % {
            "title": TITLES[key]
        }
    # A spreadsheet turns the code 36.10 into the number 36.1: the zero is gone, and with it a city.
    if key == "code" and cell.what == "number" and "." in cell.text:
        return _("Tersimpan sebagai angka. Ubah selnya ke teks, lalu tulis kodenya lagi.")
    return ""


def _number(measure: Measure, line: Line, key: str) -> int | Decimal:
    cell = line.cells[key]
    if key == "coverage" or (key == "value" and measure.is_share):
        if line.plain:
            return _plain_share(cell.text)
        return read_share(cell.text, what=cell.what)
    count = read_count(cell.text, what=cell.what, points_are_decimal=line.plain)
    return Decimal(count) if key == "value" else count


def _plain_share(text: str) -> Decimal:
    """Percent from a CSV: every cell is text there, and a small number may be either."""
    bare = text.removesuffix("%").strip()
    if bare != text:
        return read_share(text)
    if bare.replace(".", "", 1).isdecimal() and len(bare.partition(".")[2]) != 3:
        return read_share(bare, what="number")
    return read_share(text)
