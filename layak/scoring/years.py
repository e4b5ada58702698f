"""Why one year's result differs from another's. Pure arithmetic; docs/scoring.md tells the rule.

A year's points of an item are what was claimed, less what verification took. The change between
two years is split into parts that add up to it exactly, whatever order the parts are taken in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

_ZERO = Decimal(0)
# Only a form with other maxima makes parts that have no end; they are cut where points are.
_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Verdict:
    """An item's points after a stage; ``evidence``: what was taken was taken for the evidence."""

    points: Decimal
    evidence: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """What became of an item's points in a year, or of many items' together.

    ``evidence`` and ``verification`` are what was taken for lacking evidence and for any other
    reason; the second is negative where verifiers gave more than was claimed. ``capped`` is what
    the maximum of an indicator cut off.
    """

    maximum: Decimal = _ZERO
    claimed: Decimal = _ZERO
    evidence: Decimal = _ZERO
    verification: Decimal = _ZERO
    capped: Decimal = _ZERO

    @property
    def won(self) -> Decimal:
        return self.claimed - self.evidence - self.verification - self.capped

    @property
    def left(self) -> Decimal:
        """What stayed on the table."""
        return self.maximum - self.won

    def __add__(self, other: Weighed) -> Weighed:
        return Weighed(
            self.maximum + other.maximum,
            self.claimed + other.claimed,
            self.evidence + other.evidence,
            self.verification + other.verification,
            self.capped + other.capped,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """The parts of a change in points. A part above zero raised the result."""

    instrument: Decimal = _ZERO
    answers: Decimal = _ZERO
    evidence: Decimal = _ZERO
    verification: Decimal = _ZERO
    capped: Decimal = _ZERO

    @property
    def total(self) -> Decimal:
        return sum(self.parts, _ZERO)

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """In the order of the fields."""
        return self.instrument, self.answers, self.evidence, self.verification, self.capped

    def __add__(self, other: Change) -> Change:
        return Change(*(one + two for one, two in zip(self.parts, other.parts, strict=True)))


def weigh(maximum: Decimal, claimed: Decimal, verdicts: Sequence[Verdict]) -> Weighed:
    """Follow an item through the stages that decided on it, in their order.

    Points given back cancel what was taken before, the latest first, and so for the same reason;
    what goes beyond is the verifiers' own.
    """
    at = claimed
    taken: list[tuple[Decimal, bool]] = []
    given = _ZERO
    for verdict in verdicts:
        move = verdict.points - at
        at = verdict.points
        if move < 0:
            taken.append((-move, verdict.evidence))
            continue
        while move and taken:
            amount, why = taken.pop()
            back = min(amount, move)
            move -= back
            if back < amount:
                taken.append((amount - back, why))
        given += move
    for_evidence = sum((amount for amount, why in taken if why), _ZERO)
    otherwise = sum((amount for amount, why in taken if not why), _ZERO)
    return Weighed(maximum, claimed, for_evidence, otherwise - given)


def together(items: Iterable[Weighed], maximum: Decimal | None = None) -> Weighed:
    """Add items up; ``maximum`` is what their indicator can give at most."""
    whole = sum(items, Weighed())
    if maximum is None:
        return whole
    beyond = max(whole.won - maximum, _ZERO)
    return Weighed(
        min(whole.maximum, maximum),
        whole.claimed,
        whole.evidence,
        whole.verification,
        whole.capped + beyond,
    )


def change(before: Weighed, after: Weighed) -> Change:
    """Split ``after.won - before.won``.

    With equal maxima each part is a plain difference. What is asked in one year only is the form's
    doing. With other maxima each part is the difference of shares times the mean of both maxima,
    and the rest is the form's doing. Looked at backwards every part changes its sign only.
    """
    whole = after.won - before.won
    if before.maximum == after.maximum:
        return Change(
            answers=after.claimed - before.claimed,
            evidence=before.evidence - after.evidence,
            verification=before.verification - after.verification,
            capped=before.capped - after.capped,
        )
    if not before.maximum or not after.maximum:
        return Change(instrument=whole)
    mean = (Fraction(before.maximum) + Fraction(after.maximum)) / 2

    def moved(old: Decimal, new: Decimal) -> Decimal:
        shares = Fraction(new) / Fraction(after.maximum) - Fraction(old) / Fraction(before.maximum)
        return _cut(mean * shares)

    parts = Change(
        answers=moved(before.claimed, after.claimed),
        evidence=-moved(before.evidence, after.evidence),
        verification=-moved(before.verification, after.verification),
        capped=-moved(before.capped, after.capped),
    )
    return Change(whole - parts.total, *parts.parts[1:])


def _cut(exact: Fraction) -> Decimal:
    quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
    return quotient.quantize(_STEP, rounding=ROUND_HALF_EVEN)
