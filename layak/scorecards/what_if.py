"""What would become of a sheet if steps were taken, and which steps to take. Writes nothing."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from layak.forecast.assumptions import assumptions
from layak.forecast.model import Forecast, forecast
from layak.forecast.questions import Question, Solution
from layak.forecast.solving import NotSolved, solved
from layak.forecast.steps import Step, Value, choices_of, room, taken, values
from layak.lib.errors import Refusal
from layak.scorecards.prospects import Prospected

_LOG = logging.getLogger("layak.scorecards")
# The quantile at which gains are counted is exact for the city's luck only: mended by trying again.
TRIES = 8
_LEAST_MORE = 0.2  # points


@dataclass(frozen=True)
class WhatIf:
    """A sheet with some steps taken, beside the sheet without them. ``chosen`` by key."""

    found: Prospected
    chosen: frozenset[str]

    @cached_property
    def worth(self) -> Mapping[str, Value]:
        shifts = self.found.prospect.shifts
        return values(self.found.last, self.found.steps, shifts, assumptions())

    @cached_property
    def steps(self) -> Sequence[Step]:
        """The chosen steps whose needs are chosen too."""
        return [step for step in self.found.steps if step.key in self.chosen]

    @cached_property
    def after(self) -> Forecast:
        return foreseen(self.found, self.steps) if self.steps else self.found.last

    @property
    def hours(self) -> float:
        return sum(step.hours for step in self.steps)

    @property
    def offices(self) -> int:
        return len({step.office for step in self.steps})


def what_if(found: Prospected, keys: Collection[str]) -> WhatIf:
    """Take the steps with these keys; each brings along the steps it needs."""
    known = {step.key: step for step in found.steps}
    chosen = set()
    for key in keys:
        while key in known and key not in chosen:
            chosen.add(key)
            key = known[key].needs  # noqa: PLW2901 - walks up to the first step
    return WhatIf(found, frozenset(chosen))


def foreseen(found: Prospected, chosen: Sequence[Step]) -> Forecast:
    """The final forecast with these steps taken."""
    last = found.last
    return forecast(
        taken(last.sheet, chosen),
        last.outlook,
        found.prospect.shifts,
        assumptions(),
        grounded=False,
    )


@dataclass(frozen=True, slots=True)
class Way:
    """What the optimizer found: the steps by key, and whether they reach what was asked."""

    keys: tuple[str, ...]
    reached: bool
    gap: float
    chance: float | None = None


def cheapest(found: Prospected, floor: float, confidence: float) -> Way:
    """The fewest hours with which the final score reaches ``floor`` with ``confidence``.

    Raises ``Refusal`` when the search cannot be made at this moment.
    """
    shifts, last = found.prospect.shifts, found.last
    worth = values(last, found.steps, shifts, assumptions(), confidence=confidence)
    choices = choices_of(found.steps, worth, unlucky=True)
    need = floor - last.surely(confidence)
    answer = Solution((), 0.0, 0.0, True, 0.0, 0.0)
    for _attempt in range(TRIES):
        if need <= 0:
            break
        answer = _solved(Question(choices, room(last), points=need))
        after = what_if(found, answer.keys).after
        short = floor - after.surely(confidence)
        if short <= 0 or not answer.reached:
            break
        need += max(short, _LEAST_MORE)
    chance = what_if(found, answer.keys).after.chance(floor)
    return Way(answer.keys, chance >= confidence - 0.001, answer.gap, chance)


def most(found: Prospected, hours: float | None, each_office: float | None) -> Way:
    """The steps expected to add most within the hours of all, of each office, or both."""
    choices = choices_of(found.steps, WhatIf(found, frozenset()).worth)
    capacity = (
        {} if each_office is None else {one.office: each_office for one in choices if one.office}
    )
    answer = _solved(Question(choices, room(found.last), hours=hours, capacity=capacity))
    return Way(answer.keys, answer.reached, answer.gap)


def _solved(question: Question) -> Solution:
    if not question.choices:
        raise Refusal(_("Tidak ada langkah yang masih dapat diambil pada lembar ini."))
    try:
        return solved(question)
    except NotSolved as error:
        _LOG.error("no way found: %s", error)
        raise Refusal(_("Jalan belum dapat dicari. Coba lagi sebentar lagi.")) from error
