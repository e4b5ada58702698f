"""Add points up to a score. No clock, no I/O, no rounding."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from layak.scoring.levels import Standing, standing
from layak.scoring.points import Points, PointsError, check_points
from layak.scoring.rubric import Cluster, Indicator, Rubric
from layak.scoring.warnings import ScoreWarning

# Its own context: the caller's precision must not change a score. Points have at most 20
# digits after the point, so 60 digits add them without rounding.
_EXACT = Context(prec=60)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Score:
    """What points are worth. All numbers are exact; round them once, where they are printed.

    ``indicators`` is by row (``21A``), ``numbers`` by number (``21`` = its rows together),
    ``items`` holds the counted points of the answered items. ``level`` and ``next_level`` are
    names; see ``levels.Standing`` for when they are ``None``.
    """

    total: Decimal
    attainable: Decimal
    clusters: Mapping[str, Decimal]
    indicators: Mapping[str, Decimal]
    numbers: Mapping[str, Decimal]
    items: Mapping[str, Decimal]
    level: str | None
    next_level: str | None
    distance: Decimal | None
    unanswered: tuple[str, ...]
    warnings: tuple[ScoreWarning, ...]


@dataclass(slots=True)
class _Tally:
    items: dict[str, Decimal]
    unanswered: list[str]
    warnings: list[ScoreWarning]


def score(rubric: Rubric, points: Points) -> Score:
    """Add ``points`` (by item code) under the caps of ``rubric``.

    Raises ``PointsError`` with every unknown, negative or non-numeric entry at once.
    """
    if problems := check_points(rubric, points):
        raise PointsError(problems)
    with localcontext(_EXACT):
        tally = _Tally({}, [], [])
        indicators = {row.code: _won(rubric, row, points, tally) for row in rubric.indicators}
        clusters = {cluster.code: _sum_of(cluster, indicators) for cluster in rubric.clusters}
        numbers: dict[str, Decimal] = {}
        for row in rubric.indicators:
            key = str(row.number)
            numbers[key] = numbers.get(key, _ZERO) + indicators[row.code]
        total = sum(clusters.values(), _ZERO)
        stands = standing(rubric.levels, total)
    return Score(
        total=total,
        attainable=rubric.attainable,
        clusters=clusters,
        indicators=indicators,
        numbers=numbers,
        items=tally.items,
        level=stands.level.name if stands.level else None,
        next_level=stands.next_level.name if stands.next_level else None,
        distance=stands.distance,
        unanswered=tuple(tally.unanswered),
        warnings=(*tally.warnings, *_gap(stands, total)),
    )


def _won(rubric: Rubric, row: Indicator, points: Points, tally: _Tally) -> Decimal:
    """The points of one row: each item up to its maximum, then the row up to its own."""
    won = _ZERO
    for item in row.items:
        code = item.code
        claimed = points.get(code)
        if code in rubric.inapplicable:
            if claimed:
                tally.warnings.append(ScoreWarning("not_applicable", code, {"points": claimed}))
            continue
        if claimed is None:
            tally.unanswered.append(code)
            continue
        if claimed > item.maximum:
            facts = {"points": claimed, "maximum": item.maximum}
            tally.warnings.append(ScoreWarning("item_capped", code, facts))
            claimed = item.maximum
        tally.items[code] = claimed
        won += claimed
    if won > row.maximum:
        facts = {"points": won, "maximum": row.maximum}
        tally.warnings.append(ScoreWarning("indicator_capped", row.code, facts))
        won = row.maximum
    return won


def _sum_of(cluster: Cluster, indicators: Mapping[str, Decimal]) -> Decimal:
    return sum((indicators[row.code] for row in cluster.indicators), _ZERO)


def _gap(stands: Standing, total: Decimal) -> tuple[ScoreWarning, ...]:
    if not stands.in_gap or stands.level is None or stands.next_level is None:
        return ()
    facts: dict[str, Decimal | str] = {
        "points": total,
        "level": stands.level.name,
        "ceiling": stands.level.ceiling,
        "next_level": stands.next_level.name,
        "floor": stands.next_level.floor,
    }
    return (ScoreWarning("gap", "total", facts),)
