"""Which facilities a text does not mention. Plain text work: no database, no clock.

A name counts as mentioned when it stands in the text as whole words, in any case and with any
punctuation or spaces between its letters: ``SAPA129`` is ``SAPA 129``, ``U.P.T.D. PPA`` is ``UPTD
PPA``. Digits must stand together: ``112`` is not in ``1120``, ``112.000``, ``Rp 112`` or ``112
anak``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Protocol, TypeVar

# Spellings of one and the same body; a facility that bears one of them is known by all of them.
WELL_KNOWN: tuple[tuple[str, ...], ...] = (
    (
        "UPTD PPA",
        "UPT PPA",
        "UPTD Perlindungan Perempuan dan Anak",
        "UPT Perlindungan Perempuan dan Anak",
        "Unit Pelaksana Teknis Daerah Perlindungan Perempuan dan Anak",
        "Unit Pelaksana Teknis Daerah PPA",
    ),
    ("P2TP2A", "Pusat Pelayanan Terpadu Pemberdayaan Perempuan dan Anak"),
    ("SAPA 129", "Sahabat Perempuan dan Anak 129", "Sahabat Perempuan dan Anak"),
    ("PATBM", "Perlindungan Anak Terpadu Berbasis Masyarakat"),
    ("PUSPAGA", "Pusat Pembelajaran Keluarga"),
    ("Unit PPA", "UPPA", "Unit Pelayanan Perempuan dan Anak"),
    ("112", "NTPD 112"),
)
_COUNTED = (
    "%|persen|ribu|juta|miliar|milyar|triliun|rupiah|tahun|bulan|hari|jam|menit|kali|unit|buah|"
    "lembar|dokumen|halaman|anak|orang|jiwa|balita|siswa|guru|peserta|korban|kasus|pengaduan|"
    "laporan|keluarga|kk|rumah|sekolah|madrasah|puskesmas|kelurahan|desa|kecamatan|rt|rw"
)
# What may stand between two letters of a name: anything that is no letter and no digit.
_GAP = r"[\W_]*"
_NO_WORD_BEFORE, _NO_WORD_AFTER = r"(?<![^\W_])", r"(?![^\W_])"
# A number that goes on ("112.000", "0811-112") or that counts something is no name.
_NO_AMOUNT_BEFORE = r"(?<!\d[.,\-])(?<!rp)(?<!rp[ .])(?<!rp\. )"
_NO_AMOUNT_AFTER = rf"(?![.,\-]\d)(?!\s*(?:{_COUNTED})(?![^\W_]))"


class Named(Protocol):
    """Anything with a name and other spellings of it."""

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> Sequence[str]: ...


Thing = TypeVar("Thing", bound=Named)


def unmentioned(text: str, facilities: Iterable[Thing]) -> list[Thing]:
    """The facilities that a text names neither by name nor by alias or known abbreviation.

    Their order is kept.
    """
    plain = _folded(text)
    return [facility for facility in facilities if not _names(plain, facility)]


def mentions(text: str, facility: Named) -> bool:
    """Whether a text names a facility."""
    return _names(_folded(text), facility)


def same_words(text: str) -> str:
    """A name reduced to its letters and digits: equal for spellings of one name."""
    return "".join(char for char in _folded(text) if char.isalnum())


def _names(plain: str, facility: Named) -> bool:
    return any(_pattern(spelling).search(plain) for spelling in _spellings(facility))


def _spellings(facility: Named) -> Iterator[str]:
    own = [spelling for spelling in (facility.name, *facility.aliases) if same_words(spelling)]
    yield from own
    folded = [_folded(spelling) for spelling in own]
    for group in WELL_KNOWN:
        if any(_pattern(known).search(name) for known in group for name in folded):
            yield from group


def _folded(text: str) -> str:
    """Lower case, one form for each letter, ``&`` as the word it is read as."""
    return unicodedata.normalize("NFKC", text).casefold().replace("&", " dan ")


@lru_cache(maxsize=4096)
def _pattern(spelling: str) -> re.Pattern[str]:
    """Find a spelling as whole words; gaps may stand anywhere but between two digits."""
    letters = same_words(spelling)
    pieces = [re.escape(letters[0])]
    for before, char in pairwise(letters):
        gap = "" if before.isdecimal() and char.isdecimal() else _GAP
        pieces.append(gap + re.escape(char))
    found = "".join(pieces)
    if letters.isdecimal():
        found = f"{_NO_AMOUNT_BEFORE}{found}{_NO_AMOUNT_AFTER}"
    return re.compile(f"{_NO_WORD_BEFORE}{found}{_NO_WORD_AFTER}")
