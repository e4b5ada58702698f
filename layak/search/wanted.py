"""What a reader asks for: words and filters, read from an address and written back into one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from urllib.parse import urlencode

from layak.evidence.models import DocumentKind
from layak.search.typed import LONGEST

UNPLACED, PLACED, UNCONFIRMED, MISPLACED = "belum", "dipakai", "saran", "salah"
STATES = (UNPLACED, PLACED, UNCONFIRMED, MISPLACED)
LAST_INDICATOR = 24
_NAMES = {
    "text": "kata",
    "office": "opd",
    "indicator": "indikator",
    "kind": "jenis",
    "year": "periode",
    "state": "status",
    "after": "sesudah",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words and filters; empty fields ask for everything. ``after`` is where the page begins."""

    text: str = ""
    office: str = ""
    indicator: str = ""
    kind: str = ""
    year: str = ""
    state: str = ""
    after: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anything but words narrows the hits."""
        return any((self.office, self.indicator, self.kind, self.year, self.state))

    def link(self, **changes: str) -> str:
        """As a query string with other filters; a changed filter begins at the first page."""
        changed = replace(self, **{"after": "", **changes})
        values = {_NAMES[one.name]: getattr(changed, one.name) for one in fields(changed)}
        return urlencode({name: value for name, value in values.items() if value})


def read_wanted(given: Mapping[str, str]) -> Wanted:
    """Read an address; what it names but there is not, is left out."""
    values = {name: given.get(called, "").strip() for name, called in _NAMES.items()}
    # A blank at the end says that the last word is whole.
    values["text"] = given.get(_NAMES["text"], "").replace("\0", " ").lstrip()[:LONGEST]
    indicator, year = values["indicator"], values["year"]
    return Wanted(
        text=values["text"],
        office=values["office"] if _is_number(values["office"], 18) else "",
        indicator=indicator
        if _is_number(indicator, 2) and 1 <= int(indicator) <= LAST_INDICATOR
        else "",
        kind=values["kind"] if values["kind"] in DocumentKind.values else "",
        year=year if _is_number(year, 4) and len(year) == 4 else "",
        state=values["state"] if values["state"] in STATES else "",
        after=values["after"][:120],
    )


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= longest


def read_instant(text: str) -> datetime | None:
    """An instant with its zone as ``isoformat`` writes it; None for anything else."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None
