"""Which document is the newer version of which."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from layak.audit.history import keeps_history
from layak.evidence.models import Evidence


@keeps_history
class Revision(models.Model):
    """A document that takes the place of an older one. Each has at most one on either side."""

    older = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="+")
    newer = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="+")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    noted_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "versi dokumen"
        constraints = [
            models.CheckConstraint(
                name="revision_is_of_another_document",
                condition=~models.Q(older=models.F("newer")),
            )
        ]
