"""Which role may be held where. Pure decisions on plain values."""

from layak.accounts.models import Role
from layak.organizations.models import Kind

PLACES_OF: dict[Role, frozenset[Kind]] = {
    Role.ADMINISTRATOR: frozenset({Kind.NATION, Kind.PROVINCE, Kind.CITY}),
    Role.SECRETARIAT: frozenset({Kind.CITY}),
    Role.OFFICER: frozenset({Kind.AGENCY}),
    Role.HEAD: frozenset({Kind.AGENCY}),
    Role.OPERATOR: frozenset({Kind.DISTRICT, Kind.VILLAGE}),
    Role.VERIFIER: frozenset({Kind.NATION, Kind.PROVINCE}),
    Role.LEADER: frozenset({Kind.NATION, Kind.PROVINCE, Kind.CITY}),
    Role.AUDITOR: frozenset({Kind.NATION, Kind.PROVINCE, Kind.CITY}),
}


def may_be_held_at(role: Role, kind: Kind) -> bool:
    """Whether a role exists at this kind of organization."""
    return kind in PLACES_OF[role]


def may_be_granted_by(role: Role, giver: Role) -> bool:
    """Whether somebody with the role ``giver`` above a place may grant ``role`` there."""
    if giver is Role.ADMINISTRATOR:
        return True
    return giver is Role.SECRETARIAT and role is not Role.ADMINISTRATOR
