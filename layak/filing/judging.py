"""How claims are judged: every claim a document could come with, right or wrong, and what
thresholds make of it.

Half of the weight lies on right claims, half on wrong ones; of the wrong ones half in the same
cluster (the hard neighbours), half anywhere else. A claim named in ``also`` is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layak.filing.lexicon import NUMBERS, clusters
from layak.filing.parameters import Thresholds
from layak.filing.suggestion import Document

LEAST_PRECISION = 0.85
WELL_PLACED = 0.9
CLEAR = 0.4
UNTRIED = Thresholds(0.1, 0.4, 0.2, CLEAR)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims in rows: probability of the claim and of the best indicator, whether it is wrong, its
    weight.
    """

    claimed: Array
    best: Array
    wrong: NDArray[np.bool_]
    weight: Array
    document: NDArray[np.int64]
    number: NDArray[np.int64]


def claims(probabilities: Array, documents: Sequence[Document]) -> Claims:
    """All claims of all documents; ``probabilities`` has one row a document and one column an
    indicator.
    """
    rows: list[tuple[float, float, bool, float, int, int]] = []
    cluster = clusters()
    for place, document in enumerate(documents):
        own = {document.indicator} | document.also
        near = [n for n in NUMBERS if n not in own and cluster[n] == cluster[document.indicator]]
        far = [n for n in NUMBERS if n not in own and cluster[n] != cluster[document.indicator]]
        best = float(probabilities[place].max())
        weighted = [(n, False, 0.5 / len(own)) for n in sorted(own)]
        weighted += [(n, True, (0.25 if far else 0.5) / len(near)) for n in near]
        weighted += [(n, True, (0.25 if near else 0.5) / len(far)) for n in far]
        rows += [
            (float(probabilities[place, n - 1]), best, wrong, w, place, n)
            for n, wrong, w in weighted
        ]
    claimed, bests, wrongs, weight, places, numbers = map(np.array, zip(*rows, strict=True))
    return Claims(claimed, bests, wrongs, weight, places, numbers)


def flagged(claims_: Claims, limits: Thresholds) -> NDArray[np.bool_]:
    """Which claims are called misplaced."""
    well = claims_.claimed >= limits.placed
    return np.asarray(~well & (claims_.claimed < limits.claimed) & (claims_.best >= limits.best))


def precision_recall(
    claims_: Claims, called: NDArray[np.bool_], weight: Array
) -> tuple[float, float, float]:
    """Precision, recall and F1 of calling claims misplaced."""
    hit = float(weight[called & claims_.wrong].sum())
    precision = hit / max(float(weight[called].sum()), 1e-12)
    recall = hit / max(float(weight[claims_.wrong].sum()), 1e-12)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-12)


def choose_thresholds(probabilities: Array, documents: Sequence[Document]) -> Thresholds:
    """The limits with the best F1 whose precision is not below ``LEAST_PRECISION``: if any has it
    for the hard documents alone too, of these the best.
    """
    all_claims = claims(probabilities, documents)
    hard = np.array([document.hard for document in documents])[all_claims.document]
    best: tuple[bool, float, Thresholds] = (False, -1.0, UNTRIED)
    for claimed in (0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2):
        for top in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
            limits = Thresholds(claimed, top, _well_placed(all_claims, claimed), CLEAR)
            called = flagged(all_claims, limits)
            precision, _, f1 = precision_recall(all_claims, called, all_claims.weight)
            on_hard, _, _ = precision_recall(all_claims, called, all_claims.weight * hard)
            rank = bool(on_hard >= LEAST_PRECISION or not hard.any()), f1
            if precision >= LEAST_PRECISION and rank > best[:2]:
                best = (*rank, limits)
    return best[2]


def _well_placed(claims_: Claims, least: float) -> float:
    """From which probability on a claim is right in nine of ten cases."""
    for limit in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        if limit >= least:
            at = claims_.claimed >= limit
            right = claims_.weight[at & ~claims_.wrong].sum() / max(claims_.weight[at].sum(), 1e-12)
            if right >= WELL_PLACED:
                return limit
    return 0.5
