"""Texts as sparse rows: words, stems and pairs of stems, cited laws, pieces of words, and scores
from the knowledge.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from layak.filing.lexicon import (
    LONGEST_PHRASE,
    NUMBERS,
    expansions,
    weighted_laws,
    weighted_phrases,
)
from layak.filing.text import STOPWORDS, Reader, Word, stem

PIECES = range(3, 6)
SHORTEST_PIECED = 3
TITLE_WORDS = 12
REMEMBERED_WORDS = 200_000

Floats = NDArray[np.float32]
Found = list[tuple[int, int, Mapping[int, float]]]


@dataclass(slots=True)
class Reading:
    """One text, read once. ``phrases``: known phrases in it as (start, length, weights by
    indicator); ``knowledge``: how strongly the knowledge speaks for each indicator, 1-24.
    """

    words: list[Word]
    tokens: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    phrases: Found = field(default_factory=list)
    knowledge: list[float] = field(default_factory=list)


def read(reader: Reader, text: str) -> Reading:
    """A text as tokens (``w:`` forms, ``s:`` stems, ``p:`` pairs, ``l:`` laws) and phrases."""
    return weigh(reader.read(text), reader.laws(text))


def weigh(words: list[Word], laws: Sequence[str] = ()) -> Reading:
    """Words as a reading; the first of them, mostly a title, count twice."""
    stems = [word.stem for word in words]
    reading = Reading(words)
    tokens = reading.tokens
    for word in (*words, *words[:TITLE_WORDS]):
        tokens.extend(_tokens(word.form))
        if len(word.form) >= SHORTEST_PIECED:
            reading.forms.append(word.form)
    tokens.extend([f"p:{a} {b}" for a, b in pairwise(stems)])
    tokens.extend(["l:" + law for law in laws])
    reading.phrases = phrases_in(stems)
    reading.knowledge = _scores(stems, reading.phrases, laws)
    return reading


_FORMS: dict[str, tuple[str, ...]] = {}


def _tokens(form: str) -> tuple[str, ...]:
    tokens = _FORMS.get(form)
    if tokens is None:
        if len(_FORMS) > REMEMBERED_WORDS:
            _FORMS.clear()
        meant = [stem(word) for word in expansions().get(form, ()) if word not in STOPWORDS]
        tokens = _FORMS[form] = ("w:" + form, "s:" + stem(form), *("s:" + word for word in meant))
    return tokens


@cache
def _phrase_starts() -> Mapping[str, int]:
    starts: dict[str, int] = {}
    for phrase in weighted_phrases():
        starts[phrase[0]] = min(LONGEST_PHRASE, max(starts.get(phrase[0], 0), len(phrase)))
    return starts


def phrases_in(stems: Sequence[str]) -> Found:
    """Known phrases found in a row of stems: (start, length, weight for each indicator)."""
    known = weighted_phrases()
    starts = _phrase_starts()
    found = []
    for start, first in enumerate(stems):
        longest = starts.get(first)
        if longest is not None:
            for length in range(1, min(longest, len(stems) - start) + 1):
                weights = known.get(tuple(stems[start : start + length]))
                if weights is not None:
                    found.append((start, length, weights))
    return found


def _scores(stems: Sequence[str], phrases: Found, laws: Iterable[str]) -> list[float]:
    scores = [0.0] * len(NUMBERS)
    seen = {tuple(stems[start : start + length]): weights for start, length, weights in phrases}
    for weights in seen.values():
        for number, weight in weights.items():
            scores[number - 1] += weight
    for law in set(laws):
        for number, weight in weighted_laws().get(law, {}).items():
            scores[number - 1] += weight
    return scores


@lru_cache(maxsize=50_000)
def pieces(word: str) -> tuple[str, ...]:
    """The pieces of 3-5 letters of one word, its ends marked."""
    marked = f"<{word}>"
    return tuple(marked[i : i + n] for n in PIECES for i in range(len(marked) - n + 1))


class Weighting:
    """Counts as rows of length one: 1 + log(count), times rarity over the training texts."""

    def __init__(self, features: Sequence[str], rarity: Floats) -> None:
        self.features = list(features)
        self.rarity = rarity
        self.places = {feature: place for place, feature in enumerate(self.features)}

    @classmethod
    def learn(cls, rows: Sequence[Iterable[str]], least: int = 2) -> "Weighting":
        """Keeps the features that at least ``least`` texts hold."""
        held = Counter(feature for row in rows for feature in set(row))
        features = sorted(feature for feature, n in held.items() if n >= least)
        rarity = [np.log((1 + len(rows)) / (1 + held[feature])) + 1 for feature in features]
        return cls(features, np.array(rarity, dtype=np.float32))

    def rows(self, places: Sequence[Sequence[int]]) -> sparse.csr_matrix:
        """One row a text from the places of its features, repeated as often as they occur."""
        ends = np.cumsum([0, *map(len, places)])
        columns = np.array(list(chain.from_iterable(places)), dtype=np.int32)
        shape = (len(places), len(self.features))
        ones = np.ones(len(columns), dtype=np.float32)
        matrix = sparse.csr_matrix((ones, columns, ends), shape=shape)
        matrix.sum_duplicates()
        matrix.data = (1 + np.log(matrix.data)) * self.rarity[matrix.indices]
        squares = np.add.reduceat(np.append(matrix.data**2, 0), matrix.indptr[:-1])
        lengths = np.sqrt(np.where(np.diff(matrix.indptr) > 0, squares, 1))
        matrix.data /= np.repeat(lengths, np.diff(matrix.indptr)).astype(np.float32)
        return matrix


class PieceIndex:
    """The places of each word's pieces, remembered from text to text."""

    def __init__(self, weighting: Weighting) -> None:
        self._places = weighting.places
        self._words: dict[str, list[int]] = {}

    def __getitem__(self, form: str) -> list[int]:
        places = self._words.get(form)
        if places is None:
            if len(self._words) > REMEMBERED_WORDS:
                self._words.clear()
            known = self._places
            places = self._words[form] = [known[piece] for piece in pieces(form) if piece in known]
        return places

    def of(self, forms: Iterable[str]) -> list[int]:
        """The places of the pieces of all words of a text."""
        return list(chain.from_iterable(map(self.__getitem__, forms)))
