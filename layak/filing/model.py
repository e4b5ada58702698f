"""The fitted model: which three indicators a text speaks for, why, and whether a claim is
misplaced.

A linear model throughout, so that every suggestion explains itself. Numpy and scipy only; fitting
is in ``training``, keeping in ``store``.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from layak.filing.features import PieceIndex, Reading, Weighting, read
from layak.filing.items import suggest_items
from layak.filing.lexicon import NUMBERS, formalities
from layak.filing.parameters import Parameters, Thresholds
from layak.filing.reasons import Reasons
from layak.filing.suggestion import Suggestion
from layak.filing.text import Reader

SHOWN = 3
FEWEST_WORDS = 3
BATCH = 256


class Classifier:
    """Suggests indicators for texts. Deterministic: a text's answer depends on nothing but the
    text.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._reader = Reader(parameters.vocabulary, parameters.names, formalities())
        self._pieces = PieceIndex(parameters.pieces)
        self._reasons = Reasons(parameters, self._pieces)

    @property
    def thresholds(self) -> Thresholds:
        """Where misplaced, unsure and well placed part."""
        return self._parameters.thresholds

    def suggest(self, texts: Sequence[str]) -> list[Suggestion]:
        """One suggestion a text, in order; an empty text gets three indicators and no reasons."""
        suggestions: list[Suggestion] = []
        for start in range(0, len(texts), BATCH):
            readings = [read(self._reader, text) for text in texts[start : start + BATCH]]
            probabilities = softmax(self.scores(readings))
            for text, reading, row in zip(texts[start:], readings, probabilities, strict=False):
                suggestions.append(self._suggestion(text, reading, row))
        return suggestions

    def scores(self, readings: Sequence[Reading]) -> NDArray[np.float64]:
        """Log-odds up to a constant, one row a text and one column an indicator."""
        model = self._parameters
        word_places = model.words.places
        words = model.words.rows(
            [[word_places[t] for t in r.tokens if t in word_places] for r in readings]
        )
        pieces = model.pieces.rows([self._pieces.of(r.forms) for r in readings])
        knowledge = np.log1p(np.maximum(np.array([r.knowledge for r in readings], dtype=float), 0))
        linear = words @ model.word_weights + pieces @ model.piece_weights + model.intercept
        return np.asarray(linear + model.knowledge_weight * knowledge, dtype=float)

    def misplaced(self, suggestion: Suggestion, claimed: int) -> bool | None:
        """Whether the document speaks clearly for another indicator than ``claimed``; ``None`` is
        unsure.
        """
        if suggestion.words < FEWEST_WORDS or claimed not in NUMBERS:
            return None
        limits = self.thresholds
        probability = suggestion.probability(claimed)
        if probability >= limits.placed:
            return False
        if probability < limits.claimed and suggestion.indicators[0][1] >= limits.best:
            return True
        return None

    @staticmethod
    def suggest_items(text: str, candidates: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
        """The items of one indicator, each (code, words), with the probability that the text proves
        it.
        """
        return suggest_items(text, candidates)

    def _suggestion(self, text: str, reading: Reading, row: NDArray[np.float64]) -> Suggestion:
        order = np.argsort(-row, kind="stable")[:SHOWN]
        indicators = tuple((NUMBERS[place], float(row[place])) for place in order)
        terms = self._reasons.find(text, reading, int(order[0]))
        probabilities = dict(zip(NUMBERS, map(float, row), strict=True))
        few = len(reading.words) < FEWEST_WORDS
        unsure = few or indicators[0][1] < self.thresholds.clear
        return Suggestion(indicators, terms, probabilities, unsure, len(reading.words))

    def save(self, path: Path) -> None:
        """Writes the model as arrays and text; nothing in it can run when it is read."""
        model = self._parameters
        facts = {
            "vocabulary": model.vocabulary,
            "names": sorted(model.names),
            "words": model.words.features,
            "pieces": model.pieces.features,
            "knowledge_weight": model.knowledge_weight,
            "thresholds": asdict(model.thresholds),
        }
        with path.open("wb") as file:
            np.savez(
                file,
                facts=np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
                word_rarity=model.words.rarity,
                piece_rarity=model.pieces.rarity,
                word_weights=model.word_weights,
                piece_weights=model.piece_weights,
                intercept=model.intercept,
            )

    @classmethod
    def read(cls, path: Path) -> Self:
        """The model that ``save`` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            facts = json.loads(arrays["facts"].tobytes())
            return cls(
                Parameters(
                    vocabulary=facts["vocabulary"],
                    names=frozenset(facts["names"]),
                    words=Weighting(facts["words"], arrays["word_rarity"]),
                    pieces=Weighting(facts["pieces"], arrays["piece_rarity"]),
                    word_weights=arrays["word_weights"],
                    piece_weights=arrays["piece_weights"],
                    intercept=arrays["intercept"],
                    knowledge_weight=facts["knowledge_weight"],
                    thresholds=Thresholds(**facts["thresholds"]),
                )
            )


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities that add up to one in every row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
