"""What a document says of itself: kind, number, date, issuer, place, period, signature.

Pure reading of text by patterns; nothing is looked up and nothing is guessed without saying how
surely. How often each is right: ``docs/reading.md``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from layak.documents.kinds import Paper, kind_of
from layak.documents.plain import MONTHS

HEAD_CHARACTERS = 1_500
READ_CHARACTERS = 12_000
_WORDS = 160
_MONTH = {name.lower(): place for place, name in enumerate(MONTHS, 1)} | {
    "pebruari": 2,
    "nopember": 11,
    "agt": 8,
    "agust": 8,
    "sept": 9,
    **{name[:3].lower(): place for place, name in enumerate(MONTHS, 1)},
}
_DAY = (
    r"(\d{1,2})\s+(" + "|".join(sorted(_MONTH, key=len, reverse=True)) + r")\.?\s+((?:19|20)\d\d)\b"
)
# Patterns read over all of a text are written for small letters: told to ignore case, the engine
# takes three times as long.
_DATES = tuple(
    (re.compile(pattern, re.MULTILINE), confidence)
    for pattern, confidence in (
        (
            r"(?:ditetapkan|dikeluarkan|diundangkan) di [^\n]{3,40}\s*"
            r"pada tanggal\s*:?\s*" + _DAY,
            0.95,
        ),
        (r"^\s*[a-z][\w .]{2,30},\s*" + _DAY + r"\s*$", 0.9),
        (r"\b(?:tanggal|tgl\.?)\s*[:.]?\s*" + _DAY, 0.75),
        (r"\b" + _DAY, 0.5),
    )
)
_DAY_LENGTH = 40
_NUMERIC_DAY = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)\b")
_NUMBER = re.compile(
    r"\b(?:nomor|no\.|no\s*:)\s*[:.]?\s*"
    r"(\d{1,4}\s+tahun\s+(?:19|20)\d\d|[\w.\-]+(?:\s?/\s?[\w.\-]+){1,7})",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(
    r"^\s*((?:[A-Z]{1,4}[-.])?\d{1,4}(?:[.\-]\d+)*(?:/[\w.\-]+){1,6}/(?:19|20)\d\d)\s*$",
    re.MULTILINE,
)
# Laws that a paper names are not the paper.
_CITED = re.compile(
    r"(?:undang[ -]?undang|\buu\b|\bpp\b|perpres"
    r"|peraturan (?:presiden|pemerintah|menteri)|mengingat|\bjo\b\.?"
    r"|berdasarkan|lampiran|menindaklanjuti|sesuai)[^\n]{0,60}$",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\b(?:undang[ -]?undang|uu|pp|perpres|permen\w*|kepmen\w*|perda|peraturan \w+(?: \w+)?)"
    r"[^\n.;]{0,60}?(?:/|tahun|thn\.?)\s*(?:19|20)\d\d"
)
_ISSUER = re.compile(
    r"^[^\w\n]*((?:dinas|badan|sekretariat|kantor|kecamatan|kelurahan|desa|uptd?|puskesmas"
    r"|polres\w*|polsek|kepolisian"
    r"|forum anak|rsud|rumah sakit|pengadilan|kejaksaan|kementerian"
    r"|satuan polisi|bagian|bappe\w+|inspektorat"
    r"|dewan perwakilan|lembaga|komisi|balai|tim penggerak)\b[^\n]{0,90})",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD_OF_REGION = re.compile(
    r"\b(?:peraturan|keputusan|instruksi|surat edaran|sk)\s+(wali\s?kota|bupati"
    r"|gubernur|camat|lurah"
    r"|kepala\s+(?:dinas|badan|kantor)[\w ,]{3,60}?)"
    r"(?=\s+(?:[A-Z]\w+\s+)?(?:tentang|nomor|no\b)|\s*\n|\s+[A-Z])",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"\b(wali\s?kota|pemkot|kota|bupati|pemkab|kabupaten|kab\.?)\s+"
    r"([a-z][\w'.-]+(?:\s+[a-z][\w'.-]+){0,3})"
)
_SPAN = re.compile(
    r"\b((?:19|20)\d\d)\s*(?:-|–|—|/|s\.?d\.?|sampai(?: dengan)?|dan|hingga|ke)\s*((?:19|20)\d\d)\b"
)
_YEAR = re.compile(r"(?<![\d/.\-])((?:19|20)\d\d)(?![\d/]|\.\d)")
_STATED = re.compile(
    r"\b(?:tahun(?: anggaran| pelajaran| ajaran)?|ta\.?|periode"
    r"|semester \w+|triwulan \w+|bulan \w+|"
    + "|".join(MONTHS).lower()
    + r")\s+(?:[a-z.]+\s+){0,3}?((?:19|20)\d\d)"
    r"(?:\s*(?:-|–|/|s\.?d\.?|sampai(?: dengan)?|dan|hingga)\s*((?:19|20)\d\d))?"
)
_Marks = tuple[tuple[re.Pattern[str], float], ...]


def _marks(*patterns: tuple[str, float]) -> _Marks:
    return tuple((re.compile(pattern, re.MULTILINE), sure) for pattern, sure in patterns)


_SIGNED = _marks(
    (r"ditandatangani secara elektronik|balai sertifikasi elektronik|\bbsre\b", 0.9),
    (r"^[^\w\n]*(?:t\.?\s?t\.?\s?d\.?|dto\.?)\W*$", 0.8),
    (r"\bcap (?:dan|/) ?ttd\b|\bttd\.", 0.75),
    # A copy says so where the original bears them; so does a form that still waits for them.
    (r"\((?:tanda tangan|ttd)(?: dan (?:cap|stempel))?\)", 0.5),
)
_UNSIGNED = _marks((r"^[ \t(]*(?:\.{6,}|…{2,}|_{6,})[ \t).]*$", 0.6))
_DRAFT = _marks((r"\A\W*(?:draf|draft|konsep|rancangan)\b", 0.6))
_LASTING = {Paper.BYLAW, Paper.REGULATION, Paper.DECREE, Paper.AGREEMENT, Paper.PROCEDURE}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing read in a document.

    ``value`` in canonical writing (a kind's code, a number, ``2023-05-29``, ``2022-2023``, a name);
    ``words`` where it stands; ``page`` from 1, or 0 for the file's name.
    """

    value: str
    confidence: float
    words: str
    page: int


def read_facts(
    name: str, pages: Sequence[str], *, family: str, places: Mapping[str, str]
) -> dict[str, Fact]:
    """Read what can be read, by aspect: kind, number, dated, issuer, city, period, signature.

    ``name``: the file's; ``family``: document, table or photo; ``places``: the official name of
    each city by its name in lower case (``kota serang``).
    """
    stem = PurePosixPath(name).stem.replace("_", " ")
    text = _Text(pages)
    found: dict[str, Fact] = {}
    kind = kind_of(stem, text.all, family)
    if kind is not None:
        paper, confidence, words = kind
        found["kind"] = Fact(paper, round(confidence, 2), words[:_WORDS], text.page_of(words))
    others = (
        ("number", _number(text)),
        ("dated", _dated(text)),
        ("issuer", None if family == "photo" else _issuer(text)),
        ("city", _city(stem, text, places)),
        ("signature", _signature(text)),
    )
    found |= {aspect: fact for aspect, fact in others if fact is not None}
    period = _period(stem, text, kind[0] if kind else None, found.get("dated"))
    if period is not None:
        found["period"] = period
    return found


def _small(text: str) -> str:
    """The text in small letters, each at its place: a few letters of the world grow by that."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(each if len(each.lower()) > 1 else each.lower() for each in text)


class _Text:
    """All pages as one text, and which page a place in it lies on."""

    def __init__(self, pages: Sequence[str]) -> None:
        self._ends: list[int] = []
        parts: list[str] = []
        length = 0
        for page in pages:
            parts.append(page)
            length += len(page) + 1
            self._ends.append(length)
            if length > READ_CHARACTERS:
                break
        self.all = "\n".join(parts)[:READ_CHARACTERS]
        self.small = _small(self.all)
        self.head = self.all[:HEAD_CHARACTERS]
        # Signatures stand at the end, however long the paper is.
        self.tail = "\n".join(pages[-2:])[-4_000:]
        self.last_page = len(pages)

    def page_at(self, place: int) -> int:
        return next((n for n, end in enumerate(self._ends, 1) if place < end), 1)

    def page_of(self, words: str) -> int:
        """The page where words stand; 0 when they stand in none, as those of the file's name."""
        wanted = words[:40].lower()
        place = self.all.lower().find(wanted) if wanted else -1
        return 0 if place < 0 else self.page_at(place)

    def line_at(self, start: int, end: int) -> str:
        first = self.all.rfind("\n", 0, start) + 1
        last = self.all.find("\n", end)
        return " ".join(self.all[first : last if last >= 0 else None].split())[:_WORDS]


def _number(text: _Text) -> Fact | None:
    for match in _NUMBER.finditer(text.head):
        if _CITED.search(text.head[max(0, match.start() - 80) : match.start()]):
            continue
        value = re.sub(r"\s*/\s*", "/", match[1]).strip(" .-")
        if not any(letter.isdigit() for letter in value) or _NUMERIC_DAY.fullmatch(value):
            continue
        value = re.sub(r"\s+", " ", value)
        value = re.sub(r"(?i) tahun ", " Tahun ", value)
        early = match.start() < HEAD_CHARACTERS // 2
        words = text.line_at(match.start(), match.end())
        return Fact(value[:120], 0.9 if early else 0.6, words, text.page_at(match.start()))
    if bare := _BARE_NUMBER.search(text.head):
        return Fact(bare[1][:120], 0.75, bare[1], text.page_at(bare.start(1)))
    return None


def _dated(text: _Text) -> Fact | None:
    for pattern, confidence in _DATES:
        if confidence > 0.8:
            matches = list(pattern.finditer(text.small))
        else:
            found = pattern.finditer(text.small, 0, HEAD_CHARACTERS + _DAY_LENGTH)
            matches = [match for match in found if match.start() < HEAD_CHARACTERS]
        # The place and day above the signature stand last, a day in the head first.
        for match in matches if confidence < 0.9 else reversed(matches):
            day = _day(match[1], _MONTH[match[2]], match[3])
            if day is not None:
                words = text.line_at(match.start(), match.end())
                return Fact(day, confidence, words, text.page_at(match.start()))
    for match in _NUMERIC_DAY.finditer(text.head):
        day = _day(match[1], int(match[2]), match[3])
        if day is not None:
            words = text.line_at(match.start(), match.end())
            return Fact(day, 0.4, words, text.page_at(match.start()))
    return None


def _day(day: str, month: int, year: str) -> str | None:
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None


def _issuer(text: _Text) -> Fact | None:
    head = text.all[:400]
    if match := _ISSUER.search(head):
        name = " ".join(match[1].split())
        if name.lower().endswith((" dan", ",")):
            # The office's name goes on in the next line.
            name += " " + head[match.end() :].strip().split("\n", 1)[0]
        name = name.strip(" .,:-")
        return Fact(_titled(name)[:160], 0.85, text.line_at(match.start(), match.end()), 1)
    if match := _HEAD_OF_REGION.search(text.head):
        name = " ".join(match[1].split())
        return Fact(_titled(name)[:160], 0.7, text.line_at(match.start(), match.end()), 1)
    return None


def _titled(name: str) -> str:
    """``DINAS KESEHATAN`` as ``Dinas Kesehatan``; mixed case stays, short words stay capitals."""
    if name != name.upper():
        return name
    small = {"DAN", "DI", "PADA", "UNTUK"}
    return " ".join(
        word.lower()
        if word in small
        else word
        if (len(word) <= 4 and not set(word) & set("AIUEO"))
        or word in {"UPTD", "PPA", "KB", "RSUD"}
        else word.capitalize()
        for word in name.split()
    )


def _city(stem: str, text: _Text, places: Mapping[str, str]) -> Fact | None:
    """The city named most, where the letterhead counts thrice."""
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    source = f"{text.small}\n{_small(stem)}"
    for match in _REGION.finditer(source):
        kind = "kabupaten" if match[1].startswith(("kab", "bup", "pemkab")) else "kota"
        words = match[2].replace(".", " ").split()
        for length in range(len(words), 0, -1):
            official = places.get(f"{kind} {' '.join(words[:length])}")
            if official:
                counts[official] += 3 if match.start() < 250 else 1
                first.setdefault(official, match.span())
                break
    if not counts:
        return None
    best, most = counts.most_common(1)[0]
    start, end = first[best]
    inside = start < len(text.all)
    confidence = min(most / sum(counts.values()), 0.95) * (1.0 if most > 1 else 0.7)
    return Fact(
        best,
        round(confidence, 2),
        text.line_at(start, end) if inside else stem[:_WORDS],
        text.page_at(start) if inside else 0,
    )


def _period(stem: str, text: _Text, paper: Paper | None, dated: Fact | None) -> Fact | None:
    """The years a document speaks of: as its title says, else as often stated, else its date."""
    title = "\n".join(line for line in text.head.split("\n")[:12] if not _NUMBER.search(line))
    year = dated.value[:4] if dated else ""
    if paper in _LASTING and (span := _SPAN.search(f"{title}\n{stem}")) is None and year:
        return Fact(f"{year}-{year}", 0.6, dated.words if dated else "", dated.page if dated else 1)
    for source, page, confidence in ((title, 1, 0.85), (stem, 0, 0.8)):
        said = _without_laws(_small(source))
        if (span := _SPAN.search(said)) and span[1] <= span[2]:
            return Fact(f"{span[1]}-{span[2]}", confidence + 0.05, _around(source, span), page)
        if match := _STATED.search(said):
            last = match[2] or match[1]
            if match[1] <= last:
                return Fact(f"{match[1]}-{last}", confidence, _around(source, match), page)
        if page == 0 and (match := _YEAR.search(said)):
            return Fact(f"{match[1]}-{match[1]}", 0.7, stem[:_WORDS], 0)
    return _spoken_of(text) or (
        Fact(f"{year}-{year}", 0.4, dated.words, dated.page) if dated else None
    )


def _without_laws(text: str) -> str:
    """The text with laws blanked out, all else at its place."""
    return _LAW.sub(lambda law: " " * len(law[0]), text)


def _spoken_of(text: _Text) -> Fact | None:
    """The years stated most often in the text, laws left out."""
    said = _without_laws(text.small)
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _STATED.finditer(said):
        for year in filter(None, match.groups()):
            counts[year] += 2
            first.setdefault(year, match.start())
    for match in _YEAR.finditer(said):
        counts[match[1]] += 1
        first.setdefault(match[1], match.start())
    if not counts:
        return None
    (best, most), *others = counts.most_common(3)
    # Two neighbouring years spoken of about as often are a comparison of both.
    beside = [y for y, n in others if abs(int(y) - int(best)) == 1 and n >= most * 0.6]
    years = sorted([best, *beside[:1]])
    confidence = 0.6 * most / sum(counts.values()) + 0.15
    place = first[best]
    return Fact(
        f"{years[0]}-{years[-1]}",
        round(confidence, 2),
        text.line_at(place, place + 4),
        text.page_at(place),
    )


def _around(text: str, match: re.Match[str]) -> str:
    first = text.rfind("\n", 0, match.start()) + 1
    last = text.find("\n", match.end())
    return " ".join(text[first : last if last >= 0 else None].split())[:_WORDS]


def _signature(text: _Text) -> Fact | None:
    for value, marks, source, page in (
        ("absent", _UNSIGNED, text.tail, text.last_page),
        ("absent", _DRAFT, text.head, 1),
        ("present", _SIGNED, text.tail, text.last_page),
    ):
        small = _small(source)
        for mark, confidence in marks:
            if match := mark.search(small):
                return Fact(value, confidence, _around(source, match), page)
    return None
