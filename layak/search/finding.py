"""Find documents and notes by words.

Hits come in stacks: whose name, number or issuer says it, the newest 200 first; then all others,
again in stacks of 200 from the newest on. Within a stack the closest come first. So no search reads
or ranks more than a stack, however much there is, and the tenth page costs what the first one does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from layak.accounts.models import User
from layak.assessments.models import Answer, Misplacement, Placement
from layak.evidence.models import Evidence
from layak.evidence.privacy import readable_by
from layak.search import labels
from layak.search.lexemes import Closeness
from layak.search.models import Entry
from layak.search.typed import Typed
from layak.search.wanted import MISPLACED, PLACED, UNCONFIRMED, UNPLACED, Wanted, read_instant

PER_PAGE = 20
STACK = 200
# A reader who may see few of many would make a search walk far; then the page says so.
MOST_STACKS = 10
HEADS, OTHERS = 0, 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: the layer, the document above the stack, and the last hit before.

    ``above`` is (instant, key) or None at the top of a layer; ``past`` is (closeness, key).
    """

    layer: int = HEADS
    above: tuple[datetime, int] | None = None
    past: tuple[float, int] | None = None

    def written(self) -> str:
        """As one word of an address."""
        above = f"{self.above[0].isoformat()}_{self.above[1]}" if self.above else ""
        past = f"{self.past[0]!r}_{self.past[1]}" if self.past else ""
        return f"{self.layer}~{above}~{past}"


def read_cursor(text: str) -> Cursor:
    """Read a cursor; whatever else is written there is the beginning."""
    layer, _, rest = text.partition("~")
    above, _, past = rest.partition("~")
    if layer not in {"0", "1"}:
        return Cursor()
    instant, _, key = above.rpartition("_")
    at = read_instant(instant)
    closeness, _, last = past.rpartition("_")
    try:
        return Cursor(
            int(layer),
            (at, _key(key)) if at else None,
            (float(closeness), _key(last)) if past else None,
        )
    except ValueError:
        return Cursor()


@dataclass(frozen=True, slots=True)
class Found:
    """The keys of entries in order; ``after`` begins the next page, empty where there is none."""

    keys: list[int]
    after: str


def find(user: User, reach: labels.Reach, typed: Typed, wanted: Wanted) -> Found:
    """One page of what a person may see. At most a few queries, each bounded by a stack."""
    if typed.empty:
        return Found([], "")
    cut = [part for part in (reach.expression, *_labels(wanted)) if part]
    search = _Search(user, typed, wanted, " & ".join(cut))
    # The planner takes reading a whole table of words for cheap: it sees the rows, not the words.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        return search.page(read_cursor(wanted.after))


class _Ranked(NamedTuple):
    """An entry of a stack; ``evidence`` or ``answer`` is the key of what it is about."""

    closeness: float
    key: int
    evidence: int | None
    answer: int | None

    @property
    def place(self) -> tuple[float, int]:
        """The closest first, of equals the newest."""
        return -self.closeness, -self.key


@dataclass(frozen=True, slots=True)
class _Search:
    user: User
    typed: Typed
    wanted: Wanted
    cut: str

    def page(self, cursor: Cursor) -> Found:
        """Walk through stacks until a page is full and one more hit is known."""
        keys: list[int] = []
        last = cursor
        for _ in range(MOST_STACKS):
            stack, under = self._stack(cursor)
            for one in self._seen(stack, cursor.past):
                if len(keys) == PER_PAGE:
                    return Found(keys, last.written())
                keys.append(one.key)
                last = Cursor(cursor.layer, cursor.above, (one.closeness, one.key))
            if under is None and cursor.layer == OTHERS:
                return Found(keys, "")
            cursor = Cursor(cursor.layer, under) if under else Cursor(OTHERS)
            last = cursor if len(keys) == PER_PAGE else last
        return Found(keys, cursor.written())

    def _stack(self, cursor: Cursor) -> tuple[list[_Ranked], tuple[datetime, int] | None]:
        """The closest first; and the oldest of the stack where there are more below it."""
        rows = self._layer(cursor.layer)
        if cursor.above:
            at, key = cursor.above
            rows = rows.filter(Q(dated__lt=at) | Q(dated=at, pk__lt=key))
        newest = rows.order_by("-dated", "-pk").values("pk")[:STACK]
        close = Closeness("terms", self.typed.expression)
        rows = Entry.objects.filter(pk__in=newest).annotate(closeness=close)
        named = rows.values_list("closeness", "pk", "evidence", "answer", "dated")
        ranked = [(_Ranked(near, *keys), at) for near, *keys, at in named]
        oldest = min(((at, one.key) for one, at in ranked), default=None)
        under = oldest if len(ranked) == STACK else None
        return sorted((one for one, _ in ranked), key=lambda one: one.place), under

    def _layer(self, layer: int) -> QuerySet[Entry]:
        words = self.typed.expression
        asked = " & ".join(filter(None, [self.cut, f"({words})" if words else ""]))
        rows: QuerySet[Entry] = Entry.objects.filter(*_conditions(self.wanted, self.typed.codes))
        if not words:  # codes alone: everything that lies there, in one layer
            if layer == HEADS:
                return rows.none()
            return rows.filter(terms__holds=asked) if asked else rows
        if layer == HEADS:
            return rows.filter(head__holds=asked)
        return rows.filter(terms__holds=asked).exclude(head__holds=words)

    def _seen(self, stack: Sequence[_Ranked], past: tuple[float, int] | None) -> Iterator[_Ranked]:
        """Of a stack what comes after ``past`` and may be seen, looked up a page at a time."""
        if past:
            stack = [one for one in stack if one.place > (-past[0], -past[1])]
        for start in range(0, len(stack), PER_PAGE + 1):
            yield from visible(self.user, stack[start : start + PER_PAGE + 1])


def visible(user: User, ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """Those whose text a person may read. By key, so that the rule is asked of these rows alone."""
    documents = [one.evidence for one in ranked if one.evidence]
    answers = [one.answer for one in ranked if one.answer]
    seen_documents: set[int] = set()
    seen_answers: set[int] = set()
    if documents:
        read = readable_by(Evidence.objects.visible_to(user).filter(pk__in=documents), user)
        seen_documents.update(read.values_list("pk", flat=True))
    if answers:
        noted = Answer.objects.visible_to(user).filter(pk__in=answers)
        seen_answers.update(noted.values_list("pk", flat=True))
    return [one for one in ranked if one.evidence in seen_documents or one.answer in seen_answers]


def _labels(wanted: Wanted) -> Iterator[str]:
    """The filters that stand in the index, each as a tsquery."""
    if wanted.office:
        yield f"'{labels.of_office(int(wanted.office))}'"
    if wanted.kind:
        yield f"'{labels.of_kind(wanted.kind)}'"
    if wanted.year:
        yield f"'{labels.of_year(int(wanted.year))}'"
    if wanted.state:
        yield f"'{labels.DOCUMENT}'"


def _conditions(wanted: Wanted, codes: Sequence[str]) -> Iterator[Q]:
    """The filters about where a document lies: those change without the document."""
    return placed(wanted, codes, key="evidence", answer="answer__question")


def placed(wanted: Wanted, codes: Sequence[str], *, key: str, answer: str = "") -> Iterator[Q]:
    """Conditions on rows whose document is ``key`` and whose question, if any, is ``answer``."""
    lies = Placement.objects.filter(evidence=OuterRef(key))
    question = "answer__question"
    for code in codes:
        own = Q(**{f"{answer}__code__iexact": code}) if answer else Q()
        there = Q(Exists(lies.filter(**{f"{question}__code__iexact": code})))
        yield there | own if answer else there
    if wanted.indicator:
        number = int(wanted.indicator)
        own = Q(**{f"{answer}__indicator__number": number}) if answer else Q()
        there = Q(Exists(lies.filter(**{f"{question}__indicator__number": number})))
        yield there | own if answer else there
    if wanted.state == PLACED:
        yield Q(Exists(lies))
    elif wanted.state == UNPLACED:
        yield ~Q(Exists(lies))
    elif wanted.state == UNCONFIRMED:
        yield Q(Exists(lies.filter(source=Placement.Source.SUGGESTION)))
    elif wanted.state == MISPLACED:
        yield Q(Exists(Misplacement.objects.undecided().filter(evidence=OuterRef(key))))


def _key(text: str) -> int:
    """A key of a row; ``ValueError`` for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise ValueError(text)
    return int(text)
