"""Facts about bytes: what was handed in, what it is, what it says."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import HANDS, KEEPERS, OVERSEERS, Membership, User
from layak.audit.history import keeps_history
from layak.organizations.models import Kind, Organization


class StoredFile(models.Model):
    """Bytes on disk, kept once. The digest is their name and is never empty."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField("ukuran, byte")
    media_type = models.CharField("jenis media", max_length=120)
    page_count = models.PositiveIntegerField("jumlah halaman", default=0)
    stored_at = models.DateTimeField("disimpan pada")

    class Meta:
        verbose_name = "berkas"
        constraints = [
            models.CheckConstraint(
                name="file_digest_is_sha256", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="file_is_not_empty", condition=models.Q(size__gt=0)),
        ]


class FileText(models.Model):
    """The text of a file, one entry a page. Apart from the file, so that lists never load it."""

    file = models.OneToOneField(
        StoredFile, on_delete=models.CASCADE, primary_key=True, related_name="text"
    )
    pages = ArrayField(models.TextField(), default=list, verbose_name="halaman")

    class Meta:
        verbose_name = "teks berkas"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> EvidenceQuerySet:
        """Evidence of the cities a person oversees, of the own city, and what one handed in."""
        places = Membership.objects.filter(user=user)
        overseen = places.filter(
            role__in=OVERSEERS, organization__path__above=models.OuterRef("city__path")
        )
        beside = places.filter(
            organization__kind=Kind.AGENCY, organization__path__within=models.OuterRef("city__path")
        )
        own = places.filter(organization=models.OuterRef("organization"))
        return self.filter(models.Exists(overseen) | models.Exists(beside) | models.Exists(own))

    def editable_by(self, user: User) -> EvidenceQuerySet:
        """What a person's own office handed in; all of the city for its secretariat."""
        places = Membership.objects.filter(user=user)
        secretariat = places.filter(
            role__in=KEEPERS,
            organization__path__above=models.OuterRef("city__path"),
        )
        own = places.filter(
            role__in=HANDS,
            organization=models.OuterRef("organization"),
        )
        return self.filter(models.Exists(secretariat) | models.Exists(own))


@keeps_history
class Evidence(models.Model):
    """One city's copy of a file.

    The same bytes in two cities are two rows that know nothing of each other.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Dokumen")
        TABLE = "table", _("Tabel")
        PHOTO = "photo", _("Foto")

    city = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="evidence")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("nama berkas", max_length=255)
    kind = models.CharField("jenis", max_length=10, choices=Kind)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    received_at = models.DateTimeField("diterima pada")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "data dukung"
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["city", "-received_at", "-id"], name="evidence_newest")]
        constraints = [
            models.UniqueConstraint(fields=["city", "file"], name="evidence_once_a_city")
        ]

    def __str__(self) -> str:
        return self.name
