"""Bring the reviewed list of measures and sources of this version into the tables."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction

from layak.audit.services import record
from layak.measures.models import Measure, Source

_LIBRARY = Path(__file__).parent / "library"


@transaction.atomic
def publish_library(at: datetime) -> int:
    """Enter what is new, change what differs; returns how many rows. Again, it does nothing.

    What the library no longer names stays: figures may point at it. Two queries where nothing is
    different.
    """
    different = [
        *_different(Source, read_library("sources")),
        *_different(Measure, read_library("measures")),
    ]
    if different:
        detail = {"codes": [row.code for row in different]}
        with record("measures.published", actor=None, at=at, detail=detail):
            for row in different:
                row.save()
    return len(different)


def read_library(name: str) -> list[dict[str, Any]]:
    """The rows of ``library/NAME.toml`` with their place in the list."""
    read = tomllib.loads((_LIBRARY / f"{name}.toml").read_text(encoding="utf-8"))
    return [{**row, "position": place} for place, row in enumerate(read[name])]


def _different(model: type[models.Model], rows: list[dict[str, Any]]) -> list[Any]:
    known = {row.code: row for row in model._default_manager.all()}  # type: ignore[attr-defined]  # both have codes
    found = []
    for said in rows:
        row = known.get(said["code"], model())
        if row.pk is None or any(getattr(row, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(row, name, value)
            found.append(row)
    return found
