"""The field session: its agenda, who was there, what was asked and answered, what was seen on site.

The session with Forum Anak has no names: counts by age and notes that name no child.
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import OVERSEERS, Membership, Role, User
from layak.assessments.models import Answer, Assessment, Stage
from layak.assessments.querysets import AssessmentQuerySet, assigned_to, kept_by
from layak.audit.history import keeps_history
from layak.evidence.models import StoredFile
from layak.facilities.models import Facility
from layak.instruments.models import Cluster
from layak.organizations.models import Organization
from layak.reviews.rules import VERIFIERS


def _verifies_in_the_field(user: User, city: str) -> Exists:
    """Whether a person is a verifier of the field stage for a city; ``city`` leads to its path."""
    return Exists(
        Membership.objects.filter(
            user=user,
            role=Role.VERIFIER,
            organization__kind__in=VERIFIERS[Stage.FIELD],
            organization__path__above=OuterRef(f"{city}__path"),
        )
    )


def visited_by(user: User) -> AssessmentQuerySet:
    """Sheets whose field verification is in a person's hands."""
    return Assessment.objects.filter(_verifies_in_the_field(user, "city"))


class FieldSessionQuerySet(models.QuerySet["FieldSession"]):
    def visible_to(self, user: User) -> FieldSessionQuerySet:
        """Sessions of the sheets a person sees.

        What children said is for those who oversee the city, not for each of its offices.
        """
        overseen = Membership.objects.filter(
            user=user,
            role__in=OVERSEERS,
            organization__path__above=OuterRef("assessment__city__path"),
        )
        return self.filter(
            Q(kind=FieldSession.Kind.TEAM) | Exists(overseen),
            assessment__in=Assessment.objects.visible_to(user),
        )

    def editable_by(self, user: User) -> FieldSessionQuerySet:
        """Sessions that a person leads: the verifiers of the field stage."""
        return self.filter(_verifies_in_the_field(user, "assessment__city"))

    def attended_by(self, user: User) -> FieldSessionQuerySet:
        """Team sessions whose presence list a person keeps: their verifiers and the secretariat."""
        keeps = kept_by(user, "assessment__city")
        return self.filter(
            Q(_verifies_in_the_field(user, "assessment__city")) | keeps,
            kind=FieldSession.Kind.TEAM,
        )


@keeps_history
class FieldSession(models.Model):
    """One sitting of the field verification: on site, online, or both."""

    class Kind(models.TextChoices):
        TEAM = "team", _("Tim verifikasi dan gugus tugas")
        CHILDREN = "children", _("Forum Anak")

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="field_sessions"
    )
    kind = models.CharField("jenis", max_length=10, choices=Kind, default=Kind.TEAM)
    starts_at = models.DateTimeField("mulai")
    ends_at = models.DateTimeField("selesai", null=True)
    place = models.CharField("tempat", max_length=200, blank=True)
    link = models.URLField("tautan daring", max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("dibuat pada")
    changed_at = models.DateTimeField("diubah pada")

    objects = FieldSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "sesi lapangan"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_begins",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="session_is_somewhere", condition=~Q(place="") | ~Q(link="")
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.pk])

    @property
    def with_children(self) -> bool:
        return self.kind == self.Kind.CHILDREN


@keeps_history
class AgendaItem(models.Model):
    """What is talked about from when on, by the clock of the city on the session's day."""

    session = models.ForeignKey(FieldSession, on_delete=models.CASCADE, related_name="agenda")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField("acara", max_length=200, blank=True)
    starts = models.TimeField("mulai")
    leader = models.CharField("dipimpin oleh", max_length=160, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("ditambahkan pada")

    class Meta:
        verbose_name = "acara"
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_says_what", condition=Q(cluster__isnull=False) | ~Q(subject="")
            )
        ]


@keeps_history
class Attendance(models.Model):
    """One adult who was there. The session with Forum Anak has none: see ``ChildrenCount``."""

    session = models.ForeignKey(FieldSession, on_delete=models.CASCADE, related_name="presence")
    name = models.CharField("nama", max_length=120)
    institution = models.CharField("instansi", max_length=160)
    position = models.CharField("jabatan", max_length=120, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "kehadiran"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "session", Lower("name"), Lower("institution"), name="attendance_once"
            )
        ]


class RaisedQuestionQuerySet(models.QuerySet["RaisedQuestion"]):
    def visible_to(self, user: User) -> RaisedQuestionQuerySet:
        return self.filter(session__in=FieldSession.objects.visible_to(user))

    def answerable_by(self, user: User) -> RaisedQuestionQuerySet:
        """Questions about items of the person's own office; all of a city for its secretariat."""
        return self.filter(kept_by(user, "session__assessment__city") | assigned_to(user, "answer"))

    def open(self) -> RaisedQuestionQuerySet:
        """Those nobody has answered yet."""
        return self.filter(~Exists(Reply.objects.filter(question=OuterRef("pk"))))


@keeps_history
class RaisedQuestion(models.Model):
    """A verifier asks about one answer. Open until somebody of the city replies."""

    session = models.ForeignKey(FieldSession, on_delete=models.CASCADE, related_name="questions")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="raised_questions")
    text = models.TextField("pertanyaan")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("diajukan pada")

    objects = RaisedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "pertanyaan sesi"
        ordering = ["pk"]

    def get_absolute_url(self) -> str:
        return reverse("session-question", args=[self.session_id, self.pk])


@keeps_history
class Reply(models.Model):
    """What was answered. A second reply stands beside the first, so none overwrites another."""

    question = models.ForeignKey(RaisedQuestion, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField("jawaban")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    replied_at = models.DateTimeField("dijawab pada")

    class Meta:
        verbose_name = "jawaban sesi"
        ordering = ["pk"]


@keeps_history
class OnSiteCheck(models.Model):
    """What a verifier saw at one place. Coordinates are typed, in degrees, north and east."""

    class Outcome(models.TextChoices):
        AGREES = "agrees", _("Sesuai")
        PARTLY = "partly", _("Sebagian sesuai")
        DIFFERS = "differs", _("Tidak sesuai")

    session = models.ForeignKey(FieldSession, on_delete=models.CASCADE, related_name="checks")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("tempat", max_length=200)
    latitude = models.DecimalField("lintang", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True)
    seen_at = models.DateTimeField("diperiksa pada")
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, null=True, related_name="on_site_checks"
    )
    outcome = models.CharField("hasil", max_length=10, choices=Outcome)
    note = models.TextField("catatan", blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "pemeriksaan lapangan"
        ordering = ["seen_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="check_has_both_coordinates_or_none",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
            models.CheckConstraint(
                name="check_lies_on_earth",
                condition=Q(latitude=None)
                | Q(
                    latitude__range=(Decimal(-90), Decimal(90)),
                    longitude__range=(Decimal(-180), Decimal(180)),
                ),
            ),
            models.CheckConstraint(
                name="check_says_what_differs", condition=Q(outcome="agrees") | ~Q(note="")
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("session-check", args=[self.session_id, self.pk])


@keeps_history
class CheckPhoto(models.Model):
    """A photo of an on-site check. It is the verifier's, so it is not the city's evidence.

    ``taken_at`` is what the camera wrote into the file, None where it wrote nothing.
    """

    check_made = models.ForeignKey(OnSiteCheck, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("nama berkas", max_length=255)
    taken_at = models.DateTimeField("dipotret pada", null=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("diunggah pada")

    class Meta:
        verbose_name = "foto pemeriksaan"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_made", "file"], name="photo_once_a_check")
        ]


@keeps_history
class ChildrenCount(models.Model):
    """How many girls and boys of one age were at the session with Forum Anak."""

    class Band(models.TextChoices):
        YOUNG = "6-11", _("6–11 tahun")
        MIDDLE = "12-14", _("12–14 tahun")
        OLDER = "15-17", _("15–17 tahun")

    session = models.ForeignKey(FieldSession, on_delete=models.CASCADE, related_name="counts")
    band = models.CharField("umur", max_length=8, choices=Band)
    girls = models.PositiveSmallIntegerField("perempuan")
    boys = models.PositiveSmallIntegerField("laki-laki")
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    counted_at = models.DateTimeField("dihitung pada")

    class Meta:
        verbose_name = "jumlah anak"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "band"], name="children_counted_once"),
        ]


# No history: whatever slipped through the check and names a child must be gone for good when it is
# taken back. Who wrote and took back what stays in the audit trail, without the text.
class ChildrenNote(models.Model):
    """What children said, without saying who. Taken back, its text is emptied."""

    session = models.ForeignKey(FieldSession, on_delete=models.CASCADE, related_name="notes")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField("catatan")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("ditulis pada")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("ditarik pada", null=True)

    class Meta:
        verbose_name = "catatan Forum Anak"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="note_withdrawn_is_empty",
                condition=Q(withdrawn_at=None) | Q(text=""),
            )
        ]
