"""What the pages of findings show: each in words with its place and points, doubles in clusters."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from layak.accounts.models import User
from layak.assessments.dismissing import DOUBLED
from layak.assessments.models import Answer, Assessment, Finding, Placement, Revision
from layak.assessments.telling import Told, tell
from layak.evidence.models import Evidence
from layak.instruments.models import EvidenceRequirement, Instrument
from layak.organizations.models import Organization

# How the form says which photographs it wants: "yang tidak memperlihatkan wajah anak".
FACE = "wajah anak"


@dataclass(frozen=True, slots=True)
class Place:
    """A question under which a document lies. ``points``: what its answer claims or could win."""

    answer: int
    code: str
    label: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as a page shows it. ``deciding``: whether its reader may dismiss it."""

    finding: Finding
    told: Told
    places: Sequence[Place]
    deciding: bool

    @property
    def points(self) -> Decimal:
        """What hangs on the document: the points of the questions it lies under."""
        return sum((place.points for place in self.places), Decimal(0))


@dataclass(slots=True)
class Cluster:
    """Documents that are the same thing, the one in most use first; its words come from ``why``.

    ``said`` tells of each document (by key) what it shares with which, and on which page.
    """

    members: list[Evidence]
    why: set[str] = field(default_factory=set)
    said: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: Mapping[int, Sequence[Place]] = field(default_factory=dict)
    deciding: bool = False

    @property
    def key(self) -> str:
        """Names the cluster in a form: the keys of its documents."""
        return "-".join(str(one.pk) for one in self.members)

    @property
    def rows(self) -> list[tuple[Evidence, Sequence[Place], Sequence[str]]]:
        """Each document with where it lies and what is said of it."""
        return [(one, self.places.get(one.pk, ()), self.said[one.pk]) for one in self.members]

    @property
    def kinds(self) -> list[str]:
        """What makes them the same, in words."""
        return [str(kind.label) for kind in Finding.Kind if kind.value in self.why]

    @property
    def points(self) -> Decimal:
        """The points of all questions its documents lie under."""
        found = {place.answer: place.points for one in self.places.values() for place in one}
        return sum(found.values(), Decimal(0))


def found(
    assessment: Assessment,
    user: User,
    *,
    dismissed: bool = False,
    office: Organization | None = None,
) -> QuerySet[Finding]:
    """The findings of a sheet that a person may read; those of questions left since are gone.

    ``office`` keeps those of documents it gave and of questions it is assigned to.
    """
    rows = Finding.objects.visible_to(user).filter(assessment=assessment)
    rows = rows.filter(status=Finding.Status.DISMISSED if dismissed else Finding.Status.OPEN)
    rows = rows.exclude(pk__in=lost(assessment).values("pk"))
    if office is not None:
        asked = Placement.objects.filter(
            evidence=OuterRef("evidence"),
            answer__assessment=assessment,
            answer__assignments__organization=office,
        )
        rows = rows.filter(Q(evidence__organization=office) | Exists(asked))
    return rows


def weighed(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """Those on which the most points hang first; of the same weight by kind and name."""
    none = Value(Decimal(0))
    places = Placement.objects.filter(
        evidence=OuterRef("evidence"), answer__assessment=OuterRef("assessment")
    ).order_by()
    here = Case(
        When(answer__isnull=True, then=_weight(places)),
        default=_weight(places.filter(answer=OuterRef("answer"))),
    )
    return rows.annotate(worth=Coalesce(here, none)).order_by(
        F("worth").desc(), "kind", "evidence__name", "pk"
    )


def _weight(places: QuerySet[Placement]) -> Subquery:
    """The points of the answers of placements: those claimed, else those that can be won."""
    claimed = NullIf("answer__points", Value(Decimal(0)))
    points = Coalesce(claimed, F("answer__question__attainable"))
    return Subquery(places.values("evidence").annotate(worth=Sum(points)).values("worth"))


def lost(assessment: Assessment) -> QuerySet[Finding]:
    """Findings about a place where the document, or its twin, no longer lies, or its versions."""
    placements = Placement.objects.filter(answer__assessment=assessment)
    here = placements.filter(evidence=OuterRef("evidence"))
    twin = placements.filter(evidence=OuterRef("twin"))
    left = Q(answer__isnull=False) & ~Exists(here.filter(answer=OuterRef("answer")))
    parted = Q(twin__isnull=False) & (~Exists(here) | ~Exists(twin))
    # Who named them versions of one document knows that they are alike.
    versions = Exists(
        Revision.objects.filter(
            Q(older=OuterRef("evidence"), newer=OuterRef("twin"))
            | Q(older=OuterRef("twin"), newer=OuterRef("evidence"))
        )
    )
    freed = Q(kind=Finding.Kind.FACES) & ~Exists(here.filter(answer__in=faceless(assessment)))
    return Finding.objects.filter(left | parted | versions | freed, assessment=assessment)


def faceless(assessment: Assessment) -> QuerySet[Answer]:
    """The answers of clusters that ask for photographs showing no child's face."""
    clusters = _faceless_clusters(assessment.instrument_id, assessment.instrument.digest)
    return Answer.objects.filter(
        assessment=assessment, question__indicator__cluster__in=sorted(clusters)
    )


def faceless_clusters() -> set[int]:
    """The clusters (keys) of all editions that ask for such photographs."""
    editions = Instrument.objects.values_list("pk", "digest")
    return {cluster for edition in editions for cluster in _faceless_clusters(*edition)}


@lru_cache(maxsize=32)
def _faceless_clusters(instrument: int, _digest: str) -> frozenset[int]:
    """Published editions never change, so this is read once a process."""
    asking = EvidenceRequirement.objects.filter(
        question__instrument=instrument,
        kind=EvidenceRequirement.Kind.PHOTO,
        text__icontains=FACE,
    )
    return frozenset(asking.values_list("question__indicator__cluster", flat=True))


def waiting(assessment: Assessment, user: User) -> int:
    """How many documents that a person may read were not looked at yet: more may be found."""
    own = Evidence.objects.visible_to(user).filter(city=assessment.city_id)
    return own.filter(file__print__isnull=True).count()


def count_by_kind(rows: QuerySet[Finding]) -> dict[str, int]:
    """How many there are of each kind."""
    counted = rows.order_by().values("kind").annotate(n=Count("pk"))
    return {row["kind"]: row["n"] for row in counted}


def lines(assessment: Assessment, user: User, rows: QuerySet[Finding]) -> list[Line]:
    """Put findings into words, in three queries."""
    own = Finding.objects.editable_by(user).filter(pk=OuterRef("pk"))
    shown = list(
        rows.annotate(deciding=Exists(own)).select_related(
            "evidence__organization", "evidence__file", "twin", "decided_by"
        )
    )
    places = places_of(assessment, {row.evidence_id for row in shown})
    return [
        Line(
            row,
            tell(row),
            [
                place
                for place in places.get(row.evidence_id, ())
                if row.answer_id in {None, place.answer}
            ],
            bool(getattr(row, "deciding", False)),
        )
        for row in shown
    ]


def lines_at(answer: Answer, user: User, evidence: Collection[int]) -> list[Line]:
    """What is wrong with the documents (keys) under one question."""
    if not evidence:
        return []
    rows = Finding.objects.standing().filter(
        Q(answer=answer) | Q(answer__isnull=True),
        assessment=answer.assessment_id,
        evidence__in=evidence,
    )
    return lines(answer.assessment, user, rows.order_by("kind", "pk"))


def lines_about(evidence: Evidence, user: User) -> list[Line]:
    """What is wrong with one document on the sheets that a person may see, the newest first."""
    about = Finding.objects.filter(evidence=evidence).values("assessment")
    sheets = Assessment.objects.visible_to(user).filter(pk__in=about)
    told: list[Line] = []
    for sheet in sheets.select_related("city", "cycle", "instrument").leading_first():
        for line in lines(sheet, user, weighed(found(sheet, user).filter(evidence=evidence))):
            # What lies nowhere is found for each award of the city; it is one thing all the same.
            if line.places or line.told not in [one.told for one in told]:
                told.append(line)
    return told


def places_of(assessment: Assessment, evidence: Collection[int]) -> dict[int, list[Place]]:
    """Where documents (keys) lie, in printed order."""
    places: dict[int, list[Place]] = defaultdict(list)
    for key, answer, code, label, points, attainable in (
        Placement.objects.filter(answer__assessment=assessment, evidence__in=evidence)
        .order_by("answer__question__position")
        .values_list(
            "evidence_id",
            "answer_id",
            "answer__question__code",
            "answer__question__label",
            "answer__points",
            "answer__question__attainable",
        )
    ):
        places[key].append(Place(answer, code, label, points or attainable))
    return places


def clusters(assessment: Assessment, user: User) -> list[Cluster]:
    """The doubles of a sheet, the most points first."""
    rows = list(
        found(assessment, user)
        .filter(kind__in=DOUBLED)
        .filter(Q(twin__isnull=True) | Q(twin__in=Evidence.objects.visible_to(user)))
        .select_related("twin")
        .order_by("kind", "pk")
    )
    groups = _joined((row.evidence_id, row.twin_id) for row in rows)
    documents = (
        Evidence.objects.filter(pk__in=groups).select_related("organization", "file").in_bulk()
    )
    places = places_of(assessment, groups.keys())
    own = set(
        Finding.objects.editable_by(user)
        .filter(assessment=assessment, kind__in=DOUBLED)
        .values_list("evidence_id", flat=True)
    )
    made: dict[int, Cluster] = {}
    for key in sorted(groups, key=lambda key: (-len(places.get(key, ())), key)):
        cluster = made.setdefault(groups[key], Cluster([], places=places))
        cluster.members.append(documents[key])
        cluster.deciding = cluster.deciding or key in own
    for row in rows:
        cluster, what = made[groups[row.evidence_id]], tell(row).what
        cluster.why.add(row.kind)
        if what not in cluster.said[row.evidence_id]:
            cluster.said[row.evidence_id].append(what)
    for cluster in made.values():
        cluster.places = {one.pk: places.get(one.pk, []) for one in cluster.members}
    return sorted(made.values(), key=lambda cluster: -cluster.points)


def _joined(pairs: Iterable[tuple[int, int | None]]) -> dict[int, int]:
    """Each key with the smallest key it is joined to, directly or through others."""
    leads: dict[int, int] = {}

    def lead(key: int) -> int:
        leads.setdefault(key, key)
        while leads[key] != key:
            key = leads[key]
        return key

    for one, other in pairs:
        first, second = lead(one), lead(one if other is None else other)
        leads[max(first, second)] = min(first, second)
    return {key: lead(key) for key in list(leads)}
