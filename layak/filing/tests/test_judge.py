"""Misplaced, well placed, unsure."""

import numpy as np
import pytest

from layak.filing.judging import (
    LEAST_PRECISION,
    choose_thresholds,
    claims,
    flagged,
    precision_recall,
)
from layak.filing.parameters import Thresholds
from layak.filing.suggestion import Document
from layak.filing.tests.make import DIVERSI, FORUM, POSYANDU, fitted

LIMITS = Thresholds(claimed=0.05, best=0.5, placed=0.2, clear=0.4)


def test_a_document_filed_right_is_not_misplaced() -> None:
    suggestions = fitted().suggest([POSYANDU, FORUM, DIVERSI])
    answers = [fitted().misplaced(s, n) for s, n in zip(suggestions, (13, 6, 24), strict=True)]
    assert answers == [False, False, False]


def test_a_document_filed_under_a_stranger_is_misplaced() -> None:
    suggestions = fitted().suggest([POSYANDU, FORUM, DIVERSI])
    answers = [fitted().misplaced(s, n) for s, n in zip(suggestions, (20, 16, 5), strict=True)]
    assert answers == [True, True, True]


def test_a_neighbour_in_the_same_cluster_is_found_too() -> None:
    suggestion = fitted().suggest([DIVERSI])[0]
    assert fitted().misplaced(suggestion, 22) is True


def test_a_text_that_says_nothing_is_never_misplaced() -> None:
    for suggestion in fitted().suggest(["", "scan 001", "Terlampir."]):
        assert fitted().misplaced(suggestion, 4) is None


def test_an_indicator_that_is_never_suggested_is_never_judged() -> None:
    assert fitted().misplaced(fitted().suggest([FORUM])[0], 26) is None


def test_a_second_indicator_that_it_serves_is_a_right_claim() -> None:
    document = Document("x", "", 20, also=frozenset({11}))
    probabilities = np.full((1, 24), 0.01)
    probabilities[0, 19], probabilities[0, 10] = 0.6, 0.18
    tried = claims(probabilities, [document])
    right = set(tried.number[~tried.wrong])
    assert right == {11, 20}
    assert tried.weight[~tried.wrong].sum() == pytest.approx(0.5)
    assert tried.weight[tried.wrong].sum() == pytest.approx(0.5)
    near = [n in {18, 19} for n in tried.number]
    assert tried.weight[near].sum() == pytest.approx(0.25)


def test_precision_counts_wrong_alarms_and_recall_missed_ones() -> None:
    probabilities = np.full((1, 24), 0.005)
    probabilities[0, 0] = 0.885
    tried = claims(probabilities, [Document("x", "", 2)])
    called = flagged(tried, LIMITS)
    assert called[tried.number == 2].all()
    assert not called[tried.number == 1].any()
    precision, recall, f1 = precision_recall(tried, called, tried.weight)
    assert precision < 0.5
    assert recall < 1
    assert f1 == pytest.approx(2 * precision * recall / (precision + recall))


@pytest.mark.parametrize("hard", [True, False])
def test_limits_spare_hard_documents_wrong_alarms(*, hard: bool) -> None:
    """Ten clear documents are served best by limits under which two others are called misplaced
    wherever they lie: that is allowed unless these are the hard ones.
    """
    documents = [Document(str(n), "", 1, hard=hard and n >= 10) for n in range(12)]
    probabilities = np.full((12, 24), 0.025)
    probabilities[:10, 0] = 0.425
    probabilities[10:, 1:] = 0.375 / 22
    probabilities[10:, 1] = 0.6
    limits = choose_thresholds(probabilities, documents)
    tried = claims(probabilities, documents)
    weight = tried.weight * (tried.document >= 10)
    precision, _, _ = precision_recall(tried, flagged(tried, limits), weight)
    assert (precision >= LEAST_PRECISION) == hard
