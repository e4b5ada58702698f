"""A sheet read once: its answers, the marks of every stage and the offices they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from layak import scoring
from layak.assessments.models import Answer, Assessment, Assignment, Mark, Placement, Stage

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


class Sheet:
    """The answers of one sheet in three queries, ready to be seen at any stage."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self._answers = list(
            Answer.objects.filter(assessment=assessment)
            .annotate(evidenced=Exists(Placement.objects.filter(answer=OuterRef("pk"))))
            .order_by("question__position")
            .values_list(
                "pk",
                "submitted_points" if assessment.stage != Stage.SELF else "points",
                "editable_from",
                "editable_until",
                "evidenced",
                "question__code",
                "question__label",
                "question__attainable",
                "question__indicator__code",
                "question__estimated",
                "question__applies_when",
                "checked_at",
            )
        )
        self._given: dict[Stage, dict[int, Given]] = {}
        for answer, stage, points, returned in Mark.objects.filter(
            answer__assessment=assessment
        ).values_list("answer_id", "stage", "points", "returned"):
            given = Given(Stage(stage), points, returned)
            self._given.setdefault(given.stage, {})[answer] = given
        self._offices = offices_by_answer(assessment)

    @property
    def newest(self) -> Stage:
        """The latest stage that has marks; without any the self-assessment."""
        return next((stage for stage in reversed(_ORDER) if stage in self._given), Stage.SELF)

    def lines(self, stage: Stage, *, at: datetime) -> list[Line]:
        """Every question with its points at ``stage``, in printed order."""
        marks = self._reached(_ORDER[-1] if stage == Stage.SELF else stage)
        return [
            self._line(row, marks.get(row[0]), own_points=stage == Stage.SELF, at=at)
            for row in self._answers
        ]

    def points(self, stage: Stage) -> dict[str, Decimal | None]:
        """The points a stage counts, by item code."""
        if stage == Stage.SELF:
            return {row[5]: row[1] for row in self._answers}
        marks = self._reached(stage)
        return {row[5]: marks[row[0]].points if row[0] in marks else None for row in self._answers}

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
        self,
        row: tuple[
            int,
            Decimal | None,
            datetime | None,
            datetime | None,
            bool,
            str,
            str,
            Decimal,
            str,
            bool,
            str,
            datetime | None,
        ],
        mark: Given | None,
        *,
        own_points: bool,
        at: datetime,
    ) -> Line:
        pk, points, begins, ends, evidenced, code, label, attainable = row[:8]
        indicator, estimated, condition, checked_at = row[8:]
        if condition and condition in self.assessment.unmet:
            return self._inapplicable(pk, code, label, indicator)
        open_now = (begins is None or begins <= at) and (ends is None or at < ends)
        verified = mark.points if mark else None
        return Line(
            answer=pk,
            code=code,
            label=label,
            row=indicator,
            attainable=attainable,
            points=points if own_points else verified,
            filled=points is not None,
            evidenced=evidenced,
            mark=mark,
            editable=open_now and (mark is None or mark.returned),
            offices=self._offices.get(pk, ()),
            estimated=estimated,
            checked=checked_at is not None,
        )

    def _inapplicable(self, pk: int, code: str, label: str, indicator: str) -> Line:
        """A question whose condition the city does not meet."""
        return Line(
            answer=pk,
            code=code,
            label=label,
            row=indicator,
            attainable=_ZERO,
            points=None,
            filled=False,
            evidenced=False,
            mark=None,
            editable=False,
            offices=self._offices.get(pk, ()),
            applies=False,
        )


def offices_by_answer(assessment: Assessment) -> dict[int, tuple[str, ...]]:
    """The short names of the offices of each answer, the lead first."""
    return _named(Assignment.objects.filter(answer__assessment=assessment))


def offices_of(answer: Answer) -> tuple[str, ...]:
    """The short names of the offices of one answer, the lead first."""
    return _named(Assignment.objects.filter(answer=answer)).get(answer.pk, ())


def _named(assignments: QuerySet[Assignment]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    lead = Assignment.Part.LEAD.value
    for answer, part, short, name in assignments.order_by("pk").values_list(
        "answer_id", "part", "organization__short_name", "organization__name"
    ):
        names = found.setdefault(answer, [])
        names.insert(0 if part == lead else len(names), short or name)
    return {answer: tuple(names) for answer, names in found.items()}
