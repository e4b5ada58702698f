"""Which conditions of its instrument a city meets; what asks for an unmet one is not asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Assessment, Stage
from layak.audit.services import record
from layak.instruments.models import Question
from layak.lib.errors import Refusal


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, whether the city meets it, and the questions that ask for it."""

    code: str
    name: str
    met: bool
    questions: tuple[tuple[str, str, Decimal], ...]  # code, label, attainable


def conditions_of(assessment: Assessment) -> list[Condition]:
    """The conditions of a sheet's instrument, in one query."""
    asking: dict[str, list[tuple[str, str, Decimal]]] = {}
    for condition, code, label, attainable in (
        Question.objects.filter(instrument=assessment.instrument_id)
        .exclude(applies_when="")
        .values_list("applies_when", "code", "label", "attainable")
    ):
        asking.setdefault(condition, []).append((code, label, attainable))
    english = (get_language() or "").startswith("en")
    return [
        Condition(
            one["code"],
            (one.get("name_en") if english else "") or one["name"],
            one["code"] not in assessment.unmet,
            tuple(asking.get(one["code"], ())),
        )
        for one in assessment.instrument.conditions
    ]


@transaction.atomic
def set_unmet(
    assessment: Assessment, unmet: Collection[str], *, reason: str, actor: User, at: datetime
) -> Assessment:
    """Say which conditions the city does not meet, and why."""
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("instrument")
        .get(pk=assessment.pk)
    )
    known = {one["code"] for one in assessment.instrument.conditions}
    if strange := sorted(set(unmet) - known):
        raise Refusal(_("Instrumen ini tidak mengenal syarat “%(code)s”.") % {"code": strange[0]})
    if assessment.stage != Stage.SELF:
        raise Refusal(_("Lembar ini sudah diserahkan; syaratnya tidak dapat diubah lagi."))
    if not reason.strip():
        raise Refusal(_("Tulis alasannya, misalnya dasar hukum yang menetapkan daerah ini."))
    changed = sorted(set(unmet))
    detail = {"from": sorted(assessment.unmet), "to": changed}
    verb = "assessment.conditions_set"
    with record(verb, assessment, actor=actor, at=at, reason=reason.strip(), detail=detail):
        assessment.unmet = changed
        assessment.save(update_fields=["unmet"])
    return assessment
