"""Look at documents and judge them for a sheet: findings come, change and go with the facts.

Loads the heavy libraries: only tasks and commands import this module. Doing it twice changes
nothing; what a person dismissed stays dismissed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from layak.assessments.doubles import Twins, twins_of
from layak.assessments.faces import shown_faces
from layak.assessments.finding_list import lost
from layak.assessments.judging import Asked, Judgement, Key, Paper, judge, judge_alone
from layak.assessments.models import Answer, Assessment, Assignment, Finding, Inspection, Placement
from layak.audit.services import record
from layak.documents import looking
from layak.documents.likeness import text_print
from layak.documents.personal import find
from layak.documents.sandbox import ReaderPool
from layak.evidence import storage
from layak.evidence.models import (
    Correction,
    Evidence,
    Facts,
    FileText,
    Legibility,
    PersonalData,
    Print,
    ScannedPage,
)
from layak.evidence.remembering import note_personal_data, remember_prints
from layak.instruments.models import EvidenceRequirement
from layak.organizations.models import Kind


def unseen(most: int) -> list[Evidence]:
    """Documents whose file was never looked at, or whose text was read anew since."""
    scanned = (
        ScannedPage.objects.filter(file=OuterRef("file"))
        .order_by()
        .values("file")
        .annotate(newest=Max("read_at"))
        .values("newest")
    )
    return list(
        Evidence.objects.annotate(read=Subquery(scanned))
        .filter(Q(file__print__isnull=True) | Q(read__gt=F("file__print__taken_at")))
        .select_related("file")
        .order_by("pk")[:most]
    )


def look(documents: Sequence[Evidence], readers: ReaderPool, *, at: datetime) -> None:
    """Take the prints of documents and note the personal data in them.

    ``readers``: a pool whose reader is ``layak.documents.looking``.
    """
    known = set(
        Print.objects.filter(file__in=[one.file_id for one in documents]).values_list(
            "file_id", flat=True
        )
    )
    texts = dict(
        FileText.objects.filter(file__in=[one.file_id for one in documents]).values_list(
            "file_id", "pages"
        )
    )
    paths = {
        one.file_id: storage.location(one.file_id)
        for one in documents
        if one.file_id not in known and storage.location(one.file_id).exists()
    }
    names = {one.file_id: one.name for one in documents}
    seen: dict[str, list[looking.Seen]] = {}
    for file, result in readers.read(paths.items(), named=lambda file: names[file]):
        seen[file] = looking.seen(result)
    for one in documents:
        pages = texts.get(one.file_id, [])
        photographs = None if one.file_id in known else seen.get(one.file_id, [])
        with transaction.atomic():
            remember_prints(one.file_id, text_print(pages), photographs, at=at)
            # The same bytes may lie in several cities, each with a day of its own.
            for row in Evidence.objects.filter(file=one.file_id):
                note_personal_data(row, find(pages, on=row.received_at.date()), at=at)


def stale(assessment: Assessment) -> list[int]:
    """Documents of a sheet's city about which something is known that was not judged yet.

    Also those with a finding about a place where they, or their twin, no longer lie.
    """
    inspected = Inspection.objects.filter(assessment=assessment, evidence=OuterRef("pk"))
    placed = _newest(
        Placement.objects.filter(answer__assessment=assessment, evidence=OuterRef("pk")),
        "evidence",
        "placed_at",
    )
    corrected = _newest(
        Correction.objects.filter(evidence=OuterRef("pk")), "evidence", "corrected_at"
    )
    left = lost(assessment).filter(status=Finding.Status.OPEN)
    return list(
        Evidence.objects.filter(city=assessment.city_id, file__print__isnull=False)
        .annotate(
            inspected=Subquery(inspected.values("inspected_at")[:1]),
            known=Greatest(
                placed,
                corrected,
                "facts__read_at",
                "file__print__taken_at",
                "file__face_count__counted_at",
            ),
        )
        .filter(
            Q(inspected__isnull=True)
            | Q(known__gt=F("inspected"))
            | Q(pk__in=left.values("evidence"))
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _newest(rows: QuerySet[Any], by: str, column: str) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(newest=Max(column)).values("newest"))


@transaction.atomic
def inspect(assessment: Assessment, evidence: Collection[int], *, at: datetime) -> int:
    """Judge documents (keys) and keep what is wrong with them; returns how many rows changed.

    The twins of a document and what lies beside it are judged with it: a double is a matter of
    both, and what one document lacks another may give.
    """
    twins = twins_of(assessment, evidence)
    answers = Placement.objects.filter(answer__assessment=assessment, evidence__in=evidence)
    beside = Placement.objects.filter(answer__in=answers.values("answer"))
    keys = {
        *evidence,
        *(one.other for one in twins),
        *beside.values_list("evidence_id", flat=True),
    }
    # Several runs may meet: the second waits here and finds everything done.
    Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    wanted = dict(_findings(assessment, keys, twins_of(assessment, keys)))
    changed = _settle(assessment, keys, wanted, at)
    Inspection.objects.bulk_create(
        [Inspection(assessment=assessment, evidence_id=key, inspected_at=at) for key in keys],
        update_conflicts=True,
        unique_fields=["assessment", "evidence"],
        update_fields=["inspected_at"],
    )
    return changed


def _settle(
    assessment: Assessment, keys: Collection[int], wanted: Mapping[Key, Judgement], at: datetime
) -> int:
    """Make the rows agree with the judgement; dismissed ones stay as they are."""
    rows = {
        (row.evidence_id, row.answer_id, row.kind, row.twin_id): row
        for row in Finding.objects.filter(assessment=assessment, evidence__in=keys)
    }
    new = [_row(assessment, key, judged, at) for key, judged in wanted.items() if key not in rows]
    gone = [
        row.pk
        for key, row in rows.items()
        if key not in wanted and row.status == Finding.Status.OPEN
    ]
    other = []
    for key, judged in wanted.items():
        row = rows.get(key)
        if row and (row.page, row.facts) != (judged.page, dict(judged.facts)):
            row.page, row.facts = judged.page, dict(judged.facts)
            other.append(row)
    if new or gone or other:
        detail = {"new": len(new), "gone": len(gone), "changed": len(other)}
        with record("findings.noticed", assessment, actor=None, at=at, detail=detail):
            Finding.objects.bulk_create(new)
            Finding.objects.filter(pk__in=gone).delete()
            Finding.objects.bulk_update(other, ["page", "facts"])
    return len(new) + len(gone) + len(other)


def _row(assessment: Assessment, key: Key, judged: Judgement, at: datetime) -> Finding:
    evidence, answer, kind, twin = key
    facts = dict(judged.facts)
    return Finding(
        assessment=assessment,
        evidence_id=evidence,
        answer_id=answer,
        kind=kind,
        twin_id=twin,
        page=judged.page,
        twin_page=facts.get("twin_page"),
        facts=facts,
        noticed_at=at,
    )


def _findings(
    assessment: Assessment, keys: Collection[int], twins: Iterable[Twins]
) -> Iterator[tuple[Key, Judgement]]:
    places: dict[int, list[int]] = defaultdict(list)
    for document, answer in Placement.objects.filter(
        answer__assessment=assessment, evidence__in=keys
    ).values_list("evidence_id", "answer_id"):
        places[document].append(answer)
    elsewhere = Placement.objects.filter(evidence__in=keys).exclude(answer__assessment=assessment)
    # What lies on another sheet only is that sheet's matter.
    own = set(places) | (set(keys) - set(elsewhere.values_list("evidence_id", flat=True)))
    yield from _judged(assessment, places, own)
    yield from _reused(places)
    for pair in twins:
        for side in (pair, pair.turned()):
            if side.one in keys:
                facts = {"share": side.share, "twin_page": side.other_page}
                yield (
                    (side.one, None, side.kind, side.other),
                    Judgement(side.kind, side.page, facts),
                )
    yield from _personal(own)
    yield from shown_faces(assessment, places)


def _judged(
    assessment: Assessment, places: Mapping[int, Sequence[int]], keys: Collection[int]
) -> Iterator[tuple[Key, Judgement]]:
    """What the facts of documents say against them where they lie."""
    asked = _asked(assessment, {answer for answers in places.values() for answer in answers})
    papers = dict(_papers(keys))
    given: dict[int, set[str]] = defaultdict(set)
    for document, answers in places.items():
        for answer in answers:
            given[answer].add(papers[document].kind if document in papers else "")
    for document, paper in papers.items():
        for answer in places.get(document, ()):
            for judged in judge(paper, replace(asked[answer], given=frozenset(given[answer]))):
                yield (document, answer, judged.kind, None), judged
        if document not in places:
            for judged in judge_alone(paper):
                yield (document, None, judged.kind, None), judged


def _reused(places: Mapping[int, Sequence[int]]) -> Iterator[tuple[Key, Judgement]]:
    """The same bytes under several questions."""
    kind = Finding.Kind.SAME_FILE.value
    for document, answers in places.items():
        if len(answers) > 1:
            for answer in answers:
                yield (document, answer, kind, None), Judgement(kind, facts={"uses": len(answers)})


def _personal(keys: Collection[int]) -> Iterator[tuple[Key, Judgement]]:
    kind = Finding.Kind.PERSONAL.value
    for row in PersonalData.objects.standing().filter(evidence__in=keys):
        facts = {
            "identities": row.identities,
            "births": row.births,
            "homes": row.homes,
            "children": row.children,
            "pages": row.pages,
        }
        yield (row.evidence_id, None, kind, None), Judgement(kind, row.pages[0], facts)


def _papers(keys: Collection[int]) -> Iterator[tuple[int, Paper]]:
    """What is known of each document."""
    flawed: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for file, number, flaws in (
        ScannedPage.objects.filter(file__evidence__in=keys, state=ScannedPage.State.READ)
        .exclude(flaws=[])
        .order_by("number")
        .values_list("file_id", "number", "flaws")
    ):
        flawed[file][number] = flaws
    rows = Facts.objects.filter(evidence__in=keys).select_related(
        "evidence", "issuer", "city_named"
    )
    for row in rows:
        named = row.city_named
        unclear = row.legibility == Legibility.UNCLEAR
        hard = flawed[row.evidence.file_id] if unclear else {}
        yield (
            row.evidence_id,
            Paper(
                kind=row.kind,
                dated=row.dated,
                years=(row.first_year, row.last_year) if row.first_year and row.last_year else None,
                issuer=row.issuer_id if row.issuer and row.issuer.kind == Kind.AGENCY else None,
                issuer_name=row.issuer_name or str(row.issuer or ""),
                city=named.pk if named and named.kind == Kind.CITY else None,
                city_name=str(named or ""),
                signature=row.signature,
                unclear=tuple(hard) or (1,) if unclear else (),
                flaws=tuple(dict.fromkeys(flaw for flaws in hard.values() for flaw in flaws)),
                sure={aspect: _confidence(row, aspect) for aspect in _ASPECTS},
                pages={
                    aspect: int(ground.get("page") or 0) for aspect, ground in row.grounds.items()
                },
            ),
        )


_ASPECTS = ("kind", "dated", "issuer", "city", "period", "signature")


def _confidence(row: Facts, aspect: str) -> float:
    """How sure Layak is; what a person said has no ground beside it and is sure."""
    ground = row.grounds.get(aspect)
    return float(ground.get("confidence", 0.0)) if ground else 1.0


def _asked(assessment: Assessment, answers: Collection[int]) -> dict[int, Asked]:
    offices: dict[int, set[int]] = defaultdict(set)
    for answer, office in Assignment.objects.filter(answer__in=answers).values_list(
        "answer_id", "organization_id"
    ):
        offices[answer].add(office)
    wanted: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Answer.objects.filter(pk__in=answers)
    for question, kind, text in EvidenceRequirement.objects.filter(
        Exists(rows.filter(question=OuterRef("question")))
    ).values_list("question_id", "kind", "text"):
        wanted[question].append((kind, text))
    cycle = assessment.cycle
    years = (cycle.first_evidence_year, cycle.last_evidence_year)
    return {
        answer: Asked(years, assessment.city_id, frozenset(offices[answer]), wanted[question])
        for answer, question in rows.values_list("pk", "question_id")
    }
