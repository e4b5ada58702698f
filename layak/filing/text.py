"""Reading a text as words: lower case, stems, and the repair of what a scanner broke.

Repair of letters (``kepa!a``, ``turnbuh``, ``8ina``) happens only in texts that look scanned, so
that a rare but correct word is never bent into a common one.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

import snowballstemmer

from layak.filing.guessing import SHORTEST, Guesses

READ_CHARACTERS = 6000
READ_TITLE_CHARACTERS = 2000
TITLE_LINE = 120
SCANNED_SHARE = 0.02
BROKEN_SHARE = 0.25
CLOSING_WORDS = 150
REMEMBERED_WORDS = 200_000

_T = TypeVar("_T")
_Forms = tuple[tuple[str, str], ...]

_STEMMER = snowballstemmer.stemmer("indonesian")
_BROKEN_LINE = re.compile(r"(?<=[^\W\d_])[-¬]\s*\n\s*(?=[a-z])")
_TOKEN = re.compile(r"[^\W_]+(?:[~`^´'’|!:\-]{1,2}[^\W_]+)*")
_LAW = re.compile(
    r"(?<![\d.])(\d{1,4})\s*(?:/|tahun|th\.?|thn)\s*((?:19|20)\d\d)(?!\d)", re.IGNORECASE
)
_DIRT = re.compile(r"[~`^´]")
_SPLIT = re.compile(r"[|!:'’\-~`^´]+")
_ODD = re.compile(r"[^\W\d_][~`^´|!:][a-z]|[a-z][0156789][a-z]|\b[58][a-z]{3}")
_SEQUENCES = (
    ("rn", "m"),
    ("cl", "d"),
    ("vv", "w"),
    ("lc", "k"),
    ("li", "h"),
    ("ri", "n"),
    ("ii", "u"),
)
_SHAPES = str.maketrans(
    "aounechb68iljtfr1!:|gq9s5o0",
    "ccccccbbbbiiiiiiiiiigggsscc",
)
_STROKES = str.maketrans("1!|", "lll")
_LETTERS = str.maketrans("0156789!|:", "olsbtbglii")

STOPWORDS = frozenset(
    """
    ada adalah agar akan antara atas atau bagi bahwa banyak baru beberapa belum berbagai berupa
    bila bisa bukan cara dalam dan dapat dari dengan demikian di dia dilakukan dimana diri dua
    guna hal hanya harus hingga ia ialah ini itu jadi jika juga kali kami karena ke kepada
    ketika kini kita lagi lain lalu maka masih masing mereka merupakan namun oleh pada para per
    perlu pula pun saat saja salah sampai sangat satu sebab sebagai sebelum sebuah secara sedang
    sehingga sejak selain selama seluruh semua seorang seperti serta sesuai sesudah setelah
    setiap siapa suatu sudah supaya tahun tanggal telah tentang terhadap termasuk tersebut
    tetapi tiap tiga tidak untuk yaitu yakni yang nya si sang pukul hari senin selasa rabu kamis
    jumat sabtu minggu januari februari maret april mei juni juli agustus september oktober
    november desember kota kabupaten kecamatan kelurahan desa provinsi nomor halaman berkas
    dokumen foto lampiran terlampir bapak bu pak saudara drs dr ir sh mh msi skm spd ss nip
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


class Word(NamedTuple):
    """A repaired word, its stem, and how it stands in the text."""

    form: str
    stem: str
    surface: str


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one lower-case word."""
    return str(_STEMMER.stemWord(word))


def skeleton(word: str) -> str:
    """What is left of a word when letters that scanners confuse are made equal."""
    word = word.translate(_STROKES)
    for seen, meant in _SEQUENCES:
        word = word.replace(seen, meant)
    return word.translate(_SHAPES)


def excerpt(text: str) -> str:
    """The part of a long text that is read: its beginning, and title-like lines of what follows."""
    if len(text) <= READ_CHARACTERS:
        return text
    titles: list[str] = []
    room = READ_TITLE_CHARACTERS
    for line in text[READ_CHARACTERS : READ_CHARACTERS * 20].splitlines():
        title = line.strip()
        if (
            8 <= len(title) <= TITLE_LINE
            and title[0].isupper()
            and (title.isupper() or title.istitle())
        ):
            titles.append(title)
            room -= len(title)
            if room <= 0:
                break
    return "\n".join((text[:READ_CHARACTERS], *titles))


class Reader:
    """Turns texts into words. ``vocabulary``: correct words with how often they occur, used to
    repair scans; ``names``: of places and people, which are left out, as are ``phrases``, the
    sentences that any office puts under any document.
    """

    def __init__(
        self, vocabulary: dict[str, int], names: Iterable[str] = (), phrases: Iterable[str] = ()
    ) -> None:
        self._known = vocabulary
        self._left_out = STOPWORDS | frozenset(names)
        self._shapes: dict[str, list[str]] = {}
        for word in sorted(vocabulary, key=lambda w: (-vocabulary[w], w)):
            if len(word) >= 4:
                self._shapes.setdefault(skeleton(word), []).append(word)
        self._clean: dict[str, _Forms] = {}
        self._repaired: dict[str, _Forms] = {}
        self._guessed: dict[str, tuple[str, str]] = {}
        self._guesses: Guesses | None = None
        self._suspect: dict[str, bool] = {}
        told = [frozenset(map(stem, re.findall(r"[^\W\d_]+", p.lower()))) for p in phrases]
        self._phrases = [(stems, max(3, round(len(stems) * 0.6))) for stems in told]

    def read(self, text: str) -> list[Word]:
        """The words of a text without function words, in order."""
        text = _BROKEN_LINE.sub("", excerpt(text))
        surfaces = _TOKEN.findall(text)
        raws = [surface.lower() for surface in surfaces]
        scanned = self._looks_scanned(text, raws)
        if scanned:
            surfaces, raws = self._joined(surfaces, raws)
        cache, split = (self._repaired, self._repair) if scanned else (self._clean, self._plain)
        found: list[_Forms] = []
        for raw in raws:
            forms = cache.get(raw)
            if forms is None:
                forms = _remember(cache, raw, tuple((form, stem(form)) for form in split(raw)))
            found.append(forms)
        if scanned and self._still_broken(found):
            found = [tuple(map(self._guess, forms)) for forms in found]
        words: list[Word] = []
        for surface, forms in zip(surfaces, found, strict=True):
            if len(forms) == 1 and forms[0][0] not in self._known and surface.istitle():
                continue
            for form, root in forms:
                words.append(Word(form, root, surface))
        body, closing = words[:-CLOSING_WORDS], words[-CLOSING_WORDS:]
        words = body + self._without_phrases(closing)
        return [word for word in words if word.form not in self._left_out]

    @staticmethod
    def laws(text: str) -> list[str]:
        """Laws cited by number and year, as ``11/2012``."""
        return [f"{int(number)}/{year}" for number, year in _LAW.findall(excerpt(text))]

    def _looks_scanned(self, text: str, raws: Sequence[str]) -> bool:
        if not raws:
            return False
        suspect = self._suspect
        broken = len(_ODD.findall(text))
        for raw in raws:
            known = suspect.get(raw)
            if known is None:
                misread = len(raw) >= 5 and raw.isalpha() and self._nearest(raw) is not None
                known = _remember(suspect, raw, misread)
            broken += known
        return broken / len(raws) >= SCANNED_SHARE and broken >= 2

    def _still_broken(self, found: Iterable[_Forms]) -> bool:
        """Whether many longer words are unknown even after repair; fewer may be right but rare."""
        longer = [form for forms in found for form, _ in forms if len(form) >= SHORTEST]
        unknown = sum(form not in self._known for form in longer)
        return unknown > BROKEN_SHARE * len(longer)

    def _guess(self, word: tuple[str, str]) -> tuple[str, str]:
        form, _ = word
        if form in self._known or len(form) < SHORTEST:
            return word
        guessed = self._guessed.get(form)
        if guessed is None:
            if self._guesses is None:
                self._guesses = Guesses(self._shapes, self._known)
            meant = self._guesses.nearest(form, skeleton(form))
            guessed = _remember(self._guessed, form, (meant, stem(meant)) if meant else word)
        return guessed

    def _joined(self, surfaces: list[str], raws: list[str]) -> tuple[list[str], list[str]]:
        """Puts together words that the scanner tore apart (``d ini``, ``m ekanisme``)."""
        joined_surfaces: list[str] = []
        joined: list[str] = []
        for surface, raw in zip(surfaces, raws, strict=True):
            before = joined[-1] if joined else ""
            torn = before and (before not in self._known or raw not in self._known)
            if torn and before.isalpha() and raw.isalpha() and before + raw in self._known:
                joined[-1] = before + raw
                joined_surfaces[-1] = f"{joined_surfaces[-1]} {surface}"
            else:
                joined.append(raw)
                joined_surfaces.append(surface)
        return joined_surfaces, joined

    def _plain(self, raw: str) -> tuple[str, ...]:
        parts = [part for part in _SPLIT.split(raw) if len(part) > 1 and not part.isdigit()]
        return tuple(dict.fromkeys(parts))

    def _repair(self, raw: str) -> tuple[str, ...]:
        whole = _DIRT.sub("", raw)
        if whole in self._known:
            return (whole,)
        if not whole.isalpha() and sum(map(str.isalpha, whole)) >= 3:
            candidate = whole.replace("-", "").translate(_LETTERS)
            if candidate in self._known:
                return (candidate,)
        near = self._nearest(whole)
        if near is not None:
            return (near,)
        parts = self._plain(whole)
        if len(parts) == 1 and len(whole) >= 8 and whole.isalpha():
            return self._halves(whole) or parts
        return tuple(self._nearest(part) or part for part in parts)

    def _nearest(self, word: str) -> str | None:
        if len(word) < 4 or word in self._known or word.isdigit():
            return None
        candidates = self._shapes.get(skeleton(word))
        if not candidates:
            return None
        allowed = 1 + len(word) // 4
        distance, best = min((_differences(word, other), n) for n, other in enumerate(candidates))
        return candidates[best] if distance <= allowed else None

    def _halves(self, word: str) -> tuple[str, ...]:
        best: tuple[int, tuple[str, ...]] = (0, ())
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            if (left in self._known or left in STOPWORDS) and (
                right in self._known or right in STOPWORDS
            ):
                best = max(best, (min(len(left), len(right)), (left, right)))
        return best[1]

    def _without_phrases(self, words: list[Word]) -> list[Word]:
        stems = {word.stem for word in words}
        for phrase, needed in self._phrases:
            if len(phrase & stems) < needed:
                continue
            hits = [word.stem in phrase for word in words]
            width = round(len(phrase) * 1.3)
            drop = [False] * len(words)
            for start in range(max(1, len(words) - width + 1)):
                if hits[start] and sum(hits[start : start + width]) >= needed:
                    for place in range(start, min(len(words), start + width)):
                        drop[place] = drop[place] or hits[place]
            words = [word for word, dropped in zip(words, drop, strict=True) if not dropped]
        return words


def _remember(cache: dict[str, _T], raw: str, found: _T) -> _T:
    if len(cache) > REMEMBERED_WORDS:
        cache.clear()
    cache[raw] = found
    return found


def _differences(seen: str, meant: str) -> int:
    """How many letters differ, after the letter pairs that scanners confuse are made equal."""
    for wrong, right in _SEQUENCES:
        if wrong in seen and wrong not in meant:
            seen = seen.replace(wrong, right)
    if len(seen) != len(meant):
        return 1 + abs(len(seen) - len(meant))
    return sum(a != b for a, b in zip(seen, meant, strict=True))
