"""What can still be done about a sheet, step by step, and what each step is expected to add."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from layak.forecast.acceptance import Shifts
from layak.forecast.assumptions import Assumptions
from layak.forecast.claims import Claim, Evidence, Sheet
from layak.forecast.model import Forecast, line_of, unsure
from layak.forecast.questions import Choice


class Act(StrEnum):
    """What is done."""

    REPAIR = "repair"
    ANSWER = "answer"
    ATTACH = "attach"
    MOVE = "move"
    REPLACE = "replace"
    SIGN = "sign"
    ISSUE = "issue"
    RAISE = "raise"


_MENDS: Mapping[Evidence, Act] = {
    Evidence.MISSING: Act.ATTACH,
    Evidence.PARTIAL: Act.ATTACH,
    Evidence.MISPLACED: Act.MOVE,
    Evidence.WRONG_YEAR: Act.REPLACE,
    Evidence.WRONG_KIND: Act.REPLACE,
    Evidence.UNCLEAR: Act.REPLACE,
    Evidence.REUSED: Act.REPLACE,
    Evidence.UNSIGNED: Act.SIGN,
    Evidence.CIRCULAR: Act.ISSUE,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do about one item; ``before`` and ``after`` are the item without and with it.

    ``needs`` is the key of the step that has to come first, empty where none does.
    """

    act: Act
    before: Claim
    after: Claim
    hours: float
    office: str = ""
    needs: str = ""

    @property
    def key(self) -> str:
        return f"{self.before.code}-{self.act}"


def steps(
    sheet: Sheet,
    assumed: Assumptions,
    *,
    offices: Mapping[str, str] | None = None,
    rungs: Mapping[str, float] | None = None,
    hours: Mapping[str, float] | None = None,
    locked: Collection[str] = (),
) -> list[Step]:
    """Every step that is left, in printed order.

    ``offices`` and ``rungs`` (the points of the next better answer) are by item code, ``hours`` by
    the name of a step where they are not the assumed ones; nothing is left to do about ``locked``
    items.
    """
    found = []
    takes = {**assumed.hours, **(hours or {})}
    for claim in sheet.claims:
        if claim.code not in locked:
            office = (offices or {}).get(claim.code, "")
            rung = (rungs or {}).get(claim.code)
            found += _of(claim, takes, assumed.answered, office, rung)
    return found


def _of(
    claim: Claim, takes: Mapping[str, float], answered: float, office: str, rung: float | None
) -> list[Step]:
    chain: list[Step] = []

    def add(act: Act, **changes: object) -> None:
        before = chain[-1].after if chain else claim
        after = replace(before, **changes)  # type: ignore[arg-type]  # names of Claim's own fields
        needs = chain[-1].key if chain else ""
        chain.append(Step(act, before, after, takes[act.value], office, needs))

    if claim.given is not None:
        back = (claim.claimed or 0.0) - claim.given.points
        if claim.given.open and not claim.given.repaired and back > 0:
            add(Act.REPAIR, given=replace(claim.given, repaired=True))
        return chain
    if claim.claimed is None:
        claimed = claim.maximum * answered
        add(Act.ANSWER, claimed=claimed, evidence=Evidence.MISSING)
        add(Act.ATTACH, evidence=Evidence.COMPLETE)
        return chain
    if claim.claimed > 0 and (act := _MENDS.get(claim.evidence)):
        add(act, evidence=Evidence.COMPLETE)
    if rung is not None and claim.claimed < rung <= claim.maximum:
        add(Act.RAISE, claimed=rung, evidence=Evidence.COMPLETE)
    return chain


def taken(sheet: Sheet, chosen: Sequence[Step]) -> Sheet:
    """The sheet as if the chosen steps were done; one whose need is not chosen is left out."""
    keys = {step.key for step in chosen}
    after = {}
    for step in chosen:
        if not step.needs or step.needs in keys:
            after[step.before.code] = step.after
        else:
            keys.discard(step.key)
    return replace(sheet, claims=[after.get(claim.code, claim) for claim in sheet.claims])


@dataclass(frozen=True, slots=True)
class Value:
    """What a step is expected to add by itself, in points: on average, and in an unlucky city.

    ``low`` and ``high``: between which the expectation lies in 80 of 100 cities.
    """

    expected: float
    unlucky: float
    low: float
    high: float


_NODES = (0.1, 0.3, 0.5, 0.7, 0.9)
_NORMAL = 1.2816  # 80% of a normal variable lies within so many standard deviations


def values(
    found: Forecast,
    wanted: Sequence[Step],
    shifts: Shifts,
    assumed: Assumptions,
    *,
    confidence: float = 0.8,
) -> dict[str, Value]:
    """What each step adds, by its key, in points.

    ``unlucky``: in a city as hard as only ``1 - confidence`` of cities are.
    """
    cities = [found.outlook.at(node) for node in _NODES]
    hard = found.outlook.at(1 - confidence)
    worth = {}
    for step in wanted:
        before, after = (line_of(one, shifts, assumed) for one in (step.before, step.after))
        gains = [after.at(city) - before.at(city) for city in cities]
        doubt = _NORMAL * unsure(before, after, found.outlook.middle) ** 0.5
        worth[step.key] = _value(gains, after.at(hard) - before.at(hard), doubt)
    return worth


def _value(gains: Sequence[float], unlucky: float, doubt: float) -> Value:
    """The cities' own width and that of the shifts, in quadrature; at the ends of the cities."""
    expected = sum(gains) / len(gains)
    low = expected - ((expected - min(gains)) ** 2 + doubt**2) ** 0.5
    high = expected + ((max(gains) - expected) ** 2 + doubt**2) ** 0.5
    # What helps in every city is never shown as if it could harm.
    return Value(expected, unlucky, max(low, 0.0) if min(gains) >= 0 else low, high)


def choices_of(
    wanted: Sequence[Step], worth: Mapping[str, Value], *, unlucky: bool = False
) -> list[Choice]:
    """The steps as the optimizer takes them; ``unlucky`` counts what they add in a hard city."""
    return [
        Choice(
            step.key,
            step.before.row,
            step.hours,
            worth[step.key].unlucky if unlucky else worth[step.key].expected,
            step.office,
            step.needs,
        )
        for step in wanted
    ]


def room(found: Forecast) -> dict[str, float]:
    """What each row can still take before its maximum caps it, by code, in expected points."""
    return {
        row.code: max(row.maximum - found.rows[row.code].expected, 0.0) for row in found.sheet.rows
    }
