"""Which item inside an indicator a text proves, from the words of the items' questions."""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from layak.filing.lexicon import FOLDER
from layak.filing.text import STOPWORDS, excerpt, stem

SHARPNESS = 1.5
TITLE_CHARACTERS = 160
TITLE_FACTOR = 1.6
MEANT_WEIGHT = 0.5

SILENT = 0.6
# What a text must speak of before it can prove an item that asks for it.
_ASKED_FOR = frozenset({"inovasi", "kemitraan", "terlatih", "dilatih", "kha"})

_WORD = re.compile(r"[^\W\d_]{2,}")
_APART_FROM = re.compile(r"\bselain\b[^,:;.?]*")


@cache
def _meant() -> Mapping[str, tuple[str, ...]]:
    """What the words of questions usually stand for, as stems."""
    listed = tomllib.loads((FOLDER / "items.toml").read_text(encoding="utf-8"))["meant"]
    return {word: tuple(stem(one) for one in words.split()) for word, words in listed.items()}


def suggest_items(text: str, candidates: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
    """The items with the probability that the text proves each, best first; the order of equal ones
    is theirs.

    ``candidates``: the items of one indicator, each (code, words). The probabilities add up to one;
    a text that says nothing about any of them leaves them all alike.
    """
    if not candidates:
        return []
    said = _said(text)
    wanted = [_wanted(words) for _, words in candidates]
    spread = Counter(word for words in wanted for word in words)
    scores = []
    for (_, question), words in zip(candidates, wanted, strict=True):
        told = 0.0
        length = 0.0
        for word, weight in words.items():
            rarity = math.log(1 + len(candidates) / spread[word])
            told += weight * rarity * said.get(word, 0.0)
            length += (weight * rarity) ** 2 if weight == 1.0 else 0.0
        score = told / math.sqrt(length) if length else 0.0
        scores.append(score * (SILENT if _silent(question, said) else 1.0))
    raised = [math.exp(SHARPNESS * (score - max(scores))) for score in scores]
    total = sum(raised)
    ranked = sorted(range(len(candidates)), key=lambda place: -raised[place])
    return [(candidates[place][0], raised[place] / total) for place in ranked]


def _silent(question: str, said: Mapping[str, float]) -> bool:
    """Whether a text says nothing of what the question asks for besides its subject."""
    asked = _ASKED_FOR.intersection(_WORD.findall(question.lower()))
    return any(said.keys().isdisjoint((stem(word), *_meant().get(word, ()))) for word in asked)


def _said(text: str) -> dict[str, float]:
    """How loudly a text says each stem: its beginning counts more, repetition little."""
    read = excerpt(text).lower()
    counts = Counter(stem(word) for word in _WORD.findall(read))
    title = {stem(word) for word in _WORD.findall(read[:TITLE_CHARACTERS])}
    return {w: (1 + math.log(n)) * (TITLE_FACTOR if w in title else 1.0) for w, n in counts.items()}


def _wanted(question: str) -> dict[str, float]:
    """The stems that a question asks for; what its words usually stand for counts less."""
    asked = _APART_FROM.sub(" ", question.lower())
    words = [word for word in _WORD.findall(asked) if word not in STOPWORDS]
    wanted = {stem(word): 1.0 for word in words}
    for word in words:
        for meant in _meant().get(word, ()):
            wanted.setdefault(meant, MEANT_WEIGHT)
    return wanted
