"""Tell whether the text that a page carries can be read by people. Standard library only.

PDFs carry text that nobody sees: what an earlier scanner guessed, or letters of a font whose code
table is lost. How the bounds were measured: ``docs/reading.md``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

# Fewer letters than this on a page say nothing about it: a page number, a stamp, a header.
FEW_LETTERS = 40
READ_CHARACTERS = 3_000
# Pairs of letters that make up 94% of Indonesian official prose.
_PAIRS = frozenset(
    """
    aa ab ad ag ah ai aj ak al am an ap ar as at au aw ay ba be bi bu ca da de di du eb ed eg eh ek
    el em en ep er es et fo ga ge gg gi gk gu ha hi hu ia ib id if ih ik il im in ip ir is it ja ju
    ka ke ki ko ks kt ku la le li lo lu ma mb me mi mo mp mu na nc nd ne ng ni nj no ns nt nu ny ok
    ol om on or os ot pa pe pi po pr pu ra rb re rg ri rj rk rl rm ro rp rs rt ru sa se si sk sm so
    st su ta te ti to tr tu ua ud ug uh uk ul um un up ur us ut wa ya
    """.split()  # noqa: SIM905 - pairs read best as words
)
_CODE = re.compile(r"\(cid:\d+\)")
_TRIM = ".,;:()[]\"'“”‘’?!/-–—*•|"
_WORD = re.compile(r"[^\W\d_]+(?:[-/'’.][^\W\d_]+)*")
# What draws the lines of a table in plain text says nothing about its words.
_RULE = re.compile(r"[|¦=_+\-–—]+")
_FIGURE = re.compile(r"[\d.,/%:()+\-–x]*\d[\d.,/%:()+\-–x]*")
LEAST_WORDS = 0.72
LEAST_PAIRS = 0.48
MOST_SINGLES = 0.55


class Verdict(StrEnum):
    """What a page's own text is worth."""

    GOOD = "good"
    SPARSE = "sparse"
    RUBBISH = "rubbish"


@dataclass(frozen=True, slots=True)
class Look:
    """The measures of a text, each a share from 0 to 1 except ``letters``, a count.

    ``words``: tokens that are words or figures. ``pairs``: pairs of letters that are usual in
    Indonesian. ``singles``: words of one letter.
    """

    letters: int
    words: float
    pairs: float
    singles: float


class _Token(NamedTuple):
    """What one token adds to the measures."""

    letters: int
    word: bool
    figure: bool
    ruled: bool
    pairs: int
    usual: int


@lru_cache(maxsize=20_000)
def _measure(raw: str) -> _Token:
    # Words come again on every page: each is looked at once.
    token = raw.strip(_TRIM) or raw
    figure = _FIGURE.fullmatch(token) is not None
    ruled = _RULE.fullmatch(token) is not None
    if not _WORD.fullmatch(token):
        return _Token(0, word=False, figure=figure, ruled=ruled, pairs=0, usual=0)
    pairs = [first + second for first, second in pairwise(token.lower())]
    usual = sum(pair in _PAIRS for pair in pairs)
    return _Token(len(token), word=True, figure=figure, ruled=False, pairs=len(pairs), usual=usual)


def look_at(text: str) -> Look:
    """Measure the beginning of a text."""
    # Names of files are words too, tied together.
    raws = _CODE.sub("\ufffd", text[:READ_CHARACTERS]).replace("_", " ").split()
    tokens = [token for token in map(_measure, raws) if not token.ruled]
    words = [token for token in tokens if token.word]
    figures = sum(token.figure for token in tokens)
    return Look(
        letters=sum(token.letters for token in words),
        words=(len(words) + figures) / len(tokens) if tokens else 1.0,
        pairs=sum(token.usual for token in words) / max(sum(token.pairs for token in words), 1),
        singles=sum(token.letters == 1 for token in words) / max(len(words), 1),
    )


def judge(text: str) -> Verdict:
    """Say what a page's own text is worth."""
    look = look_at(text)
    if len(text.strip()) < FEW_LETTERS:
        return Verdict.SPARSE
    if look.words < LEAST_WORDS or look.singles > MOST_SINGLES:
        return Verdict.RUBBISH
    if look.letters < FEW_LETTERS:
        return Verdict.SPARSE
    return Verdict.GOOD if look.pairs >= LEAST_PAIRS else Verdict.RUBBISH
