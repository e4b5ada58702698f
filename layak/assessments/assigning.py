"""Who answers what: the assignments of a sheet on one screen, and the verbs that correct them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Assignment
from layak.assessments.queries import blocks_of
from layak.assessments.services import hand_out
from layak.audit.services import record
from layak.instruments.models import Cluster, Indicator
from layak.lib.errors import Refusal
from layak.organizations.models import Alias, Kind, Organization

_ZERO = Decimal(0)
Part = Assignment.Part


class Change(StrEnum):
    """What is done with an office and the chosen questions."""

    LEAD = "lead"
    CONTRIBUTE = "contribute"
    REMOVE = "remove"


@dataclass(slots=True)
class Item:
    """One question with its offices; ``unknown`` are names of the form that no office goes by."""

    answer: int
    code: str
    label: str
    row: str
    attainable: Decimal
    lead: Organization | None = None
    contributors: list[Organization] = field(default_factory=list)
    unknown: tuple[str, ...] = ()

    def belongs_to(self, office: Organization) -> bool:
        return office == self.lead or office in self.contributors


@dataclass(frozen=True, slots=True)
class Group:
    """One indicator with those of its questions that are shown."""

    cluster: Cluster
    indicator: Indicator
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Board:
    """All assignments of a sheet: first what nobody leads, then indicator by indicator.

    What nobody leads is there whatever the filters keep; ``shown`` counts both.
    """

    ownerless: Sequence[Item]
    groups: Sequence[Group]
    offices: Sequence[Organization]
    questions: int

    @property
    def unowned_points(self) -> Decimal:
        return sum((item.attainable for item in self.ownerless), _ZERO)

    @property
    def shown(self) -> list[Item]:
        return [*self.ownerless, *(item for group in self.groups for item in group.items)]


def offices_of_city(assessment: Assessment) -> list[Organization]:
    """The offices of a sheet's city that can be given questions, by name."""
    inside = Organization.objects.within(assessment.city)
    return list(inside.filter(kind=Kind.AGENCY, active=True).order_by("short_name", "name"))


def board(
    assessment: Assessment,
    *,
    block: str = "",
    office: Organization | None = None,
    unowned: bool = False,
) -> Board:
    """The assignments of a sheet in four queries; the filters keep a block or an office.

    ``unowned`` keeps nothing but what nobody leads. What does not apply to the city is left out.
    """
    offices = offices_of_city(assessment)
    items = _items(assessment)
    ownerless = [item for item in items if item.lead is None]
    by_row: dict[str, list[Item]] = {}
    for item in items:
        wanted = item.lead is not None and (office is None or item.belongs_to(office))
        if wanted and not unowned:
            by_row.setdefault(item.row, []).append(item)
    groups = [
        Group(cluster, indicator, by_row[indicator.code])
        for cluster, indicators in blocks_of(assessment)
        for indicator in indicators
        if indicator.code in by_row and block in {"", cluster.code}
    ]
    return Board(ownerless, groups, offices, len(items))


def _items(assessment: Assessment) -> list[Item]:
    known = {
        name.casefold()
        for name in Alias.objects.filter(scope=assessment.city).values_list("name", flat=True)
    }
    items: dict[int, Item] = {}
    for pk, code, label, row, attainable, lead, others in (
        Answer.objects.filter(assessment=assessment)
        .exclude(question__applies_when__in=assessment.unmet)
        .order_by("question__position")
        .values_list(
            "pk",
            "question__code",
            "question__label",
            "question__indicator__code",
            "question__attainable",
            "question__lead",
            "question__contributors",
        )
    ):
        named = dict.fromkeys(name for name in (lead, *others) if name)
        unknown = tuple(name for name in named if name.casefold() not in known)
        items[pk] = Item(pk, code, label, row, attainable, unknown=unknown)
    for one in _assignments(assessment).select_related("organization"):
        if one.answer_id in items:
            item = items[one.answer_id]
            if one.part == Part.LEAD:
                item.lead = one.organization
            else:
                item.contributors.append(one.organization)
    return list(items.values())


def _assignments(assessment: Assessment) -> Any:
    return Assignment.objects.filter(answer__assessment=assessment).order_by("pk")


@transaction.atomic
def propose(assessment: Assessment, *, actor: User, at: datetime) -> int:
    """Assign what nobody has to the offices that the form names; return how many got an office.

    Useful after offices or their other names were entered. Assignments made before stay.
    """
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    before = assessment.answers.filter(assignments=None).count()
    with record("assessment.assignments_proposed", assessment, actor=actor, at=at) as detail:
        found = before - hand_out(assessment)
        detail["questions"] = found
    return found


@transaction.atomic
def assign(
    assessment: Assessment,
    answers: Collection[int],
    office: Organization,
    change: Change,
    *,
    actor: User,
    at: datetime,
) -> int:
    """Make an office lead, contribute to or leave questions; return how many changed.

    A question has one lead: the former one lets go. What was before stands in the record.
    """
    if not answers:
        raise Refusal(_("Pilih dahulu pertanyaannya."))
    if office.pk not in {one.pk for one in offices_of_city(assessment)}:
        raise Refusal(_("OPD ini bukan dari kota lembar ini."))
    # Two secretaries may correct the same question at once: one after the other.
    rows = Answer.objects.filter(assessment=assessment, pk__in=answers).order_by("pk")
    codes = dict(
        rows.select_for_update(of=("self",))
        .select_related("question")
        .values_list("pk", "question__code")
    )
    if len(codes) != len(set(answers)):
        raise Refusal(_("Ada pertanyaan yang bukan bagian lembar ini."))
    before: dict[int, dict[int, str]] = {pk: {} for pk in codes}
    for one in _assignments(assessment).filter(answer__in=codes):
        before[one.answer_id][one.organization_id] = one.part
    touched = [pk for pk, parts in before.items() if _changes(parts, office.pk, change)]
    if not touched:
        return 0
    detail = {
        "office": office.name,
        "change": change,
        "before": {
            codes[pk]: {str(key): part for key, part in before[pk].items()} for pk in touched
        },
    }
    with record("assessment.assigned", assessment, actor=actor, at=at, detail=detail):
        _apply(touched, office, change)
    return len(touched)


def _changes(parts: dict[int, str], office: int, change: Change) -> bool:
    if change is Change.REMOVE:
        return office in parts
    wanted = Part.LEAD if change is Change.LEAD else Part.CONTRIBUTOR
    return parts.get(office) != wanted


def _apply(answers: Iterable[int], office: Organization, change: Change) -> None:
    rows = Assignment.objects.filter(answer__in=list(answers))
    rows.filter(organization=office).delete()
    if change is Change.REMOVE:
        return
    if change is Change.LEAD:
        rows.filter(part=Part.LEAD).delete()
    part = Part.LEAD if change is Change.LEAD else Part.CONTRIBUTOR
    Assignment.objects.bulk_create(
        Assignment(answer_id=answer, organization=office, part=part) for answer in answers
    )
