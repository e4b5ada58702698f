"""The passage of a page that shows why it was found. Pure; marks words, never writes HTML."""

from collections.abc import Sequence
from typing import NamedTuple

from layak.search.words import Part, Stems, parts

BEFORE = 60  # characters kept before the first marked word
LENGTH = 260  # characters of a passage


class Fragment(NamedTuple):
    """A stretch of a passage; the template escapes it and marks it where it is ``found``."""

    text: str
    found: bool


def passage(text: str, needles: Sequence[Stems]) -> list[Fragment]:
    """The stretch of ``text`` that holds the most different needles, with these marked.

    Empty when none is in it.
    """
    words = list(parts(text))
    spans = _spans(words, needles)
    if not spans:
        return []
    best = max(range(len(spans)), key=lambda at: (_variety(spans, at), -at))
    start = _word_start(words, max(spans[best][0] - BEFORE, 0))
    end = _word_end(words, start + LENGTH, spans[best][1])
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


def _spans(words: Sequence[Part], needles: Sequence[Stems]) -> list[tuple[int, int, int]]:
    """Where needles stand: start, end and which one. A longer needle covers the shorter."""
    by_first: dict[str, list[tuple[int, Stems]]] = {}
    for key, needle in enumerate(needles):
        if needle:
            by_first.setdefault(needle[0], []).append((key, needle))
    heard = [word for word in words if word.stem]
    spans = []
    at = 0
    while at < len(heard):
        taken = 1
        for key, needle in sorted(by_first.get(heard[at].stem, ()), key=lambda pair: -len(pair[1])):
            run = heard[at : at + len(needle)]
            if tuple(word.stem for word in run) == needle:
                spans.append((run[0].start, run[-1].end, key))
                taken = len(needle)
                break
        at += taken
    return spans


def _variety(spans: Sequence[tuple[int, int, int]], at: int) -> int:
    """How many different needles stand within a passage that begins with this span."""
    start = spans[at][0]
    return len({key for low, _high, key in spans[at : at + 30] if low < start + LENGTH - BEFORE})


def _word_start(words: Sequence[Part], at: int) -> int:
    return next((word.start for word in words if word.start >= at), 0) if at else 0


def _word_end(words: Sequence[Part], at: int, least: int) -> int:
    return max((word.end for word in words if word.end <= at), default=least) if words else least


def _line(text: str) -> str:
    """Line breaks and runs of blanks as one blank; edges stay."""
    if not text:
        return ""
    inner = " ".join(text.split())
    return f"{' ' * text[0].isspace()}{inner}{' ' * (text[-1].isspace() and bool(inner))}"
