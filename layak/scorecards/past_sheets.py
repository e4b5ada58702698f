"""What became of each item in a year whose sheet was not filled in here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from layak.accounts.models import User
from layak.assessments.querysets import kept_by, seen_by
from layak.audit.history import keeps_history
from layak.instruments import mappings
from layak.instruments.models import Instrument
from layak.organizations.models import Organization


class PastSheetQuerySet(models.QuerySet["PastSheet"]):
    def visible_to(self, user: User) -> PastSheetQuerySet:
        """Those of the cities a person oversees and of the city of a person's own office."""
        return self.filter(seen_by(user, "city"))

    def editable_by(self, user: User) -> PastSheetQuerySet:
        """Those of the cities a person keeps."""
        return self.filter(kept_by(user, "city"))

    def told(self) -> PastSheetQuerySet:
        """With what a list says of each."""
        return self.select_related("instrument", "entered_by").order_by("-year", "pk")


@keeps_history
class PastSheet(models.Model):
    """A city's points of one year at each stage, as a source tells them.

    With a published instrument they are by item. Of a form that Layak does not have (``edition``)
    only the totals are kept. ``points`` is ``{"self": {"1.1": "12"}, "final": {...}}``; ``causes``
    names the verifiers' reasons, ``{"final": {"1.1": "missing"}}``; ``totals`` is
    ``{"self": "700", ...}``.
    """

    city = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="past_sheets")
    year = models.PositiveSmallIntegerField("tahun")
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, null=True, related_name="past_sheets"
    )
    edition = models.CharField("edisi formulir", max_length=40, blank=True)
    unmet = models.JSONField("syarat yang tidak dipenuhi", default=list)
    points = models.JSONField("nilai per butir", default=dict)
    causes = models.JSONField("alasan per butir", default=dict)
    totals = models.JSONField("nilai per tahap", default=dict)
    example = models.BooleanField("contoh", default=False)
    source = models.CharField("sumber", max_length=400)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField("dicatat pada")

    objects = PastSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "lembar tahun lalu"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "year", "instrument", "edition"],
                name="past_sheet_once_a_year",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="past_sheet_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="past_sheet_names_its_form",
                condition=Q(instrument__isnull=False, edition="")
                | (Q(instrument__isnull=True) & ~Q(edition="")),
            ),
        ]

    @property
    def form_title(self) -> str:
        """The form it was filled in on, as people know it."""
        if self.instrument is not None:
            return self.instrument.title
        mapping = mappings.named(self.edition)
        return mapping.old_title if mapping else self.edition
