"""Results: dated scorecards, the present standing of each sheet, and those of earlier years."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import KEEPERS, OVERSEERS, Membership, User
from layak.assessments.models import Assessment, Stage
from layak.audit.history import keeps_history
from layak.organizations.models import Organization


class Scorecard(models.Model):
    """The score of one sheet at one stage.

    Names the instrument's digest and the engine it was computed with.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scorecards")
    stage = models.CharField(_("tahap"), max_length=16, choices=Stage)
    total = models.DecimalField("nilai", max_digits=9, decimal_places=4)
    level = models.CharField("peringkat", max_length=40, blank=True)
    clusters = models.JSONField(default=dict)  # {"0": "126.91", ...}
    indicators = models.JSONField(default=dict)  # {"21A": "68.50", ...}
    warnings = models.JSONField(default=list)
    unanswered = models.PositiveSmallIntegerField(default=0)
    instrument_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    ladder = models.TextField(blank=True)  # SVG for a wide page
    ladder_narrow = models.TextField(blank=True)  # SVG for a phone
    computed_at = models.DateTimeField("dihitung pada")

    class Meta:
        verbose_name = "rapor"
        ordering = ["-computed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["assessment", "stage", "-computed_at", "-id"], name="scorecard_newest"
            )
        ]


class Summary(models.Model):
    """Where a sheet stood at ``computed_at``, in one row that the next counting writes over.

    Pages about many cities read it; the pages of one sheet count for themselves.
    """

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, primary_key=True, related_name="summary"
    )
    questions = models.PositiveSmallIntegerField("pertanyaan")
    filled = models.PositiveSmallIntegerField("terisi")
    evidenced = models.PositiveSmallIntegerField("berdata dukung")
    checked = models.PositiveSmallIntegerField("disetujui kepala OPD")
    verified = models.PositiveSmallIntegerField("terverifikasi")
    returned = models.PositiveSmallIntegerField("dikembalikan")
    stage = models.CharField("tahap nilai", max_length=16, choices=Stage)
    total = models.DecimalField("nilai", max_digits=9, decimal_places=4)
    level = models.CharField("peringkat", max_length=40, blank=True)
    scores = models.JSONField("nilai per tahap", default=dict)  # {"self": "823.5", ...}
    changed_at = models.DateTimeField("perubahan terakhir", null=True)
    fingerprint = models.CharField(max_length=64)  # of the rows it was counted from
    computed_at = models.DateTimeField("dihitung pada")

    class Meta:
        verbose_name = "ringkasan lembar"


class VerifierShare(models.Model):
    """What one verifier decided on a sheet, counted together with the sheet's summary."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="shares")
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    accepted = models.PositiveIntegerField("diterima")
    adjusted = models.PositiveIntegerField("disesuaikan")
    returned = models.PositiveIntegerField("dikembalikan")
    last_at = models.DateTimeField("keputusan terakhir")

    class Meta:
        verbose_name = "bagian verifikator"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "verifier"], name="verifier_share_once")
        ]


class PastResultQuerySet(models.QuerySet["PastResult"]):
    def visible_to(self, user: User) -> PastResultQuerySet:
        """Results of the cities a person oversees and of the city of a person's own office."""
        places = Membership.objects.filter(user=user)
        overseen = places.filter(
            role__in=OVERSEERS, organization__path__above=OuterRef("city__path")
        )
        inside = places.filter(organization__path__within=OuterRef("city__path"))
        return self.filter(Exists(overseen) | Exists(inside))

    def editable_by(self, user: User) -> PastResultQuerySet:
        """Results of the cities a person keeps."""
        kept = Membership.objects.filter(
            user=user, role__in=KEEPERS, organization__path__above=OuterRef("city__path")
        )
        return self.filter(Exists(kept))


@keeps_history
class PastResult(models.Model):
    """What a source says of a city in a year: a score, a level or both.

    Sources may contradict each other; each keeps its own row and none is averaged or merged.
    Without a stage the source does not say what the score is of.
    """

    city = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="past_results")
    year = models.PositiveSmallIntegerField("tahun")
    stage = models.CharField("tahap", max_length=16, choices=Stage, blank=True)
    score = models.DecimalField("nilai", max_digits=9, decimal_places=4, null=True)
    level = models.CharField("peringkat", max_length=40, blank=True)
    clusters = models.JSONField("nilai per blok", default=dict)  # {"0": "127.66", ...}
    source = models.CharField("sumber", max_length=400)
    note = models.TextField("catatan", blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField("dicatat pada")

    objects = PastResultQuerySet.as_manager()

    class Meta:
        verbose_name = "hasil tahun lalu"
        ordering = ["-year", "pk"]
        indexes = [models.Index(fields=["city", "-year"], name="past_result_of_a_city")]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "year", "stage", "score", "level", "source"],
                name="past_result_once_a_source",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="past_result_says_something", condition=Q(score__isnull=False) | ~Q(level="")
            ),
            models.CheckConstraint(name="past_result_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="past_result_is_not_negative",
                condition=Q(score__isnull=True) | Q(score__gte=0),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("city-history", args=[self.city_id])


from layak.scorecards import past_sheets, plans  # noqa: E402, F401 - Django looks for tables here
