"""What an office counts and runs, and what the questions behind it are worth on a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from layak.assessments.models import Answer, Assessment
from layak.facilities.models import FacilityKind
from layak.facilities.queries import Tally
from layak.facilities.queries import duties as facility_duties
from layak.facilities.serving import INSTRUMENT, SERVES
from layak.measures.models import Measure
from layak.measures.queries import Due, dues, offices_for
from layak.measures.serving import counted_for
from layak.organizations.models import Organization

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Worth:
    """The questions that something serves; ``won`` counts what is answered so far."""

    codes: Sequence[str]
    won: Decimal
    attainable: Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure that the office states. ``due`` None: nothing is expected of it."""

    measure: Measure
    due: Due | None
    worth: Worth


@dataclass(frozen=True, slots=True)
class Run:
    """A kind of facility that the office runs."""

    kind: FacilityKind
    tally: Tally
    worth: Worth


@dataclass(frozen=True, slots=True)
class Duties:
    """An office's measures and facilities; ``worth``: each question behind them counted once."""

    office: Organization
    measures: Sequence[Counted]
    facilities: Sequence[Run]
    worth: Worth


def duties_of(assessment: Assessment, office: Organization, at: datetime) -> Duties:
    """Read what an office is responsible for in its city. Eight queries."""
    city, code = assessment.city, assessment.instrument.code
    every = list(Measure.objects.all())
    offices = offices_for(city, every)
    own = [measure for measure in every if offices.get(measure.pk) == office]
    owed = dues(city, own, at)
    run = facility_duties(office, at)
    items = {measure.pk: _items_of(measure, code) for measure in own}
    kinds = {duty.kind: _items_of_kind(duty.kind, code) for duty in run}
    answers = {
        row.question.code: row
        for row in Answer.objects.filter(assessment=assessment)
        .exclude(question__applies_when__in=assessment.unmet)
        .select_related("question")
        .only("points", "assessment", "question__code", "question__attainable")
    }
    return Duties(
        office,
        [Counted(one, owed.get(one.pk), _worth(items[one.pk], answers)) for one in own],
        [Run(one.kind, one.tally, _worth(kinds[one.kind], answers)) for one in run],
        _worth([code for codes in (*items.values(), *kinds.values()) for code in codes], answers),
    )


def _items_of(measure: Measure, instrument: str) -> list[str]:
    """The questions of an instrument that ask for the measure, or in how many areas it holds."""
    start = f"{instrument}/"
    asked = [item.removeprefix(start) for item in measure.items if item.startswith(start)]
    return [*asked, *counted_for(measure.code, instrument)]


def _items_of_kind(kind: FacilityKind, instrument: str) -> list[str]:
    """The questions that a kind of facility counts for."""
    serving = SERVES[kind]
    codes = (*serving.items, serving.districts, serving.villages)
    return [code for code in codes if code] if instrument == INSTRUMENT else []


def _worth(codes: Iterable[str], answers: Mapping[str, Answer]) -> Worth:
    known = [code for code in dict.fromkeys(codes) if code in answers]
    return Worth(
        known,
        sum((answers[code].points or _ZERO for code in known), _ZERO),
        sum((answers[code].question.attainable for code in known), _ZERO),
    )
