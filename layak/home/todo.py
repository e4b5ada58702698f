"""What somebody owes: one entry a question, the most points first. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from layak.assessments.gaps import Gap, GapKind
from layak.assessments.sheet import Line

_ZERO = Decimal(0)


class Verb(StrEnum):
    """What is to be done with a question."""

    REPAIR = "repair"
    ANSWER = "answer"
    ATTACH = "attach"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``said`` is the verifier's note or what is missing, in a sentence.

    ``points``: what a repair or an answer can win, or what missing evidence puts at risk.
    """

    verb: Verb
    code: str
    label: str
    owner: str
    said: str
    points: Decimal


def tasks(
    lines: Iterable[Line],
    gaps: Iterable[Gap],
    notes: Mapping[int, str] | None = None,
    *,
    leading: Collection[str] = (),
    may_answer: bool = True,
) -> list[Task]:
    """List what can still be done about these questions. What is locked is owed no more.

    What the offices ``leading`` lead themselves comes before what they only contribute to. Who may
    not answer (a kelurahan, whose part of the form the city fills in) hands in evidence instead.
    """
    by_answer: dict[int, list[Gap]] = {}
    for gap in gaps:
        by_answer.setdefault(gap.answer, []).append(gap)
    found = [
        task
        for line in lines
        if line.editable
        and (task := _task(line, by_answer.get(line.answer, []), notes or {}, may_answer))
    ]
    return sorted(found, key=lambda task: (task.owner not in leading, -task.points))


def _task(line: Line, gaps: list[Gap], notes: Mapping[int, str], may_answer: bool) -> Task | None:
    first = {gap.kind: gap for gap in reversed(gaps)}
    if line.returned:
        return _of(line, Verb.REPAIR, notes.get(line.answer, ""), line.possible)
    if not line.filled:
        return _of(line, Verb.ANSWER if may_answer else Verb.ATTACH, "", line.possible)
    if gap := first.get(GapKind.MISSING):
        return _of(line, Verb.ATTACH, gap.what, line.points or _ZERO)
    if gap := first.get(GapKind.MISPLACED):
        return _of(line, Verb.MOVE, gap.what, line.points or _ZERO)
    return None


def _of(line: Line, verb: Verb, said: str, points: Decimal) -> Task:
    owner = line.offices[0] if line.offices else ""
    return Task(verb, line.code, line.label, owner, said, points)
