"""What the page of a forecast shows: ranges, reasons, steps with what they add. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import blocks_of, rubric_of
from layak.assessments.sheet import Sheet
from layak.assessments.standing import bands_of, colour_of, language, levels_of, marks_of
from layak.forecast.model import Forecast, Range
from layak.forecast.reasons import reasons
from layak.forecast.sentences import cautions, describe_caution, describe_reason
from layak.forecast.steps import Act, Step
from layak.lib.numbers import format_decimal
from layak.scorecards.plans import PlanLine
from layak.scorecards.what_if import WhatIf
from layak.ui.charts import Band, Marks, interval

FIRST_STEPS = 30


@dataclass(frozen=True, slots=True)
class StageRow:
    """What is expected after one stage."""

    name: str
    span: str
    expected: str
    grounded: bool


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level, how likely the score ends in it, and how likely with the chosen steps."""

    name: str
    colour: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as a line to tick."""

    key: str
    code: str
    label: str
    act: str
    office: str
    hours: Decimal
    gain: str
    needs: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """A block or an indicator with its interval."""

    code: str
    title: str
    own: Decimal
    span: str
    expected: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything of one forecast for its template."""

    bands: Sequence[Band]
    marks: Marks
    top: Decimal
    stages: Sequence[StageRow]
    levels: Sequence[LevelRow]
    reasons: Sequence[tuple[str, str]]
    cautions: Sequence[str]
    parts: Sequence[tuple[PartRow, Sequence[PartRow]]]
    steps: Sequence[StepRow]
    hidden: int
    tried: WhatIf
    before: str
    before_expected: str
    after: str
    after_expected: str
    hours: Decimal


def page_of(assessment: Assessment, tried: WhatIf, *, every_step: bool) -> Page:
    """Make the page of a forecast with some steps tried."""
    found = tried.found
    last, after = found.last, tried.after
    rows = _steps(tried)
    shown = [
        row for place, row in enumerate(rows) if every_step or row.chosen or place < FIRST_STEPS
    ]
    return Page(
        bands=bands_of(assessment),
        marks=_marks(assessment, after.total),
        top=rubric_of(assessment).attainable,
        stages=[
            StageRow(
                str(Stage(name).label), _span(one.total), _whole(one.total.expected), one.grounded
            )
            for name, one in found.prospect.stages.items()
        ],
        levels=_levels(assessment, last, after),
        reasons=[
            (_signed(one.points), describe_reason(one, language()))
            for one in reasons(last, found.prospect.shifts)
        ],
        cautions=[describe_caution(one, language()) for one in cautions(last, evidence_known=True)],
        parts=_parts(assessment, last),
        steps=shown,
        hidden=len(rows) - len(shown),
        tried=tried,
        before=_span(last.total),
        before_expected=_whole(last.total.expected),
        after=_span(after.total),
        after_expected=_whole(after.total.expected),
        hours=Decimal(tried.hours),
    )


def _marks(assessment: Assessment, whole: Range) -> Marks:
    sheet = Sheet(assessment)
    marks = marks_of(assessment, sheet.scores(rubric_of(assessment)))
    return replace(marks, expected_low=Decimal(whole.low), expected_high=Decimal(whole.high))


def _levels(assessment: Assessment, before: Forecast, after: Forecast) -> list[LevelRow]:
    known = {level.name: level for level in levels_of(assessment)}
    rows = [
        LevelRow(
            str(known[name]) if name else "",
            colour_of(known[name]) if name else "",
            round(chance * 100),
            round(then * 100),
        )
        for (name, chance), (_name, then) in zip(before.levels, after.levels, strict=True)
    ]
    return [row for row in rows if row.before or row.after]


def _steps(tried: WhatIf) -> list[StepRow]:
    """The steps, those that add most an hour first; one that needs another follows it."""
    worth = tried.worth
    each: dict[str, list[Step]] = {}
    for step in tried.found.steps:
        each.setdefault(step.before.code, []).append(step)
    best = sorted(
        each.values(),
        key=lambda own: -sum(worth[one.key].expected for one in own) / sum(o.hours for o in own),
    )
    return [_row(tried, step) for own in best for step in own]


def _row(tried: WhatIf, step: Step) -> StepRow:
    line, worth = tried.found.lines[step.before.code], tried.worth[step.key]
    return StepRow(
        key=step.key,
        code=step.before.code,
        label=line.label,
        act=str(PlanLine.Act(step.act.value).label),
        office=step.office,
        hours=Decimal(step.hours),
        gain=gain_span(Decimal(worth.low), Decimal(worth.high)),
        needs=_needed(step),
        chosen=step.key in tried.chosen,
    )


def _needed(step: Step) -> str:
    if not step.needs:
        return ""
    return str(PlanLine.Act(Act(step.needs.rpartition("-")[2]).value).label)


def _parts(assessment: Assessment, found: Forecast) -> list[tuple[PartRow, Sequence[PartRow]]]:
    blocks: Mapping[str, Range] = found.blocks
    return [
        (
            _part(cluster.heading, cluster.title, blocks[cluster.code]),
            [_part(one.code, one.title, found.rows[one.code]) for one in indicators],
        )
        for cluster, indicators in blocks_of(assessment)
    ]


def _part(code: str, title: str, one: Range) -> PartRow:
    return PartRow(code, title, Decimal(one.claimed), _span(one), _whole(one.expected))


def _span(one: Range) -> str:
    return interval(Decimal(one.low), Decimal(one.high))


def gain_span(low: Decimal, high: Decimal) -> str:
    """What a step may add: ``+1,6–2,3``; never the middle alone."""
    first, last = format_decimal(low, 1), format_decimal(high, 1)
    return f"+{first}–{last}" if low >= 0 else f"{first} … {last}"


def _whole(points: float) -> str:
    return format_decimal(Decimal(points), 0)


def _signed(points: float) -> str:
    return f"−{format_decimal(Decimal(-points), 0)}"
