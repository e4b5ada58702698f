"""Verbs about notices: tell people, have it sent, mark it as read."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from layak.accounts.models import User
from layak.notices.models import Notice, NoticeKind, State

# The worker knows the task by this name; web processes never import it.
SEND = "layak.notices.tasks.send"
_LOCK = "notice-"


@transaction.atomic
def tell(
    recipients: Iterable[User],
    *,
    kind: NoticeKind,
    subject: str,
    text: str,
    path: str = "",
    key: str,
    at: datetime,
    due_at: datetime | None = None,
) -> list[Notice]:
    """Tell people something, each of them once; return the notices that are new.

    ``key`` names the thing (``"window-12-opened"``): told again under the same key, nobody hears
    it twice. ``path`` is the page it leads to (``reverse(...)``), ``due_at`` the deadline it speaks
    of. ``subject`` and ``text`` are read by others than the one who causes them: write them under
    ``translation.override(settings.LANGUAGE_CODE)``. Deactivated people are not told. The notices
    and the jobs that send them commit with the caller's own change, or vanish with it.
    """
    told = Notice.objects.filter(key=key).values("recipient")
    people = list(
        User.objects.filter(pk__in=[person.pk for person in recipients], is_active=True)
        .exclude(pk__in=told)
        .order_by("pk")
    )
    Notice.objects.bulk_create(
        [
            Notice(
                recipient=person,
                kind=kind,
                subject=" ".join(subject.split()),
                text=text.strip(),
                path=path,
                key=key,
                due_at=due_at,
                created_at=at,
            )
            for person in people
        ],
        # Somebody else may tell the same at this instant.
        ignore_conflicts=True,
    )
    new = list(Notice.objects.filter(key=key, recipient__in=people).order_by("pk"))
    for notice in new:
        enqueue(notice)
    return new


def enqueue(notice: Notice) -> None:
    """Ask the worker to send a notice. Asked twice before it begins, it is sent once."""
    name = f"{_LOCK}{notice.pk}"
    job = app.configure_task(SEND, queue="notices", lock=name, queueing_lock=name)
    try:
        with transaction.atomic():
            job.defer(notice=notice.pk)
    except AlreadyEnqueued:
        return


@transaction.atomic
def mark_read(notice: Notice, *, actor: User, at: datetime) -> None:
    """Remember when a person first read a notice of theirs."""
    Notice.objects.editable_by(actor).unread().filter(pk=notice.pk).update(read_at=at)


@transaction.atomic
def mark_all_read(*, actor: User, at: datetime) -> int:
    """Mark everything a person was told until now as read; return how many it was."""
    return Notice.objects.editable_by(actor).unread().filter(created_at__lte=at).update(read_at=at)


def enqueue_forgotten() -> int:
    """Ask again for notices that wait without a job; return how many there were."""
    lock = Concat(Value(_LOCK), Cast(OuterRef("pk"), CharField()))
    in_hand = ProcrastinateJob.objects.filter(status__in=["todo", "doing"], lock=lock)
    forgotten = list(Notice.objects.in_state(State.WAITING).exclude(Exists(in_hand)))
    for notice in forgotten:
        enqueue(notice)
    return len(forgotten)
