"""Facts about bytes: what was handed in, what it is, what it says."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import HANDS, KEEPERS, OVERSEERS, Membership, User
from layak.audit.history import keeps_history
from layak.evidence.prints import FaceCount, Photograph, Print
from layak.evidence.privacy import PersonalData
from layak.organizations.models import Kind, Organization

__all__ = [
    "Aspect",
    "Correction",
    "DocumentKind",
    "Evidence",
    "EvidenceQuerySet",
    "FaceCount",
    "Facts",
    "FileText",
    "Flaw",
    "Legibility",
    "PersonalData",
    "Photograph",
    "Print",
    "ScannedPage",
    "Signature",
    "StoredFile",
]


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


class DocumentKind(models.TextChoices):
    """What kind of paper a document is, as far as the instrument asks for kinds.

    The values are those of ``layak.documents.facts.Paper``.
    """

    BYLAW = "bylaw", _("Peraturan daerah")
    REGULATION = "regulation", _("Peraturan kepala daerah")
    INSTRUCTION = "instruction", _("Instruksi")
    DECREE = "decree", _("Surat keputusan")
    CIRCULAR = "circular", _("Surat edaran")
    AGREEMENT = "agreement", _("Nota kesepahaman atau perjanjian")
    ACTION_PLAN = "action_plan", _("Rencana aksi daerah")
    PLAN = "plan", _("Rencana atau dokumen perencanaan")
    BUDGET = "budget", _("Ekstrak APBD atau anggaran")
    PROCEDURE = "procedure", _("SOP")
    REPORT = "report", _("Laporan")
    MINUTES = "minutes", _("Notulen atau berita acara")
    ATTENDANCE = "attendance", _("Daftar hadir")
    CERTIFICATE = "certificate", _("Sertifikat atau piagam")
    PHOTO = "photo", _("Foto kegiatan")
    TABLE = "table", _("Tabel data")
    LETTER = "letter", _("Surat")
    GUIDE = "guide", _("Panduan atau materi")
    NEWS = "news", _("Berita")


class Signature(models.TextChoices):
    """What is known of the signature on a document."""

    ABSENT = "absent", _("Belum ditandatangani")
    PRESENT = "present", _("Ditandatangani")
    VALID = "valid", _("Tanda tangan elektronik utuh")
    BROKEN = "broken", _("Tanda tangan elektronik rusak")


class Legibility(models.TextChoices):
    """How well the pages that are pictures can be read."""

    CLEAR = "clear", _("Terbaca")
    UNCLEAR = "unclear", _("Tidak terbaca jelas")


class Aspect(models.TextChoices):
    """What is known of a document, each with its ground, and each to be corrected by itself."""

    KIND = "kind", _("Jenis dokumen")
    NUMBER = "number", _("Nomor")
    DATED = "dated", _("Tanggal")
    ISSUER = "issuer", _("Penerbit")
    CITY = "city", _("Daerah yang disebut")
    PERIOD = "period", _("Periode yang dibahas")
    SIGNATURE = "signature", _("Tanda tangan")
    LEGIBILITY = "legibility", _("Keterbacaan")


@keeps_history
class Facts(models.Model):
    """What a document says of itself: read by Layak, corrected by people. Empty means unknown.

    ``grounds`` tells of each ``Aspect`` that was read ``{"confidence": 0..1, "words": where it
    stands, "page": from 1, or 0 for the file's name}``; one that a person corrected has none, and
    its ``Correction`` is the ground.
    """

    evidence = models.OneToOneField(
        Evidence, on_delete=models.CASCADE, primary_key=True, related_name="facts"
    )
    kind = models.CharField("jenis", max_length=12, choices=DocumentKind, blank=True)
    number = models.CharField("nomor", max_length=120, blank=True)
    dated = models.DateField("tanggal", null=True)
    issuer = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    issuer_name = models.CharField("penerbit", max_length=160, blank=True)
    city_named = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    first_year = models.PositiveSmallIntegerField("tahun awal", null=True)
    last_year = models.PositiveSmallIntegerField("tahun akhir", null=True)
    signature = models.CharField("tanda tangan", max_length=8, choices=Signature, blank=True)
    legibility = models.CharField("keterbacaan", max_length=8, choices=Legibility, blank=True)
    grounds = models.JSONField("dasar", default=dict)
    read_at = models.DateTimeField("dibaca pada")

    class Meta:
        verbose_name = "fakta dokumen"
        indexes = [
            models.Index(fields=["kind"], name="facts_kind"),
            models.Index(fields=["issuer"], name="facts_issuer"),
            models.Index(fields=["first_year", "last_year"], name="facts_period"),
        ]
        constraints = [
            models.CheckConstraint(
                name="facts_period_has_both_ends",
                condition=models.Q(first_year__isnull=True, last_year__isnull=True)
                | models.Q(
                    first_year__isnull=False,
                    last_year__isnull=False,
                    last_year__gte=models.F("first_year"),
                ),
            ),
        ]


class Correction(models.Model):
    """What a person says of a document. The newest of an aspect wins over all reading, for ever.

    ``value`` in canonical writing: a choice's code, a number, ``2023-05-29``, ``2022-2023``, or
    the key of an organization; empty says that the document has none.
    """

    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, related_name="corrections", db_index=False
    )
    aspect = models.CharField("hal", max_length=10, choices=Aspect)
    value = models.CharField("isi", max_length=160, blank=True)
    reason = models.CharField("alasan", max_length=300, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    corrected_at = models.DateTimeField("diperbaiki pada")

    class Meta:
        verbose_name = "perbaikan fakta"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["evidence", "aspect", "-id"], name="correction_newest")]
        triggers = [pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update)]


class Flaw(models.TextChoices):
    """Why a page cannot be read well."""

    BLURRED = "blurred", _("buram")
    COARSE = "coarse", _("resolusi rendah")
    DARK = "dark", _("terlalu gelap")
    FAINT = "faint", _("terlalu pucat")
    ILLEGIBLE = "illegible", _("huruf tidak dikenali")


class ScannedPage(models.Model):
    """A page whose text has to be read from its picture. Pages without a row had good text.

    The text itself stands in ``FileText.pages``. The measures are of the page as pictured:
    ``sharpness`` is the variance of the Laplacian, ``darkness`` and ``contrast`` are shares of
    black, ``confidence`` is the mean of the words' (0 to 1).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu dibaca")
        READ = "read", _("Sudah dibaca")
        FAILED = "failed", _("Gagal dibaca")

    file = models.ForeignKey(
        StoredFile, on_delete=models.CASCADE, related_name="scanned_pages", db_index=False
    )
    number = models.PositiveIntegerField("halaman")
    state = models.CharField("keadaan", max_length=7, choices=State, default=State.WAITING)
    replaced = models.BooleanField("menggantikan teks bawaan", default=False)
    turned = models.PositiveSmallIntegerField("diputar, derajat", default=0)
    skew = models.FloatField("miring, derajat", null=True)
    resolution = models.PositiveIntegerField("resolusi, dpi", null=True)
    sharpness = models.FloatField("ketajaman", null=True)
    darkness = models.FloatField("kegelapan", null=True)
    contrast = models.FloatField("kontras", null=True)
    confidence = models.FloatField("keyakinan", null=True)
    flaws = ArrayField(models.CharField(max_length=9, choices=Flaw), default=list)
    reason = models.CharField("alasan", max_length=300, blank=True)
    read_at = models.DateTimeField("dibaca pada", null=True)

    class Meta:
        verbose_name = "halaman pindaian"
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="scanned_page_once_a_file")
        ]
        indexes = [
            models.Index(
                fields=["file"],
                name="scanned_page_waiting",
                condition=models.Q(state="waiting"),
            )
        ]
