"""Which award level a total reaches, by the printed numbers of the instrument."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from layak.scoring.rubric import AwardLevel


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a total stands. ``distance`` is in points up to the floor of ``next_level``.

    Below the lowest level ``level`` is ``None``; at the top ``next_level`` and ``distance`` are.
    ``in_gap`` is true between the printed end of a level and the printed start of the next.
    """

    level: AwardLevel | None
    next_level: AwardLevel | None
    distance: Decimal | None
    in_gap: bool


def standing(levels: Sequence[AwardLevel], total: Decimal) -> Standing:
    """Find the level that starts at or below ``total``; ``levels`` go from the lowest up.

    A level starts exactly at its printed lower number, so a total inside a printed gap keeps
    the lower level.
    """
    level = upper = None
    for candidate in levels:
        if total < candidate.floor:
            upper = candidate
            break
        level = candidate
    return Standing(
        level=level,
        next_level=upper,
        distance=None if upper is None else upper.floor - total,
        in_gap=level is not None and upper is not None and total > level.ceiling,
    )
