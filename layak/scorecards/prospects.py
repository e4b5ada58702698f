"""A sheet's forecast and the steps that are left: the pure model fed from the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from layak.assessments.gaps import gaps
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import rubric_of
from layak.assessments.sheet import Given as Mark
from layak.assessments.sheet import Line
from layak.assessments.sheet import Sheet as OwnSheet
from layak.forecast.assumptions import assumptions
from layak.forecast.claims import Given
from layak.forecast.model import Forecast
from layak.forecast.sheets import sheet_of
from layak.forecast.stages import Prospect, prospect
from layak.forecast.steps import Step, steps
from layak.instruments.models import Option, Question
from layak.scorecards.accepted import learned, outlook_of
from layak.scorecards.evidence_states import states_of
from layak.scorecards.plans import StepHours

_ORDER = tuple(Stage)


@dataclass(frozen=True)
class Prospected:
    """What is expected of a sheet, the steps left, and the lines it was all made from."""

    assessment: Assessment
    prospect: Prospect
    steps: Sequence[Step]
    lines: Mapping[str, Line]

    @property
    def next(self) -> Forecast:
        return self.prospect.next

    @property
    def last(self) -> Forecast:
        return self.prospect.last


def prospect_of(assessment: Assessment, *, at: datetime) -> Prospected | None:
    """Forecast a sheet as it stands; None while too few real results are known.

    About thirteen queries; what was learned from verified sheets is read once a process.
    """
    outlook = outlook_of(assessment)
    if outlook is None:
        return None
    own = OwnSheet(assessment)
    lines = [line for line in own.lines(Stage.SELF, at=at) if line.applies]
    kinds, rungs = _form(assessment.instrument_id, assessment.instrument.digest)
    evidence = states_of(assessment, lines, gaps(assessment), kinds)
    points = {line.code: line.points for line in lines}
    ahead = stages_ahead(assessment)
    sheets = {
        stage.value: sheet_of(
            rubric_of(assessment),
            points,
            kinds=kinds,
            evidence=evidence,
            given={line.code: _given(line, line.mark, stage) for line in lines if line.mark},
        )
        for stage in ahead
    }
    assumed, shifts = assumptions(), learned(assessment)
    found = prospect(sheets, outlook, shifts, assumed)
    left = steps(
        found.last.sheet,
        assumed,
        offices={line.code: line.offices[0] for line in lines if line.offices},
        rungs=_next_rungs(rungs, points),
        hours=hours_of(assessment.city_id),
        locked={line.code for line in lines if not line.editable},
    )
    return Prospected(assessment, found, left, {line.code: line for line in lines})


def hours_of(city: int) -> dict[str, float]:
    """What this city says its steps take, by the name of a step. One query."""
    rows = StepHours.objects.filter(city=city).order_by("act").values_list("act", "hours")
    return {act: float(hours) for act, hours in rows}


def stages_ahead(assessment: Assessment) -> tuple[Stage, ...]:
    """The stages that may still change the score: the one under way and those after it."""
    first = max(_ORDER.index(Stage(assessment.stage)), 1)
    return _ORDER[first:]


def _given(line: Line, mark: Mark, stage: Stage) -> Given:
    return Given(
        points=float(mark.points),
        settled=_ORDER.index(mark.stage) >= _ORDER.index(stage),
        open=mark.returned and line.editable,
    )


_Rungs = Mapping[str, Sequence[Decimal]]


@lru_cache(maxsize=32)
def _form(instrument: int, _digest: str) -> tuple[Mapping[str, str], _Rungs]:
    """The kind of each item and the points its answers can win, from the least up."""
    kinds = dict(Question.objects.filter(instrument=instrument).values_list("code", "kind"))
    rungs: dict[str, list[Decimal]] = {}
    options = Option.objects.filter(instrument=instrument).order_by("points")
    for code, points in options.values_list("question__code", "points"):
        rungs.setdefault(code, []).append(points)
    return kinds, rungs


def _next_rungs(rungs: _Rungs, points: Mapping[str, Decimal | None]) -> dict[str, float]:
    """The next better answer of each answered item that has one."""
    better = {}
    for code, own in points.items():
        higher = [rung for rung in rungs.get(code, ()) if own is not None and rung > own]
        if higher:
            better[code] = float(higher[0])
    return better
