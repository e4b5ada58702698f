"""A sheet for forecasting, made from a scored form and points."""

from collections.abc import Mapping

from layak.forecast.claims import Claim, Evidence, Given, Row, Sheet
from layak.scoring import Points, Rubric


def sheet_of(
    rubric: Rubric,
    points: Points,
    *,
    kinds: Mapping[str, str] | None = None,
    evidence: Mapping[str, Evidence] | None = None,
    given: Mapping[str, Given] | None = None,
) -> Sheet:
    """Lay points (by item code) on a form; what is not told of an item's evidence is unknown.

    As in the score, an item claims no more than its maximum.
    """
    rows = [
        Row(row.code, cluster.code, float(row.maximum))
        for cluster in rubric.clusters
        for row in cluster.indicators
    ]
    claims = [
        Claim(
            code=item.code,
            row=row.code,
            kind=(kinds or {}).get(item.code, ""),
            maximum=float(item.maximum),
            claimed=None
            if (won := points.get(item.code)) is None
            else float(min(won, item.maximum)),
            evidence=(evidence or {}).get(item.code, Evidence.UNKNOWN),
            given=(given or {}).get(item.code),
        )
        for row in rubric.indicators
        for item in row.items
        if item.code not in rubric.inapplicable
    ]
    return Sheet(rows, claims, [(level.name, float(level.floor)) for level in rubric.levels])
