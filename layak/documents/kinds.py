"""What kind of paper a document is, told from its name, its head and its build. No Django.

Each cue adds to one kind; the heaviest kind wins, and the share of all weight that it has is its
confidence. Measured in ``docs/reading.md``.
"""

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

_CUES = Path(__file__).parent / "kinds.toml"
_HEAD = 500
_BODY = 5_000
# So many lines of the head, the name first, are searched for what they speak of.
_TOLD_OF = 4


class Paper(StrEnum):
    """The kinds of paper that instruments ask for, as far as they can be told apart."""

    BYLAW = "bylaw"
    REGULATION = "regulation"
    INSTRUCTION = "instruction"
    DECREE = "decree"
    CIRCULAR = "circular"
    AGREEMENT = "agreement"
    ACTION_PLAN = "action_plan"
    PLAN = "plan"
    BUDGET = "budget"
    PROCEDURE = "procedure"
    REPORT = "report"
    MINUTES = "minutes"
    ATTENDANCE = "attendance"
    CERTIFICATE = "certificate"
    PHOTO = "photo"
    TABLE = "table"
    LETTER = "letter"
    GUIDE = "guide"
    NEWS = "news"


class _Cue(NamedTuple):
    paper: Paper
    patterns: tuple[re.Pattern[str], ...]
    weight: float

    def match(self, text: str) -> re.Match[str] | None:
        """The cue at the very beginning."""
        return next((found for one in self.patterns if (found := one.match(text))), None)

    def search(self, text: str, end: int) -> re.Match[str] | None:
        """The first place before ``end`` where the cue begins a word."""
        found = filter(None, (_at_word(one, text, end) for one in self.patterns))
        return min(found, key=lambda match: match.start(), default=None)


def _at_word(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    # A pattern that looks behind itself first loses the engine's quick search for its first letter.
    match = pattern.search(text, 0, end)
    while match is not None and match.start() and _in_word(text[match.start() - 1]):
        match = pattern.search(text, match.start() + 1, end)
    return match


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


@cache
def _cues(where: str) -> tuple[_Cue, ...]:
    """The cues of a title or of the build, from ``kinds.toml``."""
    rows = tomllib.loads(_CUES.read_text(encoding="utf-8"))["cue"]
    return tuple(
        _Cue(
            Paper(row["paper"]),
            tuple(re.compile(pattern) for pattern in row["patterns"]),
            row["weight"],
        )
        for row in rows
        if row["where"] == where
    )


_LINE = re.compile(r"^[\s\W\d_]*(.+)$", re.MULTILINE)
_PLACE_FIRST = re.compile(r"^[A-Z][A-Z ,]{3,40}[.,-]\s|^[A-Z]{4,}, \w+ \d{4}\b")
# What the format alone says, where no word speaks louder.
_BY_FAMILY = {"table": (Paper.TABLE, 2.0), "photo": (Paper.PHOTO, 5.0)}


def kind_of(name: str, text: str, family: str) -> tuple[Paper, float, str] | None:
    """The kind, how sure (0 to 1), and the words that told it; None when nothing speaks.

    ``name``: the file's name without its extension; ``family``: document, table or photo.
    """
    weights: dict[Paper, float] = {}
    words: dict[Paper, tuple[float, str]] = {}
    for paper, weight, said in _spoken(name, text, family):
        weights[paper] = weights.get(paper, 0.0) + weight
        if weight > words.get(paper, (0.0, ""))[0]:
            words[paper] = weight, " ".join(said.split())
    if not weights:
        return None
    best = max(weights, key=lambda paper: weights[paper])
    total = sum(weights.values()) + 1.0
    return best, min(weights[best] / total, 0.97), words[best][1]


def _spoken(name: str, text: str, family: str) -> Iterator[tuple[Paper, float, str]]:
    """Each cue that a document gives: for which kind, how heavy, in which words."""
    if family in _BY_FAMILY:
        yield (*_BY_FAMILY[family], "")
    heads = [match[1].strip() for match in _LINE.finditer(text[:_HEAD])]
    for place, line in enumerate([name, *heads[:10]]):
        share = 1.2 if place == 0 else 1.0 / (0.75 + place / 4)
        lower = line.lower()
        for cue in _cues("title"):
            if cue.match(lower):
                yield cue.paper, cue.weight * share, line[:120]
            elif place < _TOLD_OF and (match := cue.search(lower, 160)):
                # Spoken of within a line, it may be a title, or what another paper is about.
                yield cue.paper, cue.weight * share * 0.15, match[0]
    lower = text[:_BODY].lower()
    for cue in _cues("build"):
        if match := cue.search(lower, _BODY):
            yield cue.paper, cue.weight, match[0][:80]
    if _PLACE_FIRST.match(text):
        yield Paper.NEWS, 1.5, text[:40]
