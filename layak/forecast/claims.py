"""What a city claims, item by item, and what is known about the evidence behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Evidence(StrEnum):
    """The state of the evidence under one item; of several the worst counts."""

    COMPLETE = "complete"
    UNKNOWN = "unknown"
    PARTIAL = "partial"
    REUSED = "reused"
    UNCLEAR = "unclear"
    UNSIGNED = "unsigned"
    WRONG_KIND = "wrong_kind"
    MISPLACED = "misplaced"
    WRONG_YEAR = "wrong_year"
    CIRCULAR = "circular"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Given:
    """What a verifier gave an item, in points.

    ``settled``: by the stage that is forecast itself. ``open``: sent back, still to be repaired;
    ``repaired``: as if that were done with complete evidence.
    """

    points: float
    settled: bool
    open: bool
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One item. ``claimed`` is None where it is not answered; all numbers are points."""

    code: str
    row: str
    kind: str
    maximum: float
    claimed: float | None
    evidence: Evidence = Evidence.UNKNOWN
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator: its block, and the maximum that caps its items."""

    code: str
    block: str
    maximum: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a forecast is made from; ``levels`` are name and floor, the lowest first."""

    rows: Sequence[Row]
    claims: Sequence[Claim]
    levels: Sequence[tuple[str, float]]
