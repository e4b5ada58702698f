"""Where a sheet stands, as the ladder and its sentence show it. Plain values for the page."""

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language

from layak import scoring
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import rubric_of
from layak.instruments.models import AwardLevel
from layak.ui.charts import Band, Marks

# The design system's colours of levels; an instrument file names one of them.
COLOURS: Mapping[str, str] = {
    "bronze": "#A9683A",
    "silver": "#828B94",
    "gold": "#B8890F",
    "teal": "#1F8A84",
    "indigo": "#46459B",
}
_UNNAMED = "#828B94"


def language() -> str:
    """The language of the reader as ``scoring`` knows it."""
    return "en" if (get_language() or "").startswith("en") else "id"


@lru_cache(maxsize=32)
def _levels(instrument: int, _digest: str) -> tuple[AwardLevel, ...]:
    return tuple(AwardLevel.objects.filter(instrument=instrument))


def levels_of(assessment: Assessment) -> tuple[AwardLevel, ...]:
    """The levels of a sheet's instrument, the lowest first; read once a process."""
    return _levels(assessment.instrument_id, assessment.instrument.digest)


def colour_of(level: AwardLevel) -> str:
    """The ``#RRGGBB`` of a level."""
    return COLOURS.get(level.colour, _UNNAMED)


def bands_of(assessment: Assessment) -> list[Band]:
    """The bands of the ladder."""
    return [
        Band(str(level), level.floor, level.ceiling, colour_of(level))
        for level in levels_of(assessment)
    ]


def marks_of(assessment: Assessment, scores: Mapping[Stage, scoring.Score]) -> Marks:
    """What stands on the ladder: the self score, the newest verified one, the target.

    And between them what is expected in the end, once it was foreseen.
    """
    verified = [score.total for stage, score in scores.items() if stage != Stage.SELF]
    target = assessment.target
    # One query unless joined; an attribute error where nothing was foreseen yet.
    foreseen = getattr(assessment, "expectation", None)
    return Marks(
        verified=verified[-1] if verified else None,
        target=target.floor if target else None,
        self_score=scores[Stage.SELF].total,
        expected_low=foreseen.low if foreseen else None,
        expected_high=foreseen.high if foreseen else None,
    )


def level_named(assessment: Assessment, name: str | None) -> AwardLevel | None:
    """The level that a score names; None for none."""
    return next((level for level in levels_of(assessment) if level.name == name), None)


def sentence(assessment: Assessment, score: scoring.Score) -> str:
    """The plain sentence beside a score: "600 adalah Pratama; Madya mulai 601"."""
    target = assessment.target.name if assessment.target else None
    return scoring.standing_sentence(rubric_of(assessment), score.total, target, language())


def warnings_of(score: scoring.Score) -> list[str]:
    """What a reader must know besides the score, the whole's warnings first."""
    ordered = sorted(score.warnings, key=lambda warning: warning.where != "total")
    return [scoring.describe(warning, language()) for warning in ordered]
