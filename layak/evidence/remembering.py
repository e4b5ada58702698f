"""Verbs on what is remembered of a file's look and of the personal data in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.audit.services import record
from layak.documents.personal import Personal, Trace
from layak.evidence.models import Evidence, FaceCount, PersonalData, Photograph, Print
from layak.lib.errors import Refusal

if TYPE_CHECKING:
    # Only for their names: these modules load numpy.
    from layak.documents.facing import Counted
    from layak.documents.likeness import TextPrint
    from layak.documents.looking import Seen


@transaction.atomic
def remember_prints(
    sha256: str, text: TextPrint | None, photographs: Sequence[Seen] | None, *, at: datetime
) -> None:
    """Keep the prints of a file; ``photographs`` None leaves those that are kept."""
    Print.objects.update_or_create(
        file_id=sha256,
        defaults={
            "signature": text.signature if text else None,
            "bands": list(text.bands) if text else [],
            "taken_at": at,
        },
    )
    if photographs is not None:
        Photograph.objects.filter(file=sha256).delete()
        Photograph.objects.bulk_create(
            Photograph(file_id=sha256, page=one.page, print=one.print) for one in photographs
        )


def remember_faces(sha256: str, counted: Counted, *, at: datetime) -> None:
    """Keep how many faces a file shows."""
    FaceCount.objects.update_or_create(
        file_id=sha256,
        defaults={
            "faces": counted.faces,
            "pages": list(counted.pages),
            "complete": counted.complete,
            "counted_at": at,
        },
    )


@transaction.atomic
def note_personal_data(evidence: Evidence, traces: Sequence[Trace], *, at: datetime) -> None:
    """Write down how much personal data a document holds; what a person said of it stays."""
    row = PersonalData.objects.filter(evidence=evidence).first()
    if not traces:
        if row is not None and row.cleared_at is None:
            with record("personal_data.gone", evidence, actor=None, at=at):
                row.delete()
        return
    counted = Counter(trace.kind for trace in traces)
    facts = {
        "identities": counted[Personal.IDENTITY],
        "births": counted[Personal.BIRTH],
        "homes": counted[Personal.HOME],
        "children": sum(trace.child for trace in traces),
        "pages": sorted({trace.page for trace in traces}),
    }
    if row is None:
        PersonalData.objects.create(evidence=evidence, found_at=at, **facts)
    elif any(getattr(row, name) != value for name, value in facts.items()):
        with record("personal_data.counted", evidence, actor=None, at=at):
            PersonalData.objects.filter(pk=row.pk).update(**facts)


@transaction.atomic
def clear_personal_data(evidence: Evidence, *, reason: str, actor: User, at: datetime) -> None:
    """Say that a document holds no personal data after all: its original opens to all readers."""
    if not reason.strip():
        raise Refusal(_("Tulis alasannya."))
    with record("personal_data.cleared", evidence, actor=actor, at=at, reason=reason):
        PersonalData.objects.filter(evidence=evidence).update(
            cleared_at=at, cleared_by=actor, reason=reason
        )


@transaction.atomic
def restrict_again(evidence: Evidence, *, actor: User, at: datetime) -> None:
    """Take back that a document holds no personal data."""
    with record("personal_data.restricted", evidence, actor=actor, at=at):
        PersonalData.objects.filter(evidence=evidence).update(
            cleared_at=None, cleared_by=None, reason=""
        )
