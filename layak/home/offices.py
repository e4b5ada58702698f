"""The offices of one sheet side by side, and one office by itself."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from layak.accounts.models import OVERSEERS, Membership, User
from layak.assessments.deadlines import Due, next_for
from layak.assessments.gaps import Gap, GapKind, gaps
from layak.assessments.models import Answer, Assessment, Mark, Stage
from layak.assessments.queries import Tally, blocks_of, offices_of
from layak.assessments.sheet import Line, Sheet
from layak.evidence.models import Evidence
from layak.home.todo import Task, tasks
from layak.instruments.models import Indicator
from layak.organizations.models import Organization

# By what the offices may be ordered, in both directions.
ORDERS = ("office", "won", "filled", "gaps", "returned", "late", "changed")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ZERO = Decimal(0)


@dataclass(slots=True)
class OfficeLine:
    """One office and the questions it leads. ``office`` is None for what nobody leads yet."""

    office: Organization | None
    tally: Tally = field(default_factory=Tally)
    gaps: int = 0
    late: int = 0
    changed_at: datetime | None = None

    @property
    def unfilled(self) -> int:
        return self.tally.questions - self.tally.filled

    @property
    def share(self) -> Decimal:
        """The part of its points that the office has won."""
        return self.tally.won / self.tally.attainable if self.tally.attainable else _ZERO


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator of an office: only the questions that the office leads."""

    indicator: Indicator
    tally: Tally
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """All offices of a sheet. ``whole`` adds up every question by itself."""

    assessment: Assessment
    stage: Stage
    lines: Sequence[OfficeLine]
    whole: Tally
    due: Due | None

    @property
    def unanswered(self) -> int:
        return self.whole.questions - self.whole.filled

    @property
    def late(self) -> list[OfficeLine]:
        """The offices with something late, the most first."""
        found = [line for line in self.lines if line.late and line.office]
        return sorted(found, key=lambda line: (-line.late, -line.tally.possible))


@dataclass(frozen=True, slots=True)
class OfficePage:
    """One office: its indicators, its points and what to do next."""

    assessment: Assessment
    office: Organization
    stage: Stage
    line: OfficeLine
    indicators: Sequence[IndicatorLine]
    steps: Sequence[Task]
    contributes: Sequence[Line]
    gaps: Mapping[GapKind, int]
    due: Due | None


def offices_seen_by(user: User, assessment: Assessment) -> QuerySet[Organization]:
    """The sheet's offices that a person works at, or all of them for whoever oversees the city."""
    places = Membership.objects.filter(user=user)
    overseen = places.filter(role__in=OVERSEERS, organization__path__above=OuterRef("path"))
    own = places.filter(organization=OuterRef("pk"))
    rows = Organization.objects.filter(assignments__answer__assessment=assessment).distinct()
    return rows.filter(Exists(overseen) | Exists(own))


def overseen_by(user: User) -> QuerySet[Assessment]:
    """The sheets that a person looks over as a whole."""
    above = Membership.objects.filter(
        user=user, role__in=OVERSEERS, organization__path__above=OuterRef("city__path")
    )
    return Assessment.objects.visible_to(user).filter(Exists(above))


class Watch:
    """What of a sheet is late at an instant, and when each answer was last changed; two queries.

    Late is a question that is not filled although the deadline of the self-assessment has passed,
    and a returned answer whose time for repair is over and that nobody repaired.
    """

    def __init__(self, assessment: Assessment, due: Due | None, at: datetime) -> None:
        rows = Answer.objects.filter(assessment=assessment).order_by()
        self.changed_at = dict(rows.values_list("pk", "changed_at"))
        marks = Mark.objects.filter(answer__assessment=assessment, returned=True).order_by()
        over = marks.filter(Q(answer__editable_until__lte=at))
        self._over: dict[int, datetime] = {}
        for answer, marked_at in over.values_list("answer_id", "marked_at"):
            self._over[answer] = max(marked_at, self._over.get(answer, marked_at))
        own = assessment.stage == Stage.SELF
        self._filling_is_over = own and due is not None and due.late

    def is_late(self, line: Line) -> bool:
        if not line.filled:
            return self._filling_is_over and line.applies
        returned_at = self._over.get(line.answer) if line.returned else None
        changed_at = self.changed_at.get(line.answer)
        return returned_at is not None and (changed_at is None or changed_at <= returned_at)


def board(assessment: Assessment, *, at: datetime) -> Board:
    """Read the offices of a sheet, at its newest stage. Eleven queries."""
    sheet = Sheet(assessment)
    lines = sheet.lines(sheet.newest, at=at)
    due = next_for(assessment, at)
    found = office_lines(assessment, lines, gaps(assessment), Watch(assessment, due, at))
    handed_in = dict(
        Evidence.objects.filter(city=assessment.city_id)
        .order_by()
        .values_list("organization")
        .annotate(Max("received_at"))
    )
    for line in found:
        if line.office and (received_at := handed_in.get(line.office.pk)):
            line.changed_at = max(line.changed_at or _LONG_AGO, received_at)
    return Board(assessment, sheet.newest, found, tally_of(lines), due)


def office_lines(
    assessment: Assessment, lines: Iterable[Line], lacking: Iterable[Gap], watch: Watch
) -> list[OfficeLine]:
    """Add up the questions each office leads; the offices by name, and what nobody leads last."""
    counted = Counter(gap.answer for gap in lacking)
    none = OfficeLine(None)
    rows = {str(office): OfficeLine(office) for office in offices_of(assessment)}
    for line in lines:
        row = rows.get(line.offices[0], none) if line.offices else none
        _add(row.tally, line)
        row.gaps += counted[line.answer]
        row.late += watch.is_late(line)
        changed_at = watch.changed_at.get(line.answer)
        if changed_at is not None:
            row.changed_at = max(row.changed_at or changed_at, changed_at)
    return [row for row in (*rows.values(), none) if row.tally.questions]


def office_page(assessment: Assessment, office: Organization, *, at: datetime) -> OfficePage:
    """Read what one office leads and contributes to, at the sheet's newest stage."""
    sheet = Sheet(assessment)
    name = str(office)
    lines = [line for line in sheet.lines(sheet.newest, at=at) if name in line.offices]
    led = [line for line in lines if line.offices[:1] == (name,)]
    due = next_for(assessment, at)
    watch = Watch(assessment, due, at)
    lacking = gaps(assessment, [line.answer for line in lines])
    own = [gap for gap in lacking if gap.answer in {line.answer for line in led}]
    found = office_lines(assessment, led, own, watch)
    return OfficePage(
        assessment=assessment,
        office=office,
        stage=sheet.newest,
        line=found[0] if found else OfficeLine(office),
        indicators=_indicators(assessment, led, watch),
        steps=tasks(lines, lacking, notes_of(assessment, sheet.newest), leading=[name]),
        contributes=[line for line in lines if line.offices[:1] != (name,)],
        gaps=Counter(gap.kind for gap in own),
        due=due,
    )


def _indicators(assessment: Assessment, led: Iterable[Line], watch: Watch) -> list[IndicatorLine]:
    """The indicators of some lines in printed order."""
    by_row: dict[str, list[Line]] = defaultdict(list)
    for line in led:
        by_row[line.row].append(line)
    return [
        IndicatorLine(row, tally_of(own), sum(map(watch.is_late, own)))
        for _cluster, rows in blocks_of(assessment)
        for row in rows
        if (own := by_row.get(row.code))
    ]


def notes_of(assessment: Assessment, stage: Stage) -> dict[int, str]:
    """What verifiers wrote on the answers that they returned at a stage, by the answers' keys."""
    if stage == Stage.SELF:
        return {}
    rows = Mark.objects.filter(answer__assessment=assessment, stage=stage, returned=True)
    return dict(rows.values_list("answer_id", "note"))


def ordered(lines: Collection[OfficeLine], order: str, *, down: bool) -> list[OfficeLine]:
    """By what is asked for, by name within equals; what nobody leads stands last."""
    return sorted(
        sorted(lines, key=lambda line: line.office.name if line.office else ""),
        key=lambda line: ((line.office is None) != down, *_worth(line, order)),
        reverse=down,
    )


def _worth(line: OfficeLine, order: str) -> tuple[object, ...]:
    tally = line.tally
    worth: Mapping[str, object] = {
        "office": line.office.name if line.office else "",
        "won": line.share,
        "filled": Decimal(tally.filled) / max(tally.questions, 1),
        "gaps": line.gaps,
        "returned": tally.returned,
        "late": line.late,
        "changed": line.changed_at or _LONG_AGO,
    }
    return (worth[order],)


def tally_of(lines: Iterable[Line]) -> Tally:
    """What some lines add up to, each for itself."""
    total = Tally()
    for line in lines:
        _add(total, line)
    return total


def _add(tally: Tally, line: Line) -> None:
    tally.add(line)
    tally.attainable += line.attainable
    tally.won += line.points or _ZERO
