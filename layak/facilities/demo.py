"""An example registry for the demo's city: invented, and every row says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from layak.accounts.models import User
from layak.facilities.models import Facility, FacilityKind, day_in
from layak.facilities.queries import Areas, areas_of
from layak.facilities.services import Facts, checked, take_in
from layak.organizations.models import Organization
from layak.organizations.services import find_agency

EXAMPLE = "contoh"
# The channels of 2023: two that everybody names, two that are forgotten.
_CHANNELS = (
    ("Panggilan darurat 112", ("112", "NTPD 112", "Call center 112"), "Diskominfo"),
    ("Aplikasi Rabeg", ("Rabeg",), "Diskominfo"),
    ("UPTD PPA Kota Serang", ("UPTD PPA", "UPT PPA"), "UPTD PPA"),
    ("Relawan P2TP2A", ("P2TP2A",), "DP3AKB"),
)


@dataclass(frozen=True, slots=True)
class _Series:
    """Facilities of one kind, laid over the areas of a city.

    ``every`` and ``start``: which areas have one. ``standard`` and ``idle``: each how many-th meets
    the standard, and is not used; 0 for none.
    """

    kind: FacilityKind
    name: str
    operator: str
    every: int
    start: int = 0
    standard: int = 0
    idle: int = 0
    of_districts: bool = False


_K = FacilityKind
_SERIES = (
    _Series(_K.CHILDREN_FORUM, "Forum Anak {title}", "DP3AKB", 1, standard=2, of_districts=True),
    _Series(_K.CHILDREN_FORUM, "Forum Anak {title}", "DP3AKB", 2, standard=5, idle=7),
    _Series(_K.PATBM, "PATBM {title}", "DP3AKB", 2, start=1, standard=4, idle=6),
    _Series(_K.SRA, "SD Negeri {name} 1", "Dindikbud", 2, standard=3, idle=9),
    _Series(_K.SRA, "MI {name}", "Kemenag", 6, start=1, standard=4),
    _Series(_K.PRAP, "Puskesmas {name}", "Dinkes", 4, standard=2),
    _Series(_K.RBRA, "Taman bermain {name}", "DLH", 8, start=3, standard=8, idle=4),
    _Series(_K.RASS, "Rute aman SD Negeri {name} 1", "Dishub", 22, standard=3),
    _Series(_K.PISA, "Pojok baca anak {title}", "DPK", 1, standard=3, of_districts=True),
    _Series(_K.PUSPAGA, "PUSPAGA {title}", "DP3AKB", 1, standard=6, idle=3, of_districts=True),
    _Series(_K.PKA, "Sanggar anak {name}", "Disparpora", 24, start=5, standard=3),
    _Series(_K.RIRA, "Masjid ramah anak {name}", "Kemenag", 12, start=2, standard=4, idle=5),
    _Series(_K.LKSA, "Panti asuhan {name}", "Dinsos", 14, start=4, standard=2),
    _Series(_K.SAFE_SCHOOL, "SMP Negeri {name}", "BPBD", 16, start=6, standard=2),
)


@transaction.atomic
def load(city: Organization, at: datetime, actor: User | None = None) -> int:
    """Enter the example registry of a city and return how many facilities it has.

    A city that already has facilities is left as it is.
    """
    if Facility.objects.filter(city=city).exists():
        return 0
    office = _finder(city)
    day, areas = day_in(city, at), areas_of(city)
    rows = list(_city_wide(city, office, day))
    for series in _SERIES:
        rows.extend(_laid(series, areas, office, day))
    take_in(
        city,
        [checked(city, facts) for facts in rows],
        actor=actor,
        at=at,
        detail={"note": EXAMPLE},
    )
    return len(rows)


Office = Callable[[str], Organization | None]


def _finder(city: Organization) -> Office:
    known: dict[str, Organization | None] = {}

    def office(name: str) -> Organization | None:
        if name not in known:
            known[name] = find_agency(city, name)
        return known[name]

    return office


def _city_wide(city: Organization, office: Office, day: date) -> Iterator[Facts]:
    for name, aliases, operator in _CHANNELS:
        yield Facts(
            FacilityKind.CHANNEL, name, city, aliases, office(operator), used=True, note=EXAMPLE
        )
    yield Facts(
        FacilityKind.LPKRA,
        "Layanan UPTD PPA",
        city,
        operator=office("UPTD PPA"),
        used=True,
        note=EXAMPLE,
    )
    yield Facts(
        FacilityKind.CHILDREN_FORUM,
        f"Forum Anak {city.name}",
        city,
        ("FAD", "Forum Anak Daerah"),
        office("Forum Anak"),
        used=True,
        note=EXAMPLE,
        **_standard(0, day),
    )


def _laid(series: _Series, areas: Areas, office: Office, day: date) -> Iterator[Facts]:
    places = areas.districts if series.of_districts else areas.all_villages
    for number, place in enumerate(places[series.start :: series.every]):
        met = series.standard > 0 and number % series.standard == 0
        idle = series.idle > 0 and number % series.idle == series.idle - 1
        yield Facts(
            series.kind,
            series.name.format(name=place.name, title=place.title),
            place,
            operator=office(series.operator),
            # Of every eleventh nobody has said yet whether it is used.
            used=None if number % 11 == 10 else not idle,
            note=EXAMPLE,
            **(_standard(number, day) if met else {}),
        )


def _standard(number: int, day: date) -> dict[str, Any]:
    """A standard met: most for years to come, some about to run out, a few already run out."""
    left = (540, 60, 400, -30, 700)[number % 5]
    return {
        "standard_met": True,
        "standard_on": day + timedelta(days=left - 1095),
        "certificate": f"SK contoh {number + 1:02}",
        "valid_until": day + timedelta(days=left),
    }
