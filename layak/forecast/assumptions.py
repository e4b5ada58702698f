"""The reviewed assumptions of ``assumptions.toml``, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).with_name("assumptions.toml")


@dataclass(frozen=True, slots=True)
class Belief:
    """A shift of the log odds of keeping points, and its standard deviation."""

    shift: float
    spread: float


@dataclass(frozen=True, slots=True)
class Variation:
    """How the variation between results divides among province, city and year; adds up to 1.

    ``least`` is the smallest standard deviation of the whole that is ever believed.
    """

    province: float
    city: float
    year: float
    least: float


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything assumed; ``evidence`` by the name of a state, ``hours`` by the name of a step."""

    variation: Variation
    evidence: Mapping[str, Belief]
    kind_spread: float
    between: float
    drift: float
    field_drift: float
    final_drift: float
    kept: Belief
    returned: Belief
    answered: float
    hours: Mapping[str, float]


@lru_cache(maxsize=1)
def assumptions() -> Assumptions:
    """Read the file that comes with Layak."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    stages = told["stages"]
    return Assumptions(
        variation=Variation(**told["variation"]),
        evidence=MappingProxyType({key: Belief(**one) for key, one in told["evidence"].items()}),
        kind_spread=float(told["kind"]["spread"]),
        between=float(told["acceptance"]["between"]),
        drift=float(told["acceptance"]["drift"]),
        field_drift=float(stages["field"]),
        final_drift=float(stages["final"]),
        kept=Belief(**stages["kept"]),
        returned=Belief(**stages["returned"]),
        answered=float(told["steps"]["answered"]),
        hours=MappingProxyType({key: float(hours) for key, hours in told["hours"].items()}),
    )
