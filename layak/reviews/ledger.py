"""How a score moved from the self-assessment to the final: by city, block, indicator and item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from layak import scoring
from layak.assessments.models import Answer, Assessment, Mark, Stage
from layak.assessments.queries import blocks_of, rubric_of
from layak.instruments.models import Cluster, Indicator
from layak.reviews.history import Step, steps
from layak.reviews.models import CAUSES, Decision
from layak.ui.waterfall import Bar

_ZERO = Decimal(0)
_ORDER = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its steps, and what it counts at each stage shown."""

    answer: Answer
    steps: Sequence[Step]
    values: Sequence[Decimal | None]

    @property
    def moved(self) -> bool:
        return any(step.change or step.returned or step.earlier for step in self.steps)


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator or block: its points at each stage shown, capped as the score caps them."""

    code: str
    title: str
    values: Sequence[Decimal]

    @property
    def change(self) -> Decimal:
        return self.values[-1] - self.values[0]


@dataclass(frozen=True, slots=True)
class Part:
    """A block and its indicators."""

    cluster: Cluster
    row: Row
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why points moved: how many decisions gave a reason, and what they took or gave."""

    name: str
    decisions: int
    change: Decimal


@dataclass(frozen=True, slots=True)
class Ledger:
    """A sheet, or the part of it that is asked for, from stage to stage.

    What a stage has not decided yet counts as before. ``running`` is the stage still under way.
    """

    stages: Sequence[Stage]
    running: Stage | None
    attainable: Decimal
    whole: Row
    bars: Sequence[Bar]
    parts: Sequence[Part]
    lines: Sequence[Line]
    causes: Sequence[Cause]
    indicator: Indicator | None
    cluster: Cluster | None


class _Sheet:
    """The rows of a sheet, read in three queries."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.answers = list(
            Answer.objects.filter(assessment=assessment)
            .select_related("question__indicator", "changed_by")
            .order_by("question__position")
        )
        marks: dict[int, list[Mark]] = {}
        for mark in Mark.objects.filter(answer__assessment=assessment).select_related("marked_by"):
            marks.setdefault(mark.answer_id, []).append(mark)
        decisions: dict[int, list[Decision]] = {}
        rows = Decision.objects.filter(answer__assessment=assessment).select_related("decided_by")
        for row in rows:
            decisions.setdefault(row.answer_id, []).append(row)
        self.steps = {
            answer.pk: steps(answer, marks.get(answer.pk, []), decisions.get(answer.pk, []))
            for answer in self.answers
        }

    @property
    def stages(self) -> list[Stage]:
        """The self-assessment and every stage at which something was decided."""
        reached = {step.stage for own in self.steps.values() for step in own if not step.waiting}
        return [stage for stage in _ORDER if stage == Stage.SELF or stage in reached]

    def value(self, answer: Answer, stage: Stage) -> Decimal | None:
        """What an answer counts at a stage; undecided it counts as before."""
        reached = _ORDER[: _ORDER.index(stage) + 1]
        given = [step.points for step in self.steps[answer.pk] if step.stage in reached]
        return next((points for points in reversed(given) if points is not None), None)

    def points(self, stage: Stage) -> dict[str, Decimal | None]:
        return {answer.question.code: self.value(answer, stage) for answer in self.answers}


def ledger_of(
    assessment: Assessment, *, finished: Iterable[str], cluster: str = "", indicator: str = ""
) -> Ledger:
    """Read the ledger of a sheet, or of a cluster or an indicator of it (by code).

    ``finished`` are the stages that have a snapshot. Raises ``KeyError`` for an unknown code.
    """
    sheet = _Sheet(assessment)
    stages = sheet.stages
    scores = [scoring.score(rubric_of(assessment), sheet.points(stage)) for stage in stages]
    parts = _parts(assessment, scores)
    whole = Row("", "", [score.total for score in scores])
    shown, row, attainable = parts, whole, assessment.instrument.attainable
    block: Cluster | None = None
    one: Indicator | None = None
    if cluster:
        part = {part.cluster.code: part for part in parts}[cluster]
        shown, row, block = [part], part.row, part.cluster
        attainable = block.attainable
    elif indicator:
        block, one = _indicators(assessment)[indicator]
        part = next(part for part in parts if part.cluster == block)
        row = next(row for row in part.rows if row.code == indicator)
        shown, attainable = [], one.attainable
    kept = _answers(sheet, block, one)
    lines = [Line(a, sheet.steps[a.pk], [sheet.value(a, stage) for stage in stages]) for a in kept]
    smaller = [line.values for line in lines] if one else _rows(shown)
    return Ledger(
        stages=stages,
        running=_running(stages, frozenset(finished)),
        attainable=attainable,
        whole=row,
        bars=_bars(stages, row.values, smaller),
        parts=shown,
        lines=lines if one else [],
        causes=_causes(lines),
        indicator=one,
        cluster=block,
    )


def _running(stages: Sequence[Stage], finished: frozenset[str]) -> Stage | None:
    last = stages[-1]
    return last if last != Stage.SELF and last not in finished else None


def _indicators(assessment: Assessment) -> dict[str, tuple[Cluster, Indicator]]:
    return {one.code: (cluster, one) for cluster, own in blocks_of(assessment) for one in own}


def _answers(sheet: _Sheet, cluster: Cluster | None, one: Indicator | None) -> list[Answer]:
    if one is not None:
        return [row for row in sheet.answers if row.question.indicator_id == one.pk]
    if cluster is not None:
        return [row for row in sheet.answers if row.question.indicator.cluster_id == cluster.pk]
    return sheet.answers


def _rows(parts: Sequence[Part]) -> list[Sequence[Decimal]]:
    return [row.values for part in parts for row in part.rows]


def _parts(assessment: Assessment, scores: Sequence[scoring.Score]) -> list[Part]:
    return [
        Part(
            cluster,
            Row(cluster.code, cluster.heading, [s.clusters[cluster.code] for s in scores]),
            [
                Row(one.code, one.title, [score.indicators[one.code] for score in scores])
                for one in indicators
            ],
        )
        for cluster, indicators in blocks_of(assessment)
    ]


def _bars(
    stages: Sequence[Stage],
    totals: Sequence[Decimal],
    smaller: Sequence[Sequence[Decimal | None]],
) -> list[Bar]:
    """Each stage's total, and between two of them what was lost, what was gained and the rest.

    The rest is what a maximum caps: items may lose points that their indicator never counted.
    """
    bars = [Bar(str(stages[0].label), _ZERO, totals[0], total=True)]
    for place in range(1, len(stages)):
        moves = [(row[place] or _ZERO) - (row[place - 1] or _ZERO) for row in smaller]
        at = totals[place - 1]
        lost = sum((move for move in moves if move < 0), _ZERO)
        gained = sum((move for move in moves if move > 0), _ZERO)
        rest = totals[place] - at - lost - gained
        for name, move in ((_("berkurang"), lost), (_("bertambah"), gained), (_("batas"), rest)):
            if move:
                bars.append(Bar(name, at, at + move))
                at += move
        bars.append(Bar(str(stages[place].label), _ZERO, totals[place], total=True))
    return bars


def _causes(lines: Iterable[Line]) -> list[Cause]:
    """Which reasons moved how many points, the greatest loss first."""
    found: dict[str, tuple[int, Decimal]] = {}
    for line in lines:
        for step in line.steps:
            if step.decision is not None and step.decision.cause:
                count, change = found.get(step.decision.cause, (0, _ZERO))
                found[step.decision.cause] = (count + 1, change + (step.change or _ZERO))
    names = dict(CAUSES.choices)
    causes = [Cause(str(names[code]), *values) for code, values in found.items()]
    return sorted(causes, key=lambda cause: (cause.change, -cause.decisions))
