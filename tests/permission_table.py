"""Who may open what. Every URL of ours has a row; ``test_permissions.py`` drives it as each role.

To add a page: write a ``Row`` under its app's heading; if its path has arguments, add a builder to
``ARGUMENTS`` that takes the ``World`` and returns them (it may create the rows it needs: each check
is rolled back). Whoever is not named in ``may`` gets 404; the anonymous visitor is sent to sign in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

from layak.accounts.invitations import invite
from layak.accounts.models import Invitation, Role
from tests.world import PEOPLE, ROLES, World

EVERYONE = frozenset(ROLES)
SIGNED_IN = frozenset(PEOPLE)
OF_THE_CITY = SIGNED_IN - {"stranger"}
OVERSEERS = frozenset({"administrator", "secretariat", "verifier", "leader", "auditor"})
KEEPERS = frozenset({"administrator", "secretariat"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One URL: who may open it, by which method and with what fields."""

    name: str
    may: frozenset[str]
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)


ROWS = [
    # ui
    Row("about", EVERYONE),
    Row("language-set", EVERYONE, method="post", data={"language": "en"}),
    # accounts
    Row("person-list", SIGNED_IN),
    Row("profile", SIGNED_IN),
    Row("person", OVERSEERS | {"officer", "head"}),
    Row("person-invite", KEEPERS | {"stranger"}),
    Row("person-deactivate", KEEPERS, method="post"),
    Row("person-reactivate", KEEPERS, method="post"),
    Row("membership-add", KEEPERS, method="post"),
    Row("membership-remove", KEEPERS, method="post"),
    Row("invitation-accept", EVERYONE),
    Row("invitation-withdraw", KEEPERS, method="post"),
    # organizations
    Row("organization-list", SIGNED_IN),
    Row("organization", OF_THE_CITY),
    Row("organization-add", KEEPERS),
    Row("alias-add", KEEPERS, method="post", data={"name": "Capil"}),
    Row("alias-remove", KEEPERS, method="post"),
    # instruments
    # evidence
    # assessments
    # home
    Row("home", SIGNED_IN),
    # operations
]

# Paths that come with a library: one named page of each stands for all below its prefix.
THIRD_PARTY = {
    "akun/": Row("account_login", EVERYONE),
    "akun/2fa/": Row("mfa_index", SIGNED_IN),
}

Arguments = Callable[[World], dict[str, object]]


def invite_newcomer(world: World) -> tuple[Invitation, str]:
    """Invite somebody unknown to Disdukcapil; return the invitation and its secret."""
    return invite(
        "baru@example.id", Role.OFFICER, world.civil, actor=world.secretariat, at=timezone.now()
    )


ARGUMENTS: dict[str, Arguments] = {
    "person": lambda world: {"pk": world.officer.pk},
    "person-deactivate": lambda world: {"pk": world.officer.pk},
    "person-reactivate": lambda world: {"pk": world.officer.pk},
    "membership-add": lambda world: {"pk": world.officer.pk},
    "membership-remove": lambda world: {"pk": world.officer.memberships.get().pk},
    "invitation-accept": lambda world: {"secret": invite_newcomer(world)[1]},
    "invitation-withdraw": lambda world: {"pk": invite_newcomer(world)[0].pk},
    "organization": lambda world: {"pk": world.civil.pk},
    "organization-add": lambda world: {"pk": world.city.pk},
    "alias-add": lambda world: {"pk": world.civil.pk},
    "alias-remove": lambda world: {"pk": world.civil.aliases.get(name="Disdukcapil").pk},
}
