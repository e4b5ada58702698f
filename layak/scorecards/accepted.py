"""What verifiers accepted so far, counted from verified sheets and read for the forecast."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.db import transaction
from django.db.models import Count, Max, Sum

from layak.assessments.gaps import gaps
from layak.assessments.models import Assessment, Mark, Stage
from layak.assessments.sheet import Sheet
from layak.forecast.acceptance import Shifts, Tally, lean, shifts
from layak.forecast.assumptions import assumptions
from layak.forecast.claims import Evidence
from layak.forecast.pooling import Outlook, Pair, outlook
from layak.instruments.edition import UNKNOWN_LEVELS
from layak.instruments.models import Question
from layak.scorecards.evidence_states import states_of
from layak.scorecards.models import PastResult, Summary
from layak.scorecards.pairs import known_pairs, province_of
from layak.scorecards.plans import Acceptance

_VERIFIED = (Stage.FIELD, Stage.FINAL)


def stamp() -> str:
    """What the forecast has learned from, as a key: equal stamps, equal lessons. Three queries."""
    told = PastResult.objects.aggregate(Count("pk"), Max("pk"), Sum("score"))
    accepted = Acceptance.objects.aggregate(Count("pk"), Max("pk"), Sum("kept"))
    verified = Summary.objects.filter(
        assessment__example=False, assessment__stage__in=_VERIFIED
    ).aggregate(Count("pk"), Max("computed_at"))
    return repr((told, accepted, verified))


def outlook_of(assessment: Assessment) -> Outlook | None:
    """What verification may leave of a city's score; None while too little is known.

    Of an award without levels no result of any city is known, and those of another tell nothing.
    """
    if not assessment.instrument.ranked:
        return None
    code = assessment.city.region_code or ""
    return _outlook(code, assessment.pk, stamp())


def learned(assessment: Assessment) -> Shifts:
    """How verifiers took to kinds of items and states of evidence, for the sheet's city."""
    code = assessment.city.region_code or ""
    return _shifts(code, assessment.pk, stamp())


@lru_cache(maxsize=64)
def _shifts(city: str, sheet: int, known: str) -> Shifts:
    own = [tally for key, tallies in _tallies(known) if key != sheet for tally in tallies]
    return shifts(own, assumptions(), city=city, province=province_of(city))


@lru_cache(maxsize=64)
def _outlook(city: str, sheet: int, known: str) -> Outlook | None:
    tallies = dict(_tallies(known))
    leaning = shifts([one for own in tallies.values() for one in own], assumptions())
    years = {
        (code or "", year): (key, lean(tallies.get(key, ()), leaning))
        for key, code, year in Assessment.objects.filter(pk__in=tallies).values_list(
            "pk", "city__region_code", "cycle__year"
        )
    }
    pairs = []
    for pair in known_pairs():
        key, leans = years.get((pair.city, pair.year), (0, 0.0))
        # A sheet does not foretell itself.
        if key != sheet:
            pairs.append(Pair(pair.city, pair.province, pair.year, pair.before, pair.after, leans))
    return outlook(pairs, assumptions().variation, city=city, province=province_of(city))


@lru_cache(maxsize=2)
def _tallies(_known: str) -> Sequence[tuple[int, list[Tally]]]:
    found: dict[int, list[Tally]] = defaultdict(list)
    rows = Acceptance.objects.order_by("pk").values_list(
        "assessment_id",
        "assessment__city__region_code",
        "kind",
        "evidence",
        "items",
        "claimed",
        "kept",
    )
    for sheet, code, kind, evidence, items, claimed, kept in rows:
        city = code or ""
        found[sheet].append(
            Tally(
                city,
                province_of(city),
                kind,
                Evidence(evidence),
                items,
                float(claimed),
                float(kept),
            )
        )
    return list(found.items())


def count_acceptance(assessment: Assessment, *, at: datetime) -> int:
    """Count anew what the administrative stage accepted on a sheet; return how many items.

    The evidence is taken as it lies there now.
    """
    lines = [line for line in Sheet(assessment).lines(Stage.SELF, at=at) if line.applies]
    kinds = dict(
        Question.objects.filter(instrument=assessment.instrument_id).values_list("code", "kind")
    )
    states = states_of(assessment, lines, gaps(assessment), kinds)
    marks = dict(
        Mark.objects.filter(answer__assessment=assessment, stage=Stage.ADMINISTRATIVE).values_list(
            "answer_id", "points"
        )
    )
    sums: dict[tuple[str, Evidence], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for line in lines:
        if line.points and line.answer in marks:
            kept = min(marks[line.answer], line.points)
            sums[kinds[line.code], states[line.code]].append((line.points, kept))
    with transaction.atomic():
        Acceptance.objects.filter(assessment=assessment).delete()
        Acceptance.objects.bulk_create(
            Acceptance(
                assessment=assessment,
                kind=kind,
                evidence=state,
                items=len(items),
                claimed=sum(claimed for claimed, _ in items),
                kept=sum(kept for _, kept in items),
            )
            for (kind, state), items in sums.items()
        )
    return sum(map(len, sums.values()))


def count_new(at: datetime) -> int:
    """Count the sheets whose administrative stage is over and that were not counted yet."""
    counted = Acceptance.objects.values("assessment")
    waiting = (
        Assessment.objects.filter(example=False, stage__in=_VERIFIED)
        .exclude(pk__in=counted)
        .exclude(instrument__level_rule=UNKNOWN_LEVELS)
    )
    return sum(
        bool(count_acceptance(sheet, at=at))
        for sheet in waiting.select_related("city", "instrument")
    )
