"""Find personal data of people in a text: identity numbers, births beside names, homes in lists.

Pure: text in, spans out. Numbers are believed only when their inner structure holds: a NIK says
where and when somebody was registered and born (Law 24/2013 on population administration), so most
numbers of sixteen digits are none. What is found is a reason to look, never a verdict.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

CHILDHOOD = 18
# From this many rows on, names with homes are a list and not somebody's letterhead.
ROWS_OF_A_LIST = 3


class Personal(StrEnum):
    """What kind of personal data stands there."""

    IDENTITY = "identity"
    BIRTH = "birth"
    HOME = "home"


_GRAVEST_FIRST = tuple(Personal)


@dataclass(frozen=True, slots=True)
class Trace:
    """Personal data on page ``page`` (from 1): characters ``start`` to ``end``, half-open.

    ``child``: whether a birth date says that the person is younger than eighteen; a home in a list
    of pupils counts as a child's.
    """

    kind: Personal
    page: int
    start: int
    end: int
    child: bool


# Codes of provinces as NIKs carry them, those of former numbering included.
_PROVINCES = frozenset(
    {*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77)}
    | {81, 82, *range(91, 98)}
)
_WOMAN = 40
_NUMBER = re.compile(r"(?<![\d.,/-])\d{6}[ .-]?\d{6}[ .-]?\d{4}(?![\d/])(?![.,]\d)")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"),
            ("februari", "pebruari", "feb"),
            ("maret", "mar"),
            ("april", "apr"),
            ("mei",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("agustus", "agu", "ags"),
            ("september", "sep", "sept"),
            ("oktober", "okt"),
            ("november", "nopember", "nov", "nop"),
            ("desember", "des"),
        ),
        1,
    )
    for name in names
}
_DATE = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})(?:[ ./-])(?P<month>\d{1,2}|[A-Za-z]{3,9})\.?(?:[ ./-])"
    r"(?P<year>(?:19|20)\d{2})(?!\d)"
)
_BIRTH = re.compile(r"\b(?:lahir|ttl|tgl\.? ?lhr)\b[^\n]{0,40}$", re.IGNORECASE)
# A law on births or a table of births says "lahir" too; a birth column says when.
_BIRTH_COLUMN = re.compile(
    r"\b(?:ttl|(?:tempat|tanggal|tgl\.?)[ ,/&.a-z]{0,20}la?hir)\b", re.IGNORECASE
)
_NAME = re.compile(r"\b[A-Z][A-Za-z'’.-]+(?:\s+[A-Z][A-Za-z'’.-]*){0,4}")
_HOME = re.compile(
    r"\b(?:jl|jln|jalan|gg|gang|kp|kampung|perum|perumahan|komplek|kompleks|blok|link|lingkungan)\b"
    r"\.?\s+\S|\brt\.?\s*/?\s*(?:rw\s*)?\.?\s*\d",
    re.IGNORECASE,
)
_PUPILS = re.compile(
    r"\b(?:siswa|siswi|murid|peserta didik|santri|nisn|kelas|nama anak|data anak|daftar anak)\b",
    re.IGNORECASE,
)
# An institution has an address, which is nobody's home.
_INSTITUTION = re.compile(
    r"\b(?:sdn?|smpn?|sman?|smkn?|slbn?|tk|paud|kb|mi|mis|min|mts|mtsn|man?|ra|pkbm|puskesmas|posyandu"
    r"|rsud|klinik|masjid|gereja|vihara|pura|panti|lksa|yayasan|kantor|dinas|badan|kelurahan|desa"
    r"|kecamatan|taman|gedung|balai|perpustakaan|hotel|pondok|sekolah|madrasah|universitas)\b",
    re.IGNORECASE,
)


def find(pages: Sequence[str], *, on: date | None) -> list[Trace]:
    """Find personal data page by page.

    ``on`` is the day whose children are meant; None means people of any age.
    """
    return [
        trace for number, text in enumerate(pages, 1) for trace in find_on_page(text, number, on=on)
    ]


def find_on_page(text: str, page: int, *, on: date | None) -> list[Trace]:
    """Find personal data on one page, in reading order; spans never overlap."""
    found = [*_identities(text, page, on), *_births(text, page, on), *_homes(text, page)]
    found.sort(key=lambda trace: (trace.start, -trace.end))
    kept: list[Trace] = []
    for trace in found:
        if kept and trace.start < kept[-1].end:
            last = kept[-1]
            # A row with a number, a birth and a home is told of by the gravest of them.
            gravest = min(last.kind, trace.kind, key=_GRAVEST_FIRST.index)
            kept[-1] = Trace(
                gravest, page, last.start, max(last.end, trace.end), last.child or trace.child
            )
        else:
            kept.append(trace)
    return kept


def masked(text: str, traces: Sequence[Trace]) -> str:
    """The page with a black block for every letter and digit of what was found."""
    made = list(text)
    for trace in traces:
        for at in range(trace.start, min(trace.end, len(made))):
            if not made[at].isspace():
                made[at] = "█"
    return "".join(made)


def born(number: str, *, on: date | None) -> date | None:
    """The birth date inside a NIK; None when its structure does not hold.

    A family's number has the day of its registration at the same place.
    """
    digits = "".join(filter(str.isdigit, number))
    if len(digits) != 16 or int(digits[:2]) not in _PROVINCES or digits[12:] == "0000":
        return None
    if "00" in {digits[2:4], digits[4:6]}:
        return None
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    day -= _WOMAN if day > _WOMAN else 0
    century = 1900 if on and 2000 + year > on.year else 2000
    return _day(century + year, month, day)


def _identities(text: str, page: int, on: date | None) -> Iterator[Trace]:
    for match in _NUMBER.finditer(text):
        birth = born(match[0], on=on)
        if birth is not None:
            family = re.search(
                r"\bKK\b|kartu keluarga", text[max(match.start() - 24, 0) : match.start()]
            )
            child = family is None and _is_child(birth, on)
            yield Trace(Personal.IDENTITY, page, match.start(), match.end(), child)


def _births(text: str, page: int, on: date | None) -> Iterator[Trace]:
    """Birth dates of children on a line that also names somebody."""
    column = False
    for start, line in _lines(text):
        if _BIRTH_COLUMN.search(line):
            column = True
        for match in _DATE.finditer(line):
            birth = _read_date(match)
            told = column or _BIRTH.search(line[: match.start()])
            if not told or birth is None or not _is_child(birth, on):
                continue
            name = _name_before(line, match.start())
            if name is not None:
                yield Trace(Personal.BIRTH, page, start + name, start + match.end(), child=True)


def _name_before(line: str, end: int) -> int | None:
    """Where the name begins that a birth date belongs to; None when the line names nobody."""
    for match in _NAME.finditer(line[:end]):
        words = [word for word in match[0].split() if word.lower().strip(".") not in _NO_NAMES]
        if words and not _INSTITUTION.search(match[0]):
            return match.start() + match[0].index(words[0])
    return None


_NO_NAMES = frozenset(
    {"nama", "lahir", "tempat", "tanggal", "tgl", "ttl", "di", "pada", "nik", "no", "nomor", "kota"}
    | {"kabupaten", "serang", "jakarta", "bandung", "anak", "kelas", "alamat", "jenis", "kelamin"}
    | {"laki", "perempuan", "umur", "usia"}
    | set(_MONTHS)
)


def _homes(text: str, page: int) -> Iterator[Trace]:
    """Rows of a list of pupils that give a name and where the person lives."""
    if not _PUPILS.search(text):
        return
    rows: list[Trace] = []
    for start, line in _lines(text):
        home = _HOME.search(line)
        if home is None or _INSTITUTION.search(line[: home.start()]):
            continue
        name = _NAME.search(line[: home.start()])
        if name is not None:
            end = start + len(line.rstrip())
            rows.append(Trace(Personal.HOME, page, start + name.start(), end, child=True))
    if len(rows) >= ROWS_OF_A_LIST:
        yield from rows


def _lines(text: str) -> Iterator[tuple[int, str]]:
    ends = [-1, *(at for at, sign in enumerate(text) if sign == "\n"), len(text)]
    for before, end in pairwise(ends):
        yield before + 1, text[before + 1 : end]


def _read_date(match: re.Match[str]) -> date | None:
    month = match["month"]
    number = int(month) if month.isdecimal() else _MONTHS.get(month.lower())
    return _day(int(match["year"]), number, int(match["day"])) if number else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_child(birth: date, on: date | None) -> bool:
    """Whether somebody is younger than eighteen; with no day to tell, everybody counts."""
    if on is None:
        return True
    if birth > on:
        return False
    return (on.year - birth.year) - ((on.month, on.day) < (birth.month, birth.day)) < CHILDHOOD
