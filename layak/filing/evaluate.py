"""``python -m layak.filing.evaluate [--repeats N] [--holdout]``: how well the classifier does.

Every figure is about documents that the fitted machine had not seen: repeated stratified
cross-validation on the training corpus, the development documents when trained without any of them,
and, only when asked for, the hold-out. Intervals are 95% bootstrap intervals over documents.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from layak.filing.judging import claims, precision_recall
from layak.filing.lexicon import NUMBERS, clusters, plain_stems
from layak.filing.model import Classifier
from layak.filing.sources import DEVELOPMENT, HOLDOUT, read, training_documents
from layak.filing.suggestion import Document, Suggestion
from layak.filing.text import stem
from layak.filing.training import fit

FOLDS = 5
RESAMPLES = 1000
BINS = 10
INTERVAL = (2.5, 97.5)

_WORD = re.compile(r"[^\W\d_]+")

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One prediction for a document that its classifier had not seen.

    ``wrongly``: of the indicators 1-24 as a claim, which the classifier called misplaced.
    """

    document: Document
    suggestion: Suggestion
    wrongly: frozenset[int]


def judged(classifier: Classifier, documents: Sequence[Document]) -> list[Judged]:
    """The classifier's answers for documents it has not seen, every claim tried."""
    return [
        Judged(
            document,
            suggestion,
            frozenset(n for n in NUMBERS if classifier.misplaced(suggestion, n) is True),
        )
        for document, suggestion in zip(
            documents, classifier.suggest([d.text for d in documents]), strict=True
        )
    ]


def cross_validated(documents: Sequence[Document], repeats: int) -> list[Judged]:
    """Each document judged ``repeats`` times by a classifier fitted without it."""
    documents = sorted(documents, key=lambda d: d.key)
    labels = [d.indicator for d in documents]
    found: list[Judged] = []
    for repeat in range(repeats):
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=repeat)
        for seen, unseen in folds.split(labels, labels):
            classifier = fit([documents[place] for place in seen])
            found += judged(classifier, [documents[place] for place in unseen])
            sys.stderr.write(".")
    sys.stderr.write("\n")
    return found


def figures(answers: Sequence[Judged]) -> dict[str, tuple[float, float, float]]:
    """Each figure with the ends of its interval; documents judged several times move together."""
    measured = _Measured(answers)
    keys = sorted({answer.document.key for answer in answers})
    place = {key: n for n, key in enumerate(keys)}
    owner = np.array([place[answer.document.key] for answer in answers])
    chance = np.random.default_rng(0)
    drawn = [
        np.bincount(chance.integers(0, len(keys), len(keys)), minlength=len(keys))[owner]
        for _ in range(RESAMPLES)
    ]
    result = {}
    for name, measure in measured.measures.items():
        spread = [measure(times.astype(float)) for times in drawn]
        low, high = np.percentile(spread, INTERVAL)
        result[name] = (measure(np.ones(len(answers))), float(low), float(high))
    return result


class _Measured:
    """Per-answer outcomes, and each figure as a function of how often every answer counts."""

    def __init__(self, answers: Sequence[Judged]) -> None:
        cluster = clusters()
        truth = [a.document.indicator for a in answers]
        ranked = [[n for n, _ in a.suggestion.indicators] for a in answers]
        pairs = list(zip(truth, ranked, strict=True))
        first = np.array([r[0] == t for t, r in pairs], dtype=float)
        three = np.array([t in r for t, r in pairs], dtype=float)
        near = np.array([cluster[r[0]] == cluster[t] for t, r in pairs], dtype=float)
        sure = np.array([a.suggestion.indicators[0][1] for a in answers])
        probabilities = np.array([[a.suggestion.probability(n) for n in NUMBERS] for a in answers])
        self._claims = claims(probabilities, [a.document for a in answers])
        self._called = np.array(
            [
                number in answers[document].wrongly
                for document, number in zip(self._claims.document, self._claims.number, strict=True)
            ]
        )
        self.measures: dict[str, Callable[[Array], float]] = {
            "top-1": lambda times: _mean(first, times),
            "top-3": lambda times: _mean(three, times),
            "cluster": lambda times: _mean(near, times),
            "misplaced precision": lambda times: self._judge(times)[0],
            "misplaced recall": lambda times: self._judge(times)[1],
            "misplaced F1": lambda times: self._judge(times)[2],
            "calibration error": lambda times: _calibration(first, sure, times),
        }

    def _judge(self, times: Array) -> tuple[float, float, float]:
        weight = self._claims.weight * times[self._claims.document]
        return precision_recall(self._claims, self._called, weight)


def _mean(outcome: Array, times: Array) -> float:
    return float((outcome * times).sum() / times.sum())


def _calibration(right: Array, sure: Array, times: Array) -> float:
    """Expected calibration error of the first probability, in ten equal steps."""
    steps = np.minimum((sure * BINS).astype(int), BINS - 1)
    error = 0.0
    for step in range(BINS):
        inside = times * (steps == step)
        if inside.sum():
            error += abs(float((inside * right).sum() - (inside * sure).sum()))
    return error / float(times.sum())


def muted(document: Document) -> Document:
    """The document without the words that name its indicator outright, as some authors write."""
    named = plain_stems(document.indicator)

    def unless_named(found: re.Match[str]) -> str:
        return " " if stem(found.group().lower()) in named else found.group()

    return replace(document, text=_WORD.sub(unless_named, document.text))


def confusions(answers: Sequence[Judged]) -> list[str]:
    """Per indicator how often the first suggestion was right, and what it was taken for."""
    told = []
    for number in NUMBERS:
        own = [a for a in answers if a.document.indicator == number]
        taken = Counter(a.suggestion.indicators[0][0] for a in own)
        right = taken.pop(number, 0)
        others = ", ".join(f"{other} x{n}" for other, n in taken.most_common())
        share = right / len(own) if own else float("nan")
        told.append(f"  {number:2}  {share:6.1%}  of {len(own):3}   {others}")
    return told


def report(title: str, answers: Sequence[Judged]) -> None:
    """Prints the figures of a set of answers."""
    unsure = sum(a.suggestion.unsure for a in answers) / len(answers)
    _tell(f"\n{title}: {len(answers)} predictions, {unsure:.1%} of them unsure")
    for name, (value, low, high) in figures(answers).items():
        _tell(f"  {name:20} {value:6.3f}   [{low:.3f}, {high:.3f}]")


def _tell(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Evaluates and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--holdout", action="store_true", help="only the hold-out, once")
    chosen = parser.parse_args(arguments)
    documents = training_documents()
    if chosen.holdout:
        answers = judged(fit(documents), read(HOLDOUT))
        report("Hold-out", answers)
        _tell(*confusions(answers))
        return
    development = {d.key for d in read(DEVELOPMENT)}
    stranger = fit([d for d in documents if d.key not in development])
    unseen = [d for d in documents if d.key in development]
    report("Development documents, trained without any of them", judged(stranger, unseen))
    report(
        "The same, without the words that name their indicator",
        judged(stranger, [muted(d) for d in unseen]),
    )
    answers = cross_validated(documents, chosen.repeats)
    report(f"Cross-validated, {FOLDS} folds x {chosen.repeats}", answers)
    report("  of these development", [a for a in answers if a.document.key in development])
    report("  of these scanned", [a for a in answers if a.document.noisy])
    report("  of these hard", [a for a in answers if a.document.hard])
    _tell("\nPer indicator: first suggestion right, and what it was taken for")
    _tell(*confusions(answers))


if __name__ == "__main__":
    main()
