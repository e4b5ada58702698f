"""The list of one office: what it is asked, why, for how many points, by when, and what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layak.accounts.models import HANDS, Membership, User
from layak.assessments.deadlines import Due, next_for
from layak.assessments.gaps import GapKind, gaps
from layak.assessments.models import Answer, Assessment, Assignment
from layak.assessments.sheet import Line, Sheet
from layak.instruments.models import EvidenceRequirement, Indicator, Question
from layak.organizations.models import Kind, Organization

_ZERO = Decimal(0)
Part = Assignment.Part


class State(StrEnum):
    """How far a question is, from what needs work to what is done."""

    RETURNED = "returned"
    OPEN = "open"
    INCOMPLETE = "incomplete"
    FILLED = "filled"
    CHECKED = "checked"
    LOCKED = "locked"


STATE_NAMES: Mapping[State, Promise] = {
    State.RETURNED: gettext_lazy("dikembalikan"),
    State.OPEN: gettext_lazy("belum dijawab"),
    State.INCOMPLETE: gettext_lazy("data dukung kurang"),
    State.FILLED: gettext_lazy("terisi"),
    State.CHECKED: gettext_lazy("disetujui kepala OPD"),
    State.LOCKED: gettext_lazy("terkunci"),
}
# What still asks for work.
OWED = frozenset({State.RETURNED, State.OPEN, State.INCOMPLETE})


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the office. ``points`` is None while nothing counts yet."""

    answer: Answer
    part: Part
    lead: str
    state: State
    points: Decimal | None
    asked: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def question(self) -> Question:
        return self.answer.question

    @property
    def indicator(self) -> Indicator:
        return self.answer.question.indicator

    @property
    def owed(self) -> bool:
        return self.state in OWED

    @property
    def leads(self) -> bool:
        return self.part == Part.LEAD

    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[self.state])

    @property
    def next_step(self) -> str:
        """What is to be done next, in one sentence."""
        if self.state is State.RETURNED:
            return _("Perbaiki menurut catatan verifikator.")
        if self.state is State.OPEN and not self.leads and self.lead:
            return _("Serahkan bahannya; dijawab oleh %(lead)s.") % {"lead": self.lead}
        return {
            State.OPEN: _("Pilih jawaban, lalu lampirkan data dukungnya."),
            State.INCOMPLETE: _("Lampirkan data dukung yang belum ada."),
            State.FILLED: _("Minta persetujuan kepala OPD."),
            State.LOCKED: _("Sudah diserahkan."),
        }.get(self.state, _("Tidak ada."))

    @property
    def wanted(self) -> tuple[str, ...]:
        """What is still asked for: all evidence before an answer, then what it lacks."""
        if not self.owed:
            return ()
        return self.asked if self.state is State.OPEN else self.missing


@dataclass(frozen=True, slots=True)
class Worklist:
    """The list of one office on one sheet, what it leads first."""

    assessment: Assessment
    office: Organization
    items: Sequence[Item]
    due: Due | None

    @property
    def led(self) -> list[Item]:
        return [item for item in self.items if item.leads]

    @property
    def contributed(self) -> list[Item]:
        return [item for item in self.items if not item.leads]

    @property
    def owed(self) -> int:
        return sum(item.owed for item in self.items)

    @property
    def attainable(self) -> Decimal:
        """What the questions that the office leads are worth."""
        return sum((item.question.attainable for item in self.led), _ZERO)

    @property
    def won(self) -> Decimal:
        return sum((item.points or _ZERO for item in self.led), _ZERO)


def offices_for(assessment: Assessment, user: User, *, keeps: bool) -> list[Organization]:
    """The offices whose lists a person may read, by name: a keeper's all, else the own ones."""
    assigned = Assignment.objects.filter(organization=OuterRef("pk"), answer__assessment=assessment)
    offices = Organization.objects.within(assessment.city)
    own = Membership.objects.filter(user=user, role__in=HANDS, organization=OuterRef("pk"))
    offices = (
        offices.filter(Exists(assigned)) if keeps else offices.filter(Exists(own), kind=Kind.AGENCY)
    )
    return sorted(offices, key=lambda one: str(one).casefold())


def worklist(assessment: Assessment, office: Organization, *, at: datetime) -> Worklist:
    """Read the list of an office, in about twelve queries whatever its length."""
    sheet = Sheet(assessment)
    lines = {line.answer: line for line in sheet.lines(sheet.newest, at=at)}
    rows = list(
        Assignment.objects.filter(answer__assessment=assessment, organization=office)
        .select_related("answer__question__indicator")
        .order_by("answer__question__position")
    )
    rows = [row for row in rows if lines[row.answer_id].applies]
    answers = [row.answer_id for row in rows]
    missing: dict[int, list[str]] = {}
    for gap in gaps(assessment, answers, at=at):
        if gap.kind not in {GapKind.UNANSWERED, GapKind.DUPLICATE}:
            missing.setdefault(gap.answer, []).append(gap.what)
    asked: dict[int, list[str]] = {}
    for question, text in EvidenceRequirement.objects.filter(
        question__in=[row.answer.question_id for row in rows]
    ).values_list("question_id", "text"):
        asked.setdefault(question, []).append(text)
    leads = dict(
        Assignment.objects.filter(answer__in=answers, part=Part.LEAD)
        .select_related("organization")
        .values_list("answer_id", "organization__short_name")
    )
    items = [
        Item(
            answer=row.answer,
            part=Part(row.part),
            lead=leads.get(row.answer_id, ""),
            state=state_of(row.answer, lines[row.answer_id], missing.get(row.answer_id, ())),
            points=lines[row.answer_id].points,
            asked=tuple(asked.get(row.answer.question_id, ())),
            missing=tuple(missing.get(row.answer_id, ())),
        )
        for row in rows
    ]
    items.sort(key=lambda item: not item.leads)
    return Worklist(assessment, office, items, next_for(assessment, at))


def state_of(answer: Answer, line: Line, missing: Sequence[str]) -> State:
    """How far a question is. Pure."""
    if line.editable and line.returned:
        return State.RETURNED
    if answer.checked:
        return State.CHECKED
    if not line.editable:
        return State.LOCKED
    if not line.filled:
        return State.OPEN
    return State.INCOMPLETE if missing else State.FILLED
