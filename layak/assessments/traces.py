"""Where the words that led to a suggestion stand in a document. Pure: text in, plain values out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PARAGRAPH = re.compile(r"\n\s*\n")
# A line at least this long that ends without a stop goes on in the next one.
FULL_LINE = 60
_STOPS = (".", ";", ":", "!", "?")
# A longer phrase is no word a reader would look for.
LONGEST_PHRASE = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase and how often a document says it."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``marked`` when it is one of the terms."""

    text: str
    marked: bool


@lru_cache(maxsize=256)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the terms as whole words, however their words are spaced; longest first."""
    spaced = (
        r"\s+".join(map(re.escape, term.split()))
        for term in sorted(terms, key=len, reverse=True)
        if term.strip()
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)


def count_terms(terms: Sequence[str], pages: Iterable[str]) -> list[Term]:
    """Count each term over all pages, most frequent first; terms that stand nowhere are left out.

    A term inside a longer one counts for both.
    """
    text = "\n".join(pages)
    counted = [
        Term(term, sum(1 for _ in _pattern((term,)).finditer(text)))
        for term in terms
        if term.strip()
    ]
    return sorted((term for term in counted if term.count), key=lambda term: -term.count)


def missing_terms(phrases: Iterable[str], pages: Sequence[str], most: int) -> list[str]:
    """The first ``most`` short phrases that stand nowhere in a document, each with a new word."""
    text = "\n".join(pages)
    missing: list[str] = []
    told: set[str] = set()
    for phrase in phrases:
        words = set(phrase.lower().split())
        if len(words) > LONGEST_PHRASE or not words - told or _pattern((phrase,)).search(text):
            continue
        missing.append(phrase)
        told |= words
        if len(missing) == most:
            break
    return missing


def first_page(terms: Sequence[str], pages: Sequence[str]) -> int:
    """The number of the first page that says one of the terms; 1 when none does."""
    found = (
        number
        for number, page in enumerate(pages, 1)
        if any(term.strip() for term in terms) and _pattern(tuple(terms)).search(page)
    )
    return next(found, 1)


def mark_terms(page: str, terms: Sequence[str]) -> list[list[Run]]:
    """A page as paragraphs, each a row of stretches, the terms among them marked."""
    wanted = tuple(term for term in terms if term.strip())
    return [
        _marked(_flowing(paragraph), wanted)
        for paragraph in _PARAGRAPH.split(page)
        if paragraph.strip()
    ]


def _flowing(paragraph: str) -> str:
    """Undo the line breaks that a printed page puts inside a sentence."""
    lines: list[str] = []
    printed = 0
    for line in filter(None, map(str.strip, paragraph.split("\n"))):
        goes_on = printed >= FULL_LINE and line[0].isalnum() and not lines[-1].endswith(_STOPS)
        if lines and (goes_on or line[0].islower()):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
        printed = len(line)
    return "\n".join(lines)


def _marked(paragraph: str, terms: tuple[str, ...]) -> list[Run]:
    if not terms:
        return [Run(paragraph, marked=False)]
    runs: list[Run] = []
    end = 0
    for match in _pattern(terms).finditer(paragraph):
        if match.start() > end:
            runs.append(Run(paragraph[end : match.start()], marked=False))
        runs.append(Run(match.group(), marked=True))
        end = match.end()
    if end < len(paragraph):
        runs.append(Run(paragraph[end:], marked=False))
    return runs
