"""The evidence library: all documents a person may read, of all years, to be browsed."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Cycle
from layak.evidence.models import DocumentKind, Evidence
from layak.instruments.models import Indicator, Instrument
from layak.organizations.models import Kind, Organization
from layak.search.finding import PER_PAGE, placed
from layak.search.labels import Reach, one_city
from layak.search.queries import Hit
from layak.search.shown import documents
from layak.search.wanted import (
    MISPLACED,
    PLACED,
    UNCONFIRMED,
    UNPLACED,
    Wanted,
    read_instant,
)

# Groups named on the first page of the library; the filters know all of them.
MOST_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that have something in common, and the address that shows them."""

    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of documents, the newest first; ``older`` is the query of the next."""

    hits: list[Hit]
    older: str


def browse(user: User, wanted: Wanted) -> Shelf:
    """Documents by filters alone, in pages by key and without their text."""
    rows = Evidence.objects.visible_to(user).filter(*_conditions(wanted))
    at, _, key = wanted.after.rpartition("_")
    instant = read_instant(at)
    if instant and key.isdecimal() and len(key) <= 18:
        rows = rows.filter(Q(received_at__lt=instant) | Q(received_at=instant, pk__lt=int(key)))
    keys = list(rows.order_by("-received_at", "-pk").values_list("pk", flat=True)[: PER_PAGE + 1])
    known = documents(keys)
    page = [known[key] for key in keys[:PER_PAGE] if key in known]
    more = len(keys) > PER_PAGE
    last = f"{page[-1].received_at.isoformat()}_{page[-1].key}" if more and page else ""
    return Shelf([Hit(row) for row in page], wanted.link(after=last) if last else "")


def _conditions(wanted: Wanted) -> list[Q]:
    conditions = list(placed(wanted, (), key="pk"))
    if wanted.office:
        conditions.append(Q(organization=int(wanted.office)))
    if wanted.kind:
        conditions.append(Q(facts__kind=wanted.kind))
    if wanted.year:
        year = int(wanted.year)
        conditions.append(Q(facts__first_year__lte=year, facts__last_year__gte=year))
    return conditions


Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What filters offer, each as (value, name) in the reader's language."""

    offices: Named
    indicators: Named
    kinds: Named
    years: Named
    states: Named


@lru_cache(maxsize=256)
def choices(city: int | None, language: str, minute: str) -> Choices:  # noqa: ARG001 - keys only
    """The offices of a city, none for several cities; the newest indicators; the years.

    They change a few times a year and stand on every page: they are read once a ``minute`` for
    each ``language``.
    """
    return Choices(
        offices=tuple(_offices(city)),
        indicators=tuple(_indicators()),
        kinds=tuple((kind.value, str(kind.label)) for kind in DocumentKind),
        years=tuple(_years()),
        states=(
            (PLACED, _("Dipakai dalam jawaban")),
            (UNPLACED, _("Belum ditempatkan")),
            (UNCONFIRMED, _("Saran, perlu diperiksa")),
            (MISPLACED, _("Mungkin salah tempat")),
        ),
    )


def _offices(city: int | None) -> list[tuple[str, str]]:
    if city is None:
        return []
    rows = Organization.objects.filter(parent=city, kind=Kind.AGENCY)
    listed = [
        (str(key), short or name)
        for key, name, short in rows.values_list("pk", "name", "short_name")
    ]
    return sorted(listed, key=lambda pair: pair[1])


def _indicators() -> list[tuple[str, str]]:
    newest = Instrument.objects.published().leading_first()
    titles: dict[str, str] = {}
    for indicator in Indicator.objects.filter(instrument=newest.values("pk")[:1]):
        key = str(indicator.number)
        titles.setdefault(key, f"{key}. {indicator.title}")
    return list(titles.items())


def _years() -> list[tuple[str, str]]:
    """The years that documents are asked to speak of, and those of the cycles; newest first."""
    spans = Cycle.objects.aggregate(first=Min("first_evidence_year"), last=Max("year"))
    if spans["first"] is None:
        return []
    years = map(str, range(spans["last"], spans["first"] - 1, -1))
    return [(year, year) for year in years]


def groups(reach: Reach | None, wanted: Wanted) -> list[tuple[str, list[Group]]]:
    """The ways into the library: by kind, by office, by year; each with how many are there."""
    if reach is None or one_city(reach) is None:
        return []
    kinds, offices, years = _counted(reach)
    listed = [
        (
            _("Menurut jenis"),
            [
                Group(str(DocumentKind(kind).label), f"?{wanted.link(kind=kind)}", count)
                for kind, count in kinds
            ],
        ),
        (
            _("Menurut organisasi"),
            [
                Group(str(office), f"?{wanted.link(office=str(office.pk))}", count)
                for office, count in offices
            ],
        ),
        (
            _("Menurut periode"),
            [
                Group(str(year), f"?{wanted.link(year=str(year))}", count)
                for year, count in sorted(years, reverse=True)
            ],
        ),
    ]
    return [(name, found) for name, found in listed if found]


_Key = TypeVar("_Key", str, int)
_Kinds = list[tuple[str, int]]
_Offices = list[tuple[Organization, int]]
_Years = list[tuple[int, int]]


def _counted(reach: Reach) -> tuple[_Kinds, _Offices, _Years]:
    """How many documents there are of the most frequent kinds, offices and years; read once."""
    kinds: Counter[str] = Counter()
    offices: Counter[int] = Counter()
    years: Counter[int] = Counter()
    rows = reach.documents().order_by()
    together = rows.values_list("facts__kind", "organization", "facts__last_year")
    for kind, office, year, count in together.annotate(n=Count("pk")):
        offices[office] += count
        if kind:
            kinds[kind] += count
        if year is not None:
            years[year] += count
    most = _most(offices)
    named = Organization.objects.in_bulk([key for key, _count in most])
    return _most(kinds), [(named[key], count) for key, count in most], _most(years)


def _most(counted: Counter[_Key]) -> list[tuple[_Key, int]]:
    """The most frequent; of equals the first by value."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_GROUPS]
