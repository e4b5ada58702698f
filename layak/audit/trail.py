"""What happened to rows, put together from their former states. Reading only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

CHANGED = "changed"
MADE_WITHOUT_TRACE: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Change:
    """One row at one moment.

    ``before`` is None where the row was made, ``after`` None where it was removed; both are
    columns by name (``option_id``, not ``option``). ``at`` is None where nobody wrote down when;
    ``known`` says whether the act is on record: who (None for Layak itself), by which verb, why.
    """

    row: int
    at: datetime | None
    actor: int | None
    verb: str
    reason: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    known: bool = True

    def names(self) -> list[str]:
        """The columns that have another value than before, in the order of the table."""
        before, after = self.before or {}, self.after or {}
        return [name for name in before or after if before.get(name) != after.get(name)]


def changes(
    model: type[models.Model],
    where: models.Q,
    *,
    made: tuple[str, str] = MADE_WITHOUT_TRACE,
) -> list[Change]:
    """Every change of the rows that match ``where``, oldest first, in two queries.

    ``where`` may ask only for the table's own columns: it is asked of the former states as well.
    ``made`` names the columns that say when a row was made and by whom; without them its making
    has no instant.
    """
    events = _events_of(model)
    columns = [field.attname for field in model._meta.concrete_fields]
    kept = [name for name in columns if name in {f.attname for f in events._meta.concrete_fields}]
    rows = model._default_manager.filter(where)
    states: dict[int, list[Mapping[str, Any]]] = {}
    for event in (
        events._default_manager.filter(where)
        .order_by("pgh_id")
        .values(*kept, "pgh_label", "pgh_created_at", "pgh_context__metadata")
    ):
        states.setdefault(event["id"], []).append(event)
    now = {row["id"]: row for row in rows.values(*kept)}
    found: list[Change] = []
    for key in states.keys() | now.keys():
        found += _of_row(key, states.get(key, []), now.get(key), kept, made)
    return sorted(found, key=_order)


def _events_of(model: type[models.Model]) -> type[models.Model]:
    events: type[models.Model] = model.pgh_event_models[CHANGED]  # type: ignore[attr-defined]  # set by the decorator
    return events


def _of_row(
    key: int,
    events: Sequence[Mapping[str, Any]],
    now: Mapping[str, Any] | None,
    columns: Sequence[str],
    made: tuple[str, str],
) -> Iterable[Change]:
    """The row's making, then each former state beside the one that followed it."""
    olds = [{name: event[name] for name in columns} for event in events]
    first = olds[0] if olds else now
    at, by = (first or {}).get(made[0]), (first or {}).get(made[1])
    yield Change(key, at, by, "", "", None, first, known=bool(made[0]))
    for place, event in enumerate(events):
        if event["pgh_label"] != CHANGED:
            after = None
        else:
            after = olds[place + 1] if place + 1 < len(olds) else now
        facts: Mapping[str, Any] = event["pgh_context__metadata"] or {}
        yield Change(
            key,
            datetime.fromisoformat(facts["at"]) if "at" in facts else event["pgh_created_at"],
            facts.get("actor"),
            facts.get("verb", ""),
            facts.get("reason", ""),
            olds[place],
            after,
            known=bool(facts),
        )


def _order(change: Change) -> tuple[float, int]:
    """By instant; what was made nobody knows when comes first."""
    return (change.at.timestamp() if change.at else 0.0, change.row)
