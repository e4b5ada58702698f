"""Words as the index knows them: parts of a text, their stems, and what abbreviations stand for.

Pure. The same code makes the index and reads what was typed, so both always agree, whichever
PostgreSQL keeps the index.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from layak.filing.lexicon import knowledge
from layak.filing.text import stem

ABBREVIATIONS = Path(__file__).parent / "abbreviations.toml"
# Words that stand in every text and find nothing; they keep their place in phrases.
SILENT = frozenset(
    """
    dan yang di ke dari untuk pada dengan ini itu atau dalam oleh adalah para serta sebagai bagi
    agar juga
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
LONGEST_WORD = 40
# A stem is a stretch of its word, but for a first letter that its prefix had swallowed: "menyusun"
# has the stem "susun", "memotong" has "potong".
RESTORED = "sp"
# Limits of PostgreSQL's tsvector: positions beyond are not told apart, and a row holds 1 MB.
LAST_POSITION = 16_383
MOST_POSITIONS = 255
MOST_STEMS = 25_000

_PART = re.compile(r"[^\W_]+")
Stems = tuple[str, ...]


class Part(NamedTuple):
    """One word or number of a text: where it stands, and its stem; silent words have none."""

    start: int
    end: int
    word: str
    stem: str


def parts(text: str) -> Iterator[Part]:
    """The words and numbers of a text. ``463/Kep.12`` is three of them, in their order."""
    for found in _PART.finditer(text):
        word = found.group().lower()[:LONGEST_WORD]
        own = "" if word in SILENT else stem_of(word)
        yield Part(found.start(), found.end(), word, own)


def stem_of(word: str) -> str:
    """The stem of a lower-case word; numbers and what holds a digit stay as they are."""
    return stem(word) if word.isalpha() else word


def stems(text: str) -> Stems:
    """The stems of a text in order, silent words left out."""
    return tuple(part.stem for part in parts(text) if part.stem)


def vector(weighted: Iterable[tuple[str, str]], labels: Iterable[str] = ()) -> str:
    """Texts with their weights (A to D) as the text form of a PostgreSQL tsvector.

    ``labels`` are added as they are, without position: what rows are filtered by.
    """
    return vectors(weighted, labels)[0]


def vectors(weighted: Iterable[tuple[str, str]], labels: Iterable[str] = ()) -> tuple[str, str]:
    """As ``vector``; and the pairs of neighbours, silent words left out, as a second tsvector.

    An index knows which words a text holds, not their order: by its pairs it knows phrases nearly.
    """
    places: dict[str, list[str]] = {}
    pairs: dict[str, None] = {}
    before = ""
    at = 0
    for text, weight in weighted:
        mark = "" if weight == "D" else weight
        for part in parts(text):
            at += 1
            if not part.stem:
                continue
            known = places.get(part.stem)
            if known is None:
                if len(places) >= MOST_STEMS:
                    continue
                known = places[part.stem] = []
            if at <= LAST_POSITION:
                if before:
                    pairs[f"'{pair(before, part.stem)}'"] = None
                before = part.stem
                if len(known) < MOST_POSITIONS:
                    known.append(f"{at}{mark}")
    written = [
        f"'{own}':{','.join(known)}" if known else f"'{own}'" for own, known in places.items()
    ]
    return " ".join([*written, *(f"'{label}'" for label in labels)]), " ".join(pairs)


def pair(one: str, other: str) -> str:
    """The lexeme of two stems that stand beside each other; no stem holds a blank."""
    return f"{one} {other}"


@cache
def meanings() -> Mapping[str, tuple[str, ...]]:
    """Each abbreviation, in lower case, with all that it may stand for."""
    found: dict[str, dict[str, None]] = {}
    own = tomllib.loads(ABBREVIATIONS.read_text(encoding="utf-8"))
    for short, listed in own.items():
        found.setdefault(short.lower(), {}).update(dict.fromkeys(listed))
    for facts in knowledge():
        for short, long in facts.abbreviations.items():
            found.setdefault(short.lower(), {})[long.lower()] = None
    return {
        short: tuple(longs)
        for short, longs in found.items()
        # Two letters of another word, and names that are written out anyway, explain nothing.
        if len(short) > 1 and [part.word for part in parts(short)] == [short]
    }


@cache
def shorts() -> Mapping[Stems, tuple[str, ...]]:
    """What is written out, as stems, with the abbreviations that stand for it."""
    found: dict[Stems, dict[str, None]] = {}
    for short, longs in meanings().items():
        for long in longs:
            own = stems(long)
            if len(own) > 1:
                found.setdefault(own, {})[short] = None
    return {long: tuple(known) for long, known in found.items()}


@cache
def longest_meaning() -> int:
    """How many stems the longest written-out abbreviation has."""
    return max(map(len, shorts()), default=0)


def abbreviated(typed: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    """Whether an abbreviation stands for the stems from ``at`` on: how many, and which ones."""
    for length in range(min(longest_meaning(), len(typed) - at), 1, -1):
        if known := shorts().get(tuple(typed[at : at + length])):
            return length, known
    return 0, ()
