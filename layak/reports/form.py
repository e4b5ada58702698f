"""An instrument as reports need it: plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One question of an instrument; ``matrix`` is its printed table, ``options`` by code.

    ``label`` is its short name, ``text`` what it asks.
    """

    code: str
    label: str
    text: str
    attainable: Decimal
    condition: str
    lead: str
    percentage: bool
    options: Mapping[str, str]
    matrix: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AskedIndicator:
    """One row of an instrument."""

    code: str
    name: str
    attainable: Decimal
    items: Sequence[AskedItem]


@dataclass(frozen=True, slots=True)
class AskedBlock:
    """One block of an instrument."""

    code: str
    label: str
    name: str
    attainable: Decimal
    indicators: Sequence[AskedIndicator]


@dataclass(frozen=True, slots=True)
class Level:
    """An award level and its first and last point."""

    name: str
    floor: Decimal
    ceiling: Decimal
    colour: str


@dataclass(frozen=True, slots=True)
class Form:
    """An instrument as reports need it."""

    name: str
    attainable: Decimal
    blocks: Sequence[AskedBlock]
    levels: Sequence[Level]
