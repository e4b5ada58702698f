"""Keep each sheet's summary current, so that pages about many cities count nothing themselves.

A sheet is counted again when its rows differ from those it was counted from. That is told by
comparing, not by being told: whatever changed a row, by whichever way and whenever, is seen.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, Sum

from layak import scoring
from layak.assessments.models import Answer, Assessment, Mark, Placement, Stage
from layak.assessments.queries import rubric_of
from layak.reviews.models import Decision
from layak.scorecards.models import Summary, VerifierShare

AT_ONCE = 40  # sheets whose answers are read together
_ORDER = tuple(Stage)
_COUNTED = (
    *("questions", "filled", "evidenced", "checked", "verified", "returned", "stage", "total"),
    *("level", "scores", "changed_at", "fingerprint", "computed_at"),
)


@dataclass(slots=True)
class _Rows:
    """What one sheet is counted from: its answers by key and the marks of each stage."""

    answers: dict[int, "_Own"] = field(default_factory=dict)
    marks: dict[Stage, dict[int, tuple[Decimal, bool]]] = field(default_factory=dict)
    placed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Own:
    code: str
    points: Decimal | None
    evidenced: bool
    checked: bool
    changed_at: datetime | None


def refresh(at: datetime) -> int:
    """Count the sheets that changed since they were last counted; return how many they were."""
    # The fingerprints are taken first: what changes meanwhile is counted the next time.
    now = _fingerprints()
    before = dict(Summary.objects.values_list("assessment_id", "fingerprint"))
    stale = [key for key, digest in now.items() if before.get(key) != digest]
    for start in range(0, len(stale), AT_ONCE):
        some = stale[start : start + AT_ONCE]
        counted, shares = _count(some, now, at), _shares(some)
        with transaction.atomic():
            Summary.objects.bulk_create(
                counted,
                update_conflicts=True,
                unique_fields=["assessment"],
                update_fields=_COUNTED,
            )
            VerifierShare.objects.filter(assessment__in=some).delete()
            VerifierShare.objects.bulk_create(shares)
    return len(stale)


def _fingerprints() -> dict[int, str]:
    """What each sheet's rows amount to. Four scans; for the nation's cycles about a second."""
    answers = Answer.objects.values_list("assessment").annotate(
        Count("points"),
        Sum("points"),
        Sum("submitted_points"),
        Max("changed_at"),
        Count("checked_at"),
    )
    marks = Mark.objects.values_list("answer__assessment").annotate(
        Count("pk"), Sum("points"), Max("marked_at"), sent_back=Count("pk", filter=Q(returned=True))
    )
    placed = Placement.objects.values_list("answer__assessment").annotate(
        Count("pk"), Sum("answer_id"), Max("pk"), Max("placed_at")
    )
    sheets = Assessment.objects.values_list("pk", "stage", "unmet", "instrument__digest")
    told: dict[int, list[object]] = defaultdict(list)
    for number, rows in enumerate((sheets, answers, marks, placed)):
        for key, *rest in rows.order_by():
            told[key].append((number, *rest))
    salt = scoring.ENGINE_VERSION
    return {
        key: hashlib.sha256(f"{salt} {rows!r}".encode()).hexdigest() for key, rows in told.items()
    }


def _count(keys: Sequence[int], digests: Mapping[int, str], at: datetime) -> list[Summary]:
    sheets = Assessment.objects.filter(pk__in=keys).select_related("instrument")
    rows = _read(keys)
    return [_summary(sheet, rows[sheet.pk], digests[sheet.pk], at) for sheet in sheets]


def _shares(keys: Sequence[int]) -> list[VerifierShare]:
    """What each verifier decided on some sheets; every decision counts, also one replaced later."""
    kinds = Decision.Kind
    rows = (
        Decision.objects.filter(answer__assessment__in=keys)
        .order_by()
        .values_list("answer__assessment", "decided_by")
        .annotate(
            accepted=Count("pk", filter=Q(kind=kinds.ACCEPTED)),
            adjusted=Count("pk", filter=Q(kind=kinds.ADJUSTED)),
            returned=Count("pk", filter=Q(kind=kinds.RETURNED)),
            last_at=Max("decided_at"),
        )
    )
    return [
        VerifierShare(
            assessment_id=sheet,
            verifier_id=verifier,
            accepted=accepted,
            adjusted=adjusted,
            returned=returned,
            last_at=last_at,
        )
        for sheet, verifier, accepted, adjusted, returned, last_at in rows
    ]


def _read(keys: Collection[int]) -> dict[int, _Rows]:
    """The rows of some sheets, in three queries."""
    found: dict[int, _Rows] = defaultdict(_Rows)
    answers = (
        Answer.objects.filter(assessment__in=keys)
        .order_by()
        .annotate(evidenced=Exists(Placement.objects.filter(answer=OuterRef("pk"))))
        .values_list(
            *("assessment_id", "assessment__stage", "pk", "question__code", "points"),
            *("submitted_points", "evidenced", "checked_at", "changed_at"),
        )
    )
    for sheet, stage, key, code, points, submitted, evidenced, checked_at, changed_at in answers:
        # Once submitted, the self score is what was submitted; repairs change only ``points``.
        own = points if stage == Stage.SELF else submitted
        row = _Own(code, own, evidenced, checked_at is not None, changed_at)
        found[sheet].answers[key] = row
    marks = Mark.objects.filter(answer__assessment__in=keys).order_by()
    for sheet, stage, key, points, returned in marks.values_list(
        "answer__assessment_id", "stage", "answer_id", "points", "returned"
    ):
        found[sheet].marks.setdefault(Stage(stage), {})[key] = (points, returned)
    placed = Placement.objects.filter(answer__assessment__in=keys).order_by()
    newest = placed.values_list("answer__assessment").annotate(Max("placed_at"))
    for sheet, placed_at in newest:
        found[sheet].placed_at = placed_at
    return found


def _summary(assessment: Assessment, rows: _Rows, digest: str, at: datetime) -> Summary:
    rubric = rubric_of(assessment)
    asked = {key: own for key, own in rows.answers.items() if own.code not in rubric.inapplicable}
    totals: dict[str, Decimal] = {}
    reached: dict[int, tuple[Decimal, bool]] = {}
    score = scoring.score(rubric, {own.code: own.points for own in rows.answers.values()})
    stage = Stage.SELF
    totals[stage.value] = score.total
    for one in _ORDER[1:]:
        if one in rows.marks:
            stage = one
            # A stage that does not decide on an answer takes over what the one before gave.
            reached |= rows.marks[one]
            given = {rows.answers[key].code: points for key, (points, _) in reached.items()}
            score = scoring.score(rubric, given)
            totals[stage.value] = score.total
    moments = [own.changed_at for own in rows.answers.values() if own.changed_at]
    return Summary(
        assessment=assessment,
        questions=len(asked),
        filled=sum(own.points is not None for own in asked.values()),
        evidenced=sum(own.evidenced for own in asked.values()),
        checked=sum(own.checked for own in asked.values()),
        verified=len(reached.keys() & asked.keys()),
        returned=sum(returned for key, (_, returned) in reached.items() if key in asked),
        stage=stage,
        total=score.total,
        level=score.level or "",
        scores={name: str(total) for name, total in totals.items()},
        changed_at=max(filter(None, [*moments, rows.placed_at]), default=None),
        fingerprint=digest,
        computed_at=at,
    )
