"""Take in the rows of a table that somebody has looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.facilities.models import Facility
from layak.facilities.planning import Action, Plan, Planned, joined, make_plan
from layak.facilities.reach import Reach, reach_of
from layak.facilities.services import Facts, lock, take_in
from layak.facilities.tables import Cell, Line
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

NEW, SKIP = "new", "skip"
_SALT = "layak.facilities.importing"
# Long enough for a meeting; what is older no longer knows the city.
_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows were entered, changed and left as they were; skipped by choice or kept out."""

    new: int
    changed: int
    same: int
    skipped: int
    bad: int


@transaction.atomic
def take(
    city: Organization,
    lines: Sequence[Line],
    decisions: Mapping[int, str],
    *,
    actor: User,
    at: datetime,
) -> Taken:
    """Enter and change what the rows say.

    ``decisions``, by row number, are about new rows with look-alikes: ``new``, ``skip`` or the key
    of the facility that is meant. Without one the row is skipped. The rows are understood again,
    so what somebody else entered meanwhile is not entered twice.
    """
    lock(city)
    reach = reach_of(actor, city)
    plan = make_plan(lines, reach)
    new: list[Facts] = []
    changed = {
        row.facility.pk: (row.facility, row.facts) for row in plan.of(Action.CHANGE) if row.facility
    }
    same, skipped = len(plan.of(Action.SAME)), 0
    for row in plan.of(Action.NEW):
        decision = decisions.get(row.line.number, SKIP) if row.similar else NEW
        target = next((one for one in row.similar if str(one.pk) == decision), None)
        if decision == NEW:
            new.append(row.facts)
        elif target is not None and target.pk not in changed and _covered(reach, target):
            merged = joined(row, target, reach)
            changed[target.pk] = (target, merged.facts)
        else:
            skipped += 1
    if new or changed:
        take_in(city, new, list(changed.values()), actor=actor, at=at)
    return Taken(len(new), len(changed), same, skipped, len(plan.bad))


def _covered(reach: Reach, facility: Facility) -> bool:
    return reach.covers(facility.region, facility.operator)


def seal(city: Organization, plan: Plan) -> str:
    """The understood rows as a text that travels with the page and cannot be changed on its way."""
    lines = [_packed(row) for row in plan.good if row.action is not Action.SAME]
    return signing.dumps([city.pk, lines], salt=_SALT, compress=True)


def unseal(city: Organization, sealed: str) -> list[Line]:
    """The rows of a sealed text. Raises ``Refusal`` when it is not ours, or too old."""
    try:
        key, lines = signing.loads(sealed, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature as error:
        raise Refusal(
            _("Pratinjau ini tidak berlaku lagi. Unggah berkasnya sekali lagi.")
        ) from error
    if key != city.pk:
        raise Refusal(_("Pratinjau ini milik kota lain."))
    return [
        Line(number, {name: Cell(*cell) for name, cell in cells.items()}) for number, cells in lines
    ]


def _packed(row: Planned) -> tuple[int, dict[str, tuple[str, str, str]]]:
    cells = {key: (cell.what, cell.text, cell.name) for key, cell in row.line.cells.items()}
    return row.line.number, cells
