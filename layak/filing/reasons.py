"""Why: the words of a text that spoke most for the indicator that won."""

from collections.abc import Sequence
from itertools import pairwise

from layak.filing.features import (
    REMEMBERED_WORDS,
    Floats,
    PieceIndex,
    Reading,
)
from layak.filing.lexicon import NUMBERS
from layak.filing.parameters import Parameters
from layak.filing.text import Word

MOST = 6
FAINT = 0.12
KNOWLEDGE_SHARE = 0.1
PIECES_SHARE = 0.15
BROKEN_WORD = 0.8


class Reasons:
    """Finds the words that count most in the linear model, as they stand in the text."""

    def __init__(self, parameters: Parameters, pieces: PieceIndex) -> None:
        self._places = parameters.words.places
        self._pieces = pieces
        self._knowledge = parameters.knowledge_weight * KNOWLEDGE_SHARE
        self._words = _by_indicator(parameters.word_weights, parameters.words.rarity)
        self._letters = _by_indicator(parameters.piece_weights, parameters.pieces.rarity)
        self._told: list[dict[str, float]] = [{} for _ in NUMBERS]

    def find(self, text: str, reading: Reading, winner: int) -> tuple[str, ...]:
        """Words and known phrases, strongest first; each stands in the text.

        ``winner``: the column of the indicator, counted from zero.
        """
        if not reading.words:
            return ()
        spoken = self._spoken(reading.words, winner)
        candidates: dict[str, float] = {}
        for word, weight in zip(reading.words, spoken, strict=True):
            surface = word.surface.lower()
            told = weight if surface == word.form else weight * BROKEN_WORD
            if told > candidates.get(surface, 0.0):
                candidates[surface] = told
        number = NUMBERS[winner]
        for start, length, weights in reading.phrases:
            known = weights.get(number, 0.0)
            if length > 1 and known > 0:
                words = reading.words[start : start + length]
                surface = " ".join(word.surface.lower() for word in words)
                told = sum(spoken[start : start + length]) + known * self._knowledge
                candidates[surface] = max(candidates.get(surface, 0.0), told)
        return _strongest(candidates, " ".join(text.lower().split()))

    def _spoken(self, words: Sequence[Word], winner: int) -> list[float]:
        """What each word adds for the winner; what a pair adds is shared between its words."""
        told = self._told[winner]
        if len(told) > REMEMBERED_WORDS:
            told.clear()
        spoken = []
        for word in words:
            weight = told.get(word.form)
            if weight is None:
                weight = told[word.form] = self._alone(word, winner)
            spoken.append(weight)
        column = self._words[winner]
        places = self._places
        for place, (first, second) in enumerate(pairwise(words)):
            pair = places.get(f"p:{first.stem} {second.stem}")
            if pair is not None:
                half = float(column[pair]) / 2
                spoken[place] += half
                spoken[place + 1] += half
        return spoken

    def _alone(self, word: Word, winner: int) -> float:
        column = self._words[winner]
        found = [self._places.get(token) for token in (f"w:{word.form}", f"s:{word.stem}")]
        weight = sum(float(column[place]) for place in found if place is not None)
        own = self._pieces[word.form]
        if own:
            weight += float(self._letters[winner][own].sum()) / len(own) ** 0.5 * PIECES_SHARE
        return weight


def _by_indicator(weights: Floats, rarity: Floats) -> Floats:
    """One contiguous row an indicator: the weight of a feature times its rarity."""
    product: Floats = (weights * rarity[:, None]).T.copy()
    return product


def _strongest(candidates: dict[str, float], text: str) -> tuple[str, ...]:
    chosen: list[str] = []
    ranked = sorted(candidates, key=lambda surface: (-candidates[surface], surface))
    for surface in ranked:
        if candidates[surface] <= FAINT * candidates[ranked[0]] or len(chosen) == MOST:
            break
        shown = any(
            f" {surface} " in f" {other} " or f" {other} " in f" {surface} " for other in chosen
        )
        if not shown and len(surface) > 1 and surface in text:
            chosen.append(surface)
    return tuple(chosen)


def _within(words: str, others: str) -> bool:
    return f" {words} " in f" {others} "
