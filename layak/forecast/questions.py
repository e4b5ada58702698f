"""What the optimizer is asked, and what it answers: plain values, so that pages may hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that may be chosen: ``gain`` in points, counted within ``row``; ``hours`` of work."""

    key: str
    row: str
    hours: float
    gain: float
    office: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Either the cheapest way to ``points``, or (None) the most points within ``hours``.

    ``room`` caps what a row can gain; ``capacity`` the hours of an office, ``hours`` those of all.
    """

    choices: Sequence[Choice]
    room: Mapping[str, float] = field(default_factory=dict)
    points: float | None = None
    hours: float | None = None
    capacity: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solution:
    """The chosen keys in order. ``reached`` is False where no set reaches it.

    ``gap``: how far from the optimum this may be, as a share; 0 is proven optimal.
    """

    keys: tuple[str, ...]
    hours: float
    gain: float
    reached: bool
    gap: float
    seconds: float
