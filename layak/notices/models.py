"""What people were told: to whom, when, and whether it left the house."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import KEEPERS, Membership, Role, User
from layak.organizations.models import Organization

# Roles that may read what the people at and below their place were told.
WATCHERS = (*KEEPERS, Role.AUDITOR)


class NoticeKind(models.TextChoices):
    """What a notice is about. Apps that tell add their word here; no migration follows."""

    ASSIGNED = "assigned", _("Penugasan")
    ASKED = "asked", _("Pertanyaan")
    DEADLINE = "deadline", _("Tenggat")
    SUBMITTED = "submitted", _("Penilaian dikirim")
    DECIDED = "decided", _("Keputusan verifikator")
    WINDOW = "window", _("Masa perbaikan")
    FOLLOW_UP = "follow-up", _("Tindak lanjut")
    UPKEEP = "upkeep", _("Pemeliharaan")


class Trouble(models.TextChoices):
    """Why a notice did not leave. A kind only: what a server answered may hold an address."""

    NO_CHANNEL = "no-channel", _("belum ada saluran")
    DEACTIVATED = "deactivated", _("akunnya dinonaktifkan")
    UNUSABLE = "unusable", _("alamat saluran salah disetel")
    REFUSED = "refused", _("saluran tidak menjawab atau menolak")


# Nothing was tried, and nothing will be.
WITHHOLDING = (Trouble.NO_CHANNEL, Trouble.DEACTIVATED)


class State(models.TextChoices):
    """How far a notice has come."""

    WAITING = "waiting", _("menunggu")
    SENT = "sent", _("terkirim")
    FAILED = "failed", _("gagal")
    WITHHELD = "withheld", _("tidak dikirim")


_IN_STATE = {
    State.WAITING: Q(sent_at=None, failed_at=None),
    State.SENT: Q(sent_at__isnull=False),
    State.FAILED: Q(failed_at__isnull=False) & ~Q(error__in=WITHHOLDING),
    State.WITHHELD: Q(failed_at__isnull=False, error__in=WITHHOLDING),
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """One's own, and those of people all of whose roles lie where one keeps or audits.

        Whoever also works elsewhere is told things of elsewhere: those are not shown.
        """
        # The few places of one person are read first: with their paths at hand the index on the
        # tree answers.
        watched = Organization.objects.none()
        held = Membership.objects.filter(user=user, role__in=WATCHERS)
        for path in held.values_list("organization__path", flat=True):
            watched |= Organization.objects.filter(path__within=path)
        inside = Membership.objects.filter(organization__in=watched)
        elsewhere = Membership.objects.exclude(organization__in=watched)
        theirs = inside.filter(~Exists(elsewhere.filter(user=OuterRef("user"))))
        return self.filter(Q(recipient=user) | Q(recipient__in=theirs.values("user")))

    def editable_by(self, user: User) -> NoticeQuerySet:
        """Those a person may mark as read: their own."""
        return self.filter(recipient=user)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def in_state(self, state: State) -> NoticeQuerySet:
        return self.filter(_IN_STATE[state])


class Notice(models.Model):
    """One thing told to one person. What it says never changes; it is its own record."""

    MOST_ATTEMPTS = 5

    recipient = models.ForeignKey(
        User, verbose_name="penerima", on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField("jenis", max_length=40)
    subject = models.CharField("perihal", max_length=200)
    text = models.TextField("isi")
    path = models.CharField("halaman", max_length=500, blank=True)
    key = models.CharField("kunci", max_length=200)
    due_at = models.DateTimeField("tenggat", null=True)
    created_at = models.DateTimeField("dibuat pada")
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    # The channels that took it, so that a retry does not tell a person twice.
    reached = models.JSONField("saluran", default=list)
    sent_at = models.DateTimeField("terkirim pada", null=True)
    failed_at = models.DateTimeField("berhenti dicoba pada", null=True)
    error = models.CharField("kendala", max_length=20, choices=Trouble, blank=True)
    read_at = models.DateTimeField("dibaca pada", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "pemberitahuan"
        constraints = [
            models.UniqueConstraint(fields=["key", "recipient"], name="notice_told_once"),
            models.CheckConstraint(
                name="notice_is_sent_or_given_up",
                condition=Q(sent_at=None) | Q(failed_at=None),
            ),
            models.CheckConstraint(
                name="notice_given_up_says_why",
                condition=Q(failed_at=None) | ~Q(error=""),
            ),
            # A link that leads out of the house would be a gift to whoever writes a name.
            models.CheckConstraint(
                name="notice_leads_to_a_page_of_ours",
                condition=Q(path="") | Q(path__regex=r"^/([^/\\]|$)"),
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notice_of_a_person"),
            models.Index(
                fields=["recipient"], condition=Q(read_at=None), name="notice_not_read_yet"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="notice_not_sent_yet",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="notice_says_what_it_said",
                fields=["recipient", "kind", "subject", "text", "path", "key", "due_at"],
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> State:
        if self.sent_at is not None:
            return State.SENT
        if self.failed_at is None:
            return State.WAITING
        return State.WITHHELD if self.error in WITHHOLDING else State.FAILED

    @property
    def kind_label(self) -> str:
        """The kind in the reader's words; one that a later version dropped stays as it was."""
        return str(NoticeKind(self.kind).label) if self.kind in NoticeKind.values else self.kind
