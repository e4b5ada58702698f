"""What has to be done, as its page shows it."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from layak.accounts.models import User
from layak.activities.models import FollowUp, FollowUpQuerySet


class Show(StrEnum):
    """Which follow-ups a list shows."""

    OPEN = "terbuka"
    LATE = "terlambat"
    DONE = "selesai"
    ALL = "semua"


def _rule(show: Show, at: datetime) -> Q:
    return {
        Show.OPEN: Q(done_at=None),
        Show.LATE: Q(done_at=None, due__lte=at),
        Show.DONE: Q(done_at__isnull=False),
        Show.ALL: Q(),
    }[show]


def follow_ups(user: User, show: Show, *, at: datetime, own: bool) -> FollowUpQuerySet:
    """What a person may see, the nearest end first; ``own``: only of the person's offices."""
    rows = FollowUp.objects.visible_to(user).filter(_rule(show, at))
    if own:
        rows = rows.filter(owner__memberships__user=user).distinct()
    mine = FollowUp.objects.editable_by(user).filter(pk=OuterRef("pk"))
    return (
        rows.select_related("owner", "city", "done_by")
        .annotate(editable=Exists(mine))
        .order_by("-done_at" if show is Show.DONE else "due", "pk")
    )
