"""A sheet frozen at the end of a stage, as canonical JSON: the same state gives the same bytes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from layak import scoring
from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Placement, Stage
from layak.assessments.queries import rubric_of
from layak.audit.services import record
from layak.instruments import queries as instruments
from layak.instruments.models import Instrument
from layak.organizations.models import Kind, Organization
from layak.reviews.models import Decision, Snapshot

FORMAT = 1
_ORDER = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a snapshot still says what it said.

    ``whole``: its text is canonical and has its digest. ``recomputed``: the score follows from its
    points; None where this Layak cannot tell, because the instrument or the engine is another.
    """

    whole: bool
    recomputed: bool | None


def canonical(value: object) -> str:
    """JSON with sorted keys and without spaces, in UTF-8; equal values give equal text."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def plain(value: Decimal) -> str:
    """A number without trailing zeros, however many the database keeps: ``4.5``."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def freeze(assessment: Assessment, stage: Stage, *, actor: User | None, at: datetime) -> Snapshot:
    """Keep a sheet as it is at the end of a stage. The caller holds it in that stage."""
    body = canonical(describe(assessment, stage))
    snapshot = Snapshot(
        assessment=assessment,
        stage=stage,
        body=body,
        digest=digest_of(body),
        taken_at=at,
        taken_by=actor,
    )
    detail = {"stage": stage, "digest": snapshot.digest}
    with record("assessment.frozen", assessment, actor=actor, at=at, detail=detail):
        snapshot.save()
    return snapshot


def verify(snapshot: Snapshot) -> Check:
    """Recompute the digest and the score of a snapshot from its own text."""
    if digest_of(snapshot.body) != snapshot.digest:
        return Check(whole=False, recomputed=None)
    body = json.loads(snapshot.body)
    return Check(whole=canonical(body) == snapshot.body, recomputed=_recomputed(body))


def _recomputed(body: Mapping[str, Any]) -> bool | None:
    instrument = Instrument.objects.filter(
        code=body["instrument"]["code"],
        version=body["instrument"]["version"],
        digest=body["instrument"]["digest"],
    ).first()
    if instrument is None or body["engine"] != scoring.ENGINE_VERSION:
        return None
    rubric = instruments.rubric(instrument, body["assessment"]["unmet"])
    kept = body["scores"]
    return all(
        _described_score(scoring.score(rubric, _points(body["answers"], Stage(stage)))) == said
        for stage, said in kept.items()
    )


def describe(assessment: Assessment, stage: Stage) -> dict[str, Any]:
    """All that a sheet says at a stage, as plain values. Numbers are texts, so that none is lost.

    No time of the freezing is in it, and no key of a row but that of a figure that an answer was
    drawn from: equal states are equal whenever they are read.
    """
    reached = _ORDER[: _ORDER.index(stage) + 1]
    answers = _answers(assessment, reached)
    rubric = rubric_of(assessment)
    instrument = assessment.instrument
    # A stage that a cycle left out (the ministry once verified alone) has no score.
    marked = {stage.value, *(one for answer in answers for one in answer["marks"])}
    scored = [one for one in reached if one in {Stage.SELF, stage} or one.value in marked]
    return {
        "format": FORMAT,
        "stage": stage.value,
        "assessment": _place(assessment),
        "instrument": {
            "code": instrument.code,
            "version": instrument.version,
            "name": instrument.name,
            "digest": instrument.digest,
        },
        "engine": scoring.ENGINE_VERSION,
        "answers": answers,
        "clusters": [
            {"code": cluster.code, "label": cluster.label, "name": cluster.name}
            for cluster in instrument.clusters.all()
        ],
        "scores": {
            one.value: _described_score(scoring.score(rubric, _points(answers, one)))
            for one in scored
        },
    }


def _place(assessment: Assessment) -> dict[str, Any]:
    city = assessment.city
    province = Organization.objects.above(city).filter(kind=Kind.PROVINCE).first()
    return {
        "city": {"code": city.region_code, "name": city.name, "timezone": city.timezone},
        "province": {"code": province.region_code, "name": province.name} if province else None,
        "cycle": assessment.cycle.year,
        "example": assessment.example,
        "unmet": sorted(assessment.unmet),
    }


def _answers(assessment: Assessment, reached: tuple[Stage, ...]) -> list[dict[str, Any]]:
    marks = _marks(assessment, reached)
    evidence = _evidence(assessment)
    rows = (
        Answer.objects.filter(assessment=assessment)
        .select_related("question", "option", "measured")
        .order_by("question__position")
    )
    return [
        {
            "code": row.question.code,
            "label": row.question.label,
            "attainable": plain(row.question.attainable),
            "points": _number(row.points),
            "submitted": _number(row.submitted_points),
            "option": row.option.code if row.option else None,
            "narrative": row.note,
            "matrix": row.matrix,
            "measured": _measured(row),
            "marks": marks.get(row.pk, {}),
            "evidence": evidence.get(row.pk, []),
        }
        for row in rows
    ]


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _measured(answer: Answer) -> dict[str, Any] | None:
    value = getattr(answer, "measured", None)
    if value is None:
        return None
    said: dict[str, Any] = {
        "value": plain(value.value),
        "numerator": _number(value.numerator),
        "denominator": _number(value.denominator),
        "source": value.source,
        "period": value.period,
    }
    # Where it was drawn from; a typed figure says nothing of it, as in snapshots of before.
    if value.observation_id is not None:
        said["observation"] = value.observation_id
    elif value.registry:
        said["registry"] = value.registry
    return said


def _marks(
    assessment: Assessment, reached: tuple[Stage, ...]
) -> dict[int, dict[str, dict[str, Any]]]:
    """The mark of each stage with the decision that gave it, by answer and stage."""
    decisions = {
        (answer, stage): (kind, cause)
        for answer, stage, kind, cause in Decision.objects.filter(answer__assessment=assessment)
        .standing()
        .values_list("answer_id", "stage", "kind", "cause")
    }
    found: dict[int, dict[str, dict[str, Any]]] = {}
    rows = assessment.answers.filter(marks__stage__in=reached).values_list(
        "pk",
        "marks__stage",
        "marks__points",
        "marks__note",
        "marks__returned",
        "marks__marked_by__name",
    )
    for answer, stage, points, note, returned, name in rows:
        kind, cause = decisions.get((answer, stage), ("", ""))
        found.setdefault(answer, {})[stage] = {
            "points": plain(points),
            "note": note,
            "returned": returned,
            "kind": kind,
            "cause": cause,
            "by": name or "",
        }
    return found


def _evidence(assessment: Assessment) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Placement.objects.filter(answer__assessment=assessment).order_by(
        "evidence__file_id", "evidence__name"
    )
    for answer, sha256, name, page in rows.values_list(
        "answer_id", "evidence__file_id", "evidence__name", "page"
    ):
        found.setdefault(answer, []).append({"sha256": sha256, "name": name, "page": page})
    return found


def _points(answers: list[dict[str, Any]], stage: Stage) -> dict[str, Decimal | None]:
    """The points a stage counts, from a snapshot's own answers: the newest mark reached."""
    reached = _ORDER[1 : _ORDER.index(stage) + 1]
    own = "submitted"
    points: dict[str, Decimal | None] = {}
    for answer in answers:
        given = [answer["marks"][one]["points"] for one in reached if one in answer["marks"]]
        text = answer[own] if stage == Stage.SELF else (given[-1] if given else None)
        points[answer["code"]] = None if text is None else Decimal(text)
    return points


def _described_score(score: scoring.Score) -> dict[str, Any]:
    return {
        "total": plain(score.total),
        "attainable": plain(score.attainable),
        "level": score.level,
        "next_level": score.next_level,
        "distance": _number(score.distance),
        "clusters": {code: plain(value) for code, value in score.clusters.items()},
        "indicators": {code: plain(value) for code, value in score.indicators.items()},
        "unanswered": sorted(score.unanswered),
        "warnings": [
            {
                "code": warning.code,
                "where": warning.where,
                "facts": {
                    name: plain(fact) if isinstance(fact, Decimal) else fact
                    for name, fact in warning.facts.items()
                },
            }
            for warning in score.warnings
        ],
    }
