"""Reads shaped like the pages about notices."""

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q

from layak.accounts.models import Membership, User
from layak.notices.models import WATCHERS, Notice, NoticeKind, NoticeQuerySet, State
from layak.organizations.models import Kind, Organization


def unread_count(user: User) -> int:
    """How many notices a person has not read yet; one query."""
    return Notice.objects.filter(recipient=user).unread().count()


def own_notices(user: User) -> NoticeQuerySet:
    """What a person was told: unread first, then the newest."""
    unread = ExpressionWrapper(Q(read_at=None), output_field=BooleanField())
    return Notice.objects.filter(recipient=user).order_by(unread.desc(), "-created_at", "-pk")


def outbox(
    reader: User, *, state: State | None = None, kind: NoticeKind | None = None, text: str = ""
) -> NoticeQuerySet:
    """What was told to whom as far as a reader may know, the newest first.

    ``text`` is words of a name or address.
    """
    rows = Notice.objects.visible_to(reader).select_related("recipient")
    if state is not None:
        rows = rows.in_state(state)
    if kind is not None:
        rows = rows.filter(kind=kind)
    for word in text.split():
        named = Q(recipient__name__icontains=word) | Q(recipient__email__icontains=word)
        rows = rows.filter(named)
    return rows.order_by("-created_at", "-pk")


def may_see_outbox(user: User) -> bool:
    """Whether a person keeps or audits any place."""
    return Membership.objects.filter(user=user, role__in=WATCHERS).exists()


def zone_of(user: User) -> str:
    """The time zone of the city a person works in, else that of the installation."""
    cities = Organization.objects.filter(kind=Kind.CITY)
    paths = Membership.objects.filter(user=user).order_by("pk")
    for path in paths.values_list("organization__path", flat=True):
        if city := cities.filter(path__above=path).first():
            return city.timezone
    return settings.TIME_ZONE
