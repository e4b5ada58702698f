"""Masked copies: asked for by a person, made in the background, kept beside the data."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from layak.accounts.models import User
from layak.audit.services import record
from layak.evidence.models import Evidence

# The worker knows the task by this name; web processes never import it.
MAKE = "layak.evidence.masked_tasks.make_masked_copy"
# Counts what is covered: a copy made when less was is not handed out any more.
EDITION = 2


def _folder(sha256: str) -> Path:
    return Path(settings.DATA_DIR) / "masked" / sha256[:2]


def place(sha256: str) -> Path:
    """Where the masked copy of these bytes lies, once it is made."""
    return _folder(sha256) / f"{sha256}-{EDITION}.pdf"


def sentence_place(sha256: str) -> Path:
    """Where it is written down why no copy could be made."""
    return place(sha256).with_suffix(".txt")


def _lock(sha256: str) -> str:
    return f"{MAKE}:{sha256}"


def being_made(sha256: str) -> bool:
    """Whether somebody asked for the copy and the worker has not finished it yet."""
    jobs = ProcrastinateJob.objects.filter(queueing_lock=_lock(sha256))
    return jobs.filter(status__in=["todo", "doing"]).exists()


@transaction.atomic
def ask(evidence: Evidence, *, actor: User, at: datetime) -> None:
    """Have a masked copy made; asking twice makes one."""
    with record("evidence.mask_asked", evidence, actor=actor, at=at):
        sentence_place(evidence.file_id).unlink(missing_ok=True)
        try:
            with transaction.atomic():
                app.configure_task(
                    MAKE, queue="masking", queueing_lock=_lock(evidence.file_id)
                ).defer(evidence=evidence.pk)
        except AlreadyEnqueued:
            pass


def forget(sha256: str) -> None:
    """Remove the masked copies of bytes that are erased, or whose copy is made anew."""
    for kept in _folder(sha256).glob(f"{sha256}*"):
        kept.unlink(missing_ok=True)
