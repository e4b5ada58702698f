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
from layak.facilities.services import Facts, facts_of, lock, take_in
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

    ``decisions``, by row number, are about new rows with look-alikes: ``new``, ``skip``, the key
    of the facility that is meant, or ``row-2`` for the row of the file that is. Without one the row
    is skipped. The rows are understood again, so what somebody else entered meanwhile is not
    entered twice.
    """
    lock(city)
    reach = reach_of(actor, city)
    plan = make_plan(lines, reach)
    harvest = _Harvest(reach, plan)
    for row in plan.of(Action.NEW):
        harvest.put(row, decisions.get(row.line.number, SKIP) if row.doubtful else NEW)
    new, changed = list(harvest.new.values()), list(harvest.changed.values())
    if new or changed:
        take_in(city, new, changed, actor=actor, at=at)
    same = len(plan.of(Action.SAME))
    return Taken(len(new), len(changed), same, harvest.skipped, len(plan.bad))


class _Harvest:
    """What is entered, by row number, and changed, by key, as the new rows are decided one by one.

    A row taken for an earlier one goes wherever that went: it is never entered without it.
    """

    def __init__(self, reach: Reach, plan: Plan) -> None:
        self.new: dict[int, Facts] = {}
        self.changed = {
            row.facility.pk: (row.facility, row.facts)
            for row in plan.of(Action.CHANGE)
            if row.facility
        }
        self.skipped = 0
        self._reach = reach
        self._became: dict[int, int | Facility] = {}

    def put(self, row: Planned, decision: str) -> None:
        """Enter a row, or add it to the facility or row that it is decided to be."""
        number = row.line.number
        if decision == NEW:
            self.new[number], self._became[number] = row.facts, number
            return
        target = self._meant(row, decision)
        if target is None or not self._takes(row, target):
            self.skipped += 1
        else:
            self._became[number] = target

    def _meant(self, row: Planned, decision: str) -> int | Facility | None:
        for one in row.similar:
            if str(one.pk) == decision:
                return one
        for before in row.earlier:
            if row_key(before) == decision:
                return self._became.get(before.line.number)
        return None

    def _takes(self, row: Planned, target: int | Facility) -> bool:
        """Add a row to what it is taken for, as far as both are in the person's hands."""
        if isinstance(target, int):
            known = self.new[target]
        elif target.pk in self.changed:
            known = self.changed[target.pk][1]
        else:
            known = facts_of(target)
        try:
            merged = joined(row, known, self._reach.city)
        except Refusal as refusal:
            told = {"number": row.line.number, "sentence": refusal}
            raise Refusal(_("Baris %(number)s: %(sentence)s") % told) from refusal
        if not all(self._reach.covers(one.region, one.operator) for one in (known, merged)):
            return False
        if isinstance(target, int):
            self.new[target] = merged
        else:
            self.changed[target.pk] = (target, merged)
        return True


def row_key(row: Planned) -> str:
    """How a decision names a row of the file."""
    return f"row-{row.line.number}"


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
