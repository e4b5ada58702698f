"""All evidence of a city as one sheet sees it: where each document lies, page by page.

Documents are read by key, never by offset, and never with their text, so that the thousandth page
costs what the first one does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from layak.accounts.models import User
from layak.assessments.models import Assessment, Misplacement, Placement, Suggestion
from layak.assessments.queries import blocks_of
from layak.evidence.models import Evidence
from layak.organizations.models import Organization

PER_PAGE = 30
UNPLACED, UNCONFIRMED, MISPLACED = "belum", "saran", "salah"
STATES = ("", UNPLACED, UNCONFIRMED, MISPLACED)
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see.

    ``after`` and ``before`` are the keys of the documents at the edges of the page.
    """

    state: str = ""
    office: str = ""
    kind: str = ""
    text: str = ""
    after: str = ""
    before: str = ""

    def link(self, **changes: str) -> str:
        """The filters as a query string; a changed filter begins at the first page again."""
        values = {
            "status": self.state,
            "opd": self.office,
            "jenis": self.kind,
            "cari": self.text,
            **changes,
        }
        return urlencode({name: value for name, value in values.items() if value})


def read_wanted(given: Mapping[str, str]) -> Wanted:
    """Read an address; what it names but there is not, is left out."""
    state, kind, office = (given.get(name, "") for name in ("status", "jenis", "opd"))
    return Wanted(
        state=state if state in STATES else "",
        office=office if office.isdecimal() and len(office) <= 18 else "",
        kind=kind if kind in Evidence.Kind.values else "",
        text=given.get("cari", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        after=given.get("sesudah", ""),
        before=given.get("sebelum", ""),
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """One indicator a document may speak for, and the item there that a click places it under."""

    code: str
    number: int
    name: str
    probability: float


@dataclass(slots=True)
class Entry:
    """One document and where it lies."""

    evidence: Evidence
    placements: list[Placement] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    misplacement: int | None = None
    editable: bool = False

    @property
    def unconfirmed(self) -> bool:
        return any(one.source == Placement.Source.SUGGESTION for one in self.placements)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of documents. ``newer`` and ``older`` are the queries of its neighbours."""

    entries: list[Entry]
    counts: Mapping[str, int]
    newer: str
    older: str


def evidence_of(assessment: Assessment, user: User) -> QuerySet[Evidence]:
    """The documents of a sheet's city that a person may read, as this sheet sees them."""
    return (
        Evidence.objects.visible_to(user)
        .filter(city=assessment.city_id)
        .annotate(
            misplaced=_states(assessment)[MISPLACED],
            editable=Exists(Evidence.objects.editable_by(user).filter(pk=OuterRef("pk"))),
        )
    )


def _states(assessment: Assessment) -> dict[str, Q]:
    placed = Placement.objects.filter(evidence=OuterRef("pk"), answer__assessment=assessment.pk)
    flagged = Misplacement.objects.undecided().filter(
        evidence=OuterRef("pk"), assessment=assessment.pk
    )
    return {
        UNPLACED: ~Q(Exists(placed)),
        UNCONFIRMED: Q(Exists(placed.filter(source=Placement.Source.SUGGESTION))),
        MISPLACED: Q(Exists(flagged)),
    }


def read_shelf(assessment: Assessment, user: User, wanted: Wanted) -> Shelf:
    """Read one page in four queries, however many documents there are."""
    rows = _narrowed(evidence_of(assessment, user), wanted)
    states = _states(assessment)
    counts = rows.aggregate(
        all=Count("pk"), **{state: Count("pk", filter=rule) for state, rule in states.items()}
    )
    if wanted.state:
        rows = rows.filter(states[wanted.state])
    page, newer, older = _page(rows, wanted)
    return Shelf(
        entries=entries_of(assessment, page),
        counts=counts,
        newer=newer,
        older=older,
    )


def entries_of(assessment: Assessment, page: Iterable[Evidence]) -> list[Entry]:
    """Find out where documents lie and, for those that lie nowhere, what they may speak for."""
    entries = {row.pk: Entry(row, editable=bool(getattr(row, "editable", False))) for row in page}
    for placement in (
        Placement.objects.filter(evidence__in=entries, answer__assessment=assessment)
        .select_related("answer__question")
        .order_by("answer__question__position")
    ):
        entries[placement.evidence_id].placements.append(placement)
    names = _names_of(assessment)
    for suggestion in Suggestion.objects.filter(evidence__in=entries, assessment=assessment):
        entries[suggestion.evidence_id].proposals = _proposals(suggestion, names)
    flagged = [pk for pk, entry in entries.items() if getattr(entry.evidence, "misplaced", False)]
    if flagged:
        rows = Misplacement.objects.undecided().filter(evidence__in=flagged, assessment=assessment)
        for evidence, pk in rows.values_list("evidence_id", "pk"):
            entries[evidence].misplacement = pk
    return list(entries.values())


def offices_with_evidence(assessment: Assessment) -> QuerySet[Organization]:
    """Who handed documents in, by name."""
    handed = Evidence.objects.filter(city=assessment.city_id, organization=OuterRef("pk"))
    return Organization.objects.within(assessment.city).filter(Exists(handed)).order_by("name")


def _narrowed(rows: QuerySet[Evidence], wanted: Wanted) -> QuerySet[Evidence]:
    if wanted.office:
        rows = rows.filter(organization=int(wanted.office))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.text:
        rows = rows.filter(name__icontains=wanted.text)
    return rows


def _page(rows: QuerySet[Evidence], wanted: Wanted) -> tuple[list[Evidence], str, str]:
    """A page and the queries of the newer and older one; empty where there is none."""
    rows = rows.select_related("file", "organization")
    before, after = _read_key(wanted.before), _read_key(wanted.after)
    if before is not None:
        at, pk = before
        back = rows.filter(Q(received_at__gt=at) | Q(received_at=at, pk__gt=pk))
        page = list(back.order_by("received_at", "pk")[: PER_PAGE + 1])
        more, page = len(page) > PER_PAGE, page[:PER_PAGE][::-1]
        newer = wanted.link(sebelum=_key(page[0])) if more else ""
        return page, newer, wanted.link(sesudah=_key(page[-1])) if page else wanted.link()
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lt=pk))
    page = list(rows.order_by("-received_at", "-pk")[: PER_PAGE + 1])
    more, page = len(page) > PER_PAGE, page[:PER_PAGE]
    newer = wanted.link(sebelum=_key(page[0])) if after is not None and page else ""
    return page, newer, wanted.link(sesudah=_key(page[-1])) if more else ""


def _key(row: Evidence) -> str:
    return f"{row.received_at.isoformat()}_{row.pk}"


def _read_key(key: str) -> tuple[datetime, int] | None:
    at, _, pk = key.rpartition("_")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (instant, int(pk)) if pk.isdecimal() and len(pk) <= 18 and instant.tzinfo else None


def _names_of(assessment: Assessment) -> dict[int, str]:
    """The title of each indicator by its official number."""
    return {
        indicator.number: indicator.title
        for _, indicators in blocks_of(assessment)
        for indicator in indicators
    }


def _proposals(suggestion: Suggestion, names: Mapping[int, str]) -> list[Proposal]:
    """The three indicators, each with the best item that is known there."""
    best: dict[int, str] = {}
    for item in suggestion.items:
        number = int("".join(filter(str.isdigit, item["code"].split(".")[0])))
        best.setdefault(number, item["code"])
    return [
        Proposal(best[one["number"]], one["number"], names[one["number"]], one["probability"])
        for one in suggestion.indicators
        if one["number"] in best and one["number"] in names
    ]
