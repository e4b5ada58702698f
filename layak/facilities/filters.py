"""Which facilities of a city a reader wants to see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from layak.facilities.models import FacilityKind, FacilityQuerySet, standard_holds
from layak.facilities.queries import EARLY
from layak.organizations.models import Organization

SOON, EXPIRED, WITHOUT, IDLE, CLOSED = "segera", "berakhir", "tanpa", "tidak-dipakai", "ditutup"
STATES = ("", SOON, EXPIRED, WITHOUT, IDLE, CLOSED)
_LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """What is kept. ``district`` and ``city`` are official codes, ``office`` is a key."""

    city: str = ""
    kind: str = ""
    district: str = ""
    office: str = ""
    state: str = ""
    text: str = ""

    @property
    def narrow(self) -> bool:
        return bool(self.kind or self.district or self.office or self.state or self.text)

    def query(self, **changes: str) -> str:
        """The filters as a query string without ``?``; ``changes`` replace single values."""
        values = {
            "kota": self.city,
            "jenis": self.kind,
            "kecamatan": self.district,
            "opd": self.office,
            "keadaan": self.state,
            "cari": self.text,
        } | changes
        return urlencode({name: value for name, value in values.items() if value})

    def apply(self, rows: FacilityQuerySet, day: date) -> FacilityQuerySet:
        """Keep what fits, on a day of the city's calendar."""
        rows = rows.exclude(closed_at=None) if self.state == CLOSED else rows.filter(closed_at=None)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.office:
            rows = rows.filter(operator=int(self.office))
        if self.district:
            rows = rows.filter(region__path__within=f"id.{self.district}")
        for word in self.text.split():
            rows = rows.filter(name__icontains=word)
        return self._in_state(rows, day)

    def _in_state(self, rows: FacilityQuerySet, day: date) -> FacilityQuerySet:
        if self.state == SOON:
            return rows.expiring(day, day + EARLY)
        if self.state == EXPIRED:
            return rows.expired(day)
        if self.state == WITHOUT:
            certified = [kind for kind in FacilityKind if kind.has_standard]
            return rows.exclude(standard_holds(day)).filter(kind__in=certified)
        if self.state == IDLE:
            return rows.filter(used=False)
        return rows


def read_filters(given: Mapping[str, str], city: Organization, *, wide: bool) -> Filters:
    """Read an address; what it names but there is not, is left out.

    ``wide``: the reader may see more than one city.
    """
    kind, state, office = (given.get(name, "") for name in ("jenis", "keadaan", "opd"))
    district = given.get("kecamatan", "")
    code = city.region_code or ""
    return Filters(
        city=code if wide else "",
        kind=kind if kind in FacilityKind.values else "",
        district=district if _is_below(district, code) else "",
        office=office if office.isdecimal() and office.isascii() and len(office) < 18 else "",
        state=state if state in STATES else "",
        text=given.get("cari", "").replace("\0", "").strip()[:_LONGEST_SEARCH],
    )


def _is_below(code: str, city: str) -> bool:
    rest = code.removeprefix(f"{city}.")
    return code.startswith(f"{city}.") and rest.isascii() and rest.isdecimal() and len(rest) < 5
