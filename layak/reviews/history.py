"""What became of an answer from stage to stage: who decided what, when and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from layak.assessments.models import Answer, Mark, Stage
from layak.reviews.models import Decision


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of one answer. ``points`` is None where nothing was given yet.

    ``earlier`` are the decisions of the same stage that were replaced, the newest first.
    """

    stage: Stage
    points: Decimal | None
    change: Decimal | None
    returned: bool
    who: str
    at: datetime | None
    cause: str
    note: str
    decision: Decision | None = None
    earlier: Sequence[Decision] = ()

    @property
    def waiting(self) -> bool:
        return self.points is None


def steps_of(answer: Answer) -> list[Step]:
    """Every stage of one answer in order, in two queries."""
    marks = list(answer.marks.select_related("marked_by"))
    decisions = list(answer.decisions.select_related("decided_by"))
    return steps(answer, marks, decisions)


def steps(answer: Answer, marks: Iterable[Mark], decisions: Iterable[Decision]) -> list[Step]:
    """The same from rows at hand. ``change`` is against the stage before that has points."""
    by_stage = {Stage(mark.stage): mark for mark in marks}
    made: dict[Stage, list[Decision]] = {}
    for decision in sorted(decisions, key=lambda one: (one.decided_at, one.pk), reverse=True):
        made.setdefault(Stage(decision.stage), []).append(decision)
    submitted = answer.submitted_points is not None
    own = answer.submitted_points if submitted else answer.points
    found = [
        Step(
            Stage.SELF,
            own,
            None,
            returned=False,
            who=answer.changed_by.name if answer.changed_by else "",
            at=answer.changed_at,
            cause="",
            note="",
        )
    ]
    last = own or Decimal(0)
    for stage in list(Stage)[1:]:
        step = _step(stage, by_stage.get(stage), made.get(stage, []), last)
        last = last if step.points is None else step.points
        found.append(step)
    return found


def _step(stage: Stage, mark: Mark | None, made: list[Decision], before: Decimal) -> Step:
    if mark is None:
        return Step(stage, None, None, returned=False, who="", at=None, cause="", note="")
    standing = made[0] if made else None
    return Step(
        stage,
        mark.points,
        mark.points - before,
        returned=mark.returned,
        who=mark.marked_by.name if mark.marked_by else "",
        at=mark.marked_at,
        cause=str(standing.get_cause_display()) if standing and standing.cause else "",
        note=mark.note,
        decision=standing,
        earlier=tuple(made[1:]),
    )
