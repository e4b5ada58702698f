"""What the head of an office reads before approving: each answer and what it still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from layak.accounts.models import User
from layak.assessments.gaps import GapKind, gaps
from layak.assessments.models import Answer, Assessment, Placement
from layak.assessments.services import version_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer of the office. ``lacks`` are sentences; they warn, only two of them forbid."""

    answer: Answer
    version: str
    filled: bool
    evidenced: bool
    in_time: bool
    lacks: Sequence[str]

    @property
    def ready(self) -> bool:
        return self.in_time and self.filled and self.evidenced and not self.answer.checked


@dataclass(frozen=True, slots=True)
class Desk:
    """The answers an office's head decides on, in printed order, by where they stand."""

    ready: Sequence[Candidate]
    lacking: Sequence[Candidate]
    approved: Sequence[Candidate]

    @property
    def total(self) -> int:
        return len(self.ready) + len(self.lacking) + len(self.approved)


def desk_of(assessment: Assessment, user: User, at: datetime) -> Desk:
    """Read the answers of a sheet that a person approves, in eight queries."""
    answers = (
        Answer.objects.approvable_by(user)
        .filter(assessment=assessment)
        .exclude(question__applies_when__in=assessment.unmet)
        .select_related("question", "checked_by", "changed_by", "option")
    )
    evidenced = set(
        Placement.objects.filter(answer__in=answers).values_list("answer_id", flat=True)
    )
    lacks: dict[int, list[str]] = {}
    rows = list(answers)
    for gap in gaps(assessment, [row.pk for row in rows], at=at):
        if gap.kind != GapKind.UNANSWERED:
            lacks.setdefault(gap.answer, []).append(gap.what)
    found = [
        Candidate(
            answer=row,
            version=version_of(row),
            filled=row.points is not None,
            evidenced=row.pk in evidenced,
            in_time=row.is_editable(at),
            lacks=lacks.get(row.pk, ()),
        )
        for row in rows
    ]
    return Desk(
        ready=[one for one in found if one.ready],
        lacking=[one for one in found if not one.ready and not one.answer.checked],
        approved=[one for one in found if one.answer.checked],
    )
