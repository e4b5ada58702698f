"""Lay documents beside a facility, and take them away again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.proofs import FacilityEvidence
from layak.audit.services import record
from layak.evidence.models import Evidence
from layak.facilities.models import Facility
from layak.lib.errors import Refusal


@transaction.atomic
def link(facility: Facility, evidence: Evidence, *, actor: User, at: datetime) -> FacilityEvidence:
    """Say that a document proves a facility. Said again, nothing is written."""
    facility = Facility.objects.select_for_update(of=("self",)).get(pk=facility.pk)
    if facility.closed_at is not None:
        raise Refusal(_("Fasilitas ini sudah ditutup."))
    if evidence.city_id != facility.city_id:
        raise Refusal(_("Dokumen ini milik kota lain."))
    row = FacilityEvidence.objects.filter(facility=facility, evidence=evidence).first()
    if row is not None:
        return row
    row = FacilityEvidence(facility=facility, evidence=evidence, linked_at=at, linked_by=actor)
    detail = {"evidence": evidence.pk}
    with record("facility.proven", facility, actor=actor, at=at, detail=detail):
        row.save()
    return row


@transaction.atomic
def unlink(row: FacilityEvidence, *, actor: User, at: datetime) -> None:
    """Take a document away from a facility; the document itself stays."""
    detail = {"evidence": row.evidence_id}
    with record("facility.unproven", row.facility, actor=actor, at=at, detail=detail):
        row.delete()
