"""Reads that other rooms need: an instrument as the score sees it."""

from collections.abc import Iterable

from layak import scoring
from layak.instruments.models import AwardLevel, Indicator, Instrument, Question


def rubric(instrument: Instrument, unmet: Iterable[str] = ()) -> scoring.Rubric:
    """What can be won on a published instrument, in four queries.

    ``unmet``: conditions a city does not meet.
    """
    missed = frozenset(unmet)
    items: dict[int, list[scoring.Item]] = {}
    inapplicable: set[str] = set()
    for row, code, attainable, condition in Question.objects.filter(
        instrument=instrument
    ).values_list("indicator_id", "code", "attainable", "applies_when"):
        items.setdefault(row, []).append(scoring.Item(code, attainable))
        if condition in missed and condition:
            inapplicable.add(code)
    rows: dict[int, list[scoring.Indicator]] = {}
    for indicator in Indicator.objects.filter(instrument=instrument):
        rows.setdefault(indicator.cluster_id, []).append(
            scoring.Indicator(
                indicator.code,
                indicator.number,
                indicator.attainable,
                tuple(items.get(indicator.pk, ())),
            )
        )
    return scoring.Rubric(
        code=f"{instrument.code}.{instrument.version}",
        clusters=tuple(
            scoring.Cluster(cluster.code, tuple(rows.get(cluster.pk, ())), tuple(cluster.aliases))
            for cluster in instrument.clusters.all()
        ),
        levels=tuple(
            scoring.AwardLevel(level.name, level.floor, level.ceiling)
            for level in AwardLevel.objects.filter(instrument=instrument)
        ),
        inapplicable=frozenset(inapplicable),
    )
