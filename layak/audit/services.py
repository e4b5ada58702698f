"""Record what is done. Every service that changes state works inside ``record``."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from layak.audit import history
from layak.audit.models import Entry, Look


def subject_of(row: models.Model | None) -> str:
    """Name a row in a log without a link to its table: ``"assessments.answer:12"``."""
    return f"{row._meta.label_lower}:{row.pk}" if row is not None else ""


@contextmanager
def record(
    verb: str,
    subject: models.Model | None = None,
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Iterator[dict[str, Any]]:
    """Open the history context for a change and write one entry when it succeeded.

    ``actor`` is None only for what Layak does by itself. The yielded dictionary is the entry's
    detail: what the change learns on its way (a count, a new key) is added there.
    """
    found = dict(detail or {})
    actor_id = actor.pk if actor is not None else None
    with history.context(actor=actor_id, verb=verb, reason=reason, at=at.isoformat()):
        yield found
    Entry.objects.create(
        at=at,
        actor_id=actor_id,
        verb=verb,
        subject=subject_of(subject),
        reason=reason,
        detail=found,
    )


def looked(subject: models.Model, *, actor: AbstractBaseUser, at: datetime) -> None:
    """Remember that somebody opened something."""
    Look.objects.create(at=at, actor_id=actor.pk, subject=subject_of(subject))
