"""One line for every stage of an answer: what it was given, by whom and why."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from layak.assessments.models import Answer, Mark, Stage


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One stage. ``points`` is None where nothing was decided yet."""

    stage: Stage
    points: Decimal | None
    returned: bool
    who: str
    at: datetime | None
    why: str

    @property
    def waiting(self) -> bool:
        return self.points is None


def ledger_of(answer: Answer) -> list[LedgerLine]:
    """The self-assessment and each later stage in order. Never more than one line a stage."""
    marks = {Stage(mark.stage): mark for mark in answer.marks.select_related("marked_by")}
    own = LedgerLine(
        Stage.SELF,
        answer.points,
        returned=False,
        who=answer.changed_by.name if answer.changed_by else "",
        at=answer.changed_at,
        why="" if answer.points is not None else _("Belum dijawab"),
    )
    return [own, *(_line(stage, marks.get(stage)) for stage in list(Stage)[1:])]


def _line(stage: Stage, mark: Mark | None) -> LedgerLine:
    if mark is None:
        return LedgerLine(stage, None, returned=False, who="", at=None, why=_("Belum dinilai"))
    return LedgerLine(
        stage,
        mark.points,
        returned=mark.returned,
        who=mark.marked_by.name if mark.marked_by else "",
        at=mark.marked_at,
        why=mark.note,
    )
