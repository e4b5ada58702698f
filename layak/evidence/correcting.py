"""Verbs of people on what a document says of itself. What they say wins over reading, for ever."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.audit.services import record
from layak.evidence.gathering import apply
from layak.evidence.models import (
    Aspect,
    Correction,
    DocumentKind,
    Evidence,
    Facts,
    Legibility,
    Signature,
)
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization

_CHOICES = {
    Aspect.KIND: DocumentKind.values,
    # Whether a digital signature is intact is checked, never claimed.
    Aspect.SIGNATURE: [Signature.ABSENT.value, Signature.PRESENT.value],
    Aspect.LEGIBILITY: Legibility.values,
}
LONGEST_NUMBER = 120
FIRST_YEAR, LAST_YEAR = 1945, 2100


@transaction.atomic
def correct(
    evidence: Evidence, aspect: Aspect, value: str, *, reason: str, actor: User, at: datetime
) -> None:
    """Say what one thing about a document is, in the canonical writing of ``Correction``.

    The same again changes nothing. Raises ``Refusal`` when the value cannot be.
    """
    value = _checked(evidence, aspect, " ".join(value.replace("\0", "").split()))
    # Two people may correct at once; both are kept, and the later one holds.
    facts = Facts.objects.select_for_update().filter(evidence=evidence).first()
    last = Correction.objects.filter(evidence=evidence, aspect=aspect).first()
    if last is not None and last.value == value:
        return
    detail = {"aspect": aspect.value, "value": value}
    with record(
        "evidence.corrected", evidence, actor=actor, at=at, reason=reason.strip(), detail=detail
    ):
        Correction.objects.create(
            evidence=evidence,
            aspect=aspect,
            value=value,
            reason=reason.replace("\0", "").strip()[:300],
            corrected_by=actor,
            corrected_at=at,
        )
        facts = facts or Facts(evidence=evidence, read_at=at)
        apply(facts, aspect, value)
        facts.save()


def _checked(evidence: Evidence, aspect: Aspect, value: str) -> str:
    """The value as it is kept; empty says that the document has none."""
    if not value:
        return ""
    match aspect:
        case Aspect.NUMBER:
            if len(value) > LONGEST_NUMBER:
                raise Refusal(
                    _("Nomor paling panjang %(most)s karakter.") % {"most": LONGEST_NUMBER}
                )
        case Aspect.DATED:
            try:
                value = date.fromisoformat(value).isoformat()
            except ValueError as error:
                raise Refusal(_("Tanggal itu tidak ada.")) from error
        case Aspect.PERIOD:
            value = _period(value)
        case Aspect.ISSUER | Aspect.CITY:
            _check_organization(evidence, aspect, value)
        case _:
            if value not in _CHOICES[aspect]:
                raise Refusal(_("Pilihan itu tidak ada."))
    return value


def _period(value: str) -> str:
    first, _dash, last = value.partition("-")
    last = last or first
    years = [int(year) for year in (first, last) if year.isascii() and year.isdecimal()]
    if len(years) != 2 or not FIRST_YEAR <= years[0] <= years[1] <= LAST_YEAR:
        raise Refusal(_("Isi tahun awal dan tahun akhir, misalnya 2022 dan 2023."))
    return f"{years[0]}-{years[1]}"


def _check_organization(evidence: Evidence, aspect: Aspect, value: str) -> None:
    rows = Organization.objects.filter(kind=Kind.CITY)
    if aspect == Aspect.ISSUER:
        rows = Organization.objects.within(evidence.city)
    if not value.isdecimal() or len(value) > 18 or not rows.filter(pk=int(value)).exists():
        raise Refusal(_("Pilihan itu tidak ada."))
