"""The calendar of the evaluation: its stages, its years and the deadlines of each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import KEEPERS, Membership, User
from layak.audit.history import keeps_history
from layak.organizations.models import Organization


class Stage(models.TextChoices):
    """Where a score comes from.

    Official: penilaian mandiri, verifikasi administrasi, verifikasi lapangan, final.
    """

    SELF = "self", _("Penilaian mandiri")
    ADMINISTRATIVE = "administrative", _("Verifikasi administrasi")
    FIELD = "field", _("Verifikasi lapangan")
    FINAL = "final", _("Final")


class Cycle(models.Model):
    """One year of the evaluation and the years its evidence must speak of."""

    year = models.PositiveSmallIntegerField("tahun", unique=True)
    first_evidence_year = models.PositiveSmallIntegerField("data dukung sejak tahun")
    last_evidence_year = models.PositiveSmallIntegerField("data dukung sampai tahun")
    note = models.TextField("catatan", blank=True)

    class Meta:
        verbose_name = "siklus"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="cycle_evidence_years_in_order",
                condition=models.Q(last_evidence_year__gte=models.F("first_evidence_year")),
            )
        ]

    def __str__(self) -> str:
        return str(self.year)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: User) -> DeadlineQuerySet:
        """Deadlines set at, above or below a place where the person has a role."""
        places = Membership.objects.filter(user=user)
        above = places.filter(organization__path__within=models.OuterRef("organization__path"))
        below = places.filter(organization__path__above=models.OuterRef("organization__path"))
        return self.filter(models.Exists(above) | models.Exists(below))

    def editable_by(self, user: User) -> DeadlineQuerySet:
        """Deadlines of places that a person keeps."""
        kept = Membership.objects.filter(
            user=user,
            role__in=KEEPERS,
            organization__path__above=models.OuterRef("organization__path"),
        )
        return self.filter(models.Exists(kept))


@keeps_history
class Deadline(models.Model):
    """When a stage ends, for one place and all below it; the nearest place's deadline holds.

    ``closes_at`` is an instant, half-open, shown in each city's own zone. It says when work is
    late; it locks nothing.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="deadlines")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="deadlines"
    )
    stage = models.CharField("tahap", max_length=16, choices=Stage)
    opens_at = models.DateTimeField("mulai", null=True)
    closes_at = models.DateTimeField("berakhir")
    source = models.CharField("sumber", max_length=300)
    note = models.TextField("catatan", blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "tenggat"
        ordering = ["closes_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "organization", "stage"], name="deadline_once_a_place"
            ),
            models.CheckConstraint(
                name="deadline_ends_after_it_begins",
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
            ),
        ]
