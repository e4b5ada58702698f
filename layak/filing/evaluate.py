"""``python -m layak.filing.evaluate``: how well the classifier does.

``[--repeats N] [--probe | --holdout | --second] [--matrix FILE.svg]``

One protocol, kept. Every figure is about documents that the fitted machine had not seen: repeated
cross-validation in which no place (city, regency, village) stands on both sides; the development
documents when trained without any of them; the probe and the hold-outs, which nothing is ever
learned from. Every seventh document is read as a poor scan. Intervals are 95% bootstrap intervals
over documents. ``--matrix`` draws what was taken for what.
"""

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from layak.filing.confusion import confusion_matrix
from layak.filing.judging import claims, precision_recall
from layak.filing.lexicon import NUMBERS, PLACE, clusters, plain_stems
from layak.filing.model import Classifier
from layak.filing.scanning import garbled, scanned
from layak.filing.sources import (
    DEVELOPMENT,
    HOLDOUT,
    PROBE,
    SECOND,
    SECOND_SEEN,
    read,
    training_documents,
)
from layak.filing.suggestion import Document, Suggestion
from layak.filing.text import stem
from layak.filing.training import fit

FOLDS = 5
RESAMPLES = 1000
BINS = 5
SCANNED_SHARE = 0.15
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
    """Each document judged ``repeats`` times by a classifier fitted without it, and without any
    other of its place.
    """
    documents = sorted(documents, key=lambda d: d.key)
    labels = [d.indicator for d in documents]
    places = [place_of(d) for d in documents]
    found: list[Judged] = []
    for repeat in range(repeats):
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=repeat)
        for seen, unseen in folds.split(labels, labels, places):
            classifier = fit([documents[place] for place in seen])
            found += judged(classifier, some_scanned([documents[place] for place in unseen]))
            sys.stderr.write(".")
    sys.stderr.write("\n")
    return found


def place_of(document: Document) -> str:
    """The first place a document names, so that near copies stay together; itself without one."""
    named = PLACE.search(document.text)
    return named.group(1).lower() if named else document.key


def some_scanned(documents: Sequence[Document]) -> list[Document]:
    """The documents, of the clean ones the share ``SCANNED_SHARE`` (always the same) as scans."""
    return [
        replace(document, text=scanned(document.text), noisy=True)
        if not document.noisy and _drawn(document.key) < SCANNED_SHARE
        else document
        for document in documents
    ]


def _drawn(key: str) -> float:
    return hashlib.sha256(key.encode()).digest()[0] / 256


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
    """Expected calibration error of the first probability, in five bins of equal mass."""
    order = np.argsort(sure, kind="stable")
    right, sure, times = right[order], sure[order], times[order]
    reached = np.cumsum(times)
    bins = np.minimum(((reached - times / 2) / reached[-1] * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, times * (right - sure), minlength=BINS)
    return float(np.abs(gaps).sum() / reached[-1])


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
    parser.add_argument("--probe", action="store_true", help="only the probe")
    parser.add_argument("--holdout", action="store_true", help="only the hold-out, once")
    parser.add_argument("--second", action="store_true", help="only the second hold-out")
    parser.add_argument("--matrix", type=Path, help="draw what was taken for what, as SVG")
    chosen = parser.parse_args(arguments)
    documents = training_documents()
    apart = [
        (title, path)
        for asked, title, path in (
            (chosen.holdout, "Hold-out", HOLDOUT),
            (chosen.probe, "Probe", PROBE),
            (chosen.second, "Second hold-out", SECOND),
            (chosen.second, "Its half that was looked at", SECOND_SEEN),
        )
        if asked
    ]
    if apart:
        _apart(fit(documents), apart)
        return
    development = {d.key for d in read(DEVELOPMENT)}
    _strangers(documents, development)
    answers = cross_validated(documents, chosen.repeats)
    report(f"Cross-validated by place, {FOLDS} folds x {chosen.repeats}", answers)
    report("  of these development", [a for a in answers if a.document.key in development])
    report("  of these scanned", [a for a in answers if a.document.noisy])
    report("  of these hard", [a for a in answers if a.document.hard])
    _tell("\nPer indicator: first suggestion right, and what it was taken for")
    _tell(*confusions(answers))
    if chosen.matrix:
        pairs = [(a.document.indicator, a.suggestion.indicators[0][0]) for a in answers]
        chosen.matrix.write_text(confusion_matrix(pairs), encoding="utf-8")


def _apart(classifier: Classifier, sets: Sequence[tuple[str, Path]]) -> None:
    """What nothing was learned from: totals, no texts."""
    for title, path in sets:
        documents = read(path)
        report(title, judged(classifier, some_scanned(documents)))
        report(f"{title}, all scanned", judged(classifier, _all_scanned(documents)))
        broken = [replace(d, text=garbled(d.text), noisy=True) for d in documents]
        report(f"{title}, 15% of all characters hit", judged(classifier, broken))
        report(f"{title}, muted", judged(classifier, [muted(d) for d in documents]))


def _strangers(documents: Sequence[Document], development: set[str]) -> None:
    """The development documents, by a machine that learned from nothing of their hand."""
    stranger = fit([d for d in documents if d.key not in development])
    unseen = [d for d in documents if d.key in development]
    title = "Development documents, trained without any of them"
    report(title, judged(stranger, some_scanned(unseen)))
    report(f"{title}, all scanned", judged(stranger, _all_scanned(unseen)))
    muted_ones = [muted(d) for d in unseen]
    report(f"{title}, without the words that name their indicator", judged(stranger, muted_ones))


def _all_scanned(documents: Sequence[Document]) -> list[Document]:
    return [d if d.noisy else replace(d, text=scanned(d.text), noisy=True) for d in documents]


if __name__ == "__main__":
    main()
