"""Tell whether the text that a page carries can be read by people. Standard library only.

PDFs carry text that nobody sees: what an earlier scanner guessed, or letters of a font whose code
table is lost. How the bounds were measured: ``docs/reading.md``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

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
_TOKEN = re.compile(r"\S+")
_CODE = re.compile(r"\(cid:\d+\)")
_TRIM = ".,;:()[]\"'“”‘’?!/-–—*•|"
_WORD = re.compile(r"[^\W\d_]+(?:[-/'’.][^\W\d_]+)*")
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


def look_at(text: str) -> Look:
    """Measure the beginning of a text."""
    text = _CODE.sub("\ufffd", text[:READ_CHARACTERS])
    tokens = [token.strip(_TRIM) or token for token in _TOKEN.findall(text)]
    words = [token for token in tokens if _WORD.fullmatch(token)]
    figures = sum(_FIGURE.fullmatch(token) is not None for token in tokens)
    plain = [word.lower() for word in words]
    pairs = [a + b for word in plain for a, b in pairwise(word)]
    return Look(
        letters=sum(map(len, words)),
        words=(len(words) + figures) / max(len(tokens), 1),
        pairs=sum(pair in _PAIRS for pair in pairs) / max(len(pairs), 1),
        singles=sum(len(word) == 1 for word in words) / max(len(words), 1),
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
