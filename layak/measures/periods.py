"""The stretch of time a figure speaks of, as people write it. Pure: no Django but its words."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from layak.lib.errors import Refusal

YEAR, SEMESTER, QUARTER, MONTH = "year", "semester", "quarter", "month"
MONTHS = {YEAR: 12, SEMESTER: 6, QUARTER: 3, MONTH: 1}
_NAMES = {
    name: number
    for number, names in enumerate(
        (
            *(
                ("januari", "jan"),
                ("februari", "feb", "pebruari"),
                ("maret", "mar"),
                ("april", "apr"),
            ),
            *(("mei",), ("juni", "jun"), ("juli", "jul"), ("agustus", "agu", "ags", "agt")),
            *(("september", "sep", "sept"), ("oktober", "okt"), ("november", "nov", "nopember")),
            ("desember", "des"),
        ),
        1,
    )
    for name in names
}
_PARTS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = re.compile(r"(?:tahun )?(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_PART = re.compile(r"(semester|smt|triwulan|tw) ?(i{1,3}|iv|[1-4]),? (?:tahun )?(\d{4})")
_PART_CODE = re.compile(r"(\d{4})-?([sq])([1-4])")
_WRITTEN = re.compile(r"(?:(\d{1,2}) )?([a-z]+) (\d{4})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_BETWEEN = re.compile(r"\s*(?:/|–| - | s\.d\. | s/d | sampai | hingga )\s*")
EARLIEST, LATEST = 1990, 2100


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``starts`` to ``ends``, both days included."""

    starts: date
    ends: date

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days + 1

    @property
    def whole_months(self) -> int | None:
        """How many whole months it spans; None where it begins or ends inside one."""
        if self.starts.day != 1 or self.ends.day != monthrange(self.ends.year, self.ends.month)[1]:
            return None
        return _index(self.ends) - _index(self.starts) + 1

    @property
    def cadence(self) -> str | None:
        """Which of year, semester, quarter and month it is, if any."""
        months = self.whole_months
        for name, length in MONTHS.items():
            if months == length and (self.starts.month - 1) % length == 0:
                return name
        return None

    @property
    def code(self) -> str:
        """Short and the same in every language: 2024, 2024-S1, 2024-Q2, 2024-06, 2024-06-03."""
        year, month, cadence = self.starts.year, self.starts.month, self.cadence
        if cadence is not None:
            return {
                YEAR: f"{year}",
                SEMESTER: f"{year}-S{(month + 5) // 6}",
                QUARTER: f"{year}-Q{(month + 2) // 3}",
                MONTH: f"{year}-{month:02}",
            }[cadence]
        if self.starts == self.ends:
            return self.starts.isoformat()
        if self.whole_months:
            return f"{self.starts:%Y-%m}/{self.ends:%Y-%m}"
        return f"{self.starts}/{self.ends}"

    @property
    def label(self) -> str:
        """For people, in the reader's language: Semester 1 2024, Juni 2024, 3 Juni 2024."""
        year, cadence = self.starts.year, self.cadence
        if cadence == YEAR:
            return f"{year}"
        if cadence == SEMESTER:
            return _("Semester %(n)s %(year)s") % {"n": (self.starts.month + 5) // 6, "year": year}
        if cadence == QUARTER:
            return _("Triwulan %(n)s %(year)s") % {"n": (self.starts.month + 2) // 3, "year": year}
        if cadence == MONTH:
            return date_format(self.starts, "F Y")
        if self.starts == self.ends:
            return date_format(self.starts, "j F Y")
        style = "F Y" if self.whole_months else "j F Y"
        first = "F" if self.whole_months and self.starts.year == self.ends.year else style
        return f"{date_format(self.starts, first)}–{date_format(self.ends, style)}"

    def holds(self, other: "Period") -> bool:
        """Whether the other lies inside, the same one not counted."""
        return self != other and self.starts <= other.starts and other.ends <= self.ends

    def gap_to(self, other: "Period") -> int:
        """Days between the two; 0 where they meet."""
        first, second = sorted((self, other))
        return max((second.starts - first.ends).days - 1, 0)


def containing(day: date, cadence: str) -> Period:
    """The year, semester, quarter or month in which a day lies."""
    length = MONTHS[cadence]
    month = (day.month - 1) // length * length + 1
    return _months(day.year, month, length)


def before(period: Period, cadence: str) -> Period:
    """The one that ends the day before."""
    return containing(period.starts - timedelta(days=1), cadence)


def last_finished(day: date, cadence: str) -> Period:
    """The newest one that is over: figures are owed for it."""
    return before(containing(day, cadence), cadence)


def parse_period(text: str) -> Period:
    """Read a period as people write it, or by its code. Raises ``Refusal``.

    2024, Semester 1 2024, Triwulan II 2024, Juni 2024, 3 Juni 2024, 2024-06, Januari-April 2022.
    """
    words = " ".join(text.lower().split())
    if not words:
        raise Refusal(_("Periode belum diisi."))
    if (found := _single(words)) is not None:
        return _sensible(found, text)
    ends = _BETWEEN.split(words)
    if len(ends) == 1 and re.fullmatch(r"[a-z]+-[a-z]+ \d{4}", words):
        ends = words.split("-")
    if len(ends) == 2:
        if not re.search(r"\d{4}", ends[0]):
            ends[0] = f"{ends[0]} {ends[1][-4:]}"
        first, last = _single(ends[0]), _single(ends[1])
        if first and last and first.starts <= last.ends:
            return _sensible(Period(first.starts, last.ends), text)
    raise Refusal(
        _("“%(text)s” bukan periode. Tulis seperti 2024, Semester 1 2024, Juni 2024, 3 Juni 2024.")
        % {"text": text}
    )


def _single(words: str) -> Period | None:
    for pattern, made in _READERS:
        if found := pattern.fullmatch(words):
            try:
                return made(found)
            except (ValueError, KeyError):
                return None
    return None


def _part(year: int, length: int, number: int) -> Period | None:
    return _months(year, (number - 1) * length + 1, length) if number * length <= 12 else None


def _months(year: int, month: int, length: int) -> Period:
    last = month + length - 1
    return Period(date(year, month, 1), date(year, last, monthrange(year, last)[1]))


def _day(year: int, month: int, day: int) -> Period:
    return Period(date(year, month, day), date(year, month, day))


def _sensible(period: Period, text: str) -> Period:
    if not EARLIEST <= period.starts.year <= period.ends.year <= LATEST:
        raise Refusal(_("Tahun dalam “%(text)s” tidak masuk akal.") % {"text": text})
    return period


def _of_iso(found: re.Match[str]) -> Period:
    year, month = int(found[1]), int(found[2])
    return _day(year, month, int(found[3])) if found[3] else _months(year, month, 1)


def _of_words(found: re.Match[str]) -> Period:
    year, month = int(found[3]), _NAMES[found[2]]
    return _day(year, month, int(found[1])) if found[1] else _months(year, month, 1)


def _of_part(found: re.Match[str]) -> Period | None:
    length = 6 if found[1].startswith("s") else 3
    return _part(int(found[3]), length, _PARTS.get(found[2]) or int(found[2]))


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None]], ...] = (
    (_YEAR, lambda found: _months(int(found[1]), 1, 12)),
    (_ISO, _of_iso),
    (_PART, _of_part),
    (_PART_CODE, lambda found: _part(int(found[1]), 6 if found[2] == "s" else 3, int(found[3]))),
    (_SLASHED, lambda found: _day(int(found[3]), int(found[2]), int(found[1]))),
    (_WRITTEN, _of_words),
)


def _index(day: date) -> int:
    return day.year * 12 + day.month
