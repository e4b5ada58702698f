"""Gather what reports say: from a snapshot where one exists, else from the sheet as it is now."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from layak import scoring
from layak.assessments.expecting import interval_of
from layak.assessments.finding_list import lost, places_of
from layak.assessments.models import Assessment, Finding, Stage
from layak.assessments.queries import rubric_of
from layak.assessments.sheet import Sheet
from layak.assessments.standing import colour_of
from layak.assessments.telling import tell
from layak.instruments.models import Instrument, Option, Question
from layak.lib.errors import Refusal
from layak.reports.city import CityData, Found, read_city
from layak.reports.form import AskedBlock, AskedIndicator, AskedItem, Form, Level
from layak.reviews.models import Snapshot
from layak.reviews.snapshots import canonical, describe, digest_of, plain

_FOREIGN = (
    "Potret ini memakai instrumen {code} versi {version}, yang tidak ada di Layak ini; laporannya "
    "tidak dapat disusun."
)


def city_of_snapshot(snapshot: Snapshot) -> CityData:
    """What a snapshot says. Raises ``Refusal`` when its instrument is not the one here."""
    body = json.loads(snapshot.body)
    named = body["instrument"]
    instrument = snapshot.assessment.instrument
    if named["digest"] != instrument.digest:
        raise Refusal(_FOREIGN.format(code=named["code"], version=named["version"]))
    return read_city(
        body,
        form_of(instrument),
        day=_day(snapshot.assessment, snapshot.taken_at),
        digest=snapshot.digest,
        warnings=_warnings(body),
    )


def city_of_sheet(assessment: Assessment, *, at: datetime) -> CityData:
    """What a sheet says ``at`` this moment, at the newest stage that has marks."""
    body = describe(assessment, Sheet(assessment).newest)
    if assessment.stage == Stage.SELF:
        _count_what_is_typed(assessment, body)
    read = read_city(
        body,
        form_of(assessment.instrument),
        day=_day(assessment, at),
        digest=digest_of(canonical(body)),
        warnings=_warnings(body),
    )
    order = {item.code: at for at, item in enumerate(read.items)}
    found = sorted(_found(assessment), key=lambda one: order.get(one.codes.partition(",")[0], -1))
    return replace(read, found=found, expected=interval_of(assessment))


def _found(assessment: Assessment) -> list[Found]:
    """What stands against documents of the sheet. Personal data is no matter of a report."""
    rows = (
        Finding.objects.filter(assessment=assessment)
        .standing()
        .exclude(kind=Finding.Kind.PERSONAL)
        .exclude(pk__in=lost(assessment).values("pk"))
        .select_related("evidence__organization", "evidence__file", "twin")
        .order_by("pk")
    )
    places = places_of(assessment, {row.evidence_id for row in rows})
    found = []
    for row in rows:
        told = tell(row)
        codes = [
            place.code
            for place in places.get(row.evidence_id, ())
            if row.answer_id in {None, place.answer}
        ]
        found.append(Found(", ".join(codes), row.evidence.name, told.title, told.what, told.todo))
    return found


def _count_what_is_typed(assessment: Assessment, body: dict[str, Any]) -> None:
    """Before a sheet is submitted, what stands in it is what it says of itself."""
    for answer in body["answers"]:
        answer["submitted"] = answer["points"]
    points = {one["code"]: one["points"] for one in body["answers"]}
    score = scoring.score(
        rubric_of(assessment),
        {code: None if text is None else Decimal(text) for code, text in points.items()},
    )
    body["scores"] = {
        "self": {
            "total": plain(score.total),
            "attainable": plain(score.attainable),
            "level": score.level,
            "next_level": score.next_level,
            "distance": None if score.distance is None else plain(score.distance),
            "clusters": {code: plain(value) for code, value in score.clusters.items()},
            "indicators": {code: plain(value) for code, value in score.indicators.items()},
            "unanswered": sorted(score.unanswered),
            "warnings": [],
        }
    }


def _day(assessment: Assessment, at: datetime) -> date:
    return at.astimezone(ZoneInfo(assessment.city.timezone)).date()


def _warnings(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader must know besides the newest score, in sentences."""
    newest = body["scores"][body["stage"]]
    return tuple(
        scoring.describe(
            scoring.ScoreWarning(
                one["code"],
                one["where"],
                {name: _fact(fact) for name, fact in one["facts"].items()},
            ),
            "id",
        )
        for one in newest["warnings"]
    )


def _fact(fact: str) -> Decimal | str:
    try:
        return Decimal(fact)
    except ArithmeticError:
        return fact


def form_of(instrument: Instrument) -> Form:
    """An instrument as reports need it; published ones never change, so it is read once."""
    return _form(instrument.pk, instrument.digest)


@lru_cache(maxsize=8)
def _form(key: int, _digest: str) -> Form:
    instrument = Instrument.objects.get(pk=key)
    options: dict[int, dict[str, str]] = {}
    for question, code, label in Option.objects.filter(instrument=key).values_list(
        "question_id", "code", "label"
    ):
        options.setdefault(question, {})[code] = label
    items: dict[int, list[AskedItem]] = {}
    for row in Question.objects.filter(instrument=key):
        items.setdefault(row.indicator_id, []).append(
            AskedItem(
                code=row.code,
                label=row.label,
                text=row.text,
                attainable=row.attainable,
                condition=row.applies_when,
                lead=row.lead,
                percentage=row.percentage,
                options=options.get(row.pk, {}),
                matrix=row.matrix,
            )
        )
    rows: dict[int, list[AskedIndicator]] = {}
    for indicator in instrument.indicators.all():
        rows.setdefault(indicator.cluster_id, []).append(
            AskedIndicator(
                indicator.code, indicator.name, indicator.attainable, items.get(indicator.pk, [])
            )
        )
    return Form(
        name=instrument.name,
        attainable=instrument.attainable,
        blocks=[
            AskedBlock(
                cluster.code,
                cluster.label,
                cluster.name,
                cluster.attainable,
                rows.get(cluster.pk, []),
            )
            for cluster in instrument.clusters.all()
        ],
        levels=[
            Level(level.name, level.floor, level.ceiling, colour_of(level))
            for level in instrument.levels.all()
        ],
    )
