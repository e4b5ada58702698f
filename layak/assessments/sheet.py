"""A sheet read once: its answers, the marks of every stage and the offices they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Value, When

from layak import scoring
from layak.assessments.models import Answer, Assessment, Assignment, Stage
from layak.instruments.models import Question

_ZERO = Decimal(0)
_ORDER = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Given:
    """What a verifier gave an answer at one stage."""

    stage: Stage
    points: Decimal
    returned: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a sheet. ``points`` is None where the stage counts nothing yet.

    One that does not apply to the city is worth nothing and asks for nothing.
    """

    answer: int
    code: str
    label: str
    row: str
    attainable: Decimal
    points: Decimal | None
    filled: bool
    evidenced: bool
    mark: Given | None
    editable: bool
    offices: tuple[str, ...]
    estimated: bool = False
    applies: bool = True
    checked: bool = False

    @property
    def returned(self) -> bool:
        return self.mark is not None and self.mark.returned

    @property
    def possible(self) -> Decimal:
        """What can still be won: all that is left while the answer may be changed."""
        return self.attainable - (self.points or _ZERO) if self.editable else _ZERO

    @property
    def lost(self) -> Decimal:
        """What no repair can win any more."""
        return self.attainable - (self.points or _ZERO) - self.possible


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an edition says of one question."""

    code: str
    label: str
    row: str
    attainable: Decimal
    estimated: bool
    condition: str


@lru_cache(maxsize=32)
def _questions(instrument: int, _digest: str) -> Mapping[int, _Asked]:
    rows = Question.objects.filter(instrument=instrument).order_by("position")
    told = rows.values_list(
        *("pk", "code", "label", "indicator__code", "attainable", "estimated", "applies_when")
    )
    return {pk: _Asked(*rest) for pk, *rest in told}


class _Own(NamedTuple):
    """What the city did with one question."""

    question: int
    answer: int
    points: Decimal | None
    begins: datetime | None
    ends: datetime | None
    checked: bool
    evidenced: bool


# Written out: every page of a sheet asks for them, and to put them together from querysets takes
# longer than to answer them. Of the office's approval only whether it is there: reading hundreds of
# moments takes time too.
_ANSWERS = """
SELECT a.question_id, a.id, CASE WHEN %(own)s THEN a.points ELSE a.submitted_points END,
       a.editable_from, a.editable_until, a.checked_at IS NOT NULL,
       EXISTS (SELECT FROM assessments_placement p WHERE p.answer_id = a.id)
  FROM assessments_answer a
 WHERE a.assessment_id = %(sheet)s
"""
_MARKS = """
SELECT k.answer_id, k.stage, k.points, k.returned
  FROM assessments_mark k
  JOIN assessments_answer a ON a.id = k.answer_id
 WHERE a.assessment_id = %(sheet)s
"""
_OFFICES = """
SELECT s.answer_id, s.organization_id, coalesce(nullif(o.short_name, ''), o.name)
  FROM assessments_assignment s
  JOIN assessments_answer a ON a.id = s.answer_id
  JOIN organizations_organization o ON o.id = s.organization_id
 WHERE a.assessment_id = %(sheet)s
 ORDER BY s.part <> 'lead', s.id
"""


class Sheet:
    """The answers of one sheet in three queries, ready to be seen at any stage.

    Published editions never change, so what one asks is read once a process.
    """

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        about = {"sheet": assessment.pk, "own": assessment.stage == Stage.SELF}
        with connection.cursor() as cursor:
            cursor.execute(_ANSWERS, about)
            given = {row[0]: _Own._make(row) for row in cursor.fetchall()}
            cursor.execute(_MARKS, about)
            marks = cursor.fetchall()
            cursor.execute(_OFFICES, about)
            assigned = cursor.fetchall()
        asked = _questions(assessment.instrument_id, assessment.instrument.digest)
        # In printed order.
        self._rows = [(asked[pk], given[pk]) for pk in asked if pk in given]
        self._given: dict[Stage, dict[int, Given]] = {}
        for answer, stage, points, returned in marks:
            mark = Given(Stage(stage), points, returned)
            self._given.setdefault(mark.stage, {})[answer] = mark
        offices: dict[int, list[str]] = {}
        for answer, _office, name in assigned:
            offices.setdefault(answer, []).append(name)
        self._offices = {answer: tuple(names) for answer, names in offices.items()}
        # The keys of all offices that have questions here.
        self.office_keys = frozenset(office for _answer, office, _name in assigned)

    @property
    def newest(self) -> Stage:
        """The latest stage that has marks; without any the self-assessment."""
        return next((stage for stage in reversed(_ORDER) if stage in self._given), Stage.SELF)

    def lines(self, stage: Stage, *, at: datetime) -> list[Line]:
        """Every question with its points at ``stage``, in printed order."""
        marks = self._reached(_ORDER[-1] if stage == Stage.SELF else stage)
        return [
            self._line(asked, own, marks.get(own.answer), own_points=stage == Stage.SELF, at=at)
            for asked, own in self._rows
        ]

    def points(self, stage: Stage) -> dict[str, Decimal | None]:
        """The points a stage counts, by item code."""
        if stage == Stage.SELF:
            return {asked.code: own.points for asked, own in self._rows}
        marks = self._reached(stage)
        return {
            asked.code: marks[own.answer].points if own.answer in marks else None
            for asked, own in self._rows
        }

    def offices_of(self, answer: int) -> tuple[str, ...]:
        """The short names of an answer's offices, the lead first."""
        return self._offices.get(answer, ())

    def scores(self, rubric: scoring.Rubric) -> Mapping[Stage, scoring.Score]:
        """The score of the self-assessment and of every stage that has marks."""
        shown = [stage for stage in _ORDER if stage == Stage.SELF or stage in self._given]
        return {stage: scoring.score(rubric, self.points(stage)) for stage in shown}

    def _reached(self, stage: Stage) -> dict[int, Given]:
        """The newest mark of each answer at ``stage`` or an earlier one."""
        found: dict[int, Given] = {}
        for one in _ORDER[: _ORDER.index(stage) + 1]:
            found |= self._given.get(one, {})
        return found

    def _line(
        self, asked: _Asked, own: _Own, mark: Given | None, *, own_points: bool, at: datetime
    ) -> Line:
        offices = self._offices.get(own.answer, ())
        if asked.condition and asked.condition in self.assessment.unmet:
            return _inapplicable(asked, own, offices)
        open_now = (own.begins is None or own.begins <= at) and (own.ends is None or at < own.ends)
        verified = mark.points if mark else None
        return Line(
            answer=own.answer,
            code=asked.code,
            label=asked.label,
            row=asked.row,
            attainable=asked.attainable,
            points=own.points if own_points else verified,
            filled=own.points is not None,
            evidenced=own.evidenced,
            mark=mark,
            editable=open_now and (mark is None or mark.returned),
            offices=offices,
            estimated=asked.estimated,
            checked=own.checked,
        )


def _inapplicable(asked: _Asked, own: _Own, offices: tuple[str, ...]) -> Line:
    """A question whose condition the city does not meet."""
    return Line(
        answer=own.answer,
        code=asked.code,
        label=asked.label,
        row=asked.row,
        attainable=_ZERO,
        points=None,
        filled=False,
        evidenced=False,
        mark=None,
        editable=False,
        offices=offices,
        applies=False,
    )


def offices_of(answer: Answer) -> tuple[str, ...]:
    """The short names of the offices of one answer, the lead first."""
    lead_first = Case(When(part=Assignment.Part.LEAD, then=Value(0)), default=Value(1))
    rows = Assignment.objects.filter(answer=answer).order_by(lead_first, "pk")
    names = rows.values_list("organization__short_name", "organization__name")
    return tuple(short or name for short, name in names)
