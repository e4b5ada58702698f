"""Dated results of scoring a sheet, kept so that an old score can always be explained."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from layak.assessments.models import Assessment, Stage


class Scorecard(models.Model):
    """The score of one sheet at one stage.

    Names the instrument's digest and the engine it was computed with.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scorecards")
    stage = models.CharField(_("tahap"), max_length=16, choices=Stage)
    total = models.DecimalField("nilai", max_digits=9, decimal_places=4)
    level = models.CharField("peringkat", max_length=40, blank=True)
    clusters = models.JSONField(default=dict)  # {"0": "126.91", ...}
    indicators = models.JSONField(default=dict)  # {"21A": "68.50", ...}
    warnings = models.JSONField(default=list)
    unanswered = models.PositiveSmallIntegerField(default=0)
    instrument_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    ladder = models.TextField(blank=True)  # SVG for a wide page
    ladder_narrow = models.TextField(blank=True)  # SVG for a phone
    computed_at = models.DateTimeField("dihitung pada")

    class Meta:
        verbose_name = "rapor"
        ordering = ["-computed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["assessment", "stage", "-computed_at", "-id"], name="scorecard_newest"
            )
        ]
