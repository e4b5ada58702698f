"""The evidence library: all documents a person may read, of all years, to be browsed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Cycle
from layak.evidence.models import DocumentKind, Evidence
from layak.organizations.models import Kind, Organization
from layak.search.finding import PER_PAGE, placed
from layak.search.labels import Reach, reach_of
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


def offices(reach: Reach | None) -> list[tuple[str, str]]:
    """The offices of the one city a reader sees, as (key, name); none for several cities."""
    city = _one_city(reach)
    if city is None:
        return []
    rows = Organization.objects.filter(parent=city, kind=Kind.AGENCY)
    listed = [
        (str(key), short or name)
        for key, name, short in rows.values_list("pk", "name", "short_name")
    ]
    return sorted(listed, key=lambda pair: pair[1])


def years() -> list[str]:
    """The years that documents are asked to speak of, and those of the cycles; newest first."""
    spans = Cycle.objects.aggregate(first=Min("first_evidence_year"), last=Max("year"))
    if spans["first"] is None:
        return []
    return [str(year) for year in range(spans["last"], spans["first"] - 1, -1)]


def groups(user: User, wanted: Wanted) -> list[tuple[str, list[Group]]]:
    """The ways into the library: by kind, by office, by year; each with how many are there."""
    if _one_city(reach_of(user)) is None:
        return []
    rows = Evidence.objects.visible_to(user)
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


def _one_city(reach: Reach | None) -> int | None:
    if reach is None or reach.cities is None or len(set(reach.cities)) != 1:
        return None
    return reach.cities[0]


def _counted(rows: QuerySet[Evidence], name: str) -> Sequence[tuple[str, int]]:
    counted = rows.values(value=F(name)).annotate(n=Count("pk")).order_by("-n", "value")
    return [(row["value"], row["n"]) for row in counted[:MOST_GROUPS]]
