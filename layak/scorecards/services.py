"""Run the score over a sheet and keep the dated result."""

from datetime import datetime

from layak import scoring
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import points_at, rubric_of
from layak.scorecards.models import Scorecard


def keep(assessment: Assessment, stage: Stage, *, at: datetime) -> Scorecard:
    """Score a sheet at a stage and keep the result with what it was computed from.

    Nothing new is kept when neither points nor instrument nor engine gave another result.
    """
    result = scoring.score(rubric_of(assessment), points_at(assessment, stage))
    card = Scorecard(
        assessment=assessment,
        stage=stage,
        total=result.total,
        level=result.level or "",
        clusters={code: str(points) for code, points in result.clusters.items()},
        indicators={code: str(points) for code, points in result.indicators.items()},
        warnings=[scoring.describe(warning) for warning in result.warnings],
        unanswered=len(result.unanswered),
        instrument_digest=assessment.instrument.digest,
        engine=scoring.ENGINE_VERSION,
        computed_at=at,
    )
    newest = Scorecard.objects.filter(assessment=assessment, stage=stage).first()
    if newest is not None and _says_the_same(newest, card):
        return newest
    card.save()
    return card


def _says_the_same(one: Scorecard, other: Scorecard) -> bool:
    compared = ("total", "level", "indicators", "unanswered", "instrument_digest", "engine")
    return all(getattr(one, name) == getattr(other, name) for name in compared)
