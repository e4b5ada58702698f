"""History by trigger: bulk and raw changes are caught too."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pghistory
from django.db import connection, models
from pghistory import runtime

Row = TypeVar("Row", bound=type[models.Model])


def keeps_history_without(*fields: str) -> Callable[[Row], Row]:
    """Keep what a row was before each change and when it was removed; ``fields`` are left out.

    The row itself is the newest state, so only what it replaced is stored beside it.
    """
    decorated: Callable[[Row], Row] = pghistory.track(
        pghistory.UpdateEvent(label="changed", row=pghistory.Old),
        pghistory.DeleteEvent(label="removed", row=pghistory.Old),
        exclude=list(fields) or None,
    )
    return decorated


def keeps_history(model: Row) -> Row:
    """Keep every former state of a row."""
    return keeps_history_without()(model)


@contextmanager
def context(**facts: str | int | None) -> Iterator[None]:
    """Write ``facts`` beside every former state that is kept meanwhile.

    One within another has its own facts, and the outer ones hold again afterwards. The library
    would lay all of them into one, so that a window opened would look like a follow-up given.
    """
    outer = getattr(runtime._tracker, "value", None)
    if outer is not None:
        runtime._tracker.value = runtime.Context(id=uuid.uuid4(), metadata=facts)
        try:
            yield
        finally:
            runtime._tracker.value = outer
        return
    with pghistory.context(**facts):
        yield
    _forget()


def _forget() -> None:
    """Let what the same transaction changes later not pass for a part of what was just done."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_id', '', true),"
                " set_config('pghistory.context_metadata', '', true)"
            )
