"""Where a document goes and whether it lies wrong. Pure: plain values in, a decision out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from layak.assessments.claims import Claim, Reach

# How many indicators a person is offered for a document that speaks for none clearly.
GUESSES = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One question as the placing sees it.

    Its row (``21A``), official number (21), cluster, short label and full question.
    """

    code: str
    row: str
    number: int
    cluster: str
    label: str
    question: str

    @property
    def words(self) -> str:
        return f"{self.label} {self.question}"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the classifier reads in a document.

    ``judge(number)`` says whether the document lies wrong under an indicator (None: unsure);
    ``pick(items)`` ranks items, each ``(code, words)``, as ``(code, probability)``. Without
    ``probabilities`` it knows nothing of the form: see ``UNREAD``.
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


# Of a document for a form that the classifier was not taught: people say where it belongs.
UNREAD = Opinion({}, (), unsure=True, judge=lambda _number: None, pick=lambda _items: ())


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
    """The questions of an instrument, ready for placing.

    ``topics``: for items that ask for policies, budgets or counts about something else, the
    indicators that their own words speak for. A decree on birth certificates proves ``1.2a`` just
    because it speaks for indicator 4.
    """

    def __init__(
        self, items: Sequence[Item], topics: Mapping[str, frozenset[int]] | None = None
    ) -> None:
        self.topics = topics or {}
        self.items = {item.code: item for item in items}
        self.rows = {item.row for item in items}
        self.clusters = {item.cluster for item in items}
        self._by_number: dict[int, list[Item]] = {}
        for item in items:
            self._by_number.setdefault(item.number, []).append(item)

    def decide(self, claim: Claim | None, opinion: Opinion) -> Decision:
        """Place a document: what somebody claimed wins, else the suggestion when it is clear."""
        if not opinion.probabilities:
            exact = claim is not None and claim.reach is Reach.ITEM
            return Decision(claim.code if claim is not None and exact else None)
        if claim is None:
            if opinion.unsure:
                return Decision(None, items=self._guesses(opinion))
            items = self._pick(self._of_number(opinion.best), opinion)
            return Decision(items[0][0] if items else None, items=items)
        code, items = self._claimed(claim, opinion)
        misplaced = opinion.judge(self.items[code].number)
        if self._on_topic(self.items[code], opinion):
            misplaced = False
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
            among = self._of_cluster(claim.code, opinion)
        items = self._pick(among, opinion)
        return items[0][0], items

    def _agrees(self, claim: Claim, opinion: Opinion) -> bool:
        """A folder that names only a cluster is right about every indicator of it."""
        return claim.reach is Reach.CLUSTER and any(
            item.cluster == claim.code for item in self._of_number(opinion.best)
        )

    def _of_number(self, number: int, row: str | None = None) -> list[Item]:
        return [item for item in self._by_number.get(number, []) if row in {None, item.row}]

    def _of_cluster(self, cluster: str, opinion: Opinion) -> list[Item]:
        """The items of the likeliest indicator of a cluster, or those about what is spoken of."""
        inside = [item for item in self.items.values() if item.cluster == cluster]
        numbers = sorted({item.number for item in inside})
        if opinion.best not in numbers:
            about = [item for item in inside if opinion.best in self._topics_of(item)]
            if about and not opinion.unsure:
                return about
        likeliest = max(
            numbers, key=lambda number: (opinion.probabilities.get(number, 0.0), -number)
        )
        return self._of_number(likeliest)

    def _topics_of(self, item: Item) -> frozenset[int]:
        return self.topics.get(item.code, frozenset())

    def _on_topic(self, item: Item, opinion: Opinion) -> bool:
        return any(opinion.judge(number) is False for number in self._topics_of(item))

    def _guesses(self, opinion: Opinion) -> list[tuple[str, float]]:
        """The likeliest item of each of the likeliest indicators, for a person to choose from."""
        ranked = [self._pick(self._of_number(number), opinion) for number, _ in opinion.ranked]
        return [items[0] for items in ranked[:GUESSES] if items]

    def _pick(self, among: Sequence[Item], opinion: Opinion) -> Sequence[tuple[str, float]]:
        """Rank items; those about what the document speaks of go before those about the rest."""
        narrowed = [item for item in among if self._on_topic(item, opinion)]
        narrowed = narrowed or [item for item in among if not self._topics_of(item)] or list(among)
        return opinion.pick([(item.code, item.words) for item in narrowed]) if narrowed else ()
