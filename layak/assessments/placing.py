"""Where a document goes and whether it lies wrong. Pure: plain values in, a decision out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from layak.assessments.claims import Claim, Reach


@dataclass(frozen=True, slots=True)
class Item:
    """One question as the placing sees it.

    Its row (``21A``), official number (21), cluster and words.
    """

    code: str
    row: str
    number: int
    cluster: str
    words: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the classifier reads in a document.

    ``judge(number)`` says whether the document lies wrong under an indicator (None: unsure);
    ``pick(items)`` ranks items, each ``(code, words)``, as ``(code, probability)``.
    """

    probabilities: Mapping[int, float]
    terms: Sequence[str]
    unsure: bool
    judge: Callable[[int], bool | None]
    pick: Callable[[Sequence[tuple[str, str]]], Sequence[tuple[str, float]]]

    @property
    def ranked(self) -> list[tuple[int, float]]:
        """All indicators, best first."""
        return sorted(self.probabilities.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def best(self) -> int:
        return self.ranked[0][0]


@dataclass(frozen=True, slots=True)
class Decision:
    """Where one document goes.

    ``code`` is None when nobody claimed and nothing speaks clearly. ``better`` is set when the
    document speaks clearly for another indicator: the item it would prove there.
    """

    code: str | None
    better: str | None = None
    misplaced: bool | None = None
    items: Sequence[tuple[str, float]] = ()


class Form:
    """The questions of an instrument, ready for placing."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = {item.code: item for item in items}
        self.rows = {item.row for item in items}
        self.clusters = {item.cluster for item in items}
        self._by_number: dict[int, list[Item]] = {}
        for item in items:
            self._by_number.setdefault(item.number, []).append(item)

    def decide(self, claim: Claim | None, opinion: Opinion) -> Decision:
        """Place a document: what somebody claimed wins, else the suggestion when it is clear."""
        if claim is None:
            if opinion.unsure:
                return Decision(None)
            items = self._pick(self._of_number(opinion.best), opinion)
            return Decision(items[0][0] if items else None, items=items)
        code, items = self._claimed(claim, opinion)
        number = self.items[code].number
        misplaced = opinion.judge(number)
        if not misplaced or self._agrees(claim, opinion):
            return Decision(code, misplaced=False if misplaced else misplaced, items=items)
        better = self._pick(self._of_number(opinion.best), opinion)
        return Decision(
            code, better[0][0] if better else None, misplaced=bool(better), items=better
        )

    def _claimed(self, claim: Claim, opinion: Opinion) -> tuple[str, Sequence[tuple[str, float]]]:
        if claim.reach is Reach.ITEM:
            return claim.code, ()
        if claim.reach is Reach.INDICATOR:
            number = int("".join(filter(str.isdigit, claim.code)))
            among = self._of_number(number, claim.code if claim.code in self.rows else None)
        else:
            numbers = sorted(
                {item.number for item in self.items.values() if item.cluster == claim.code}
            )
            among = self._of_number(
                max(numbers, key=lambda number: (opinion.probabilities.get(number, 0.0), -number))
            )
        items = self._pick(among, opinion)
        return items[0][0], items

    def _agrees(self, claim: Claim, opinion: Opinion) -> bool:
        """A folder that names only a cluster is right about every indicator of it."""
        return claim.reach is Reach.CLUSTER and any(
            item.cluster == claim.code for item in self._of_number(opinion.best)
        )

    def _of_number(self, number: int, row: str | None = None) -> list[Item]:
        return [item for item in self._by_number.get(number, []) if row in {None, item.row}]

    def _pick(self, among: Sequence[Item], opinion: Opinion) -> Sequence[tuple[str, float]]:
        return opinion.pick([(item.code, item.words) for item in among]) if among else ()
