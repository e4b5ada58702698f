"""A score as plain values for the command line and for machines."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from layak.scoring.arithmetic import Score
from layak.scoring.printed import Disagreement
from layak.scoring.sentences import describe, two_digits


def as_json_object(
    result: Score, disagreements: Iterable[Disagreement] = (), language: str = "id"
) -> dict[str, object]:
    """The contract of ``layak score --json``: decimal strings with two digits, rounded here.

    ``indicators`` is by row (``21A``), so that it adds up to the total; disagreements of a
    workbook's printed totals follow the score's own warnings.
    """
    warnings = [*result.warnings, *(found.as_warning() for found in disagreements)]
    return {
        "total": two_digits(result.total),
        "clusters": _two_digits_each(result.clusters),
        "indicators": _two_digits_each(result.indicators),
        "level": result.level,
        "next_level": result.next_level,
        "distance": None if result.distance is None else two_digits(result.distance),
        "unanswered": list(result.unanswered),
        "warnings": [
            {"code": one.code, "where": one.where, "message": describe(one, language)}
            for one in warnings
        ],
    }


def _two_digits_each(points: Mapping[str, Decimal]) -> dict[str, str]:
    return {code: two_digits(value) for code, value in points.items()}
