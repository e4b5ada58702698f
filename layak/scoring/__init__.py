"""The score: one pure function over Decimals. Standard library only.

``docs/scoring.md`` tells the algorithm in prose; this package is the same text as code.
"""

from layak.scoring.arithmetic import Score, score
from layak.scoring.levels import Standing, standing
from layak.scoring.output import as_json_object
from layak.scoring.points import Points, PointsError, Problem, check_points
from layak.scoring.printed import Disagreement, PrintedRow, compare_printed
from layak.scoring.reading import read_points, read_printed
from layak.scoring.rubric import AwardLevel, Cluster, Indicator, Item, Rubric
from layak.scoring.sentences import (
    describe,
    describe_error,
    describe_problem,
    number_text,
    standing_sentence,
)
from layak.scoring.warnings import ScoreWarning, mismatches

__all__ = [
    "ENGINE_VERSION",
    "AwardLevel",
    "Cluster",
    "Disagreement",
    "Indicator",
    "Item",
    "Points",
    "PointsError",
    "PrintedRow",
    "Problem",
    "Rubric",
    "Score",
    "ScoreWarning",
    "Standing",
    "as_json_object",
    "check_points",
    "compare_printed",
    "describe",
    "describe_error",
    "describe_problem",
    "mismatches",
    "number_text",
    "read_points",
    "read_printed",
    "score",
    "standing",
    "standing_sentence",
]

# A stored scorecard names it. It changes whenever the same points could give another score.
ENGINE_VERSION = "1"
