"""Who may open what. Every URL of ours has a row; ``test_permissions.py`` drives it as each role.

To add a page: write a ``Row`` under its app's heading; if its path has arguments, add a builder to
``ARGUMENTS`` that takes the ``World`` and returns them (it may create the rows it needs: each check
is rolled back). Whoever is not named in ``may`` gets 404; the anonymous visitor is sent to sign in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

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
    # organizations
    # instruments
    # evidence
    # assessments
    # home
    # operations
]

# Paths that come with a library: one named page of each stands for all below its prefix.
THIRD_PARTY = {
    "akun/": Row("account_login", EVERYONE),
    "akun/2fa/": Row("mfa_index", SIGNED_IN),
}

Arguments = Callable[[World], dict[str, object]]

ARGUMENTS: dict[str, Arguments] = {}
