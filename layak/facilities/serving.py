"""Which indicator a kind of facility serves, as data with its source.

Item codes are those of the instrument named here. ``stated``: the form names the kind in that item;
otherwise the connection is inferred from what the item asks and shown as an estimate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from layak.facilities.models import FacilityKind

INSTRUMENT = "kla-2024"


@dataclass(frozen=True, slots=True)
class Serving:
    """What a kind counts for.

    ``districts`` and ``villages`` name the items that ask for the share of kecamatan and of
    desa/kelurahan that have one; empty where no item asks.
    """

    indicator: str
    items: tuple[str, ...]
    districts: str = ""
    villages: str = ""
    stated: bool = True


SERVES: Mapping[FacilityKind, Serving] = {
    FacilityKind.SRA: Serving("19", ("19.2a", "19.2b", "19.2c", "19.2d", "19.2e", "19.3")),
    FacilityKind.PRAP: Serving("15", ("15.1", "15.3")),
    FacilityKind.RBRA: Serving("11", ("11.1", "11.2"), districts="25.12", villages="26.14"),
    FacilityKind.RASS: Serving("11", ("11.5",)),
    FacilityKind.PISA: Serving("5", ("5.1", "5.2"), districts="25.9", villages="26.10"),
    FacilityKind.PUSPAGA: Serving("8", ("8.1", "8.3"), districts="25.10", villages="26.11"),
    FacilityKind.PKA: Serving("20", ("20.1",)),
    FacilityKind.RIRA: Serving("20", ("20.2",)),
    FacilityKind.LKSA: Serving("10", ("10.1", "10.2")),
    FacilityKind.PATBM: Serving("26", ("26.15",), villages="26.15"),
    FacilityKind.SAFE_SCHOOL: Serving("22B", ("22B.1", "22B.3"), stated=False),
    FacilityKind.CHILDREN_FORUM: Serving("6", ("6.1",), districts="25.2", villages="26.4"),
    FacilityKind.LPKRA: Serving("21A", ("21A.7a", "21A.7b"), stated=False),
    FacilityKind.CHANNEL: Serving("21A", ("21A.4a",)),
}

# Bodies that each level has one of its own: a kelurahan's forum is not the kecamatan's.
OF_ONE_LEVEL = frozenset({FacilityKind.CHILDREN_FORUM})
# What serves the whole city: to count it by area would say nothing.
CITY_WIDE = frozenset({FacilityKind.CHANNEL, FacilityKind.LPKRA})
