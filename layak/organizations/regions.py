"""The nation's regions with their official codes, from the ``idn-area-data`` package (ODbL).

A code is its own path: kelurahan ``36.73.01.1001`` lies in kecamatan ``36.73.01``, kota ``36.73``,
provinsi ``36``.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from layak.lib.errors import Refusal
from layak.organizations.models import Kind

NATION_PATH = "id"
NATION_NAME = "Indonesia"
# Western time is the rule; these provinces lie further east (Keppres 41/1987 and the later
# provinces in them).
_CENTRAL = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_EASTERN = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})
_KEPT_CAPITALS = frozenset({"DKI"})
_FILES = (
    (Kind.PROVINCE, "provinces.csv", None),
    (Kind.CITY, "regencies.csv", "province_code"),
    (Kind.DISTRICT, "districts.csv", "regency_code"),
    (Kind.VILLAGE, "villages.csv", "district_code"),
)


@dataclass(frozen=True, slots=True)
class Region:
    """One region as published: ``parent`` is a code, or None directly below the nation."""

    kind: Kind
    code: str
    parent: str | None
    name: str

    @property
    def path(self) -> str:
        return f"{NATION_PATH}.{self.code}"

    @property
    def timezone(self) -> str:
        """The zone a city keeps its clocks in; empty for the other kinds."""
        return zone_of(self.code) if self.kind is Kind.CITY else ""


def zone_of(code: str) -> str:
    """Name the IANA zone of a region: WIB, WITA or WIT by its province."""
    province = code[:2]
    if province in _EASTERN:
        return "Asia/Jayapura"
    return "Asia/Makassar" if province in _CENTRAL else "Asia/Jakarta"


def read_regions(folder: Path) -> Iterator[Region]:
    """Read all regions, parents before children.

    Raises ``Refusal`` when the package is not there.
    """
    for kind, file, parent in _FILES:
        source = folder / file
        if not source.is_file():
            raise Refusal(f"Berkas wilayah {file} tidak ada. Jalankan make lebih dulu.")
        with source.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield Region(
                    kind, row["code"], row[parent] if parent else None, _spelled(row["name"])
                )


def _spelled(name: str) -> str:
    """Write ``KOTA SERANG`` as ``Kota Serang``; mixed case is kept as published."""
    if name != name.upper():
        return name.strip()
    words = name.strip().split()
    return " ".join(word if word in _KEPT_CAPITALS else word.capitalize() for word in words)
