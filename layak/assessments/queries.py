"""What the pages of a sheet show, read in few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.db.models import Exists, OuterRef

from layak import scoring
from layak.accounts.models import User
from layak.assessments.models import Answer, Assessment, Assignment, Mark, Stage
from layak.assessments.sheet import Line, Sheet
from layak.instruments import queries as instruments
from layak.instruments.models import Cluster, Indicator, Instrument
from layak.lib.digests import digest_of
from layak.organizations.models import Organization, OrganizationQuerySet

_ZERO = Decimal(0)


@lru_cache(maxsize=32)
def _rubric(instrument: int, _digest: str, unmet: tuple[str, ...]) -> scoring.Rubric:
    return instruments.rubric(Instrument.objects.get(pk=instrument), unmet)


def rubric_of(assessment: Assessment) -> scoring.Rubric:
    """What can be won on a sheet by a city that does not meet the conditions in ``unmet``.

    Published instruments never change, so it is read once a process.
    """
    unmet = tuple(sorted(assessment.unmet))
    return _rubric(assessment.instrument_id, assessment.instrument.digest, unmet)


@lru_cache(maxsize=32)
def _frame(instrument: int, _digest: str) -> tuple[tuple[Cluster, tuple[Indicator, ...]], ...]:
    rows = Indicator.objects.filter(instrument=instrument).select_related("cluster")
    blocks: dict[int, tuple[Cluster, list[Indicator]]] = {}
    for row in rows:
        blocks.setdefault(row.cluster_id, (row.cluster, []))[1].append(row)
    return tuple((cluster, tuple(indicators)) for cluster, indicators in blocks.values())


def blocks_of(assessment: Assessment) -> tuple[tuple[Cluster, tuple[Indicator, ...]], ...]:
    """The clusters of a sheet, each with its indicators, in printed order."""
    return _frame(assessment.instrument_id, assessment.instrument.digest)


def marks_up_to(assessment: Assessment, stage: Stage) -> dict[int, Mark]:
    """The newest mark of each answer at ``stage`` or an earlier one, by answer key."""
    order = list(Stage)
    reached = order[1 : order.index(stage) + 1]
    marks = Mark.objects.filter(answer__assessment=assessment, stage__in=reached)
    return {
        one.answer_id: one for one in sorted(marks, key=lambda one: order.index(Stage(one.stage)))
    }


def self_points(assessment: Assessment) -> str:
    """The field of an answer that the self score counts: once submitted, what was submitted."""
    return "points" if assessment.stage == Stage.SELF else "submitted_points"


def points_at(assessment: Assessment, stage: Stage) -> dict[str, Decimal | None]:
    """The points a stage counts, by item code; None where nothing was answered or verified yet."""
    answers = Answer.objects.filter(assessment=assessment)
    if stage == Stage.SELF:
        return dict(answers.values_list("question__code", self_points(assessment)))
    marks = marks_up_to(assessment, stage)
    return {
        code: marks[pk].points if pk in marks else None
        for pk, code in answers.values_list("pk", "question__code")
    }


@dataclass(slots=True)
class Tally:
    """Points and progress of some questions. ``lost`` is what no repair can win any more."""

    attainable: Decimal = _ZERO
    won: Decimal = _ZERO
    possible: Decimal = _ZERO
    questions: int = 0
    filled: int = 0
    evidenced: int = 0
    checked: int = 0
    verified: int = 0
    returned: int = 0
    winnable: int = 0

    @property
    def lost(self) -> Decimal:
        return max(self.attainable - self.won - self.possible, _ZERO)

    def share(self, count: int) -> int:
        """``count`` as whole percent of the questions, never 100 before the last one."""
        return count * 100 // self.questions if self.questions else 0

    @property
    def filled_share(self) -> int:
        return self.share(self.filled)

    @property
    def evidenced_share(self) -> int:
        return self.share(self.evidenced)

    @property
    def checked_share(self) -> int:
        return self.share(self.checked)

    @property
    def verified_share(self) -> int:
        return self.share(self.verified)

    def add(self, line: Line) -> None:
        """Count a question; one that does not apply to the city counts nowhere."""
        if not line.applies:
            return
        self.questions += 1
        self.filled += line.filled
        self.evidenced += line.evidenced
        self.checked += line.checked
        self.verified += line.mark is not None
        self.returned += line.returned
        self.possible += line.possible
        self.winnable += line.possible > 0


@dataclass(slots=True)
class Row:
    """One indicator of the overview with its questions."""

    indicator: Indicator
    tally: Tally
    lines: list[Line] = field(default_factory=list)

    @property
    def offices(self) -> list[str]:
        return list(dict.fromkeys(line.offices[0] for line in self.lines if line.offices))


@dataclass(slots=True)
class Block:
    """One cluster of the overview."""

    cluster: Cluster
    tally: Tally
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Overview:
    """A sheet at one stage: the score, the blocks shown, and what they add up to.

    ``whole`` is the city's sum, whatever is shown.
    """

    assessment: Assessment
    stage: Stage
    score: scoring.Score
    blocks: Sequence[Block]
    total: Tally
    whole: Tally

    @property
    def fingerprint(self) -> str:
        """What the table of indicators draws, as a key: the same numbers draw the same table."""
        rows = [
            (row.indicator.pk, row.tally, row.offices[:3])
            for block in self.blocks
            for row in block.rows
        ]
        return digest_of(self.assessment.pk, [block.tally for block in self.blocks], rows)


def overview(
    assessment: Assessment,
    stage: Stage,
    *,
    at: datetime,
    office: Organization | None = None,
    returned: bool = False,
    sheet: Sheet | None = None,
) -> Overview:
    """Read a sheet for the overview, in three queries; ``office`` keeps only its own questions.

    ``returned`` keeps those a verifier sent back. The score is always the whole sheet's: an office
    sees its own lines beside the city's standing. ``sheet`` is one already read.
    """
    lines = (sheet or Sheet(assessment)).lines(stage, at=at)
    score = scoring.score(rubric_of(assessment), {line.code: line.points for line in lines})
    blocks, whole = _blocks(assessment, lines, score)
    total = whole
    if office is not None or returned:
        shown = kept(lines, office, returned=returned)
        blocks, total = _blocks(assessment, shown, None)
    return Overview(assessment, stage, score, blocks, total, whole)


def kept(
    lines: Iterable[Line], office: Organization | None, *, returned: bool = False
) -> list[Line]:
    """The lines of an office, or those sent back, or both at once."""
    return [
        line
        for line in lines
        if (office is None or _belongs(line, office)) and (line.returned or not returned)
    ]


def lines_of(assessment: Assessment, stage: Stage, *, at: datetime) -> list[Line]:
    """Every question of a sheet with its points at a stage, in printed order."""
    return Sheet(assessment).lines(stage, at=at)


def offices_of(assessment: Assessment) -> OrganizationQuerySet:
    """The offices that have questions on a sheet, by name."""
    return Organization.objects.filter(
        Exists(
            Assignment.objects.filter(organization=OuterRef("pk"), answer__assessment=assessment)
        )
    ).order_by("name")


def own_offices(assessment: Assessment, user: User) -> list[Organization]:
    """The offices of a sheet's city at which a person works."""
    return list(
        Organization.objects.within(assessment.city).filter(memberships__user=user).distinct()
    )


def _belongs(line: Line, office: Organization) -> bool:
    return (office.short_name or office.name) in line.offices


def _blocks(
    assessment: Assessment, lines: Iterable[Line], score: scoring.Score | None
) -> tuple[list[Block], Tally]:
    """Gather lines into indicators and clusters, and add everything up."""
    by_row: dict[str, list[Line]] = {}
    for line in lines:
        by_row.setdefault(line.row, []).append(line)
    total = Tally()
    blocks: list[Block] = []
    for cluster, indicators in blocks_of(assessment):
        block = Block(cluster, Tally())
        for indicator in indicators:
            if own := by_row.get(indicator.code):
                row = _row(indicator, own, score)
                block.rows.append(row)
                _gather(block.tally, row.tally)
        if block.rows:
            blocks.append(block)
            _gather(total, block.tally)
    return blocks, total


def _row(indicator: Indicator, lines: Sequence[Line], score: scoring.Score | None) -> Row:
    """Sum up an indicator.

    For the whole sheet its maximum caps it; for one office its lines count.
    """
    tally = Tally()
    for line in lines:
        tally.add(line)
    if score is None:
        tally.attainable = sum((line.attainable for line in lines), _ZERO)
        tally.won = sum((line.points or _ZERO for line in lines), _ZERO)
    else:
        tally.attainable = indicator.attainable
        if not all(line.applies for line in lines):
            tally.attainable = min(
                tally.attainable, sum((line.attainable for line in lines), _ZERO)
            )
        tally.won = score.indicators[indicator.code]
        tally.possible = min(tally.possible, tally.attainable - tally.won)
    return Row(indicator, tally, list(lines))


def _gather(whole: Tally, part: Tally) -> None:
    whole.attainable += part.attainable
    whole.won += part.won
    whole.possible += part.possible
    whole.questions += part.questions
    whole.filled += part.filled
    whole.evidenced += part.evidenced
    whole.checked += part.checked
    whole.verified += part.verified
    whole.returned += part.returned
    whole.winnable += part.winnable


def scores_by_stage(assessment: Assessment) -> Mapping[Stage, scoring.Score]:
    """The score of every stage that has marks, and of the self-assessment."""
    return Sheet(assessment).scores(rubric_of(assessment))
