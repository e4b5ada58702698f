"""What a figure said before, who changed it and why: read from the history that triggers keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps

from layak.accounts.models import User
from layak.measures.models import Observation

MOST = 20


@dataclass(frozen=True, slots=True)
class Former:
    """A state that was replaced: what it said, and who replaced it when and why."""

    value: Decimal
    numerator: int | None
    denominator: int | None
    coverage: Decimal | None
    source: int
    who: str
    at: datetime
    reason: str


def former_states(observation: Observation) -> list[Former]:
    """The newest replaced states first. Two queries."""
    events: Any = apps.get_model("measures", "ObservationEvent")
    rows = list(
        events.objects.filter(pgh_obj_id=observation.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[:MOST]
    )
    people = _names([_told(row).get("actor") for row in rows])
    return [
        Former(
            *(row.value, row.numerator, row.denominator, row.coverage, row.source_id),
            people.get(_told(row).get("actor"), ""),
            _instant(row),
            _told(row).get("reason") or "",
        )
        for row in rows
    ]


def _told(row: Any) -> dict[str, Any]:
    return row.pgh_context.metadata if row.pgh_context else {}


def _instant(row: Any) -> datetime:
    at = _told(row).get("at")
    return datetime.fromisoformat(at) if at else row.pgh_created_at


def _names(keys: Sequence[int | None]) -> dict[int | None, str]:
    return dict(User.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))
