"""Who did what, and who looked at what."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One verb that was done: rows are only ever added."""

    at = models.DateTimeField("pada")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="pelaku",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    verb = models.CharField("tindakan", max_length=60)
    subject = models.CharField("objek", max_length=80, blank=True)
    reason = models.TextField("alasan", blank=True)
    detail = models.JSONField("rincian", default=dict)

    class Meta:
        verbose_name = "catatan"
        indexes = [
            models.Index(fields=["subject", "-at"], name="entry_subject"),
            models.Index(fields=["-at"], name="entry_newest"),
        ]
        ordering = ["-at", "-pk"]


class Look(models.Model):
    """One look at something that names people: who, what, when."""

    at = models.DateTimeField("pada")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("objek", max_length=80)

    class Meta:
        verbose_name = "penglihatan"
        indexes = [models.Index(fields=["subject", "-at"], name="look_subject")]
        ordering = ["-at", "-pk"]
