"""What a verifier would object to in evidence, found before: each with its place and its fate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import User
from layak.assessments.querysets import assigned_to, handed_in_by, kept_by
from layak.audit.history import keeps_history
from layak.evidence.models import Evidence

if TYPE_CHECKING:
    # Named in strings below, where a class is made.
    from layak.assessments.models import Answer, Assessment  # noqa: F401


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> FindingQuerySet:
        """Those about documents that a person may read."""
        return self.filter(evidence__in=Evidence.objects.visible_to(user))

    def editable_by(self, user: User) -> FindingQuerySet:
        """Those a person may dismiss: its keepers, its giver and the question's offices."""
        return self.filter(
            kept_by(user, "assessment__city") | handed_in_by(user) | assigned_to(user, "answer")
        )

    def standing(self) -> FindingQuerySet:
        """Those that nobody dismissed."""
        return self.filter(status="open")


@keeps_history
class Finding(models.Model):
    """One thing wrong with a document, under a question or (``answer`` None) wherever it lies.

    ``page`` counts from 1, None for the whole document; ``twin`` is the other document of a double.
    ``facts`` are what the sentence is made of, so that each reader gets it in their own language.
    Dismissed, it stays so for this document; a changed file is another document.
    """

    class Kind(models.TextChoices):
        YEAR = "year", _("Tahun keliru")
        KIND = "kind", _("Jenis dokumen keliru")
        CITY = "city", _("Daerah lain")
        OFFICE = "office", _("OPD lain")
        UNSIGNED = "unsigned", _("Belum ditandatangani")
        UNCLEAR = "unclear", _("Tidak terbaca jelas")
        SAME_FILE = "same_file", _("Berkas yang sama")
        SAME_TEXT = "same_text", _("Isi hampir sama")
        SAME_PHOTO = "same_photo", _("Foto yang sama")
        PERSONAL = "personal", _("Data pribadi")
        FACES = "faces", _("Periksa wajah")

    class Status(models.TextChoices):
        OPEN = "open", _("Perlu diperiksa")
        DISMISSED = "dismissed", _("Dikesampingkan")

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="findings"
    )
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="findings")
    answer = models.ForeignKey(
        "assessments.Answer", on_delete=models.CASCADE, null=True, related_name="findings"
    )
    twin = models.ForeignKey(Evidence, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField("jenis", max_length=10, choices=Kind)
    page = models.PositiveIntegerField("halaman", null=True)
    twin_page = models.PositiveIntegerField("halaman kembarannya", null=True)
    facts = models.JSONField("rincian", default=dict)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.OPEN)
    reason = models.TextField("alasan", blank=True)
    noticed_at = models.DateTimeField("ditemukan pada")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan pada", null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "temuan"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["assessment", "status", "kind"], name="finding_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "evidence", "answer", "kind", "twin"],
                nulls_distinct=False,
                name="finding_once",
            ),
            models.CheckConstraint(
                name="finding_twin_is_another",
                condition=Q(twin__isnull=True) | ~Q(twin=F("evidence")),
            ),
        ]


class Inspection(models.Model):
    """When a document was last judged for a sheet; what changed since is judged again."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="+"
    )
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="+")
    inspected_at = models.DateTimeField("diperiksa pada")

    class Meta:
        verbose_name = "pemeriksaan dokumen"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "evidence"], name="inspection_once")
        ]
