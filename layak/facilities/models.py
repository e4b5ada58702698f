"""What exists on the ground: child-friendly schools, play spaces, forums, channels of complaint."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from layak.accounts.held import held_above, held_at, held_within
from layak.accounts.models import HANDS, KEEPERS, OVERSEERS, Role, User
from layak.audit.history import keeps_history
from layak.organizations.models import Organization


class FacilityKind(models.TextChoices):
    """What a facility is. Each kind has a standard of its own; what it serves: ``serving``."""

    SRA = "sra", _("Satuan pendidikan ramah anak (SRA)")
    PRAP = "prap", _("Puskesmas ramah anak (PRAP)")
    RBRA = "rbra", _("Ruang bermain ramah anak (RBRA)")
    RASS = "rass", _("Rute aman selamat sekolah (RASS)")
    PISA = "pisa", _("Pusat informasi sahabat anak (PISA)")
    PUSPAGA = "puspaga", _("Pusat pembelajaran keluarga (PUSPAGA)")
    PKA = "pka", _("Pusat kreativitas anak (PKA)")
    RIRA = "rira", _("Rumah ibadah ramah anak (RIRA)")
    LKSA = "lksa", _("Lembaga kesejahteraan sosial anak (LKSA)")
    PATBM = "patbm", _("Perlindungan anak terpadu berbasis masyarakat (PATBM)")
    SAFE_SCHOOL = "safe_school", _("Sekolah/madrasah aman bencana")
    CHILDREN_FORUM = "forum_anak", _("Forum Anak")
    LPKRA = "lpkra", _("Lembaga perlindungan khusus ramah anak (LPKRA)")
    CHANNEL = "channel", _("Saluran pengaduan")

    @property
    def short(self) -> str:
        """The abbreviation in the label, or the label where there is none."""
        label = str(self.label)
        return label.rpartition("(")[2].rstrip(")") if label.endswith(")") else label

    @property
    def has_standard(self) -> bool:
        """Whether there is a standard for the kind at all: nobody certifies a telephone number."""
        return self is not FacilityKind.CHANNEL


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, user: User) -> FacilityQuerySet:
        """Facilities of a city where a person has a role, or that they oversee."""
        overseen = held_above(user, "city__path", OVERSEERS)
        return self.filter(overseen | held_within(user, "city__path"))

    def editable_by(self, user: User) -> FacilityQuerySet:
        """All of a city for its keepers; else what one's office runs or lies in one's own area."""
        own_area = held_above(user, "region__path", [Role.OPERATOR])
        kept = held_above(user, "city__path", KEEPERS)
        return self.filter(kept | held_at(user, "operator", HANDS) | own_area)

    def open_at(self, at: datetime) -> FacilityQuerySet:
        """Those not closed by an instant, as far as is known today."""
        return self.filter(models.Q(closed_at=None) | models.Q(closed_at__gt=at))

    def meeting_standard(self, day: date) -> FacilityQuerySet:
        """Those whose standard is met and has not run out on a day of the city's calendar."""
        return self.filter(standard_holds(day))

    def expiring(self, day: date, until: date) -> FacilityQuerySet:
        """Those whose standard still holds on ``day`` but runs out by ``until``."""
        return self.filter(standard_met=True, valid_until__gte=day, valid_until__lte=until)

    def expired(self, day: date) -> FacilityQuerySet:
        """Those whose standard was met and has run out."""
        return self.filter(standard_met=True, valid_until__lt=day)


def standard_holds(day: date) -> models.Q:
    """Rows whose standard counts on a day: met, and valid without end or until then."""
    valid = models.Q(valid_until=None) | models.Q(valid_until__gte=day)
    return models.Q(standard_met=True) & valid


@keeps_history
class Facility(models.Model):
    """One place, body or channel of a city. Closed, never deleted.

    ``region`` is the area it serves: the city itself, a kecamatan or a kelurahan. ``contact`` is
    that of the office. ``used`` is None while nobody has said.
    """

    city = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="facilities")
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=12, choices=FacilityKind)
    name = models.CharField("nama", max_length=160)
    aliases = ArrayField(
        models.CharField(max_length=160), default=list, blank=True, verbose_name="nama lain"
    )
    operator = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="operated_facilities"
    )
    contact = models.CharField("kontak kantor", max_length=160, blank=True)
    standard_met = models.BooleanField("memenuhi standar", default=False)
    standard_on = models.DateField("ditetapkan pada", null=True)
    certificate = models.CharField("nomor SK atau sertifikat", max_length=120, blank=True)
    valid_until = models.DateField("berlaku sampai", null=True)
    used = models.BooleanField("dipakai", null=True)
    note = models.TextField("catatan", blank=True)
    closed_at = models.DateTimeField("ditutup pada", null=True)
    changed_at = models.DateTimeField("diubah pada")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = "fasilitas"
        ordering = ["kind", "name", "pk"]
        indexes = [
            models.Index(fields=["city", "kind", "region"], name="facility_city_kind_region")
        ]
        constraints = [
            models.UniqueConstraint(
                "city",
                "kind",
                "region",
                Lower("name"),
                name="facility_once_in_its_area",
                condition=models.Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="facility_validity_needs_a_standard",
                condition=models.Q(standard_met=True)
                | models.Q(standard_on=None, valid_until=None, certificate=""),
            ),
            models.CheckConstraint(
                name="facility_standard_ends_after_it_begins",
                condition=models.Q(standard_on=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("standard_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("facility", args=[self.pk])

    @property
    def kind_short(self) -> str:
        return FacilityKind(self.kind).short

    @property
    def has_standard(self) -> bool:
        return FacilityKind(self.kind).has_standard

    def meets_standard(self, day: date) -> bool:
        """Whether the standard is met and has not run out on a day of the city's calendar."""
        return self.standard_met and (self.valid_until is None or self.valid_until >= day)


def day_in(city: Organization, at: datetime) -> date:
    """The day that a city's calendar shows at an instant."""
    return at.astimezone(ZoneInfo(city.timezone or settings.TIME_ZONE)).date()
