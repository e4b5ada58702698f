"""The cities of whoever oversees several: score and level of each sheet of a cycle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from layak import scoring
from layak.assessments.models import Answer, Assessment, Mark, Stage
from layak.assessments.queries import rubric_of
from layak.assessments.standing import colour_of, level_named
from layak.instruments.models import AwardLevel

_ORDER = tuple(Stage)


@dataclass(frozen=True, slots=True)
class CityRow:
    """One city's sheet at its newest stage."""

    assessment: Assessment
    stage: Stage
    score: scoring.Score
    level: AwardLevel | None
    colour: str
    next_level: AwardLevel | None


def city_rows(assessments: Sequence[Assessment]) -> list[CityRow]:
    """Score the sheets of one page, in two queries however many they are."""
    own = _points_of_answers(assessments)
    verified, newest = _points_of_marks(assessments)
    rows = []
    for assessment in assessments:
        stage = newest.get(assessment.pk, Stage.SELF)
        points = own[assessment.pk]
        if stage != Stage.SELF:
            points = dict.fromkeys(points) | verified[assessment.pk]
        score = scoring.score(rubric_of(assessment), points)
        level = level_named(assessment, score.level)
        rows.append(
            CityRow(
                assessment,
                stage,
                score,
                level,
                colour_of(level) if level else "",
                level_named(assessment, score.next_level),
            )
        )
    return rows


def _points_of_answers(
    assessments: Sequence[Assessment],
) -> Mapping[int, dict[str, Decimal | None]]:
    found: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    rows = Answer.objects.filter(assessment__in=assessments).order_by()
    for key, code, points in rows.values_list("assessment_id", "question__code", "points"):
        found[key][code] = points
    return found


def _points_of_marks(
    assessments: Sequence[Assessment],
) -> tuple[Mapping[int, dict[str, Decimal | None]], Mapping[int, Stage]]:
    """The newest mark of each answer, and the newest stage of each sheet."""
    rows = (
        Mark.objects.filter(answer__assessment__in=assessments)
        .order_by()
        .values_list("answer__assessment_id", "answer__question__code", "stage", "points")
    )
    found: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    newest: dict[int, Stage] = {}
    for key, code, stage, points in sorted(rows, key=lambda row: _ORDER.index(Stage(row[2]))):
        found[key][code] = points
        newest[key] = Stage(stage)
    return found, newest
