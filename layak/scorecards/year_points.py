"""A city's points of a year at each stage, from its sheet here, a noted sheet, or told totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise

from django.db.models import Q, QuerySet

from layak import scoring
from layak.activities.models import FollowUp
from layak.assessments.models import Answer, Assessment, Mark, Stage
from layak.instruments import queries as instruments
from layak.instruments.models import Cluster, Indicator, Instrument, Question
from layak.organizations.models import Organization
from layak.reviews.models import Decision
from layak.scorecards.models import PastResult
from layak.scorecards.past_sheets import PastSheet
from layak.scoring.years import Verdict, Weighed, together, weigh

_ZERO = Decimal(0)
_ORDER = tuple(Stage)
# Reasons that lie in what was handed in; any other reason is the verifiers' judgement.
OF_EVIDENCE = frozenset(
    {
        FollowUp.Cause.MISSING.value,
        FollowUp.Cause.MISPLACED.value,
        FollowUp.Cause.UNWRITTEN.value,
        FollowUp.Cause.UNCLEAR.value,
        FollowUp.Cause.OUTDATED.value,
    }
)

Blocks = tuple[tuple[Cluster, tuple[Indicator, ...]], ...]
Given = Mapping[Stage, Mapping[str, Decimal | None]]
Causes = Mapping[tuple[Stage, str], str]


@dataclass(frozen=True)
class Form:
    """A published form as one city meets it; ``labels`` is by item code."""

    instrument: Instrument
    rubric: scoring.Rubric
    blocks: Blocks
    labels: Mapping[str, str] = field(default_factory=dict)

    def asks_the_same_as(self, other: "Form") -> bool:
        """Whether items, maxima and their order in indicators are equal; conditions may differ."""
        return [c.indicators for c in self.rubric.clusters] == [
            c.indicators for c in other.rubric.clusters
        ]


@dataclass(frozen=True)
class YearPoints:
    """One year. Without a ``form`` only totals are known; ``items`` is by item code.

    ``awards`` are the levels that sources name for the year. A stage that has no total did not
    take place or is not told of.
    """

    year: int
    title: str
    edition: str
    totals: Mapping[Stage, Decimal]
    example: bool = False
    sheet: int | None = None
    source: str = ""
    awards: Sequence[str] = ()
    form: Form | None = None
    scores: Mapping[Stage, scoring.Score] = field(default_factory=dict)
    items: Mapping[str, Weighed] = field(default_factory=dict)

    @property
    def last(self) -> Stage | None:
        """The newest stage that has a total."""
        return max(self.totals, key=_ORDER.index, default=None)

    @property
    def total(self) -> Decimal | None:
        return None if self.last is None else self.totals[self.last]

    @property
    def moves(self) -> dict[Stage, Decimal]:
        """What each stage after the self-assessment took (below zero) or gave."""
        return moves(self.totals)

    @property
    def attainable(self) -> Decimal | None:
        return self.form.rubric.attainable if self.form else None

    @property
    def left(self) -> Decimal | None:
        """What stayed on the table; None where the form is not known."""
        if self.attainable is None or self.total is None:
            return None
        return self.attainable - self.total

    @cached_property
    def indicators(self) -> dict[str, Weighed]:
        """What became of the points of each indicator, capped as the score caps it."""
        if self.form is None:
            return {}
        return {
            row.code: together((self.items[item.code] for item in row.items), row.maximum)
            for row in self.form.rubric.indicators
        }


def moves(stages: Mapping[Stage, Decimal]) -> dict[Stage, Decimal]:
    """The change at each stage against the stage before that took place."""
    reached = [stage for stage in _ORDER if stage in stages]
    return {two: stages[two] - stages[one] for one, two in pairwise(reached)}


def known_years(city: Organization) -> list[int]:
    """The years of which a total or a level is known, the oldest first. Three queries."""
    told = PastResult.objects.filter(city=city).order_by().values_list("year", flat=True)
    noted = PastSheet.objects.filter(city=city).order_by().values_list("year", flat=True)
    own = _own_sheets(city).values_list("cycle__year", flat=True)
    return sorted({*told, *noted, *own})


def years_with_points(city: Organization) -> list[int]:
    """The years of which points are known by item, the oldest first."""
    noted = PastSheet.objects.filter(city=city, instrument__levels__isnull=False).order_by()
    own = _own_sheets(city)
    return sorted(
        {*noted.values_list("year", flat=True), *own.values_list("cycle__year", flat=True)}
    )


def read_years(city: Organization, years: Iterable[int]) -> list[YearPoints]:
    """Read some years, the oldest first. A sheet here counts before what was noted of the year."""
    wanted = sorted(set(years))
    own = {row.cycle.year: row for row in _own_sheets(city).filter(cycle__year__in=wanted)}
    noted: dict[int, PastSheet] = {}
    of_levels = Q(instrument__isnull=True) | Q(instrument__levels__isnull=False)
    rows = PastSheet.objects.filter(of_levels, city=city, year__in=wanted).distinct()
    for row in rows.select_related("instrument"):
        noted.setdefault(row.year, row)
    told: dict[int, list[PastResult]] = {}
    for result in PastResult.objects.filter(city=city, year__in=wanted):
        told.setdefault(result.year, []).append(result)
    found = []
    for year in wanted:
        results = told.get(year, [])
        awards = tuple(
            sorted({one.level for one in results if one.stage == Stage.FINAL and one.level})
        )
        if year in own:
            found.append(_from_sheet(own[year], awards))
        elif year in noted:
            found.append(_from_note(noted[year], awards))
        else:
            found.append(_from_results(year, results, awards))
    return found


def _own_sheets(city: Organization) -> QuerySet[Assessment]:
    """Sheets of an award that has levels; another award has no years at a level."""
    return (
        Assessment.objects.filter(city=city, instrument__levels__isnull=False)
        .select_related("cycle", "instrument")
        .order_by("cycle__year", "pk")
        .distinct()
    )


def _from_sheet(sheet: Assessment, awards: Sequence[str]) -> YearPoints:
    """Three queries. What a stage has not decided yet counts as before, as in the ledger."""
    own = "points" if sheet.stage == Stage.SELF else "submitted_points"
    answers = Answer.objects.filter(assessment=sheet).order_by()
    given: dict[Stage, dict[str, Decimal | None]] = {
        Stage.SELF: dict(answers.values_list("question__code", own))
    }
    marks = Mark.objects.filter(answer__assessment=sheet).order_by()
    for stage, code, points in marks.values_list("stage", "answer__question__code", "points"):
        given.setdefault(Stage(stage), {})[code] = points
    decided = Decision.objects.filter(answer__assessment=sheet).standing().order_by()
    causes = {
        (Stage(stage), code): cause
        for stage, code, cause in decided.values_list("stage", "answer__question__code", "cause")
    }
    form = _form(sheet.instrument, sheet.unmet)
    return counted(
        YearPoints(
            sheet.cycle.year,
            sheet.instrument.title,
            sheet.instrument.code,
            {},
            example=sheet.example,
            sheet=sheet.pk,
            awards=awards,
            form=form,
        ),
        form,
        given,
        causes,
    )


def _from_note(note: PastSheet, awards: Sequence[str]) -> YearPoints:
    bare = YearPoints(
        note.year,
        "",
        note.edition,
        {Stage(stage): Decimal(total) for stage, total in note.totals.items()},
        example=note.example,
        source=note.source,
        awards=awards,
    )
    if note.instrument is None:
        return replace(bare, title=note.form_title)
    form = _form(note.instrument, note.unmet)
    given = {
        Stage(stage): {code: Decimal(points) for code, points in rows.items()}
        for stage, rows in note.points.items()
    }
    causes = {
        (Stage(stage), code): cause
        for stage, rows in note.causes.items()
        for code, cause in rows.items()
    }
    named = replace(
        bare, title=note.instrument.title, edition=note.instrument.code, totals={}, form=form
    )
    return counted(named, form, given, causes)


def _from_results(year: int, results: Sequence[PastResult], awards: Sequence[str]) -> YearPoints:
    """Totals as sources tell them; where they contradict each other none is taken."""
    said: dict[Stage, set[Decimal]] = {}
    for one in results:
        if one.stage and one.score is not None:
            said.setdefault(Stage(one.stage), set()).add(one.score)
    totals = {stage: scores.pop() for stage, scores in said.items() if len(scores) == 1}
    sources = "; ".join(dict.fromkeys(one.source for one in results if one.score is not None))
    return YearPoints(year, "", "", totals, source=sources, awards=awards)


def counted(bare: YearPoints, form: Form, given: Given, causes: Causes) -> YearPoints:
    """Score each stage that took place and follow every item through them."""
    stages = [stage for stage in _ORDER if given.get(stage)]
    carried: dict[str, Decimal | None] = {}
    scores: dict[Stage, scoring.Score] = {}
    for stage in stages:
        carried |= {
            code: points
            for code, points in given[stage].items()
            if code in form.rubric.items and points is not None
        }
        scores[stage] = scoring.score(form.rubric, carried)
    items = {}
    for code, item in form.rubric.items.items():
        if code in form.rubric.inapplicable:
            items[code] = Weighed()
            continue
        verdicts = []
        for stage in stages[1:]:
            points = given[stage].get(code)
            if points is not None:
                for_evidence = causes.get((stage, code), "") in OF_EVIDENCE
                verdicts.append(Verdict(min(points, item.maximum), for_evidence))
        claimed = given.get(Stage.SELF, {}).get(code) or _ZERO
        items[code] = weigh(item.maximum, min(claimed, item.maximum), verdicts)
    totals = {stage: score.total for stage, score in scores.items()}
    return replace(bare, totals=totals, scores=scores, items=items)


def _form(instrument: Instrument, unmet: Iterable[str]) -> Form:
    return _read_form(instrument.pk, instrument.digest, tuple(sorted(unmet)))


@lru_cache(maxsize=32)
def _read_form(instrument: int, _digest: str, unmet: tuple[str, ...]) -> Form:
    """Published instruments never change, so a form is read once a process."""
    found = Instrument.objects.get(pk=instrument)
    blocks: dict[int, tuple[Cluster, list[Indicator]]] = {}
    for row in Indicator.objects.filter(instrument=found).select_related("cluster"):
        blocks.setdefault(row.cluster_id, (row.cluster, []))[1].append(row)
    ordered = tuple((cluster, tuple(rows)) for cluster, rows in blocks.values())
    labels = Question.objects.filter(instrument=found).order_by().values_list("code", "label")
    return Form(found, instruments.rubric(found, unmet), ordered, dict(labels))
