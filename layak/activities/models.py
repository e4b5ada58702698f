"""What was agreed to be done: by which office, until when."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import HANDS, KEEPERS, OVERSEERS, Membership, User
from layak.audit.history import keeps_history
from layak.organizations.models import Organization


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> FollowUpQuerySet:
        """Follow-ups of the cities a person oversees and of the person's own city."""
        places = Membership.objects.filter(user=user)
        overseen = places.filter(
            role__in=OVERSEERS, organization__path__above=OuterRef("city__path")
        )
        inside = places.filter(organization__path__within=OuterRef("city__path"))
        return self.filter(Exists(overseen) | Exists(inside))

    def editable_by(self, user: User) -> FollowUpQuerySet:
        """Follow-ups of the person's own office and of the cities the person keeps."""
        places = Membership.objects.filter(user=user)
        own = places.filter(role__in=HANDS, organization=OuterRef("owner"))
        kept = places.filter(role__in=KEEPERS, organization__path__above=OuterRef("city__path"))
        return self.filter(Exists(own) | Exists(kept))

    def open(self) -> FollowUpQuerySet:
        return self.filter(done_at=None)

    def late(self, at: datetime) -> FollowUpQuerySet:
        """Those still open at the instant at which they were due."""
        return self.open().filter(due__lte=at)


@keeps_history
class FollowUp(models.Model):
    """One thing to be done by an office until an instant; ``owner`` is empty until there is one."""

    class Source(models.TextChoices):
        REVIEW = "review", _("Catatan verifikator")
        MEETING = "meeting", _("Keputusan rapat")
        MONTHLY = "monthly", _("Evaluasi bulanan")
        PLAN = "plan", _("Rencana perbaikan")

    class Cause(models.TextChoices):
        """Why it has to be done, as verifiers name it."""

        MISSING = "missing", _("Dokumen belum ada")
        MISPLACED = "misplaced", _("Salah tempat")
        UNWRITTEN = "unwritten", _("Sudah dikerjakan, belum ditulis")
        UNCLEAR = "unclear", _("Tidak terbaca jelas")
        OUTDATED = "outdated", _("Tahun tidak sesuai")
        OTHER = "other", _("Lainnya")

    city = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="follow_ups"
    )
    source = models.CharField("asal", max_length=10, choices=Source)
    cause = models.CharField("sebab", max_length=10, choices=Cause, default=Cause.OTHER)
    text = models.TextField("apa")
    path = models.CharField("halaman", max_length=200, blank=True)  # where it is done
    due = models.DateTimeField("tenggat")
    created_at = models.DateTimeField("dibuat pada")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField("selesai pada", null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    result = models.TextField("hasil", blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "tindak lanjut"
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["city", "due"], name="follow_up_city_due"),
            models.Index(
                fields=["owner", "due"], condition=Q(done_at=None), name="follow_up_open_of_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.text
