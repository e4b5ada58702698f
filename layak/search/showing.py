"""The passage of a page that shows why it was found. Pure; marks words, never writes HTML."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from layak.search.words import LONGEST_WORD, RESTORED, SILENT, Stems, parts, stem_of

BEFORE = 60  # characters kept before the first marked word
LENGTH = 260  # characters of a passage
# Spans looked at to tell how many different needles stand in a passage.
AHEAD = 30

_WORD = re.compile(r"[^\W_]+")
_Spans = list[tuple[int, int, int]]


class Fragment(NamedTuple):
    """A stretch of a passage; the template escapes it and marks it where it is ``found``."""

    text: str
    found: bool


def passage(text: str, needles: Sequence[Stems]) -> list[Fragment]:
    """The stretch of ``text`` that holds the most different needles, with these marked.

    Empty when none is in it.
    """
    spans = _spans(text, needles)
    if not spans:
        return []
    best = max(range(len(spans)), key=lambda at: (_variety(spans, at), -at))
    start = _word_start(text, max(spans[best][0] - BEFORE, 0))
    end = _word_end(text, start + LENGTH, spans[best][1])
    fragments = [Fragment("… ", found=False)] if start else []
    at = start
    for low, high, _ in spans:
        if low < at or high > end:
            continue
        fragments += [
            Fragment(_line(text[at:low]), found=False),
            Fragment(text[low:high], found=True),
        ]
        at = high
    rest = text[at:end]
    fragments.append(
        Fragment(_line(rest) + (" …" if end < len(text.rstrip()) else ""), found=False)
    )
    return [fragment for fragment in fragments if fragment.text]


def beginning(text: str) -> list[Fragment]:
    """How a text begins, for what was found by its title; empty where there is none."""
    text = text.strip()
    end = _word_end(text, LENGTH, 0) if len(text) > LENGTH else len(text)
    return [Fragment(_line(text[:end]) + " …" * (end < len(text)), found=False)] if text else []


def _spans(text: str, needles: Sequence[Stems]) -> _Spans:
    """Where needles stand: start, end and which one. A longer needle covers the shorter."""
    by_first: dict[str, list[tuple[int, Stems]]] = {}
    for key, needle in enumerate(needles):
        if needle:
            by_first.setdefault(needle[0], []).append((key, needle))
    begin = {
        word: sorted(known, key=lambda pair: -len(pair[1]))
        for word in _around(text, by_first)
        if (known := by_first.get(_heard(word)))
    }
    spans: _Spans = []
    at = 0
    places = sorted((start, word) for word in begin for start in _places(text, word))
    for start, first in places:
        if start < at:
            continue
        for key, needle in begin[first]:
            if end := _end_of(text, start + len(first), needle):
                spans.append((start, end, key))
                at = end
                break
    return spans


def _around(text: str, stems: Iterable[str]) -> set[str]:
    """The words of a text that may have one of some stems, and a few others.

    Taking a whole page apart, to hear the stem of each of its words, was half of the time of a
    search; nearly no word holds the letters of what is looked for.
    """
    small = text.lower()
    if len(small) != len(text):  # a letter whose small form is two
        return set(_WORD.findall(text))
    words: set[str] = set()
    for own in stems:
        letters = own[1:] if own[0] in RESTORED and len(own) > 1 else own
        at = small.find(letters)
        while at >= 0:
            start, end = at, at + len(letters)
            while start and text[start - 1].isalnum():
                start -= 1
            while text[end : end + 1].isalnum():
                end += 1
            words.add(text[start:end])
            at = small.find(letters, end)
    return words


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word stands as a whole word."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(word, end)


def _end_of(text: str, end: int, needle: Stems) -> int:
    """Where the needle ends whose first stem ends at ``end``; 0 where other words follow."""
    if len(needle) == 1:
        return end
    rest = text[end : end + len(needle) * (LONGEST_WORD + LENGTH)]
    heard = list(islice((part for part in parts(rest) if part.stem), len(needle) - 1))
    if tuple(part.stem for part in heard) != needle[1:]:
        return 0
    return end + heard[-1].end


@lru_cache(maxsize=200_000)
def _heard(word: str) -> str:
    """The stem of a word of a text, as ``parts`` gives it."""
    small = word.lower()[:LONGEST_WORD]
    return "" if small in SILENT else stem_of(small)


def _variety(spans: _Spans, at: int) -> int:
    """How many different needles stand within a passage that begins with this span."""
    start = spans[at][0]
    within = spans[at : at + AHEAD]
    return len({key for low, _high, key in within if low < start + LENGTH - BEFORE})


def _word_start(text: str, at: int) -> int:
    """Where the first whole word from ``at`` on begins; 0 where there is none."""
    if at and text[at - 1].isalnum() and (cut := _WORD.match(text, at)):
        at = cut.end()
    found = _WORD.search(text, at) if at else None
    return found.start() if found else 0


def _word_end(text: str, at: int, least: int) -> int:
    """Where the last whole word before ``at`` ends; never before ``least``."""
    at = min(at, len(text))
    if text[at : at + 1].isalnum():
        while at > least and text[at - 1].isalnum():
            at -= 1
    while at > least and not text[at - 1].isalnum():
        at -= 1
    return max(at, least)


def _line(text: str) -> str:
    """Line breaks and runs of blanks as one blank; edges stay."""
    if not text:
        return ""
    inner = " ".join(text.split())
    return f"{' ' * text[0].isspace()}{inner}{' ' * (text[-1].isspace() and bool(inner))}"
