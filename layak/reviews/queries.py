"""The cities a verifier has work with: progress, score and deadline, however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When

from layak import scoring
from layak.accounts.models import Membership, Role, User
from layak.assessments.deadlines import Due, due, holding_many
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import blocks_of, rubric_of
from layak.assessments.standing import colour_of, level_named
from layak.instruments.models import AwardLevel
from layak.organizations.models import Kind
from layak.reviews.rules import VERIFIERS, reviewable_by

_ZERO = Decimal(0)

# One pass over the answers of a page of sheets. The newest mark at the sheet's stage or an earlier
# one counts. The marks are asked for by a list of answers: joined, the nation's would all be read,
# and looked up answer by answer they take twice as long.
_TALLIES = """
WITH given AS (
     SELECT k.answer_id,
            max(k.points) FILTER (WHERE k.stage = 'administrative') AS administrative,
            max(k.points) FILTER (WHERE k.stage = 'field') AS field,
            max(k.points) FILTER (WHERE k.stage = 'final') AS final,
            bool_or(k.returned) FILTER (WHERE k.stage = 'administrative') AS administrative_back,
            bool_or(k.returned) FILTER (WHERE k.stage = 'field') AS field_back,
            bool_or(k.returned) FILTER (WHERE k.stage = 'final') AS final_back
       FROM assessments_mark k
      WHERE k.answer_id = ANY(ARRAY(
            SELECT id FROM assessments_answer WHERE assessment_id = ANY(%(sheets)s)))
      GROUP BY k.answer_id),
standing AS (
     SELECT a.assessment_id, a.question_id, a.submitted_points,
            CASE s.stage WHEN 'administrative' THEN administrative
                         WHEN 'field' THEN field
                         WHEN 'final' THEN final END AS here,
            CASE s.stage WHEN 'administrative' THEN administrative_back
                         WHEN 'field' THEN field_back
                         WHEN 'final' THEN final_back END AS returned,
            CASE s.stage WHEN 'administrative' THEN administrative
                         WHEN 'field' THEN coalesce(field, administrative)
                         WHEN 'final' THEN coalesce(final, field, administrative) END AS points
       FROM assessments_answer a
       JOIN assessments_assessment s ON s.id = a.assessment_id
       LEFT JOIN given ON given.answer_id = a.id
      WHERE a.assessment_id = ANY(%(sheets)s))
SELECT standing.assessment_id, q.indicator_id, q.applies_when,
       count(submitted_points) FILTER (WHERE here IS NULL),
       count(here),
       count(*) FILTER (WHERE returned),
       sum(submitted_points),
       sum(points)
  FROM standing
  JOIN instruments_question q ON q.id = standing.question_id
 GROUP BY standing.assessment_id, q.indicator_id, q.applies_when
"""


@dataclass(slots=True)
class Tally:
    """What is open, decided and returned on one sheet, and its points by indicator (by key)."""

    open: int = 0
    decided: int = 0
    returned: int = 0

    @property
    def due(self) -> int:
        return self.open + self.decided


@dataclass(frozen=True, slots=True)
class CityRow:
    """One sheet in a verifier's list. ``level`` is that of the score so far."""

    assessment: Assessment
    province: str
    tally: Tally
    own: Decimal
    given: Decimal
    level: AwardLevel | None
    colour: str
    due: Due | None

    @property
    def drawn(self) -> tuple[object, ...]:
        """All that the list shows of it, as plain values."""
        sheet, due = self.assessment, self.due
        return (
            *(sheet.pk, sheet.stage, sheet.example, sheet.cycle.year, sheet.instrument.award),
            *(sheet.city.name, self.province, self.tally, self.own, self.given),
            *(self.level and self.level.pk, self.colour),
            (due.closes_at, due.zone, due.said, due.late) if due else None,
        )


def kinds_of(user: User) -> frozenset[Kind]:
    """The kinds of places at which a person is a verifier; empty for everybody else."""
    rows = Membership.objects.filter(user=user, role=Role.VERIFIER)
    return frozenset(Kind(kind) for kind in rows.values_list("organization__kind", flat=True))


def stages_of(kinds: Iterable[Kind]) -> list[Stage]:
    """The stages that verifiers of these kinds of places decide, in order."""
    held = frozenset(kinds)
    return [stage for stage in Stage if VERIFIERS[stage] & held]


def sheets_of(user: User, stages: Sequence[Stage]) -> QuerySet[Assessment]:
    """The sheets a verifier may review, at some stages, the newest cycle and its own order."""
    order = Case(
        *(When(stage=stage, then=Value(place)) for place, stage in enumerate(Stage)),
        output_field=IntegerField(),
    )
    return (
        reviewable_by(user)
        .filter(stage__in=stages)
        .select_related("city__parent", "cycle")
        .with_edition()
        .order_by("-cycle__year", order, "city__path")
    )


def city_rows(assessments: Sequence[Assessment], *, at: datetime) -> list[CityRow]:
    """Progress and score so far of the sheets of one page, in one query and one a cycle."""
    tallies, own, given = _tallies(assessments)
    cycles = {assessment.cycle_id: assessment.cycle for assessment in assessments}
    deadlines = {
        pk: holding_many([one.city for one in assessments if one.cycle_id == pk], cycle)
        for pk, cycle in cycles.items()
    }
    rows = []
    for assessment in assessments:
        total = _capped(assessment, given.get(assessment.pk, {}))
        level = level_named(assessment, _level(assessment, total))
        held = deadlines[assessment.cycle_id][assessment.city_id]
        # As in ``deadlines.next_for``: the calendar is that of an award with levels.
        deadline = held.get(Stage(assessment.stage)) if assessment.instrument.ranked else None
        rows.append(
            CityRow(
                assessment=assessment,
                province=assessment.city.parent.name if assessment.city.parent else "",
                tally=tallies.get(assessment.pk, Tally()),
                own=_capped(assessment, own.get(assessment.pk, {})),
                given=total,
                level=level,
                colour=colour_of(level) if level else "",
                due=due(deadline, assessment.city, at) if deadline else None,
            )
        )
    return rows


_Points = dict[int, dict[int, Decimal]]


def _tallies(
    assessments: Sequence[Assessment],
) -> tuple[dict[int, Tally], _Points, _Points]:
    """Counts of each sheet, and its own and given points by indicator."""
    unmet = {assessment.pk: frozenset(assessment.unmet) for assessment in assessments}
    tallies: dict[int, Tally] = {}
    own: _Points = {}
    given: _Points = {}
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES, {"sheets": list(unmet)})
        found = cursor.fetchall()
    for sheet, indicator, condition, waiting, decided, returned, submitted, marked in found:
        if condition and condition in unmet[sheet]:
            continue
        tally = tallies.setdefault(sheet, Tally())
        tally.open += waiting
        tally.decided += decided
        tally.returned += returned
        for points, value in ((own, submitted), (given, marked)):
            of_sheet = points.setdefault(sheet, {})
            of_sheet[indicator] = of_sheet.get(indicator, _ZERO) + (value or _ZERO)
    return tallies, own, given


def _capped(assessment: Assessment, points: Mapping[int, Decimal]) -> Decimal:
    """Add indicators up, each to its maximum at most, as the score does."""
    maxima = _maxima(assessment)
    return sum((min(value, maxima[pk]) for pk, value in points.items()), _ZERO)


def _maxima(assessment: Assessment) -> Mapping[int, Decimal]:
    return {
        indicator.pk: indicator.attainable
        for _cluster, indicators in blocks_of(assessment)
        for indicator in indicators
    }


def _level(assessment: Assessment, total: Decimal) -> str | None:
    found = scoring.standing(rubric_of(assessment).levels, total).level
    return found.name if found else None
