"""History by trigger: bulk and raw changes are caught too."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

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
