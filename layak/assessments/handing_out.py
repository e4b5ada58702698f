"""Hand the work out: open it at once and tell every office what is new on its list.

What an office was told stands in the record of the last handing out, so that a repeated one speaks
only of what changed since.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from layak.accounts.models import Membership, Role, User
from layak.assessments.deadlines import Due, next_for
from layak.assessments.models import Assessment, Assignment
from layak.audit.models import Entry
from layak.audit.services import record, subject_of
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal
from layak.notices.models import NoticeKind
from layak.notices.services import tell
from layak.organizations.models import Organization
from layak.ui.templatetags.layak import moment

VERB = "assessment.handed_out"
TOLD = (Role.HEAD, Role.OFFICER)
# More codes than this are counted, not named.
NAMED_CODES = 12
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one office: its questions, what changed since it was last told, its people.

    ``added`` and ``dropped`` are codes; a question that passes from one part to the other is added.
    ``fresh`` says that the office was never told anything.
    """

    office: Organization
    leads: int
    contributes: int
    points: Decimal
    added: Sequence[str]
    dropped: Sequence[str]
    fresh: bool
    people: Sequence[User]

    @property
    def questions(self) -> int:
        return self.leads + self.contributes

    @property
    def changed(self) -> bool:
        return bool(self.added or self.dropped)


@dataclass(frozen=True, slots=True)
class Told:
    """What a handing out did: how many people were told, and which offices have nobody to tell."""

    people: int
    unreached: Sequence[Organization]


# Office -> code -> part.
_Parts = dict[int, dict[str, str]]


def shares(assessment: Assessment) -> list[Share]:
    """Each office's part beside what it was told last, by name; in four queries."""
    now, points = _given(assessment)
    before = _told_before(assessment)
    offices = sorted(
        Organization.objects.filter(pk__in=now.keys() | before.keys()),
        key=lambda office: str(office).casefold(),
    )
    people = _people(now.keys() | before.keys())
    return [
        _share(office, now.get(office.pk, {}), before.get(office.pk), points, people)
        for office in offices
    ]


def _given(assessment: Assessment) -> tuple[_Parts, dict[str, Decimal]]:
    found: _Parts = {}
    points: dict[str, Decimal] = {}
    for office, part, code, attainable in (
        Assignment.objects.filter(answer__assessment=assessment)
        .exclude(answer__question__applies_when__in=assessment.unmet)
        .order_by("answer__question__position")
        .values_list(
            "organization_id", "part", "answer__question__code", "answer__question__attainable"
        )
    ):
        found.setdefault(office, {})[code] = part
        points[code] = attainable
    return found, points


def _told_before(assessment: Assessment) -> _Parts:
    last = Entry.objects.filter(verb=VERB, subject=subject_of(assessment)).order_by("-pk").first()
    told: Mapping[str, Any] = last.detail.get("offices", {}) if last else {}
    return {int(office): dict(parts) for office, parts in told.items()}


def _people(offices: Collection[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {}
    rows = Membership.objects.filter(
        organization__in=offices, role__in=TOLD, user__is_active=True
    ).select_related("user")
    for row in rows.order_by("user__name", "pk"):
        people = found.setdefault(row.organization_id, [])
        if row.user not in people:
            people.append(row.user)
    return found


def _share(
    office: Organization,
    now: Mapping[str, str],
    before: Mapping[str, str] | None,
    points: Mapping[str, Decimal],
    people: Mapping[int, list[User]],
) -> Share:
    told = before or {}
    lead = Assignment.Part.LEAD.value
    leads = [code for code, part in now.items() if part == lead]
    return Share(
        office=office,
        leads=len(leads),
        contributes=len(now) - len(leads),
        points=sum((points[code] for code in leads), _ZERO),
        added=[code for code, part in now.items() if told.get(code) != part],
        dropped=[code for code in told if code not in now],
        fresh=before is None,
        people=people.get(office.pk, []),
    )


@transaction.atomic
def give_out(assessment: Assessment, *, actor: User, at: datetime) -> Told:
    """Open the work and tell heads and officers of each office whose part changed.

    Each person hears once, however many offices they work for. Raises ``Refusal`` when nothing
    changed since the last time.
    """
    # Two secretaries may press the button at once; the second finds nothing new.
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("city", "cycle", "instrument")
        .get(pk=assessment.pk)
    )
    parts = shares(assessment)
    changed = [share for share in parts if share.changed]
    if not any(share.questions for share in parts):
        raise Refusal(_("Belum ada pertanyaan yang ditugaskan."))
    if not changed:
        raise Refusal(_("Tidak ada penugasan yang berubah sejak terakhir dibagikan."))
    now, _points = _given(assessment)
    detail = {"offices": {str(office): codes for office, codes in now.items()}}
    with record(VERB, assessment, actor=actor, at=at, detail=detail):
        assessment.handed_out_at = at
        assessment.save(update_fields=["handed_out_at"])
        people = _tell(assessment, changed, at)
    return Told(people, [share.office for share in changed if share.questions and not share.people])


def _tell(assessment: Assessment, changed: Iterable[Share], at: datetime) -> int:
    """One notice a person, about all of their offices; return how many were told."""
    by_person: dict[User, list[Share]] = {}
    for share in changed:
        for person in share.people:
            by_person.setdefault(person, []).append(share)
    alike: dict[tuple[int, ...], list[User]] = {}
    for person, own in by_person.items():
        alike.setdefault(tuple(share.office.pk for share in own), []).append(person)
    due = next_for(assessment, at)
    told = 0
    with translation.override(settings.LANGUAGE_CODE):
        for people in alike.values():
            own = by_person[people[0]]
            told += len(
                tell(
                    people,
                    kind=NoticeKind.ASSIGNED,
                    subject=_subject(assessment, own),
                    text=_text(own, due),
                    path=f"{reverse('worklist', args=[assessment.pk])}?opd={own[0].office.pk}",
                    key=f"handout-{assessment.pk}-{at.isoformat()}",
                    at=at,
                    due_at=due.closes_at if due else None,
                )
            )
    return told


def _subject(assessment: Assessment, own: Sequence[Share]) -> str:
    offices = ", ".join(str(share.office) for share in own)
    if all(share.fresh for share in own):
        said = _("Tugas evaluasi %(award)s %(sheet)s untuk %(offices)s")
    else:
        said = _("Tugas evaluasi %(award)s %(sheet)s untuk %(offices)s berubah")
    award = assessment.instrument.award
    return (said % {"award": award, "sheet": assessment, "offices": offices})[:200]


def _text(own: Sequence[Share], due: Due | None) -> str:
    lines: list[str] = []
    for share in own:
        lines += _about(share)
    if due:
        lines.append(
            _("Tenggat %(stage)s: %(moment)s (%(source)s).")
            % {
                "stage": due.stage.label.lower(),
                "moment": moment(due.closes_at, due.zone),
                "source": due.source,
            }
        )
    else:
        lines.append(_("Tenggatnya belum ditetapkan."))
    lines.append(_("Daftar lengkapnya, surat, dan lembar isian ada di halaman ini."))
    return "\n".join(lines)


def _about(share: Share) -> list[str]:
    lines = [
        _(
            "%(office)s mendapat %(questions)s pertanyaan: %(leads)s sebagai penanggung jawab, "
            "bernilai sampai %(points)s poin, dan %(others)s sebagai pendukung."
        )
        % {
            "office": share.office,
            "questions": share.questions,
            "leads": share.leads,
            "points": format_decimal(share.points),
            "others": share.contributes,
        }
    ]
    if not share.fresh and share.added:
        lines.append(_("Baru atau berubah: %(codes)s.") % {"codes": named(share.added)})
    if share.dropped:
        lines.append(_("Bukan tugas lagi: %(codes)s.") % {"codes": named(share.dropped)})
    return lines


def named(codes: Sequence[str]) -> str:
    """A few codes by name, the rest counted: "4.1, 4.2 dan 30 lagi"."""
    shown = ", ".join(codes[:NAMED_CODES])
    more = len(codes) - NAMED_CODES
    return _("%(shown)s dan %(more)s lagi") % {"shown": shown, "more": more} if more > 0 else shown
