"""Read the demo's tables: cycle, organizations, people and answers. Pure: files in, values out."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

__all__ = [
    "DemoAnswer",
    "DemoCycle",
    "DemoOrganization",
    "DemoPerson",
    "read_answers",
    "read_cycle",
    "read_organizations",
    "read_people",
]

_STORY = Path(__file__).parent / "story"


@dataclass(frozen=True, slots=True)
class DemoCycle:
    """The cycle of the story. Instants carry their zone; totals are what the answers add up to."""

    city: str
    year: int
    instrument: str
    target: str
    first_evidence_year: int
    last_evidence_year: int
    example: bool
    note: str
    self_submitted_at: datetime
    field_verified_at: datetime
    self_opens_at: datetime
    self_closes_at: datetime
    deadline_source: str
    self_total: Decimal
    field_total: Decimal


@dataclass(frozen=True, slots=True)
class DemoOrganization:
    """An office of the city; ``vertical``: a national body that is no OPD."""

    name: str
    short_name: str
    aliases: tuple[str, ...]
    kind: str
    vertical: bool


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A sign-in. ``at``: "nation", an official region code, or an office's short name."""

    email: str
    name: str
    role: str
    at: str
    office: str


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """Points of one item at two stages; None is not answered, zero is an answer."""

    code: str
    self_points: Decimal | None
    field_points: Decimal | None
    narrative: str
    verifier_note: str


def read_cycle() -> DemoCycle:
    """Read the city, years, instants and totals of the story."""
    row = _toml("cycle.toml")
    for name in ("self_total", "field_total"):
        row[name] = Decimal(row[name])
    return DemoCycle(**row)


def read_organizations() -> tuple[DemoOrganization, ...]:
    """Read the offices of the city with every name they go by."""
    return tuple(
        DemoOrganization(**{**row, "aliases": tuple(row["aliases"])})
        for row in _toml("organizations.toml")["organization"]
    )


def read_people() -> tuple[DemoPerson, ...]:
    """Read the sign-ins: at least one for every role."""
    return tuple(DemoPerson(**row) for row in _toml("people.toml")["person"])


def read_answers() -> tuple[DemoAnswer, ...]:
    """Read the points of all items, in the order of the instrument."""
    with (_STORY / "answers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            DemoAnswer(
                code=row["code"],
                self_points=_points(row["self"]),
                field_points=_points(row["field"]),
                narrative=row["narrative"],
                verifier_note=row["verifier_note"],
            )
            for row in csv.DictReader(file)
        )


def _points(written: str) -> Decimal | None:
    return Decimal(written) if written else None


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_STORY / name).read_text(encoding="utf-8"))
