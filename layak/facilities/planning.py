"""What becomes of each row of a sent table: entered, changed, left as it is, or explained.

Nothing is guessed: a cell that is not understood keeps its whole row out and is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from layak.facilities.columns import KIND_BY_WORD, TITLES, YES_OR_NO
from layak.facilities.days import parse_day
from layak.facilities.mentions import same_words
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.reach import Reach
from layak.facilities.services import (
    Facts,
    checked,
    differences,
    facts_of,
    outside_reach,
)
from layak.facilities.similar import similar_to, similar_within
from layak.facilities.tables import Cell, Line
from layak.lib.errors import Refusal
from layak.organizations.models import Alias, Kind, Organization

_DAYS = frozenset({"standard_on", "valid_until"})
_FLAGS = frozenset({"standard_met", "used"})
# These are looked up in the city, not taken as they are.
_PLACES = frozenset({"district", "village", "operator"})
# What people write before the name of an area.
_STARTS: Mapping[str, Sequence[str]] = {
    Kind.DISTRICT.value: ("", "kecamatan", "kec"),
    Kind.VILLAGE.value: ("", "kelurahan", "kel", "desa"),
}
# A spreadsheet drops the zero at the front of a telephone number; short numbers have none.
_SHORT_NUMBER = 4


class Action(StrEnum):
    NEW = "new"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is kept out; ``cell`` is empty where the whole row is meant."""

    cell: str
    sentence: str


@dataclass(slots=True)
class Planned:
    """A row that is understood. ``facility``: the one it speaks of, if the city has it.

    A new row may be one of the city's facilities (``similar``) or one of the rows before it
    (``earlier``) under another name: somebody decides.
    """

    line: Line
    facts: Facts
    action: Action
    facility: Facility | None = None
    fields: Sequence[str] = ()
    similar: Sequence[Facility] = ()
    earlier: Sequence["Planned"] = ()

    @property
    def doubtful(self) -> bool:
        return bool(self.similar or self.earlier)


@dataclass(slots=True)
class Plan:
    """All rows of a table, in their order."""

    good: list[Planned] = field(default_factory=list)
    bad: list[tuple[Line, list[Problem]]] = field(default_factory=list)

    def of(self, action: Action) -> list[Planned]:
        return [row for row in self.good if row.action is action]


def make_plan(lines: Iterable[Line], reach: Reach) -> Plan:
    """Understand every row against what the city has now. Six queries, however many rows."""
    book = _Book(reach)
    plan = Plan()
    taken: dict[object, int] = {}
    for line in lines:
        try:
            row = _planned(line, book)
        except _Unclear as unclear:
            plan.bad.append((line, unclear.problems))
            continue
        key = row.facility.pk if row.facility else _key(row.facts)
        if key in taken:
            twice = _("Sama dengan baris %(number)s.") % {"number": taken[key]}
            plan.bad.append((line, [Problem("", twice)]))
            continue
        taken[key] = line.number
        plan.good.append(row)
    fresh = plan.of(Action.NEW)
    given = [row.facts for row in fresh]
    near, before = similar_to(reach.city, given), similar_within(given)
    for place, row in enumerate(fresh):
        row.similar = near.get(place, ())
        row.earlier = [fresh[one] for one in before.get(place, ())]
    return plan


def joined(row: Planned, known: Facts, city: Organization) -> Facts:
    """What is known of a facility with a row taken for it: its name is one more spelling.

    Raises ``Refusal`` when the two cannot both be true.
    """
    said = _over(known, {key: getattr(row.facts, key) for key in _named(row.line)})
    spellings = dict.fromkeys([*known.aliases, *row.facts.aliases, row.facts.name])
    facts = replace(
        said,
        kind=known.kind,
        name=known.name,
        region=known.region,
        aliases=tuple(one for one in spellings if same_words(one) != same_words(known.name)),
    )
    return checked(city, facts)


class _Unclear(Exception):  # noqa: N818 - gathered and shown, not an error
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


class _Book:
    """What a city's rows are understood by: its areas, offices and facilities."""

    def __init__(self, reach: Reach) -> None:
        city = reach.city
        self.reach = reach
        within = Organization.objects.within(city).filter(kind__in=_STARTS)
        self.places: dict[tuple[str, str], list[Organization]] = {}
        for place in within.order_by("path"):
            for start in _STARTS[place.kind]:
                key = (place.kind, start + same_words(place.name))
                self.places.setdefault(key, []).append(place)
        self.offices: dict[str, Organization] = {}
        for alias in Alias.objects.filter(scope=city).select_related("organization"):
            self.offices[same_words(alias.name)] = alias.organization
        for office in Organization.objects.filter(parent=city, kind=Kind.AGENCY):
            self.offices[same_words(office.name)] = office
        self.known: dict[object, Facility] = {}
        rows = Facility.objects.filter(city=city, closed_at=None)
        for facility in rows.select_related("city", "region", "operator"):
            for spelling in (*facility.aliases, facility.name):
                self.known[(facility.kind, facility.region_id, same_words(spelling))] = facility

    def region(self, line: Line) -> Organization:
        """The area a row names; the city itself where it names none."""
        district, village = line.text("district"), line.text("village")
        city = self.reach.city
        if not village and (not district or same_words(district) == same_words(city.name)):
            return city
        districts = self._called(Kind.DISTRICT, district) if district else []
        if district and not districts:
            raise _unclear(line, "district", _("“%(text)s” bukan kecamatan di %(city)s."), city)
        if not village:
            return districts[0]
        found = self._called(Kind.VILLAGE, village)
        if district:
            inside = {one.pk for one in districts}
            found = [one for one in found if one.parent_id in inside]
        if not found:
            raise _unclear(
                line, "village", _("“%(text)s” bukan kelurahan atau desa di sana."), city
            )
        if len(found) > 1:
            raise _unclear(line, "village", _("Ada beberapa “%(text)s”; isi kecamatannya."), city)
        return found[0]

    def office(self, line: Line) -> Organization | None:
        """The office a row names by any of its names."""
        if not line.text("operator"):
            return None
        office = self.offices.get(same_words(line.text("operator")))
        if office is None:
            raise _unclear(
                line,
                "operator",
                _("OPD “%(text)s” belum dikenal. Periksa ejaannya atau tambahkan nama lainnya."),
                self.reach.city,
            )
        return office

    def _called(self, kind: Kind, name: str) -> list[Organization]:
        return self.places.get((kind, same_words(name)), [])


def _unclear(line: Line, key: str, sentence: str, city: Organization) -> _Unclear:
    cell = line.cells[key]
    return _Unclear([Problem(cell.name, sentence % {"text": cell.text, "city": city.name})])


def _planned(line: Line, book: _Book) -> Planned:
    said, problems = _said(line)
    if problems:
        raise _Unclear(problems)
    for key, find in (("region", book.region), ("operator", book.office)):
        try:
            said[key] = find(line)
        except _Unclear as unclear:
            problems.extend(unclear.problems)
    if problems:
        raise _Unclear(problems)
    if not line.text("operator"):
        del said["operator"]
    facility = book.known.get((said["kind"].value, said["region"].pk, same_words(said["name"])))
    try:
        if facility is None:
            facts = checked(book.reach.city, Facts(**said))
        else:
            facts = checked(book.reach.city, _over(facts_of(facility), said))
    except Refusal as refusal:
        raise _Unclear([Problem("", str(refusal))]) from refusal
    covered = book.reach.covers(facts.region, facts.operator)
    if facility is not None:
        covered = covered and book.reach.covers(facility.region, facility.operator)
    if not covered:
        raise _Unclear([Problem("", outside_reach())])
    return _compared(line, facts, facility)


def _compared(line: Line, facts: Facts, facility: Facility | None) -> Planned:
    if facility is None:
        return Planned(line, facts, Action.NEW)
    fields = differences(facility, facts)
    return Planned(line, facts, Action.CHANGE if fields else Action.SAME, facility, fields)


def _over(known: Facts, said: Mapping[str, Any]) -> Facts:
    """What is known with what a row says laid over it; a known name and its spellings stay."""
    changes = {key: value for key, value in said.items() if key != "name"}
    if "aliases" in changes:
        changes["aliases"] = tuple(dict.fromkeys([*known.aliases, *changes["aliases"]]))
    if changes.get("standard_met") is False:
        changes = {"standard_on": None, "valid_until": None, "certificate": "", **changes}
    return replace(known, **changes)


def _named(line: Line) -> list[str]:
    """The facts that a row itself fills in."""
    return [key for key in line.cells if key not in {"district", "village"}]


def _key(facts: Facts) -> object:
    return (facts.kind.value, facts.region.pk, same_words(facts.name))


def _said(line: Line) -> tuple[dict[str, Any], list[Problem]]:
    """The values of a row's own cells, and what is wrong with them."""
    said: dict[str, Any] = {}
    problems = [
        Problem("", _("Kolom “%(title)s” kosong.") % {"title": TITLES[key]})
        for key in ("kind", "name")
        if key not in line.cells
    ]
    for key, cell in line.cells.items():
        try:
            value = _value(key, cell)
        except Refusal as refusal:
            problems.append(Problem(cell.name, str(refusal)))
        else:
            if key not in _PLACES:
                said[key] = value
    return said, problems


def _value(key: str, cell: Cell) -> Any:
    if cell.what == "formula":
        raise Refusal(_("Berisi rumus. Salin, lalu tempel sebagai nilai."))
    if cell.what == "merged":
        raise Refusal(_("Sel ini digabung ke samping. Pisahkan dahulu."))
    if cell.what == "error":
        raise Refusal(_("Berisi galat “%(text)s”.") % {"text": cell.text})
    if key in _DAYS:
        return _day(cell)
    if cell.what == "day":
        raise Refusal(_("Berisi tanggal, padahal kolom “%(title)s” bukan tanggal.") % _title(key))
    if key in _FLAGS:
        return _flag(cell)
    if key == "kind":
        return _kind(cell)
    if key == "contact" and cell.what == "number" and len(cell.text) > _SHORT_NUMBER:
        raise Refusal(_("Tersimpan sebagai angka, nol di depannya hilang. Ubah selnya ke teks."))
    if key == "aliases":
        return tuple(part.strip() for part in cell.text.split(";") if part.strip())
    return cell.text


def _day(cell: Cell) -> date:
    if cell.what == "day":
        return date.fromisoformat(cell.text)
    if cell.what == "number":
        raise Refusal(_("“%(text)s” angka, bukan tanggal.") % {"text": cell.text})
    return parse_day(cell.text)


def _flag(cell: Cell) -> bool:
    known = YES_OR_NO.get(cell.text.casefold())
    if known is None:
        raise Refusal(_("“%(text)s” bukan Ya atau Tidak.") % {"text": cell.text})
    return known


def _kind(cell: Cell) -> FacilityKind:
    kind = KIND_BY_WORD.get(same_words(cell.text))
    if kind is None:
        raise Refusal(_("Jenis “%(text)s” tidak dikenal.") % {"text": cell.text})
    return kind


def _title(key: str) -> dict[str, str]:
    return {"title": TITLES[key]}
