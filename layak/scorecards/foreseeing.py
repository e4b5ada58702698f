"""Keep what is expected of each sheet, so that every page draws its ladder from one row."""

import hashlib
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Max

from layak.assessments.expecting import Expectation, expect
from layak.assessments.models import Assessment, Finding, Misplacement, Stage
from layak.forecast import MODEL_VERSION
from layak.instruments.edition import UNKNOWN_LEVELS
from layak.lib.numbers import round_half_up
from layak.scorecards.accepted import count_new, stamp
from layak.scorecards.models import Summary
from layak.scorecards.prospects import prospect_of

AT_ONCE = 100  # sheets foreseen by one call; the next one goes on


def refresh(at: datetime) -> int:
    """Foresee the sheets that changed since, or from which more was learned; return how many.

    Like the summaries it compares instead of being told, after the summaries were counted.
    """
    count_new(at)
    now = _fingerprints(stamp())
    before = dict(Expectation.objects.values_list("assessment_id", "fingerprint"))
    stale = [key for key, digest in now.items() if before.get(key) != digest][:AT_ONCE]
    sheets = Assessment.objects.filter(pk__in=stale).select_related(
        "city", "cycle", "instrument", "target"
    )
    for sheet in sheets:
        _foresee(sheet, now[sheet.pk], at)
    return len(stale)


def _foresee(sheet: Assessment, fingerprint: str, at: datetime) -> None:
    found = prospect_of(sheet, at=at)
    if found is None:
        Expectation.objects.filter(assessment=sheet).delete()
        return
    whole = found.last.total
    low, expected, high = (
        round_half_up(Decimal(value)) for value in (whole.low, whole.expected, whole.high)
    )
    expect(sheet, Stage.FINAL, (low, expected, high), fingerprint=fingerprint, at=at)


def _fingerprints(known: str) -> dict[int, str]:
    """What each sheet's expectation rests on: its rows, what is wrong with them, what is known."""
    salt = f"{MODEL_VERSION} {known}"
    wrong: dict[int, list[object]] = {}
    for rows in (
        Misplacement.objects.all().undecided().order_by().values_list("assessment"),
        Finding.objects.all().standing().order_by().values_list("assessment"),
    ):
        for key, *told in rows.annotate(Count("pk"), Max("pk")):
            wrong.setdefault(key, []).append(told)
    return {
        key: hashlib.sha256(f"{salt} {digest} {wrong.get(key)!r}".encode()).hexdigest()
        for key, digest in Summary.objects.exclude(
            assessment__instrument__level_rule=UNKNOWN_LEVELS
        ).values_list("assessment_id", "fingerprint")
    }
