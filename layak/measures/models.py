"""What is measured, by whom it is counted, and every figure with its source."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from layak.accounts.held import held_above
from layak.accounts.models import HANDS, KEEPERS, OVERSEERS, Membership, Role, User
from layak.audit.history import keeps_history
from layak.measures.periods import Period
from layak.organizations.models import Alias, Kind, Organization

# A path names the nation, the province and the city before anything below it.
CITY_DEPTH = 3


def city_path(path: str) -> str:
    """The path of the city in which a path lies, or the path itself above cities."""
    return ".".join(path.split(".")[:CITY_DEPTH])


@keeps_history
class Measure(models.Model):
    """One thing that is counted, defined once for the whole nation. Reviewed data of the library.

    ``offices``: names by which the responsible office is known in a city, best first. A ``share``
    is stated in percent. ``flow``: events counted over a period; else a state at its end.
    ``level`` and ``cadence``: the finest area and the rhythm in which figures are expected.
    ``items``: what it answers, as instrument and item, such as ``kla-2024/4.2``.
    """

    class Direction(models.TextChoices):
        HIGHER = "higher", _("Makin tinggi makin baik")
        LOWER = "lower", _("Makin rendah makin baik")
        NEITHER = "neither", _("Tanpa arah")

    class Cadence(models.TextChoices):
        YEAR = "year", _("Tahunan")
        SEMESTER = "semester", _("Per semester")
        QUARTER = "quarter", _("Per triwulan")
        MONTH = "month", _("Bulanan")

    code = models.SlugField("kode", max_length=40, unique=True)
    name = models.CharField("nama", max_length=120)
    name_en = models.CharField("nama Inggris", max_length=120)
    definition = models.TextField("definisi")
    definition_en = models.TextField("definisi Inggris")
    unit = models.CharField("satuan", max_length=30)
    unit_en = models.CharField("satuan Inggris", max_length=30)
    direction = models.CharField("arah", max_length=8, choices=Direction)
    formula = models.CharField("rumus", max_length=300)
    formula_en = models.CharField("rumus Inggris", max_length=300)
    is_share = models.BooleanField("persentase")
    flow = models.BooleanField("dihitung selama periode")
    cadence = models.CharField("irama", max_length=8, choices=Cadence)
    level = models.CharField("wilayah terkecil", max_length=10, choices=Kind)
    indicators = ArrayField(models.CharField(max_length=6), verbose_name="indikator")
    items = ArrayField(models.CharField(max_length=60), default=list, verbose_name="butir")
    offices = ArrayField(models.CharField(max_length=160), verbose_name="kantor")
    defined_by = models.CharField("sumber definisi", max_length=300)
    position = models.PositiveSmallIntegerField("urutan")

    class Meta:
        verbose_name = "ukuran"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self._spoken("name")

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.code])

    @property
    def meaning(self) -> str:
        return self._spoken("definition")

    @property
    def unit_name(self) -> str:
        return self._spoken("unit")

    @property
    def counted_as(self) -> str:
        return self._spoken("formula")

    def _spoken(self, field: str) -> str:
        english = (get_language() or "").startswith("en")
        return str(getattr(self, f"{field}_en" if english else field))


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def visible_to(self, user: User) -> ResponsibilityQuerySet:
        """Those of the cities where a person has a role, and of all they oversee."""
        seen = models.Q(pk=None)
        for row in filter(reads, Membership.objects.of(user)):
            seen |= models.Q(city__path__within=city_path(row.organization.path))
        return self.filter(seen)

    def editable_by(self, user: User) -> ResponsibilityQuerySet:
        """Those of the cities that a person keeps."""
        return self.filter(held_above(user, "city__path", KEEPERS))


@keeps_history
class Responsibility(models.Model):
    """A city gave a measure to an office; without a row it is the first office of the library."""

    city = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("diberikan pada")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = "penanggung jawab ukuran"
        constraints = [
            models.UniqueConstraint(fields=["measure", "city"], name="responsibility_once_a_city")
        ]


@keeps_history
class Source(models.Model):
    """A survey or register that figures come from. Two sources make two series, never one."""

    class Kind(models.TextChoices):
        SURVEY = "survey", _("Survei")
        REGISTER = "register", _("Pencatatan")
        REPORT = "report", _("Laporan")

    code = models.SlugField("kode", max_length=30, unique=True)
    name = models.CharField("nama", max_length=80)
    name_en = models.CharField("nama Inggris", max_length=80)
    kind = models.CharField("jenis", max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField("urutan")

    class Meta:
        verbose_name = "sumber"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english else self.name


class ObservationQuerySet(models.QuerySet["Observation"]):
    def of(self, region: Organization) -> ObservationQuerySet:
        """What is said of one region itself."""
        rows = self.filter(region=region, level=region.kind)
        return rows.in_city_of(region) if region.kind == Kind.VILLAGE else rows

    def in_city_of(self, region: Organization) -> ObservationQuerySet:
        """What is said in the city where a region lies."""
        city = Organization.objects.filter(path=city_path(region.path)).values("pk")
        return self.filter(city=models.Subquery(city))

    def visible_to(self, user: User) -> ObservationQuerySet:
        """Figures of the cities where a person has a role, and of all they oversee."""
        seen = models.Q(pk=None)
        for row in filter(reads, Membership.objects.of(user)):
            seen |= models.Q(region__path__within=city_path(row.organization.path))
        return self.filter(seen)

    def editable_by(self, user: User) -> ObservationQuerySet:
        """All below their place for keepers, what their office is responsible for, their area."""
        mine = models.Q(pk=None)
        for row in Membership.objects.of(user):
            place = row.organization
            if enters_all(row):
                mine |= models.Q(region__path__within=place.path)
            elif row.role in HANDS and place.kind == Kind.AGENCY:
                names = Alias.objects.filter(organization=place).values_list("name", flat=True)
                known = [place.name, place.short_name, *names]
                inside = models.Q(region__path__within=city_path(place.path))
                given = Responsibility.objects.filter(city__path=city_path(place.path))
                own = given.filter(office=place).values("measure")
                others = given.exclude(office=place).values("measure")
                named = models.Q(measure__offices__overlap=known) & ~models.Q(measure__in=others)
                mine |= inside & (named | models.Q(measure__in=own))
        return self.filter(mine)


def reads(row: Membership) -> bool:
    """Whether a role lets one read the figures of the city (or wider place) it is held in.

    Who works at a city's office or in its areas reads that city, and nothing above it.
    """
    return row.role in OVERSEERS or row.organization.path.count(".") >= CITY_DEPTH


def enters_all(row: Membership) -> bool:
    """Whether a role lets one enter any figure at and below its place."""
    operates = row.role == Role.OPERATOR and row.organization.kind != Kind.AGENCY
    return row.role in KEEPERS or operates


@keeps_history
class Observation(models.Model):
    """One figure: of what, where, when, by which source and about whom.

    ``value`` is percent for shares, else a count; ``city`` and ``province`` are those in which the
    region lies (itself included), and ``level`` its kind: kept here so that millions of figures
    are added up without looking up each region. ``coverage``: percent of the target entered.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    city = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False
    )
    province = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False
    )
    level = models.CharField("tingkat", max_length=10, choices=Kind)
    starts = models.DateField("mulai")
    ends = models.DateField("sampai")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    group = models.CharField("kelompok", max_length=60, blank=True, db_default="")
    value = models.DecimalField("nilai", max_digits=14, decimal_places=4)
    numerator = models.BigIntegerField("pembilang", null=True)
    denominator = models.BigIntegerField("penyebut", null=True)
    coverage = models.DecimalField("cakupan", max_digits=5, decimal_places=2, null=True)
    method = models.CharField("metode", max_length=160, blank=True, db_default="")
    citation = models.CharField("rujukan", max_length=300, blank=True, db_default="")
    note = models.TextField("catatan", blank=True, db_default="")
    entered_at = models.DateTimeField("dimasukkan pada")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = "angka"
        ordering = ["-ends", "-starts", "pk"]
        indexes = [
            models.Index(
                fields=["city", "level", "measure", "starts"], name="observation_in_a_city"
            ),
            # Villages are found through their city: an import of all of them leaves this alone.
            models.Index(
                fields=["region", "measure", "starts"],
                condition=~models.Q(level=Kind.VILLAGE),
                name="observation_of_a_region",
            ),
        ]
        constraints = [
            # What one file says lies side by side here; the rest is what a nation is added up from.
            models.UniqueConstraint(
                fields=["measure", "source", "starts", "ends", "group", "region"],
                include=["level", "province", "city", "value", "numerator", "denominator"],
                name="observation_once_of_a_region",
            ),
            models.CheckConstraint(
                name="observation_ends_after_it_begins",
                condition=models.Q(ends__gte=models.F("starts")),
            ),
            models.CheckConstraint(
                name="observation_shares_have_both_parts",
                condition=models.Q(denominator=None) | models.Q(numerator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.region_id} {self.period.code}"

    def get_absolute_url(self) -> str:
        return reverse("observation", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(self.starts, self.ends)


@keeps_history
class Dismissal(models.Model):
    """Somebody looked at a warning and said why the figure is right all the same.

    It holds for one figure as it was: ``value`` is what it said then.
    """

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="dismissals")
    rule = models.CharField("aturan", max_length=24)
    value = models.DecimalField("nilai waktu itu", max_digits=14, decimal_places=4)
    reason = models.CharField("alasan", max_length=300)
    at = models.DateTimeField("pada")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "peringatan yang dikesampingkan"
        constraints = [
            models.UniqueConstraint(fields=["observation", "rule"], name="dismissal_once_a_rule")
        ]


class ImportedFileQuerySet(models.QuerySet["ImportedFile"]):
    def visible_to(self, user: User) -> ImportedFileQuerySet:
        """Files one has sent oneself."""
        return self.filter(sent_by=user)

    def editable_by(self, user: User) -> ImportedFileQuerySet:
        """The same: only who sent a file takes it over."""
        return self.visible_to(user)


class ImportedFile(models.Model):
    """A sent table on its way in: read first, shown, and taken over when its sender says so.

    ``findings`` holds the first rows to show: ``{"bad": [...], "changed": [...], "new": [...]}``.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu dibaca")
        READ = "read", _("Sudah dibaca")
        TAKING = "taking", _("Sedang diambil")
        DONE = "done", _("Selesai")
        REFUSED = "refused", _("Ditolak")

    scope = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField("nama berkas", max_length=200)
    holding = models.CharField("tempat tunggu", max_length=120)
    state = models.CharField("keadaan", max_length=8, choices=State, default=State.WAITING)
    refusal = models.CharField("alasan penolakan", max_length=300, blank=True)
    reason = models.CharField("alasan perubahan", max_length=300, blank=True)
    total = models.PositiveIntegerField("baris", default=0)
    done = models.PositiveIntegerField("baris selesai", default=0)
    new = models.PositiveIntegerField("baru", default=0)
    changed = models.PositiveIntegerField("diubah", default=0)
    same = models.PositiveIntegerField("sama", default=0)
    bad = models.PositiveIntegerField("tidak terbaca", default=0)
    findings = models.JSONField("temuan", default=dict)
    sent_at = models.DateTimeField("dikirim pada")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ImportedFileQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas impor"
        ordering = ["-sent_at", "-pk"]
