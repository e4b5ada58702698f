"""Real scores before and after verification: what the forecast learns from."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from layak.assessments.models import Stage
from layak.forecast.pooling import Pair
from layak.instruments.edition import UNKNOWN_LEVELS
from layak.scorecards.models import PastResult, Summary

PUBLISHED = Path(__file__).with_name("published_results.csv")
_STAGES = {"mandiri": Stage.SELF, "administrasi": Stage.ADMINISTRATIVE}
_Row = tuple[str, int, str, float]  # city by code, year, stage, score


def published_pairs() -> list[Pair]:
    """The pairs in the public statements that come with Layak; no database is needed."""
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        rows = [
            (line["kode"], int(line["tahun"]), _STAGES[line["tahap"]], float(line["nilai"]))
            for line in csv.DictReader(lines)
            if line["tahap"] in _STAGES and line["nilai"]
        ]
    return _paired(rows)


def known_pairs() -> list[Pair]:
    """Every pair this installation knows: what sources say, and its own verified sheets.

    Two queries. A sheet of this installation counts once its administrative stage is over; examples
    never do, nor awards without levels. Sources that contradict each other make no pair.
    """
    told = PastResult.objects.filter(
        stage__in=[Stage.SELF, Stage.ADMINISTRATIVE], score__isnull=False
    ).values_list("city__region_code", "year", "stage", "score")
    rows: list[_Row] = [
        (code or "", year, stage, float(score)) for code, year, stage, score in told if score
    ]
    verified = Summary.objects.filter(
        assessment__example=False, assessment__stage__in=[Stage.FIELD, Stage.FINAL]
    ).exclude(assessment__instrument__level_rule=UNKNOWN_LEVELS)
    own = verified.values_list("assessment__city__region_code", "assessment__cycle__year", "scores")
    for region, year, scores in own:
        code = region or ""
        # What is counted here counts more than what a source says of it.
        rows = [row for row in rows if row[:2] != (code, year)]
        rows += [
            (code, year, stage, float(scores[stage]))
            for stage in (Stage.SELF.value, Stage.ADMINISTRATIVE.value)
            if stage in scores
        ]
    return _paired(rows)


def province_of(code: str) -> str:
    """The code of the province in which the region ``code`` lies."""
    return code.partition(".")[0]


def _paired(rows: Iterable[_Row]) -> list[Pair]:
    found: dict[tuple[str, int], dict[str, set[float]]] = defaultdict(lambda: defaultdict(set))
    for city, year, stage, score in rows:
        found[city, year][stage].add(score)
    return [
        Pair(city, province_of(city), year, *before, *after)
        for (city, year), stages in sorted(found.items())
        if len(before := stages[Stage.SELF]) == 1
        and len(after := stages[Stage.ADMINISTRATIVE]) == 1
        and min(before) > 0
    ]
