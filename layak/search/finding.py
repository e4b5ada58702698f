"""Find documents and notes by words.

Hits come in stacks: whose name, number or issuer says it, the newest 100 first; then all others,
again in stacks of 100 from the newest on. Within a stack the closest come first. So no search reads
or ranks more than a stack, however much there is, and the tenth page costs what the first one does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from layak.accounts.models import User
from layak.assessments.models import Answer, Misplacement, Placement
from layak.evidence.models import Evidence
from layak.evidence.privacy import readable_by
from layak.search import labels
from layak.search.models import Entry
from layak.search.shown import Document, documents
from layak.search.typed import Typed
from layak.search.wanted import MISPLACED, PLACED, UNCONFIRMED, UNPLACED, Wanted, read_instant
from layak.search.words import pair

PER_PAGE = 20
STACK = 100
# A reader who may see few of many would make a search walk far; then the page says so.
MOST_STACKS = 20
HEADS, OTHERS = 0, 1
# The share of entries from which on walking from the newest one on finds a stack sooner.
COMMON = 0.2
# Of what stands in text (D), and in a name (A); the flag 1 below: no text wins by its length alone.
WEIGHTS = (0.1, 0.2, 0.4, 1.0)


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


Thing = Document | Answer


@dataclass(frozen=True, slots=True)
class Found:
    """Documents and answers in order; ``after`` begins the next page, empty where there is none."""

    things: Sequence[Thing]
    after: str


def find(user: User, reach: labels.Reach, typed: Typed, wanted: Wanted) -> Found:
    """One page of what a person may see. At most a few queries, each bounded by a stack."""
    if typed.empty:
        return Found([], "")
    cut = [part for part in (reach.expression, *_labels(wanted)) if part]
    search = _Search(user, reach, typed, wanted, " & ".join(cut))
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


class _Step(NamedTuple):
    """A hit on the way, with the cursor that begins after it; without a hit: where to walk on."""

    cursor: Cursor
    evidence: int | None = None
    answer: int | None = None


@dataclass(frozen=True, slots=True)
class _Search:
    user: User
    reach: labels.Reach
    typed: Typed
    wanted: Wanted
    cut: str

    def page(self, cursor: Cursor) -> Found:
        """Walk until a page is full and one more hit is known.

        What was found is looked up a page at a time, so that the rule of who may see what is asked
        once, of a few rows.
        """
        things: list[Thing] = []
        walk = self._walk(cursor)
        last = cursor
        while steps := list(islice(walk, PER_PAGE + 1)):
            known, answers = visible(self.user, self.reach, steps)
            for step in steps:
                if step.evidence is None and step.answer is None:
                    return Found(things, step.cursor.written())
                thing = known.get(step.evidence or 0) or answers.get(step.answer or 0)
                if thing is None:
                    continue
                if len(things) == PER_PAGE:
                    return Found(things, last.written())
                things.append(thing)
                last = step.cursor
        return Found(things, "")

    def _walk(self, cursor: Cursor) -> Iterator[_Step]:
        """All hits in order, stack by stack, each stack read only when it is reached."""
        for _ in range(MOST_STACKS):
            stack, under = self._stack(cursor)
            for one in stack:
                if cursor.past is None or one.place > (-cursor.past[0], -cursor.past[1]):
                    here = Cursor(cursor.layer, cursor.above, (one.closeness, one.key))
                    yield _Step(here, one.evidence, one.answer)
            if under is None and cursor.layer == OTHERS:
                return
            cursor = Cursor(cursor.layer, under) if under else Cursor(OTHERS)
        yield _Step(cursor)

    def _stack(self, cursor: Cursor) -> tuple[list[_Ranked], tuple[datetime, int] | None]:
        """The closest first; and the oldest of the stack where there are more below it."""
        words, heads = self.typed.expression, cursor.layer == HEADS
        if heads and not words:  # codes alone: everything that lies there, in one layer
            return [], None
        where, values = self._where(heads=heads)
        conditions = list(_conditions(self.wanted, self.typed.codes))
        if conditions:
            lying = Entry.objects.filter(*conditions).values("pk").query
            inside, inner = lying.sql_with_params()
            where, values = [*where, f"id IN ({inside})"], [*values, *inner]
        if cursor.above:
            where, values = [*where, "(dated, id) < (%s, %s)"], [*values, *cursor.above]
        found = " AND ".join(where)
        if words and not heads and by_pairs(words) != words:
            ranked = _newest(_ORDERED.format(found), [*values, words], words)
        elif words and not heads and not conditions and _is_common(self._asked(words)):
            ranked = _newest(_WALKED.format(found.replace(_WORDS, "terms")), values, words)
        else:
            text = "head" if heads else "terms"
            ranked = _newest(_CHOSEN.format(found), values, words, text)
        oldest = min(((at, one.key) for one, at in ranked), default=None)
        under = oldest if len(ranked) == STACK else None
        return sorted((one for one, _ in ranked), key=lambda one: one.place), under

    def _where(self, *, heads: bool) -> tuple[list[str], list[Any]]:
        """What entries of a layer satisfy: conditions in SQL, and their values."""
        words = self.typed.expression
        if heads:
            return ["head @@ %s::tsquery"], [self._asked(words)]
        if words:
            # In this order: the words of a head lie at hand.
            asked = self._asked(by_pairs(words))
            return ["NOT head @@ %s::tsquery", f"{_WORDS} @@ %s::tsquery"], [words, asked]
        asked = self._asked("")
        return ([f"{_WORDS} @@ %s::tsquery"], [asked]) if asked else (["TRUE"], [])

    def _asked(self, words: str) -> str:
        return " & ".join(filter(None, [self.cut, f"({words})" if words else ""]))


# As the index of words is made.
_WORDS = "(terms || pairs)"
_QUOTED = re.compile(r"'([^']+)'")
_PHRASE = re.compile(r"'[^']+'(?: <(?:-|\d+)> '[^']+')+")
# Left to itself the planner confuses the three: it does not know that an entry's words lie out of
# line and cost a hundred times an entry. OFFSET 0 keeps it from joining what stands apart.
# What few hold is taken from the index of words and then put in order.
_CHOSEN = "SELECT * FROM (SELECT * FROM search_entry WHERE {} OFFSET 0) AS chosen"
# What many hold is met soon from the newest entry on.
_WALKED = "SELECT * FROM search_entry WHERE {}"
# The index knows phrases by their pairs: of what holds all of them, the newest are looked at until
# a stack of those is full that hold them in the order that was asked for.
_ORDERED = """
    SELECT * FROM (
        SELECT * FROM (SELECT * FROM search_entry WHERE {} OFFSET 0) AS chosen
        ORDER BY dated DESC, id DESC OFFSET 0
    ) AS ordered WHERE terms @@ %s::tsquery
"""


def _newest(
    found: str, values: Sequence[Any], words: str, text: str = "terms"
) -> list[tuple[_Ranked, datetime]]:
    """The newest ``STACK`` of what a statement finds, with how close the ``text`` of each is.

    Of a head that is told by the head alone: it lies at hand, the words of all pages do not.
    """
    statement = f"""
        SELECT ts_rank_cd(%s::float4[], {text}, %s::tsquery, 1), id, evidence_id, answer_id, dated
        FROM ({found} ORDER BY dated DESC, id DESC LIMIT %s) AS newest
    """  # noqa: S608 - of the statements above, never of what somebody typed
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(WEIGHTS), words, *values, STACK])
        return [(_Ranked(near, *keys), at) for near, *keys, at in cursor.fetchall()]


def by_pairs(words: str) -> str:
    """A tsquery with the pairs of its phrases instead; itself where it leaves something out."""
    return words if "!" in words else _PHRASE.sub(_pairs_of, words)


def _pairs_of(phrase: re.Match[str]) -> str:
    own = _QUOTED.findall(phrase[0])
    return " & ".join(f"'{pair(one, other)}'" for one, other in pairwise(own))


def _is_common(asked: str) -> bool:
    """Whether the planner, which counts lexemes, expects a fair share of all entries to match."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT JSON) SELECT FROM search_entry WHERE terms @@ %s::tsquery"
            " UNION ALL SELECT FROM search_entry",
            [asked],
        )
        found, every = (plan["Plan Rows"] for plan in cursor.fetchone()[0][0]["Plan"]["Plans"])
    return bool(found > every * COMMON)


def visible(
    user: User, reach: labels.Reach, steps: Sequence[_Step]
) -> tuple[Mapping[int, Document], Mapping[int, Answer]]:
    """What of these a person may read, by key and as it is shown, but without any text.

    Documents are judged row by row, by roles that were read already; the rule of restricted ones is
    asked of the database, for those few.
    """
    keys = [step.evidence for step in steps if step.evidence]
    answers = [step.answer for step in steps if step.answer]
    shown: dict[int, Document] = {}
    noted: dict[int, Answer] = {}
    if keys:
        rows = documents(keys)
        shown = {key: row for key, row in rows.items() if reach.sees(row.city, row.office)}
        held = [key for key, row in shown.items() if row.personal]
        if held:
            opened = readable_by(Evidence.objects.filter(pk__in=held), user)
            barred = set(held).difference(opened.values_list("pk", flat=True))
            shown = {key: row for key, row in shown.items() if key not in barred}
    if answers:
        said = Answer.objects.visible_to(user).filter(pk__in=answers)
        said = said.select_related("question", "assessment__cycle", "assessment__city")
        said = said.with_edition()
        noted = {row.pk: row for row in said.order_by()}
    return shown, noted


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
