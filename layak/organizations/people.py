"""What the tree needs to know of a person; ``accounts.User`` is one."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest

from layak.organizations.models import OrganizationQuerySet


class Person(AbstractBaseUser):
    """Somebody with places: who sees which organizations is decided where roles are known."""

    class Meta:
        abstract = True

    def own_organizations(self) -> OrganizationQuerySet:
        """Organizations where this person has a role."""
        raise NotImplementedError

    def visible_organizations(self) -> OrganizationQuerySet:
        """Organizations this person may look at."""
        raise NotImplementedError

    def editable_organizations(self) -> OrganizationQuerySet:
        """Organizations this person keeps in order."""
        raise NotImplementedError


def person_of(request: HttpRequest) -> Person:
    """The signed-in person behind a request."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
