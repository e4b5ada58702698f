"""Fitting: a linear support vector machine and a naive Bayes over words and pieces, joined with the
knowledge.

How much each of the three counts, and where a claim becomes misplaced, is found on predictions for
documents that the machine had not seen (five folds). The order of the documents does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from layak.filing import features
from layak.filing.features import PieceIndex, Reading, Weighting
from layak.filing.judging import CLEAR, choose_thresholds
from layak.filing.lexicon import NUMBERS, formalities, knowledge, names, vocabulary
from layak.filing.model import Classifier, softmax
from layak.filing.parameters import Parameters, Thresholds
from layak.filing.suggestion import Document
from layak.filing.text import Reader

PENALTY = 0.3
SMOOTHING = 0.3
PASSAGE_WEIGHT = 0.6
FOLDS = 5
HALF = 0.5**0.5

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Example:
    text: str
    indicator: int
    weight: float


@dataclass(frozen=True)
class _Parts:
    """The three voices before they are joined; one column an indicator."""

    words: Weighting
    pieces: Weighting
    machine_words: Array
    machine_pieces: Array
    machine_intercept: Array
    bayes: Array


def _taught() -> list[_Example]:
    """The knowledge as short examples: passages alone and together, terms in handfuls."""
    examples = []
    for facts in knowledge():
        number = facts.number
        examples += [_Example(passage, number, PASSAGE_WEIGHT) for passage in facts.passages]
        for listed, handfuls in ((facts.passages, 3), (facts.core, 3), (facts.terms, 8)):
            for start in range(handfuls):
                examples.append(_Example(". ".join(listed[start::handfuls]), number, 1.0))
    return examples


def fit(documents: Sequence[Document]) -> Classifier:
    """A classifier from the knowledge and labelled documents (with none of those, from the
    knowledge alone).
    """
    documents = sorted(documents, key=lambda d: (d.key, d.text))
    clean = [d.text for d in documents if not d.noisy]
    called = names(clean)
    known = vocabulary(clean, called)
    reader = Reader(known, called, formalities())
    taught = [(features.read(reader, e.text), e.indicator, e.weight) for e in _taught()]
    readings = [features.read(reader, d.text) for d in documents]
    voices = _unseen_voices(readings, documents, taught)
    joined = _join(voices, documents) if voices is not None else np.array([2.0, 8.0, 1.0])
    parts = _learn([*readings, *(r for r, _, _ in taught)], *_labels(documents, taught))
    thresholds = Thresholds(0.1, 0.4, 0.2, CLEAR)
    if voices is not None:
        probabilities = softmax(np.tensordot(joined, voices, axes=1))
        thresholds = choose_thresholds(probabilities, documents)
    return Classifier(_parameters(known, called, parts, joined, thresholds))


def _labels(
    documents: Sequence[Document], taught: Sequence[tuple[Reading, int, float]]
) -> tuple[NDArray[np.int64], Array]:
    labels = [d.indicator for d in documents] + [number for _, number, _ in taught]
    weights = [1.0] * len(documents) + [weight for _, _, weight in taught]
    return np.array(labels), np.array(weights)


def _places(readings: Sequence[Reading], weighting: Weighting) -> list[list[int]]:
    places = weighting.places
    return [[places[token] for token in r.tokens if token in places] for r in readings]


def _learn(readings: Sequence[Reading], labels: NDArray[np.int64], weights: Array) -> _Parts:
    words = Weighting.learn([r.tokens for r in readings])
    pieces = Weighting.learn(
        [[p for form in set(r.forms) for p in features.pieces(form)] for r in readings]
    )
    index = PieceIndex(pieces)
    word_rows = words.rows(_places(readings, words))
    piece_rows = pieces.rows([index.of(r.forms) for r in readings])
    both = sparse.hstack([word_rows, piece_rows]).tocsr() * HALF
    machine = LinearSVC(C=PENALTY, random_state=0).fit(both, labels, sample_weight=weights)
    bayes = ComplementNB(alpha=SMOOTHING).fit(word_rows, labels, sample_weight=weights)
    coefficients = machine.coef_.T * HALF
    width = len(words.features)
    told = -bayes.feature_log_prob_.T if bayes.norm else bayes.feature_log_prob_.T
    return _Parts(
        words,
        pieces,
        coefficients[:width],
        coefficients[width:],
        machine.intercept_,
        _centred(told),
    )


def _centred(weights: Array) -> Array:
    return np.asarray(weights - weights.mean(axis=1, keepdims=True))


def _voices(parts: _Parts, readings: Sequence[Reading]) -> Array:
    """What machine, Bayes and knowledge each say: (3, texts, indicators)."""
    words = parts.words.rows(_places(readings, parts.words))
    index = PieceIndex(parts.pieces)
    pieces = parts.pieces.rows([index.of(r.forms) for r in readings])
    machine = words @ parts.machine_words + pieces @ parts.machine_pieces + parts.machine_intercept
    known = np.log1p(np.maximum(np.array([r.knowledge for r in readings], dtype=float), 0))
    return np.stack([machine, words @ parts.bayes, known])


def _unseen_voices(
    readings: Sequence[Reading],
    documents: Sequence[Document],
    taught: Sequence[tuple[Reading, int, float]],
) -> Array | None:
    """The voices for each document from a machine that had not seen it; ``None`` with too few
    documents.
    """
    labels = np.array([d.indicator for d in documents])
    counts = np.unique(labels, return_counts=True)[1]
    if len(counts) < 2 or counts.min() < 2:
        return None
    voices = np.zeros((3, len(documents), len(NUMBERS)))
    folds = StratifiedKFold(min(FOLDS, int(counts.min())), shuffle=True, random_state=0)
    for seen, unseen in folds.split(labels, labels):
        kept = [documents[place] for place in seen]
        learned = [readings[place] for place in seen] + [r for r, _, _ in taught]
        parts = _learn(learned, *_labels(kept, taught))
        voices[:, unseen] = _voices(parts, [readings[place] for place in unseen])
    return voices


def _join(voices: Array, documents: Sequence[Document]) -> Array:
    """How much each voice counts: the weights under which the unseen labels are most probable."""
    truth = np.array([d.indicator for d in documents]) - 1
    rows = np.arange(len(documents))

    def surprise(logged: Array) -> float:
        probabilities = softmax(np.tensordot(np.exp(logged), voices, axes=1))
        return float(-np.log(probabilities[rows, truth] + 1e-12).mean() + 0.001 * (logged**2).sum())

    found = minimize(surprise, np.log(np.array([2.0, 6.0, 1.0])), method="Nelder-Mead")
    return np.asarray(np.exp(found.x))


def _parameters(
    known: dict[str, int],
    called: frozenset[str],
    parts: _Parts,
    joined: Array,
    thresholds: Thresholds,
) -> Parameters:
    machine, bayes, told = map(float, joined)
    words = machine * _centred(parts.machine_words) + bayes * parts.bayes
    return Parameters(
        vocabulary=known,
        names=called,
        words=parts.words,
        pieces=parts.pieces,
        word_weights=words.astype(np.float32),
        piece_weights=(machine * _centred(parts.machine_pieces)).astype(np.float32),
        intercept=(machine * parts.machine_intercept).astype(np.float32),
        knowledge_weight=told,
        thresholds=thresholds,
    )
