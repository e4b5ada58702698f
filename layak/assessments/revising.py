"""Verbs of the library: a newer version takes a document's place, a document is used once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments import relocating
from layak.assessments.models import Answer, Placement, Revision
from layak.audit.services import record
from layak.evidence.models import Evidence
from layak.lib.errors import Refusal


class OutOfYear(Refusal):
    """The document speaks of other years than the sheet asks for; a person must say yes to it."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Codes of the questions that have the newer version now, and of those that keep the older."""

    moved: Sequence[str]
    kept: Sequence[str]


@transaction.atomic
def replace(older: Evidence, newer: Evidence, *, actor: User, at: datetime) -> Replaced:
    """Let a newer version take a document's place wherever nothing is decided yet.

    Under answers that are locked, approved or verified the older version stays: it is what was
    looked at. So it does where this person may not change where the document lies.
    """
    # Two people may name versions at once; the rows are locked in the same order by both.
    list(Evidence.objects.select_for_update().filter(pk__in=[older.pk, newer.pk]).order_by("pk"))
    _check_versions(older, newer)
    with record("evidence.revised", newer, actor=actor, at=at, detail={"older": older.pk}):
        Revision.objects.create(older=older, newer=newer, noted_by=actor, noted_at=at)
        moved, kept = [], []
        mine = set(
            Placement.objects.editable_by(actor).filter(evidence=older).values_list("pk", flat=True)
        )
        for placement in _placements_of(older):
            code = placement.answer.question.code
            if placement.pk not in mine or _is_decided(placement.answer, at):
                kept.append(code)
                continue
            relocating.place(placement.answer, newer, actor=actor, at=at)
            relocating.take_away(placement, actor=actor, at=at, reason=_("Diganti versi baru."))
            moved.append(code)
    return Replaced(moved, kept)


def versions_of(evidence: Evidence) -> list[Evidence]:
    """A document with all its versions, the oldest first; only itself where there are no others."""
    chain = [evidence]
    while found := _step(chain[0], "newer"):
        chain.insert(0, found.older)
    while found := _step(chain[-1], "older"):
        chain.append(found.newer)
    return chain


def reuse(
    answer: Answer, evidence: Evidence, *, knowingly: bool, actor: User, at: datetime
) -> Placement:
    """Use a document for another answer; ask first where it speaks of other years.

    Raises ``OutOfYear`` unless a person says ``knowingly`` that it is right all the same.
    """
    sentence = years_apart(answer, evidence)
    if sentence and not knowingly:
        raise OutOfYear(sentence)
    return relocating.place(answer, evidence, actor=actor, at=at)


def years_apart(answer: Answer, evidence: Evidence) -> str:
    """Why a document's years do not fit the sheet; empty where they do."""
    cycle = answer.assessment.cycle
    first, last = cycle.first_evidence_year, cycle.last_evidence_year
    facts = getattr(evidence, "facts", None)
    asked = _span(first, last)
    if facts is None or facts.first_year is None or facts.last_year is None:
        return _(
            "Periode dokumen ini belum diketahui; siklus %(cycle)s menilai tahun %(asked)s."
        ) % {"cycle": cycle.year, "asked": asked}
    if facts.last_year < first or facts.first_year > last:
        return _(
            "Dokumen ini berbicara tentang %(spoken)s; siklus %(cycle)s menilai tahun %(asked)s."
        ) % {
            "spoken": _span(facts.first_year, facts.last_year),
            "cycle": cycle.year,
            "asked": asked,
        }
    return ""


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _step(evidence: Evidence, side: str) -> Revision | None:
    rows = Revision.objects.select_related(
        *("older__organization", "older__city", "newer__organization", "newer__city")
    )
    return rows.filter(**{side: evidence}).first()


def _check_versions(older: Evidence, newer: Evidence) -> None:
    if older.pk == newer.pk:
        raise Refusal(_("Dokumen tidak dapat menjadi versi dari dirinya sendiri."))
    if older.city_id != newer.city_id:
        raise Refusal(_("Data dukung ini milik kota lain."))
    if Revision.objects.filter(older=older).exists():
        raise Refusal(_("Dokumen ini sudah mempunyai versi yang lebih baru."))
    if Revision.objects.filter(newer=newer).exists():
        raise Refusal(_("Dokumen yang dipilih sudah menjadi versi baru dari dokumen lain."))
    if newer.pk in {version.pk for version in versions_of(older)}:
        raise Refusal(_("Dokumen yang dipilih adalah versi yang lebih lama."))


def _placements_of(evidence: Evidence) -> list[Placement]:
    rows = Placement.objects.filter(evidence=evidence).select_related("answer__question")
    return list(rows.order_by("answer__assessment__cycle__year", "answer__question__position"))


def _is_decided(answer: Answer, at: datetime) -> bool:
    return answer.checked or not answer.is_editable(at) or answer.marks.exists()
