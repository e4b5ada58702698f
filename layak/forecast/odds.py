"""Shares as log odds, and Student's t for whole degrees of freedom. Exact, in closed form."""

import math
from functools import lru_cache

# Beyond these shares a log odd says nothing more.
_LEAST = 0.005


def share(log_odds: float) -> float:
    """The share that log odds stand for, between 0 and 1."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    grown = math.exp(log_odds)
    return grown / (1 + grown)


def log_odds(value: float) -> float:
    """The log odds of a share; 0 and 1 are taken as nearly 0 and nearly 1."""
    kept = min(max(value, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def below(t: float, freedom: int) -> float:
    """The probability that Student's t with ``freedom`` degrees lies below ``t``.

    The finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4. From 200 degrees the normal.
    """
    if freedom >= 200:
        return 0.5 * math.erfc(-t / math.sqrt(2))
    angle = math.atan2(t, math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    if freedom % 2:
        term, total = cosine, 0.0
        for step in range(1, freedom - 1, 2):
            total += term
            term *= cosine * cosine * (step + 1) / (step + 2)
        inside = 2 / math.pi * (angle + sine * total)
    else:
        term, total = 1.0, 0.0
        for step in range(0, freedom - 1, 2):
            total += term
            term *= cosine * cosine * (step + 1) / (step + 2)
        inside = sine * total
    return 0.5 + inside / 2


@lru_cache(maxsize=512)
def quantile(probability: float, freedom: int) -> float:
    """The value below which Student's t lies with ``probability``, by halving; to 1e-9."""
    low, high = -1e4, 1e4
    while high - low > 1e-9:
        middle = (low + high) / 2
        if below(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2
