"""Whether somebody has a role that reaches a row: the one condition permissions are made of.

Written out as SQL. Django takes two milliseconds to put the same condition together from querysets,
longer than PostgreSQL takes to answer it, and at the deadline every save asks for it.
"""

from collections.abc import Iterable

from django.db import models

from layak.accounts.models import Membership, Role, User
from layak.organizations.models import Organization


def held_above(user: User, path: str, roles: Iterable[Role]) -> models.Q:
    """Rows at or below a place where a person has one of some roles; ``path`` leads to theirs."""
    return _held(user, path, f"{_PLACES} @> %(expressions)s", roles)


def held_within(user: User, path: str, roles: Iterable[Role] = Role) -> models.Q:
    """Rows at whose place, or below it, a person has one of some roles; ``path`` leads to it."""
    return _held(user, path, f"{_PLACES} <@ %(expressions)s", roles)


def held_at(user: User, place: str, roles: Iterable[Role] = Role) -> models.Q:
    """Rows of a place where a person has one of some roles; ``place`` leads to its key."""
    return _held(user, place, "held.organization_id = %(expressions)s", roles)


def held_by_tie(
    user: User, key: str, roles: Iterable[Role], *, table: str, column: str, only: str = ""
) -> models.Q:
    """Rows that a table ties to a place where a person has one of some roles.

    ``key`` leads to what its ``column`` holds; only those of its rows count of which ``only``, a
    condition in SQL, is true.
    """
    tied = f"{column} = %(expressions)s" + (f" AND {only}" if only else "")
    places = f"SELECT organization_id FROM {table} WHERE {tied}"  # noqa: S608 - names of ours
    return _held(user, key, f"held.organization_id IN ({places})", roles)


# The path of the place of a role.
_PLACES = (
    f"(SELECT place.path FROM {Organization._meta.db_table} place"  # noqa: S608 - a name of ours
    " WHERE place.id = held.organization_id)"
)


def _held(user: User, row: str, reach: str, roles: Iterable[Role]) -> models.Q:
    # Nothing that came from outside is written into it: names of ours, and a key that is a number.
    names = ", ".join(f"'{role.value}'" for role in roles)
    template = (
        f"EXISTS (SELECT FROM {Membership._meta.db_table} held WHERE held.user_id = {int(user.pk)}"
        f" AND held.role IN ({names}) AND {reach})"
    )
    return models.Q(
        models.Func(models.F(row), template=template, output_field=models.BooleanField())
    )
