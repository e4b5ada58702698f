"""Reports that were made: what of, in which state, where their bytes lie, who signed them."""

from __future__ import annotations

from pathlib import Path

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import KEEPERS, OVERSEERS, Membership, User
from layak.assessments.models import Assessment
from layak.organizations.models import Kind as Place
from layak.organizations.models import Organization, OrganizationQuerySet
from layak.reviews.models import Snapshot


class Kind(models.TextChoices):
    """What can be made."""

    # Its key is older than the second award; what pages call it, the sheet's award says.
    KLA = "kla", _("Laporan evaluasi")
    RECAP = "recap", _("Rekap penilaian mandiri")
    OFFICES = "offices", _("Rekap per OPD")
    LEADER = "leader", _("Ringkasan pimpinan")
    LEAGUE = "league", _("Peringkat provinsi")

    def of_award(self, award: str) -> str:
        """What pages call it for a sheet of this award."""
        if self is Kind.KLA:
            return gettext("Laporan %(award)s") % {"award": award}
        return str(self.label)


class Format(models.TextChoices):
    """As which file."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"


MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheets_reported_to(user: User) -> models.QuerySet[Assessment]:
    """Sheets of the cities a person oversees: their reports show every office's work."""
    places = Membership.objects.filter(user=user, role__in=OVERSEERS)
    return Assessment.objects.filter(
        Exists(places.filter(organization__path__above=OuterRef("city__path")))
    )


def sheets_handed_over_by(user: User) -> models.QuerySet[Assessment]:
    """Sheets a person keeps: only they take all evidence away in one package."""
    places = Membership.objects.filter(user=user, role__in=KEEPERS)
    return Assessment.objects.filter(
        Exists(places.filter(organization__path__above=OuterRef("city__path")))
    )


def provinces_reported_to(user: User) -> OrganizationQuerySet:
    """Provinces that a person looks over, by a role there or for the nation."""
    places = Membership.objects.filter(user=user, role__in=OVERSEERS)
    return Organization.objects.filter(
        Exists(places.filter(organization__path__above=OuterRef("path"))), kind=Place.PROVINCE
    )


class RenderingQuerySet(models.QuerySet["Rendering"]):
    def visible_to(self, user: User) -> RenderingQuerySet:
        """Reports of sheets and provinces that a person oversees."""
        return self.filter(
            Q(assessment__in=sheets_reported_to(user)) | Q(province__in=provinces_reported_to(user))
        )


class Rendering(models.Model):
    """One report as one file. Of a sheet or of a province; frozen where it is of a snapshot.

    Its bytes lie below the data folder by their digest and can be made again at any time.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        WORKING = "working", _("Sedang disusun")
        READY = "ready", _("Siap")
        FAILED = "failed", _("Gagal")

    kind = models.CharField("laporan", max_length=8, choices=Kind)
    format = models.CharField("bentuk", max_length=4, choices=Format)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, related_name="renderings"
    )
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, null=True, related_name="renderings"
    )
    province = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, related_name="renderings"
    )
    year = models.PositiveSmallIntegerField("siklus", null=True)
    state = models.CharField("keadaan", max_length=7, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField("kemajuan, persen", default=0)
    reason = models.CharField("alasan", max_length=300, blank=True)
    name = models.CharField("nama berkas", max_length=160, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField("ukuran, byte", default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField("diminta pada")
    finished_at = models.DateTimeField("selesai pada", null=True)

    objects = RenderingQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas laporan"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["assessment", "-asked_at"], name="rendering_of_a_sheet"),
            models.Index(fields=["province", "-asked_at"], name="rendering_of_a_province"),
        ]
        constraints = [
            models.CheckConstraint(
                name="rendering_is_of_a_sheet_or_a_province",
                condition=Q(assessment__isnull=False, province__isnull=True, year__isnull=True)
                | Q(
                    assessment__isnull=True,
                    snapshot__isnull=True,
                    province__isnull=False,
                    year__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="rendering_ready_has_a_digest",
                condition=~Q(state="ready") | Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_format_display()})"

    def get_absolute_url(self) -> str:
        return reverse("rendering", args=[self.pk])

    @property
    def title(self) -> str:
        """Which report it is, by the award of its sheet."""
        award = self.assessment.instrument.award if self.assessment else ""
        return Kind(self.kind).of_award(award)

    @property
    def zone(self) -> str:
        """The time zone of the place it is about."""
        place = self.assessment.city if self.assessment else self.province
        return (place.timezone if place else "") or settings.TIME_ZONE

    @property
    def place(self) -> Path:
        """Where the bytes lie."""
        return Path(settings.DATA_DIR) / "reports" / self.sha256[:2] / self.sha256

    @property
    def there(self) -> bool:
        """Whether it can be downloaded; after a restore its bytes have to be made again."""
        return self.state == self.State.READY and self.place.exists()

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[Format(self.format)]

    @property
    def working(self) -> bool:
        return self.state in {self.State.WAITING, self.State.WORKING}


class SignedCopyQuerySet(models.QuerySet["SignedCopy"]):
    def visible_to(self, user: User) -> SignedCopyQuerySet:
        return self.filter(rendering__in=Rendering.objects.visible_to(user))


class SignedCopy(models.Model):
    """A report with one more electronic signature. Never changed; the next one builds on it.

    Its bytes cannot be made again, so they are kept here and travel with every backup.
    """

    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="signed_copies")
    content = models.BinaryField("isi", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    signer = models.CharField("penanda tangan", max_length=200)
    reason = models.CharField("keperluan", max_length=200, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField("ditandatangani pada")

    objects = SignedCopyQuerySet.as_manager()

    class Meta:
        verbose_name = "salinan bertanda tangan"
        ordering = ["signed_at", "pk"]
        triggers = [
            pgtrigger.Protect(name="is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
