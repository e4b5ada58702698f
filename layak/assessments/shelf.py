"""All evidence of a city as one sheet sees it: where each document lies, page by page.

Documents are read by key, never by offset, and never with their text, so that the thousandth page
costs what the first one does.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Misplacement, Placement, Suggestion
from layak.assessments.queries import blocks_of
from layak.evidence.models import Evidence

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


@dataclass(slots=True)
class Proposal:
    """One indicator a document may speak for, and the item there that a click places it under."""

    code: str
    name: str
    probability: float
    editable: bool = False


@dataclass(slots=True)
class Entry:
    """One document and where it lies. ``placements`` tell in ``editable`` whether to confirm them.

    ``misplacement`` is the key of its entry in the inbox.
    """

    evidence: Evidence
    misplacement: int | None = None
    placements: list[Placement] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of documents. ``newer`` and ``older`` are the queries of its neighbours.

    ``counts``: documents by state, all of them under the empty state. ``offices``: whoever handed
    something in, as (key, name).
    """

    entries: list[Entry]
    counts: Mapping[str, int]
    offices: list[tuple[str, str]]
    newer: str
    older: str


def evidence_of(assessment: Assessment, user: User) -> QuerySet[Evidence]:
    """The documents of a sheet's city that a person may read."""
    return Evidence.objects.visible_to(user).filter(city=assessment.city_id)


def _states(assessment: Assessment) -> dict[str, Q]:
    placed = Placement.objects.filter(evidence=OuterRef("pk"), answer__assessment=assessment.pk)
    return {
        "": Q(),
        UNPLACED: ~Q(Exists(placed)),
        UNCONFIRMED: Q(Exists(placed.filter(source=Placement.Source.SUGGESTION))),
        MISPLACED: Q(Exists(_flags(assessment))),
    }


def _flags(assessment: Assessment) -> QuerySet[Misplacement]:
    """What is undecided of the document of the outer query."""
    return Misplacement.objects.undecided().filter(
        evidence=OuterRef("pk"), assessment=assessment.pk
    )


def read_shelf(assessment: Assessment, user: User, wanted: Wanted) -> Shelf:
    """Read one page in at most five queries, however many documents there are."""
    rows = evidence_of(assessment, user)
    states = _states(assessment)
    counts, offices = _facets(rows, states, wanted)
    rows = _narrowed(rows, wanted).filter(states[wanted.state])
    page, newer, older = _page(as_seen(rows, assessment, user), wanted)
    return Shelf(entries_of(assessment, user, page), counts, offices, newer, older)


def as_seen(rows: QuerySet[Evidence], assessment: Assessment, user: User) -> QuerySet[Evidence]:
    """Documents with ``misplacement``, their entry in the inbox, and ``editable`` by a person."""
    return rows.select_related("file", "organization").annotate(
        misplacement=Subquery(_flags(assessment).values("pk")[:1]),
        editable=Exists(Evidence.objects.editable_by(user).filter(pk=OuterRef("pk"))),
    )


def entries_of(assessment: Assessment, user: User, page: Iterable[Evidence]) -> list[Entry]:
    """Find out where documents lie and, for those that lie nowhere, what they may speak for.

    ``page``: documents as ``as_seen`` gives them.
    """
    entries = {row.pk: Entry(row, getattr(row, "misplacement", None)) for row in page}
    own = {pk for pk, entry in entries.items() if getattr(entry.evidence, "editable", False)}
    for placement in (
        Placement.objects.filter(evidence__in=entries, answer__assessment=assessment)
        .annotate(editable=Exists(Placement.objects.editable_by(user).filter(pk=OuterRef("pk"))))
        .select_related("answer__question")
        .order_by("answer__question__position")
    ):
        entries[placement.evidence_id].placements.append(placement)
    names = _names_of(assessment)
    loose = [pk for pk, entry in entries.items() if not entry.placements]
    for suggestion in Suggestion.objects.filter(evidence__in=loose, assessment=assessment):
        entries[suggestion.evidence_id].proposals = _proposals(suggestion, names)
    _allow(assessment, user, entries, own)
    return list(entries.values())


def _allow(
    assessment: Assessment, user: User, entries: Mapping[int, Entry], own: Collection[int]
) -> None:
    """Say which offers a person may take up: any for own documents, else those of own questions."""
    offered = [
        proposal for pk, entry in entries.items() if pk not in own for proposal in entry.proposals
    ]
    codes: set[str] = set()
    if offered:
        answers = Answer.objects.editable_by(user).filter(
            assessment=assessment, question__code__in={one.code for one in offered}
        )
        codes = set(answers.values_list("question__code", flat=True))
    for pk, entry in entries.items():
        for proposal in entry.proposals:
            proposal.editable = pk in own or proposal.code in codes


def _facets(
    rows: QuerySet[Evidence], states: Mapping[str, Q], wanted: Wanted
) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Count the documents of each state, and list the offices, in one query."""
    named = Q(name__icontains=wanted.text) if wanted.text else Q()
    counted = {f"in_{state}": Count("pk", filter=named & rule) for state, rule in states.items()}
    counts = dict.fromkeys(states, 0)
    offices: dict[str, str] = {}
    groups: Iterable[Mapping[str, Any]] = (
        rows.values("organization", "organization__name", "organization__short_name", "kind")
        .annotate(**counted)
        .order_by("organization__name", "kind")
    )
    for group in groups:
        office = str(group["organization"])
        offices[office] = group["organization__short_name"] or group["organization__name"]
        if wanted.office in {"", office} and wanted.kind in {"", group["kind"]}:
            for state in states:
                counts[state] += group[f"in_{state}"]
    return counts, list(offices.items())


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
    before, after = _read_key(wanted.before), _read_key(wanted.after)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(received_at__gt=at) | Q(received_at=at, pk__gt=pk))
        page = list(rows.order_by("received_at", "pk")[: PER_PAGE + 1])
    else:
        if after is not None:
            at, pk = after
            rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lt=pk))
        page = list(rows.order_by("-received_at", "-pk")[: PER_PAGE + 1])
    more, page = len(page) > PER_PAGE, page[:PER_PAGE]
    has_newer, has_older = after is not None, more
    if before is not None:
        has_newer, has_older, page = more, True, page[::-1]
    newer = wanted.link(sebelum=_key(page[0])) if has_newer and page else ""
    return page, newer, wanted.link(sesudah=_key(page[-1])) if has_older and page else ""


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
        Proposal(best[one["number"]], names[one["number"]], one["probability"])
        for one in suggestion.indicators
        if one["number"] in best and one["number"] in names
    ]
