"""Fitting: a linear support vector machine and a naive Bayes over words and pieces, joined with the
knowledge.

How much each of the three counts, and where a claim becomes misplaced, is found on predictions for
documents that the machine had not seen (three folds). The order of the documents does not matter.
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
from layak.filing.examples import PART_WEIGHT, Example, of_document, of_knowledge
from layak.filing.features import PieceIndex, Weighting
from layak.filing.judging import UNTRIED, choose_thresholds
from layak.filing.lexicon import (
    NUMBERS,
    formalities,
    names,
    vocabulary,
)
from layak.filing.model import Classifier, softmax
from layak.filing.parameters import Parameters, Thresholds
from layak.filing.suggestion import Document
from layak.filing.text import Reader

PENALTY = 0.5
SMOOTHING = 0.1
TOLERANCE = 0.1
FOLDS = 3
PART_JUDGED = 0.1
HALF = 0.5**0.5
FIRST_GUESS = np.array([2.0, 8.0, 1.0])

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Lessons:
    """All examples as rows; folds take rows of it. ``told``: the scores of the knowledge."""

    words: Weighting
    pieces: Weighting
    word_rows: sparse.csr_matrix
    piece_rows: sparse.csr_matrix
    told: Array
    labels: NDArray[np.int64]
    weights: Array
    owners: NDArray[np.int64]
    whole: NDArray[np.bool_]


@dataclass(frozen=True)
class _Learned:
    """What machine and Bayes found; one column an indicator."""

    machine_words: Array
    machine_pieces: Array
    machine_intercept: Array
    bayes: Array


def fit(documents: Sequence[Document]) -> Classifier:
    """A classifier from the knowledge and labelled documents; without any, from the knowledge."""
    documents = sorted(documents, key=lambda d: (d.key, d.text))
    clean = [d.text for d in documents if not d.noisy]
    called = names(clean)
    known = vocabulary(clean, called)
    reader = Reader(known, called, formalities())
    examples = list(of_knowledge(reader))
    for place, document in enumerate(documents):
        examples += of_document(reader, document.text, document.indicator, place)
    lessons = _lessons(examples)
    joined, thresholds = _tried(lessons, documents)
    learned = _learn(lessons, np.arange(len(examples)))
    machine, bayes, told = map(float, joined)
    words = machine * _centred(learned.machine_words) + bayes * learned.bayes
    pieces = machine * _centred(learned.machine_pieces)
    return Classifier(
        Parameters(
            vocabulary=known,
            names=called,
            words=lessons.words,
            pieces=lessons.pieces,
            word_weights=words.astype(np.float32),
            piece_weights=pieces.astype(np.float32),
            intercept=(machine * learned.machine_intercept).astype(np.float32),
            knowledge_weight=told,
            thresholds=thresholds,
        )
    )


def _lessons(examples: Sequence[Example]) -> _Lessons:
    readings = [example.reading for example in examples]
    # Copies would make every word of a single document look like a common one.
    whole = [example.reading for example in examples if example.whole]
    words = Weighting.learn([r.tokens for r in whole])
    pieces = Weighting.learn([[p for f in set(r.forms) for p in features.pieces(f)] for r in whole])
    index = PieceIndex(pieces)
    known = words.places
    told = np.array([r.knowledge for r in readings], dtype=float)
    return _Lessons(
        words=words,
        pieces=pieces,
        word_rows=words.rows([[known[t] for t in r.tokens if t in known] for r in readings]),
        piece_rows=pieces.rows([index.of(r.forms) for r in readings]),
        told=np.log1p(np.maximum(told, 0)),
        labels=np.array([example.indicator for example in examples]),
        weights=np.array([example.weight for example in examples]),
        owners=np.array([example.owner for example in examples]),
        whole=np.array([example.whole for example in examples]),
    )


def _learn(lessons: _Lessons, chosen: NDArray[np.int64]) -> _Learned:
    """What the chosen rows teach."""
    words, pieces = lessons.word_rows[chosen], lessons.piece_rows[chosen]
    labels, weights = lessons.labels[chosen], lessons.weights[chosen]
    both = sparse.hstack([words, pieces]).tocsr() * HALF
    machine = LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0).fit(both, labels, weights)
    bayes = ComplementNB(alpha=SMOOTHING).fit(words, labels, weights)
    coefficients = machine.coef_.T * HALF
    width = words.shape[1]
    return _Learned(
        machine_words=coefficients[:width],
        machine_pieces=coefficients[width:],
        machine_intercept=machine.intercept_,
        bayes=_centred(bayes.feature_log_prob_.T),
    )


def _centred(weights: Array) -> Array:
    return np.asarray(weights - weights.mean(axis=1, keepdims=True))


def _tried(lessons: _Lessons, documents: Sequence[Document]) -> tuple[Array, Thresholds]:
    """How the three voices are joined and where claims part, found on unseen documents. Their parts
    count a little, so that a text which says little is not spoken of with certainty.
    """
    labels = np.array([document.indicator for document in documents])
    fewest = int(np.unique(labels, return_counts=True)[1].min()) if len(documents) else 0
    if fewest < 2 or len(set(labels)) < 2:
        return FIRST_GUESS, UNTRIED
    judged = np.where(lessons.whole, 1.0, np.where(lessons.weights == PART_WEIGHT, PART_JUDGED, 0))
    rows = np.flatnonzero((lessons.owners >= 0) & (judged > 0))
    voices = np.zeros((3, len(lessons.owners), len(NUMBERS)))
    folds = StratifiedKFold(min(FOLDS, fewest), shuffle=True, random_state=0)
    for _, unseen in folds.split(labels, labels):
        told = np.isin(lessons.owners, unseen)
        learned = _learn(lessons, np.flatnonzero(~told))
        voices[:, told] = _voices(learned, lessons, np.flatnonzero(told))
    joined = _join(voices[:, rows], lessons.labels[rows], judged[rows])
    whole = np.flatnonzero(lessons.whole & (lessons.owners >= 0))
    probabilities = softmax(np.tensordot(joined, voices[:, whole], axes=1))
    return joined, choose_thresholds(probabilities, [documents[n] for n in lessons.owners[whole]])


def _voices(learned: _Learned, lessons: _Lessons, rows: NDArray[np.int64]) -> Array:
    """What machine, Bayes and knowledge each say: (3, rows, indicators)."""
    words, pieces = lessons.word_rows[rows], lessons.piece_rows[rows]
    machine = words @ learned.machine_words + pieces @ learned.machine_pieces
    return np.stack(
        [machine + learned.machine_intercept, words @ learned.bayes, lessons.told[rows]]
    )


def _join(voices: Array, labels: NDArray[np.int64], weights: Array) -> Array:
    """How much each voice counts: the factors under which the unseen labels are most probable."""
    rows = np.arange(len(labels))

    def surprise(logged: Array) -> float:
        probabilities = softmax(np.tensordot(np.exp(logged), voices, axes=1))
        unlikely = np.average(-np.log(probabilities[rows, labels - 1] + 1e-12), weights=weights)
        return float(unlikely + 0.001 * (logged**2).sum())

    return np.asarray(np.exp(minimize(surprise, np.log(FIRST_GUESS), method="Nelder-Mead").x))
