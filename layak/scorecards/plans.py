"""Plans: which steps a city wants to take, and who was asked to take them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import User
from layak.activities.models import FollowUp
from layak.assessments.models import Answer, Assessment
from layak.audit.history import keeps_history
from layak.forecast.claims import Evidence
from layak.organizations.models import Organization


class Acceptance(models.Model):
    """What verifiers left of a sheet's items of one kind and state of evidence; counted anew.

    ``claimed`` and ``kept`` are points. Examples are not counted.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("jenis butir", max_length=30)
    evidence = models.CharField(
        "keadaan bukti", max_length=12, choices=[(one.value, one.value) for one in Evidence]
    )
    items = models.PositiveIntegerField("butir")
    claimed = models.DecimalField("nilai mandiri", max_digits=9, decimal_places=4)
    kept = models.DecimalField("nilai yang diterima", max_digits=9, decimal_places=4)

    class Meta:
        verbose_name = "penerimaan"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "evidence"], name="acceptance_once"
            )
        ]


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> PlanQuerySet:
        return self.filter(assessment__in=Assessment.objects.visible_to(user))

    def editable_by(self, user: User) -> PlanQuerySet:
        """Plans of the sheets a person keeps."""
        return self.filter(assessment__in=Assessment.objects.editable_by(user))


@keeps_history
class Plan(models.Model):
    """Steps chosen together, with what was expected of them when they were chosen.

    ``expected``, ``low`` and ``high``: the score after the next stage, as if all were taken.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="plans")
    name = models.CharField("nama", max_length=120)
    expected = models.DecimalField("perkiraan", max_digits=9, decimal_places=2)
    low = models.DecimalField("batas bawah", max_digits=9, decimal_places=2)
    high = models.DecimalField("batas atas", max_digits=9, decimal_places=2)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("disusun pada")

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "rencana"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])


@keeps_history
class PlanLine(models.Model):
    """One step of a plan. ``follow_up`` once an office was asked to take it.

    ``gain`` is expected between ``gain_low`` and ``gain_high``, unknown in the oldest plans.
    """

    class Act(models.TextChoices):
        REPAIR = "repair", _("Perbaiki yang dikembalikan")
        ANSWER = "answer", _("Jawab")
        ATTACH = "attach", _("Lengkapi bukti")
        MOVE = "move", _("Pindahkan bukti")
        REPLACE = "replace", _("Ganti bukti")
        SIGN = "sign", _("Mintakan tanda tangan")
        ISSUE = "issue", _("Terbitkan produk hukum")
        RAISE = "raise", _("Naikkan satu tingkat jawaban")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lines")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+")
    act = models.CharField("langkah", max_length=8, choices=Act)
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    hours = models.DecimalField("jam kerja", max_digits=6, decimal_places=2)
    gain = models.DecimalField("perkiraan tambahan", max_digits=9, decimal_places=2)
    gain_low = models.DecimalField("tambahan terendah", max_digits=9, decimal_places=2, null=True)
    gain_high = models.DecimalField("tambahan tertinggi", max_digits=9, decimal_places=2, null=True)
    follow_up = models.OneToOneField(
        FollowUp, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "langkah rencana"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "answer", "act"], name="plan_line_once"),
            models.CheckConstraint(name="plan_line_takes_time", condition=models.Q(hours__gt=0)),
        ]


@keeps_history
class StepHours(models.Model):
    """What one step takes an office of a city, where people know better than the assumption."""

    city = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    act = models.CharField("langkah", max_length=8, choices=PlanLine.Act)
    hours = models.DecimalField("jam kerja", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "jam kerja langkah"
        constraints = [
            models.UniqueConstraint(fields=["city", "act"], name="step_hours_once"),
            models.CheckConstraint(name="step_hours_take_time", condition=models.Q(hours__gt=0)),
        ]
