"""What organizations do: answer sheets, answers, who owns them, and where evidence is placed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from layak.assessments.calendar import Cycle, Deadline, Stage
from layak.assessments.expecting import Expectation
from layak.assessments.findings import Finding, Inspection
from layak.assessments.proofs import FacilityEvidence
from layak.assessments.querysets import (
    AnswerQuerySet,
    AssessmentQuerySet,
    DeliveryQuerySet,
    DraftQuerySet,
    MisplacementQuerySet,
    PlacementQuerySet,
)
from layak.assessments.revision_models import Revision
from layak.audit.history import keeps_history
from layak.evidence.models import Evidence
from layak.instruments.models import AwardLevel, Instrument, Option, Question
from layak.measures.models import Observation
from layak.organizations.models import Organization

__all__ = [
    "Answer",
    "Assessment",
    "Assignment",
    "Cycle",
    "Deadline",
    "DeliveredFile",
    "Delivery",
    "Draft",
    "Expectation",
    "FacilityEvidence",
    "Finding",
    "Inspection",
    "Mark",
    "MeasuredValue",
    "Misplacement",
    "Placement",
    "Revision",
    "Stage",
    "Suggestion",
]


@keeps_history
class Assessment(models.Model):
    """One city's answer sheet: one cycle, one published instrument."""

    city = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="assessments")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="assessments")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="assessments")
    stage = models.CharField("tahap", max_length=16, choices=Stage, default=Stage.SELF)
    target = models.ForeignKey(AwardLevel, on_delete=models.PROTECT, null=True, related_name="+")
    example = models.BooleanField("contoh", default=False)
    note = models.TextField("catatan", blank=True)
    # Conditions of the instrument that the city does not meet: what asks for them is not asked.
    unmet = models.JSONField("syarat yang tidak dipenuhi", default=list, db_default=[])
    handed_out_at = models.DateTimeField("dibagikan pada", null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "evaluasi"
        ordering = ["-cycle__year", "city__path"]
        constraints = [
            models.UniqueConstraint(fields=["city", "cycle", "instrument"], name="assessment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.city.name} {self.cycle.year}"

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.pk])


@keeps_history
class Answer(models.Model):
    """One question of one sheet. Without points it is not answered; zero points is an answer.

    ``editable_from <= now < editable_until`` is the lock; a missing bound is open on that side.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, related_name="+")
    points = models.DecimalField("nilai mandiri", max_digits=9, decimal_places=4, null=True)
    note = models.TextField("narasi", blank=True)
    matrix = models.JSONField("matriks", default=list)
    changed_at = models.DateTimeField("diubah pada", null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # What the self-assessment was when it was submitted; repairs later change ``points`` only.
    submitted_points = models.DecimalField(
        "nilai mandiri saat diserahkan", max_digits=9, decimal_places=4, null=True
    )
    checked_at = models.DateTimeField("disetujui kepala OPD pada", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    editable_from = models.DateTimeField("dapat diubah sejak", null=True)
    editable_until = models.DateTimeField("dapat diubah sampai", null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "jawaban"
        ordering = ["question__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "question"], name="answer_once"),
            models.CheckConstraint(
                name="answer_points_are_not_negative",
                condition=models.Q(points__isnull=True) | models.Q(points__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.question.code

    def get_absolute_url(self) -> str:
        return reverse("answer", args=[self.assessment_id, self.question.code])

    @property
    def checked(self) -> bool:
        """Whether the office's head approved it; it stays as it is until reopened."""
        return self.checked_at is not None

    def is_editable(self, at: datetime) -> bool:
        """Half-open: a save at ``editable_until`` is too late."""
        begun = self.editable_from is None or self.editable_from <= at
        return begun and (self.editable_until is None or at < self.editable_until)


@keeps_history
class MeasuredValue(models.Model):
    """The figure behind an answer, as it was when given: a share has numerator and denominator.

    ``observation``: the figure it was drawn from; ``registry``: the kind of facility, or the
    measure, source and period, whose areas were counted. Neither for one that was typed.
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="measured")
    value = models.DecimalField("nilai ukur", max_digits=18, decimal_places=4)
    numerator = models.DecimalField("pembilang", max_digits=18, decimal_places=4, null=True)
    denominator = models.DecimalField("penyebut", max_digits=18, decimal_places=4, null=True)
    source = models.CharField("sumber", max_length=300)
    period = models.CharField("periode", max_length=40)
    observation = models.ForeignKey(
        Observation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    registry = models.CharField("dari registri", max_length=120, blank=True, db_default="")

    class Meta:
        verbose_name = "nilai ukur"
        constraints = [
            models.CheckConstraint(
                name="measured_value_has_a_real_denominator",
                condition=models.Q(denominator__isnull=True) | models.Q(denominator__gt=0),
            )
        ]


class Draft(models.Model):
    """What somebody typed into an answer and did not, or could not, save: kept to be read."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    fields = models.JSONField("isian", default=dict)  # form field -> text, as sent
    version = models.CharField(max_length=40)  # the state of the answer it was typed over
    refusal = models.TextField("alasan ditolak", blank=True)
    saved_at = models.DateTimeField("disimpan pada")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "draf"
        constraints = [models.UniqueConstraint(fields=["answer", "user"], name="draft_once")]


@keeps_history
class Mark(models.Model):
    """The points of one answer at one stage after self-assessment.

    Stages are separate rows, never overwritten.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="marks")
    stage = models.CharField("tahap", max_length=16, choices=Stage)
    points = models.DecimalField("nilai", max_digits=9, decimal_places=4)
    note = models.TextField("catatan verifikator", blank=True)
    returned = models.BooleanField("dikembalikan", default=False)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField("dinilai pada")

    class Meta:
        verbose_name = "nilai tahap"
        ordering = ["marked_at"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "stage"], name="mark_once_a_stage"),
            models.CheckConstraint(name="mark_is_not_negative", condition=models.Q(points__gte=0)),
            models.CheckConstraint(name="mark_is_not_self", condition=~models.Q(stage="self")),
        ]


class Assignment(models.Model):
    """Which office answers a question, and which ones contribute."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Penanggung jawab")
        CONTRIBUTOR = "contributor", _("Pendukung")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="assignments")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="assignments"
    )
    part = models.CharField("bagian", max_length=12, choices=Part)

    class Meta:
        verbose_name = "penugasan"
        constraints = [
            models.UniqueConstraint(fields=["answer", "organization"], name="assignment_once"),
            models.UniqueConstraint(
                fields=["answer"], condition=models.Q(part="lead"), name="assignment_has_one_lead"
            ),
        ]


class Suggestion(models.Model):
    """What the classifier reads in a document, kept with its reasons. ``unsure`` is an answer."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="suggestions")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="suggestions")
    indicators = models.JSONField(
        "indikator", default=list
    )  # [{"number": 4, "probability": 0.91}, ...], best first
    items = models.JSONField("butir", default=list)  # [{"code": "4.2", "probability": 0.7}, ...]
    terms = models.JSONField("istilah", default=list)  # the words that led there
    unsure = models.BooleanField("belum yakin", default=False)
    suggested_at = models.DateTimeField("disarankan pada")

    class Meta:
        verbose_name = "saran"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "evidence"], name="suggestion_once")
        ]


@keeps_history
class Placement(models.Model):
    """A document under the question it is to prove. One document may prove several."""

    class Source(models.TextChoices):
        PERSON = "person", _("Ditempatkan orang")
        FOLDER = "folder", _("Dari nama folder")
        SUGGESTION = "suggestion", _("Saran, belum diperiksa")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="placements")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="placements")
    source = models.CharField("asal", max_length=12, choices=Source)
    page = models.PositiveIntegerField("halaman", null=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    placed_at = models.DateTimeField("ditempatkan pada")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "penempatan"
        constraints = [
            models.UniqueConstraint(fields=["answer", "evidence"], name="placement_once")
        ]


@keeps_history
class Misplacement(models.Model):
    """A document that speaks clearly for another indicator than the one it is filed under."""

    class Status(models.TextChoices):
        OPEN = "open", _("Belum diputuskan")
        MOVED = "moved", _("Dipindahkan")
        KEPT = "kept", _("Dibiarkan")
        ASKED = "asked", _("Ditanyakan")

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="misplacements"
    )
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="misplacements")
    filed = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="+")
    suggested = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="+")
    probability = models.DecimalField("keyakinan", max_digits=5, decimal_places=4)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.OPEN)
    reason = models.TextField("alasan", blank=True)
    noticed_at = models.DateTimeField("ditemukan pada")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan pada", null=True)

    objects = MisplacementQuerySet.as_manager()

    class Meta:
        verbose_name = "salah tempat"
        ordering = ["-probability"]
        indexes = [models.Index(fields=["assessment", "status"], name="misplacement_open")]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "filed"], name="misplacement_once"),
        ]

    @property
    def percent(self) -> int:
        """How many of 100 suggestions as sure as this are right; no suggestion is ever certain."""
        return min(int((self.probability * 100).to_integral_value()), 99)

    @property
    def at_stake(self) -> Decimal:
        """Points of the question that stands without this document."""
        return self.suggested.question.attainable


class Delivery(models.Model):
    """One hand-over of files: many files, a folder or a ZIP. Worked through in the background."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="deliveries")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    delivered_at = models.DateTimeField("diserahkan pada")
    finished_at = models.DateTimeField("selesai pada", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "penyerahan"
        ordering = ["-delivered_at", "-pk"]


class DeliveredFile(models.Model):
    """One file of a hand-over and what became of it.

    Kept until it is stored or refused, so nothing is lost.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        STORED = "stored", _("Tersimpan")
        DUPLICATE = "duplicate", _("Sudah ada")
        REFUSED = "refused", _("Ditolak")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="files")
    path = models.CharField("nama", max_length=500)
    claimed = models.ForeignKey(Answer, on_delete=models.SET_NULL, null=True, related_name="+")
    holding = models.CharField(
        max_length=200, blank=True
    )  # where the bytes wait, below the data folder
    status = models.CharField("status", max_length=10, choices=Status, default=Status.WAITING)
    reason = models.TextField("alasan", blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.SET_NULL, null=True, related_name="+")
    placed = models.ForeignKey(Answer, on_delete=models.SET_NULL, null=True, related_name="+")
    misplaced = models.BooleanField("salah tempat", null=True)
    # The instant at which all of its bytes were here decides whether a question still was open.
    received_at = models.DateTimeField("diterima pada", null=True)

    class Meta:
        verbose_name = "berkas penyerahan"
        ordering = ["pk"]
        indexes = [models.Index(fields=["delivery", "status"], name="delivered_status")]
