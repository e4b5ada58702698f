"""What fitting finds, and what reading a text needs of it."""

from dataclasses import dataclass

from layak.filing.features import Floats, Weighting


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A claim is misplaced when its probability is below ``claimed`` while the best has at least
    ``best``; it is well placed when its probability is at least ``placed``; anything else is
    unsure. A text whose best has less than ``clear`` speaks for nothing clearly.
    """

    claimed: float
    best: float
    placed: float
    clear: float


@dataclass(frozen=True)
class Parameters:
    """All that fitting finds. Weights have one row a feature and one column an indicator."""

    vocabulary: dict[str, int]
    names: frozenset[str]
    words: Weighting
    pieces: Weighting
    word_weights: Floats
    piece_weights: Floats
    intercept: Floats
    knowledge_weight: float
    thresholds: Thresholds
