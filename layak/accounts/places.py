"""Which roles a person may give at which place."""

from layak.accounts.models import KEEPERS, Membership, Role, User
from layak.accounts.rules import may_be_granted_by, may_be_held_at
from layak.organizations.models import Kind, Organization


def giver_roles(user: User, organization: Organization) -> set[Role]:
    """The keeping roles a person has at a place or above it."""
    held = Membership.objects.filter(
        user=user, role__in=KEEPERS, organization__in=Organization.objects.above(organization)
    )
    return {Role(role) for role in held.values_list("role", flat=True)}


def grantable_roles(user: User, organization: Organization) -> list[Role]:
    """The roles a person may give to others at a place, in their usual order."""
    givers = giver_roles(user, organization)
    return [
        role
        for role in Role
        if may_be_held_at(role, Kind(organization.kind))
        and any(may_be_granted_by(role, giver) for giver in givers)
    ]


def grantable_anywhere(user: User) -> list[Role]:
    """The roles a person may give at one place or another, in their usual order."""
    held = Membership.objects.filter(user=user, role__in=KEEPERS).values_list("role", flat=True)
    givers = {Role(role) for role in held}
    return [role for role in Role if any(may_be_granted_by(role, giver) for giver in givers)]
