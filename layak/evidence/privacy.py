"""Personal data in evidence: that it is there, and who may open the original nevertheless.

UU 27/2022 on personal data: an original that holds personal data is opened only by those whose task
needs it; everybody else gets a masked copy. ``docs/privacy.md`` gives the whole picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from layak.accounts.models import HANDS, KEEPERS, Membership, Role, User
from layak.audit.history import keeps_history

if TYPE_CHECKING:
    from layak.evidence.models import Evidence

# Keepers answer for the city's data, verifiers judge by it; leaders and auditors need neither.
NEED_ORIGINALS = (*KEEPERS, Role.VERIFIER)


class PersonalDataQuerySet(models.QuerySet["PersonalData"]):
    def standing(self) -> PersonalDataQuerySet:
        """Those that nobody has declared mistaken."""
        return self.filter(cleared_at__isnull=True)

    def openable_by(self, user: User) -> PersonalDataQuerySet:
        """Those whose original a person may open: its givers, its keepers, its verifiers."""
        places = Membership.objects.filter(user=user)
        overseen = places.filter(
            role__in=NEED_ORIGINALS,
            organization__path__above=models.OuterRef("evidence__city__path"),
        )
        own = places.filter(role__in=HANDS, organization=models.OuterRef("evidence__organization"))
        return self.filter(models.Exists(overseen) | models.Exists(own))


@keeps_history
class PersonalData(models.Model):
    """How much personal data was found in a document, and on which pages (from 1).

    The data itself is never copied here. ``cleared_at``: somebody read it and says there is none.
    """

    evidence = models.OneToOneField(
        "evidence.Evidence", on_delete=models.CASCADE, primary_key=True, related_name="personal"
    )
    identities = models.PositiveIntegerField("NIK", default=0)
    births = models.PositiveIntegerField("nama dengan tanggal lahir", default=0)
    homes = models.PositiveIntegerField("nama dengan alamat", default=0)
    children = models.PositiveIntegerField("di antaranya anak", default=0)
    pages = ArrayField(models.PositiveIntegerField(), default=list, verbose_name="halaman")
    found_at = models.DateTimeField("ditemukan pada")
    cleared_at = models.DateTimeField("dinyatakan keliru pada", null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField("alasan", blank=True)

    objects = PersonalDataQuerySet.as_manager()

    class Meta:
        verbose_name = "data pribadi"


def is_restricted(evidence: Evidence) -> bool:
    """Whether a document holds personal data."""
    return PersonalData.objects.standing().filter(evidence=evidence.pk).exists()


def may_open(evidence: Evidence, user: User) -> bool:
    """Whether a person may open the original: anybody who sees it, unless it is restricted."""
    rows = PersonalData.objects.standing().filter(evidence=evidence.pk)
    barred = rows.exclude(pk__in=rows.openable_by(user).values("pk"))
    return not barred.exists()


def readable_by(rows: models.QuerySet[Evidence], user: User) -> models.QuerySet[Evidence]:
    """Of documents those whose text this person may read."""
    standing = PersonalData.objects.standing().filter(evidence=models.OuterRef("pk"))
    opened = standing.openable_by(user)
    return rows.filter(~models.Exists(standing) | models.Exists(opened))
