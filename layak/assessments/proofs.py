"""Which documents prove a facility: its decree, its certificate, a photograph of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from layak.accounts.models import User
from layak.audit.history import keeps_history
from layak.evidence.models import Evidence
from layak.facilities.models import Facility


class FacilityEvidenceQuerySet(models.QuerySet["FacilityEvidence"]):
    def visible_to(self, user: User) -> FacilityEvidenceQuerySet:
        """Those whose facility and whose document a person may read."""
        return self.filter(
            facility__in=Facility.objects.visible_to(user),
            evidence__in=Evidence.objects.visible_to(user),
        )

    def editable_by(self, user: User) -> FacilityEvidenceQuerySet:
        """Those of facilities in a person's hands."""
        return self.filter(facility__in=Facility.objects.editable_by(user))


@keeps_history
class FacilityEvidence(models.Model):
    """A document that proves a facility. Both belong to one city."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField("dikaitkan pada")
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = FacilityEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti fasilitas"
        ordering = ["-linked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "evidence"], name="facility_evidence_once")
        ]
