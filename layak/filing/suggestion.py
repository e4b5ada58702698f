"""The plain values that go in and come out of the classifier."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Document:
    """One labelled text: ``indicator`` 1-24, ``also`` further indicators it legitimately serves."""

    key: str
    text: str
    indicator: int
    also: frozenset[int] = frozenset()
    genre: str = ""
    noisy: bool = False
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text speaks for.

    ``indicators``: three (number, probability), best first. ``terms``: words of the text that led
    to the first of them, strongest first. ``probabilities``: of each indicator, 1-24. ``unsure``:
    the text does not speak clearly, or too little of it could be read.
    """

    indicators: tuple[tuple[int, float], ...]
    terms: tuple[str, ...]
    probabilities: Mapping[int, float]
    unsure: bool
    words: int

    def probability(self, number: int) -> float:
        """The probability of one indicator, 1-24; zero for numbers that are never suggested."""
        return self.probabilities.get(number, 0.0)


class ItemText(NamedTuple):
    """An item of an indicator as plain data: its code (``21A.4a``), the words of its question."""

    code: str
    words: str
