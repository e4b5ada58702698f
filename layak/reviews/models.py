"""Verifiers' decisions, what was frozen when a stage ended, and the windows for repair."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import User
from layak.activities.models import FollowUp
from layak.assessments.models import Answer, Assessment, Stage
from layak.audit.history import keeps_history
from layak.organizations.models import Organization

CAUSES = FollowUp.Cause  # reason codes of decisions are the causes of what has to follow


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> DecisionQuerySet:
        return self.filter(answer__assessment__in=Assessment.objects.visible_to(user))

    def standing(self) -> DecisionQuerySet:
        """The newest decision of each answer at each stage: those that none replaces."""
        return self.filter(replaced_by=None)


@keeps_history
class Decision(models.Model):
    """What a verifier decided on one answer at one stage. Never changed: a later one replaces it.

    One decision opens each stage's chain and each is replaced at most once, so two verifiers who
    decide at the same moment cannot both stand.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Diterima")
        ADJUSTED = "adjusted", _("Nilai disesuaikan")
        RETURNED = "returned", _("Dikembalikan")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="decisions")
    stage = models.CharField("tahap", max_length=16, choices=Stage)
    kind = models.CharField("keputusan", max_length=10, choices=Kind)
    points = models.DecimalField("nilai", max_digits=9, decimal_places=4)
    cause = models.CharField("alasan", max_length=10, choices=FollowUp.Cause, blank=True)
    note = models.TextField("catatan", blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan pada")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "keputusan"
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "stage"],
                condition=Q(replaces=None),
                name="decision_opens_a_stage_once",
            ),
            models.CheckConstraint(name="decision_is_not_self", condition=~Q(stage="self")),
            models.CheckConstraint(name="decision_is_not_negative", condition=Q(points__gte=0)),
            models.CheckConstraint(
                name="decision_says_why",
                condition=Q(kind="accepted") | (~Q(note="") & ~Q(cause="")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update)]


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: User) -> SnapshotQuerySet:
        return self.filter(assessment__in=Assessment.objects.visible_to(user))


class Snapshot(models.Model):
    """A sheet as it was when a stage ended: canonical JSON and its SHA-256. Never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="snapshots")
    stage = models.CharField("tahap", max_length=16, choices=Stage)
    body = models.TextField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    taken_at = models.DateTimeField("dibekukan pada")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = "potret lembar"
        ordering = ["taken_at"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "stage"], name="snapshot_once_a_stage")
        ]
        triggers = [
            pgtrigger.Protect(name="is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class RemedialWindowQuerySet(models.QuerySet["RemedialWindow"]):
    def visible_to(self, user: User) -> RemedialWindowQuerySet:
        return self.filter(assessment__in=Assessment.objects.visible_to(user))

    def open(self, at: datetime) -> RemedialWindowQuerySet:
        """Windows that are open at an instant; one closes at its last instant, half-open."""
        return self.filter(opened_at__lte=at, closes_at__gt=at)


@keeps_history
class RemedialWindow(models.Model):
    """The time in which a city repairs what was returned: masa perbaikan 2x24 jam."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="windows")
    stage = models.CharField("tahap", max_length=16, choices=Stage)
    opened_at = models.DateTimeField("dibuka pada")
    closes_at = models.DateTimeField("ditutup pada")
    reason = models.TextField("alasan", blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = RemedialWindowQuerySet.as_manager()

    class Meta:
        verbose_name = "masa perbaikan"
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="window_ends_after_it_begins", condition=Q(closes_at__gt=F("opened_at"))
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("window", args=[self.pk])

    def is_open(self, at: datetime) -> bool:
        return self.opened_at <= at < self.closes_at


class Extension(models.Model):
    """A verifier gave a window more time, and why."""

    window = models.ForeignKey(RemedialWindow, on_delete=models.CASCADE, related_name="extensions")
    before = models.DateTimeField("semula sampai")
    until = models.DateTimeField("menjadi sampai")
    reason = models.TextField("alasan")
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    extended_at = models.DateTimeField("diperpanjang pada")

    class Meta:
        verbose_name = "perpanjangan"
        ordering = ["extended_at"]
        constraints = [
            models.CheckConstraint(
                name="extension_gives_time", condition=Q(until__gt=F("before")) & ~Q(reason="")
            )
        ]


@keeps_history
class ReturnedAnswer(models.Model):
    """One answer that a window opened: the decision that returned it, and what has to follow."""

    window = models.ForeignKey(RemedialWindow, on_delete=models.CASCADE, related_name="returned")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="returns")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "jawaban yang dikembalikan"
        ordering = ["answer__question__position"]
        constraints = [
            models.UniqueConstraint(fields=["window", "answer"], name="returned_once_a_window")
        ]


from layak.reviews import session_models  # noqa: E402, F401 - Django looks for tables here
