"""What the first page shows of one city's sheet, read in few queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from layak import scoring
from layak.assessments.gaps import Gap, GapKind, gaps
from layak.assessments.models import Assessment, Mark, Stage
from layak.assessments.queries import Block, Overview, Tally, kept, offices_of, overview, rubric_of
from layak.assessments.sheet import Line, Sheet
from layak.assessments.standing import bands_of, colour_of, level_named, marks_of
from layak.home.offices import tally_of
from layak.home.todo import Task, tasks
from layak.instruments.models import AwardLevel, Cluster, Question
from layak.organizations.models import Kind, Organization
from layak.ui.charts import Band, Marks

# As an instrument names the two kinds of territory it asks.
_ASKED_OF = {Kind.DISTRICT: "kecamatan", Kind.VILLAGE: "desa"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the sheet stands: the score of its newest stage on the ladder, and what it lacks."""

    stage: Stage
    since: datetime | None
    score: scoring.Score
    level: AwardLevel | None
    colour: str
    next_level: AwardLevel | None
    bands: Sequence[Band]
    marks: Marks
    target: AwardLevel | None

    @property
    def verified(self) -> bool:
        return self.stage != Stage.SELF

    @property
    def short_of_target(self) -> Decimal | None:
        """What the target still lacks; None without a target or once it is reached."""
        if self.target is None or self.score.total >= self.target.floor:
            return None
        return self.target.floor - self.score.total

    @property
    def target_is_next(self) -> bool:
        return self.target is not None and self.target == self.next_level


@dataclass(frozen=True, slots=True)
class Issues:
    """What is wrong, counted."""

    returned: int
    misplaced: int
    missing: int
    unanswered: int
    doubled: int
    found: int = 0

    @property
    def any(self) -> bool:
        return bool(
            self.returned
            or self.misplaced
            or self.missing
            or self.unanswered
            or self.doubled
            or self.found
        )


@dataclass(frozen=True, slots=True)
class Share:
    """One cluster's part of the points that can still be won."""

    cluster: Cluster
    possible: Decimal
    questions: int


@dataclass(slots=True)
class OfficeRow:
    """How far one office is. ``pk`` is None for questions that nobody leads yet."""

    name: str
    pk: int | None
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class CityHome:
    """The first page of one city.

    ``own`` is the part of the reader's office, for those who fill in; ``led`` counts the questions
    of it that the office leads.
    """

    assessment: Assessment
    standing: Standing
    whole: Tally
    shares: Sequence[Share]
    tasks: Sequence[Task]
    issues: Issues
    offices: Sequence[OfficeRow]
    office: Organization | None
    own: Tally | None
    led: int
    lines: Sequence[Line]
    lacking: Sequence[Gap]


def city_home(
    assessment: Assessment,
    *,
    at: datetime,
    own_offices: Sequence[Organization] = (),
) -> CityHome:
    """Read a sheet for the first page; ``own_offices`` narrow what is owed and wrong to theirs.

    In eleven queries, two of them only where verifiers have been.
    """
    sheet = Sheet(assessment)
    stage = sheet.newest
    view = overview(assessment, stage, at=at, sheet=sheet)
    lines = sheet.lines(stage, at=at)
    mine = _own(assessment, lines, own_offices) if own_offices else lines
    owed = [line.answer for line in mine] if own_offices else None
    lacking = gaps(assessment, owed, at=at)
    notes, since = _notes(assessment, stage)
    names = frozenset(str(office) for office in own_offices)
    return CityHome(
        assessment=assessment,
        standing=_standing(assessment, sheet, view, since),
        whole=view.whole,
        shares=_shares(view.blocks),
        tasks=tasks(
            mine,
            lacking,
            notes,
            leading=names,
            may_answer=not own_offices or any(one.kind == Kind.AGENCY for one in own_offices),
        ),
        issues=_issues(mine, lacking),
        offices=[] if own_offices else _offices(assessment, lines),
        office=own_offices[0] if own_offices else None,
        own=tally_of(mine) if own_offices else None,
        led=sum(names.issuperset(line.offices[:1]) for line in mine if line.offices),
        lines=lines,
        lacking=lacking,
    )


def _own(
    assessment: Assessment, lines: Sequence[Line], offices: Sequence[Organization]
) -> list[Line]:
    """The lines of these offices, and what the form asks of kecamatan and kelurahan."""
    codes = {
        code
        for office in offices
        if office.kind in _ASKED_OF
        for code in _asked_of(
            assessment.instrument_id, assessment.instrument.digest, _ASKED_OF[Kind(office.kind)]
        )
    }
    led = {line.answer for office in offices for line in kept(lines, office)}
    return [line for line in lines if line.answer in led or line.code in codes]


@lru_cache(maxsize=64)
def _asked_of(instrument: int, _digest: str, kind: str) -> frozenset[str]:
    rows = Question.objects.filter(instrument=instrument, asked_of=kind)
    return frozenset(rows.values_list("code", flat=True))


def _standing(
    assessment: Assessment, sheet: Sheet, view: Overview, since: datetime | None
) -> Standing:
    level = level_named(assessment, view.score.level)
    return Standing(
        stage=view.stage,
        since=since,
        score=view.score,
        level=level,
        colour=colour_of(level) if level else "",
        next_level=level_named(assessment, view.score.next_level),
        bands=bands_of(assessment),
        marks=marks_of(assessment, sheet.scores(rubric_of(assessment))),
        target=assessment.target,
    )


def _notes(assessment: Assessment, stage: Stage) -> tuple[Mapping[int, str], datetime | None]:
    """What verifiers wrote on returned answers, and when they were last there."""
    if stage == Stage.SELF:
        return {}, None
    rows = Mark.objects.filter(answer__assessment=assessment, stage=stage).values_list(
        "answer_id", "note", "returned", "marked_at"
    )
    notes: dict[int, str] = {}
    since: datetime | None = None
    for answer, note, returned, marked_at in rows:
        since = marked_at if since is None else max(since, marked_at)
        if returned:
            notes[answer] = note
    return notes, since


def _shares(blocks: Iterable[Block]) -> list[Share]:
    """The clusters in which points can still be won, the most first."""
    found = [
        Share(block.cluster, block.tally.possible, block.tally.winnable)
        for block in blocks
        if block.tally.possible > 0
    ]
    return sorted(found, key=lambda share: -share.possible)


def _issues(lines: Sequence[Line], lacking: Sequence[Gap]) -> Issues:
    counted = Counter(gap.kind for gap in lacking)
    return Issues(
        returned=sum(line.returned for line in lines),
        misplaced=counted[GapKind.MISPLACED],
        missing=counted[GapKind.MISSING],
        unanswered=counted[GapKind.UNANSWERED],
        doubled=counted[GapKind.DUPLICATE],
        found=counted[GapKind.FINDING],
    )


def _offices(assessment: Assessment, lines: Iterable[Line]) -> list[OfficeRow]:
    """How far each leading office is, and what nobody leads; the most points to win first."""
    ownerless = OfficeRow("", None)
    rows = {
        office.short_name or office.name: OfficeRow(office.name, office.pk)
        for office in offices_of(assessment)
    }
    for line in lines:
        row = rows.get(line.offices[0], ownerless) if line.offices else ownerless
        row.tally.add(line)
    leading = [row for row in (*rows.values(), ownerless) if row.tally.questions]
    return sorted(leading, key=lambda row: (-row.tally.possible, row.pk is None, row.name))
