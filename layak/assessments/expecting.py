"""What verification will probably leave of a sheet, kept for the pages that draw its ladder.

``scorecards`` foresees it and says it here; this app only shows it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from layak.assessments.calendar import Stage

if TYPE_CHECKING:
    from layak.assessments.models import Assessment


class Expectation(models.Model):
    """The expected score after ``stage`` with its 80% interval; the next one is written over it.

    Never shown without both ends. ``fingerprint`` tells from what it was foreseen.
    """

    assessment = models.OneToOneField(
        "assessments.Assessment",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="expectation",
    )
    stage = models.CharField("tahap", max_length=16, choices=Stage)
    expected = models.DecimalField("perkiraan", max_digits=9, decimal_places=2)
    low = models.DecimalField("batas bawah", max_digits=9, decimal_places=2)
    high = models.DecimalField("batas atas", max_digits=9, decimal_places=2)
    fingerprint = models.CharField(max_length=64)
    foreseen_at = models.DateTimeField("diperkirakan pada")

    class Meta:
        verbose_name = "perkiraan nilai"
        constraints = [
            models.CheckConstraint(
                name="expectation_lies_in_its_interval",
                condition=models.Q(low__lte=models.F("expected"))
                & models.Q(expected__lte=models.F("high")),
            )
        ]


def expect(
    assessment: Assessment,
    stage: Stage,
    interval: tuple[Decimal, Decimal, Decimal],
    *,
    fingerprint: str,
    at: datetime,
) -> None:
    """Keep ``interval`` (low, expected, high) as what is expected of a sheet from now on."""
    low, expected, high = interval
    Expectation.objects.update_or_create(
        assessment=assessment,
        defaults={
            "stage": stage,
            "low": low,
            "expected": expected,
            "high": high,
            "fingerprint": fingerprint,
            "foreseen_at": at,
        },
    )


def interval_of(assessment: Assessment) -> tuple[Decimal, Decimal] | None:
    """Both ends of what is expected; None before it was foreseen. One query unless joined."""
    found = Expectation.objects.filter(assessment=assessment).values_list("low", "high").first()
    return (found[0], found[1]) if found else None
