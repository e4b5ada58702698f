"""What is asked.

A published instrument is carved in stone: the database itself refuses a change.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from layak.instruments.edition import UNKNOWN_LEVELS, award_of
from layak.instruments.english import localized

_CARVED = (
    "IF EXISTS (SELECT 1 FROM instruments_instrument i "
    "WHERE i.id = {row}.instrument_id AND i.published_at IS NOT NULL) "
    "THEN RAISE EXCEPTION 'a published instrument never changes'; END IF;"
)


def _carved() -> list[pgtrigger.Trigger]:
    """Refuse to add, change or remove rows of a published instrument."""
    return [
        pgtrigger.Trigger(
            name="carved_insert",
            operation=pgtrigger.Insert,
            when=pgtrigger.Before,
            func=_CARVED.format(row="NEW") + " RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name="carved_update",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            func=_CARVED.format(row="OLD") + " " + _CARVED.format(row="NEW") + " RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name="carved_delete",
            operation=pgtrigger.Delete,
            when=pgtrigger.Before,
            func=_CARVED.format(row="OLD") + " RETURN OLD;",
        ),
    ]


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def published(self) -> InstrumentQuerySet:
        return self.filter(published_at__isnull=False)

    def leading_first(self) -> InstrumentQuerySet:
        """Editions that set levels before those that do not, then the newest."""
        return self.order_by(leading(), "-year", "-version", "pk")

    def of_award(self, award: str) -> InstrumentQuerySet:
        """All editions of an award, named as ``Instrument.award`` names it."""
        return self.filter(code__startswith=f"{award.lower()}-")


def leading(way: str = "") -> models.Case:
    """Puts editions that set levels first; ``way`` leads to them, such as ``instrument__``.

    Of the awards of one city and year, the one with levels is what first pages speak of.
    """
    without = models.When(**{f"{way}level_rule": UNKNOWN_LEVELS}, then=1)
    return models.Case(without, default=0, output_field=models.IntegerField())


class Instrument(models.Model):
    """One edition of the questionnaire, read from reviewed files. ``digest`` proves which files."""

    code = models.SlugField("kode", max_length=40)
    version = models.PositiveSmallIntegerField("versi")
    name = models.CharField("nama", max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField("tahun")
    level_rule = models.CharField("aturan peringkat", max_length=40)
    source = models.TextField("sumber", blank=True)
    law = models.TextField("dasar hukum", blank=True)
    status = models.TextField("status", blank=True)
    notes = models.JSONField("catatan", default=list)
    agencies = models.JSONField("instansi", default=list)
    conditions = models.JSONField("syarat berlaku", default=list)
    narratives = models.JSONField("kelengkapan uraian", default=list)
    digest = models.CharField("sidik isi", max_length=64)
    attainable = models.DecimalField("nilai maksimum", max_digits=7, decimal_places=2)
    published_at = models.DateTimeField("diterbitkan pada", null=True)
    by_hand = models.BooleanField("dokumen ditempatkan orang", default=False, db_default=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = "instrumen"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="instrument_version_once")
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return localized(self.name, self.name_en)

    @property
    def ranked(self) -> bool:
        """Whether it is known from which score each level starts."""
        return self.level_rule != UNKNOWN_LEVELS

    @property
    def award(self) -> str:
        """The award this is an edition of, as people abbreviate it."""
        return award_of(self.code)


class AwardLevel(models.Model):
    """A level and the printed band it starts with; reached at its floor."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="levels")
    name = models.CharField("nama", max_length=40)
    name_en = models.CharField(max_length=40, blank=True)
    floor = models.DecimalField("mulai", max_digits=7, decimal_places=2)
    ceiling = models.DecimalField("sampai", max_digits=7, decimal_places=2)
    colour = models.SlugField("warna", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "peringkat"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["instrument", "name"], name="level_once")]
        triggers = _carved()

    def __str__(self) -> str:
        return localized(self.name, self.name_en)


class Cluster(models.Model):
    """A block of indicators: institutions, five clusters, territory."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="clusters")
    code = models.CharField("kode", max_length=10)
    label = models.CharField("sebutan", max_length=60)
    label_en = models.CharField(max_length=60, blank=True)
    name = models.CharField("nama", max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    attainable = models.DecimalField("nilai maksimum", max_digits=7, decimal_places=2)
    aliases = ArrayField(models.CharField(max_length=20), default=list)
    note = models.TextField("catatan sumber", blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "klaster"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["instrument", "code"], name="cluster_once")]
        triggers = _carved()

    @property
    def title(self) -> str:
        return localized(self.name, self.name_en)

    @property
    def heading(self) -> str:
        return localized(self.label, self.label_en)


class Indicator(models.Model):
    """One row of the form, such as ``21A``; ``number`` is the official indicator, 21."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="indicators")
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField("kode", max_length=10)
    number = models.PositiveSmallIntegerField("nomor")
    name = models.CharField("nama", max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    attainable = models.DecimalField("nilai maksimum", max_digits=7, decimal_places=2)
    note = models.TextField("catatan sumber", blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "indikator"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "code"], name="indicator_once")
        ]
        triggers = _carved()

    @property
    def title(self) -> str:
        return localized(self.name, self.name_en)


class Question(models.Model):
    """One scored item, such as ``21A.4a``."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="questions")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="questions")
    code = models.CharField("kode", max_length=16)
    label = models.CharField("label", max_length=300)
    text = models.TextField("pertanyaan")
    kind = models.CharField("jenis", max_length=30)
    attainable = models.DecimalField("nilai maksimum", max_digits=7, decimal_places=2)
    reverse = models.BooleanField("makin rendah makin baik", default=False)
    percentage = models.BooleanField("meminta persentase", default=False)
    two_years = models.BooleanField("membandingkan dua tahun", default=False)
    asked_of = models.CharField("ditanyakan kepada", max_length=10, blank=True)
    applies_when = models.CharField("berlaku bila", max_length=60, blank=True)
    must_mention = models.CharField("wajib menyebut", max_length=30, blank=True)
    lead = models.CharField("penanggung jawab", max_length=120, blank=True)
    contributors = ArrayField(
        models.CharField(max_length=120), default=list, verbose_name="pendukung"
    )
    matrix = models.JSONField("matriks", default=dict)
    note = models.TextField("catatan sumber", blank=True)
    estimated = models.BooleanField("bobot pilihan perkiraan", default=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "pertanyaan"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["instrument", "code"], name="question_once")]
        triggers = _carved()

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class Option(models.Model):
    """One step of a question's ladder and the points it wins."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="options")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    code = models.CharField("kode", max_length=30)
    label = models.CharField("pilihan", max_length=200)
    label_en = models.CharField(max_length=200, blank=True)
    points = models.DecimalField("nilai", max_digits=9, decimal_places=4)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "pilihan"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "code"], name="option_once")]
        triggers = _carved()

    def __str__(self) -> str:
        return localized(self.label, self.label_en)


class EvidenceRequirement(models.Model):
    """A document, photo, matrix or extract that a question asks for."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Dokumen")
        PHOTO = "photo", _("Foto")
        MATRIX = "matrix", _("Matriks")
        BUDGET = "budget", _("Kutipan anggaran bertanda tangan Bappeda")
        CERTIFICATE = "certificate", _("Sertifikat")
        COMPARISON = "comparison", _("Pembanding dua tahun")

    instrument = models.ForeignKey(
        Instrument, on_delete=models.CASCADE, related_name="requirements"
    )
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField("jenis", max_length=20, choices=Kind)
    text = models.CharField("syarat", max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "syarat data dukung"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="requirement_place_once")
        ]
        triggers = _carved()
