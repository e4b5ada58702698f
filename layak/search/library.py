"""The evidence library: all documents a person may read, of all years, to be browsed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.evidence.models import DocumentKind, Evidence
from layak.search.finding import PER_PAGE, placed
from layak.search.labels import reach_of
from layak.search.queries import Hit, note_use
from layak.search.wanted import Wanted, read_instant

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
    rows = rows.select_related("file", "facts", "organization", "city")
    page = list(rows.order_by("-received_at", "-pk")[: PER_PAGE + 1])
    more, page = len(page) > PER_PAGE, page[:PER_PAGE]
    hits = {row.pk: Hit(evidence=row) for row in page}
    note_use(hits)
    last = f"{page[-1].received_at.isoformat()}_{page[-1].pk}" if more else ""
    return Shelf(list(hits.values()), wanted.link(after=last) if more else "")


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


def offices(user: User) -> list[tuple[str, str]]:
    """Offices that handed something in, as (key, name); none for whoever sees several cities."""
    rows = _of_one_city(user)
    if rows is None:
        return []
    named = rows.values_list(
        "organization", "organization__name", "organization__short_name"
    ).distinct()
    listed = [(str(key), short or name) for key, name, short in named.order_by()]
    return sorted(listed, key=lambda pair: pair[1])


def groups(user: User, wanted: Wanted) -> list[tuple[str, list[Group]]]:
    """The ways into the library: by kind, by office, by year; each with how many are there."""
    rows = _of_one_city(user)
    if rows is None:
        return []
    kinds = _counted(rows.exclude(facts__kind="").filter(facts__isnull=False), "facts__kind")
    years = _counted(rows.filter(facts__last_year__isnull=False), "facts__last_year")
    by_office = rows.values("organization", "organization__name", "organization__short_name")
    offices = by_office.annotate(n=Count("pk")).order_by("-n", "organization__name")[:MOST_GROUPS]
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
                Group(
                    row["organization__short_name"] or row["organization__name"],
                    f"?{wanted.link(office=str(row['organization']))}",
                    row["n"],
                )
                for row in offices
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


def _of_one_city(user: User) -> QuerySet[Evidence] | None:
    """A person's documents where they are those of one city; None for many cities or none."""
    reach = reach_of(user)
    if reach is None or reach.cities is None or len(set(reach.cities)) != 1:
        return None
    return Evidence.objects.visible_to(user)


def _counted(rows: QuerySet[Evidence], name: str) -> Sequence[tuple[str, int]]:
    counted = rows.values(value=F(name)).annotate(n=Count("pk")).order_by("-n", "value")
    return [(row["value"], row["n"]) for row in counted[:MOST_GROUPS]]


def years(user: User) -> list[str]:
    """The years that documents speak of, the newest first."""
    rows = _of_one_city(user)
    if rows is None:
        return []
    named = rows.filter(facts__last_year__isnull=False).order_by("-facts__last_year")
    return [str(year) for year in named.values_list("facts__last_year", flat=True).distinct()]
