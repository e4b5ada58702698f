"""Reads shaped like the pages about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Lower

from layak.accounts.models import Invitation, Membership, Role, User
from layak.organizations.models import Kind, Organization, OrganizationQuerySet

PAGE = 50


@dataclass(frozen=True, slots=True)
class People:
    """One page of people and whether there are more after the last of it."""

    found: Sequence[User]
    more: bool

    @property
    def last(self) -> User:
        return self.found[-1]


def people(
    reader: User,
    *,
    text: str = "",
    role: Role | None = None,
    place: Organization | None = None,
    after: User | None = None,
) -> People:
    """People a reader may see, by name; ``roles`` of each are those the reader may see."""
    rows = User.objects.visible_to(reader)
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    seen = Membership.objects.visible_to(reader)
    if role is not None or place is not None:
        fitting = seen.filter(user=OuterRef("pk"))
        if role is not None:
            fitting = fitting.filter(role=role)
        if place is not None:
            fitting = fitting.filter(organization__in=Organization.objects.within(place))
        rows = rows.filter(Exists(fitting))
    named = rows.annotate(sorted_name=Lower("name"))
    if after is not None:
        # The next page starts behind a row, not at a number: page 1,000 costs what page 1 costs.
        name = Lower(Value(after.name))
        named = named.filter(Q(sorted_name__gt=name) | Q(sorted_name=name, pk__gt=after.pk))
    page = list(
        named.order_by("sorted_name", "pk").prefetch_related(roles_seen_by(reader))[: PAGE + 1]
    )
    return People(page[:PAGE], len(page) > PAGE)


def roles_seen_by(reader: User) -> "Prefetch[str]":
    """A person's roles as far as the reader may see them, in ``roles``."""
    seen = Membership.objects.visible_to(reader).select_related("organization")
    return Prefetch(
        "memberships", queryset=seen.order_by("organization__path", "role"), to_attr="roles"
    )


def open_invitations(reader: User, *, at: datetime) -> list[Invitation]:
    """Invitations a reader keeps that nobody has taken up yet, the newest first."""
    rows = Invitation.objects.visible_to(reader).open(at).exclude(email="")
    return list(
        rows.select_related("organization", "invited_by").order_by("-created_at", "-pk")[:100]
    )


def places_to_grant(reader: User, near: Organization | None) -> OrganizationQuerySet:
    """Where a reader may give roles: all of a place's city, or the place and what is next below.

    Without a place it is the first one the reader keeps.
    """
    kept = reader.editable_organizations()
    if near is None:
        near = reader.own_organizations().filter(pk__in=kept.values("pk")).order_by("path").first()
    if near is None:
        return Organization.objects.none()
    city = Organization.objects.above(near).filter(kind=Kind.CITY).first()
    if city is not None:
        return kept.within(city).filter(active=True).order_by("kind", "name", "pk")
    below = Q(pk=near.pk) | Q(parent=near)
    return kept.filter(below, active=True).order_by("kind", "name", "pk")
