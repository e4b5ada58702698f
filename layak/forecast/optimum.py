"""The cheapest or the most fruitful set of steps: an exact optimum by mixed integer programming.

Loads scipy: pages ask ``solving``, which runs this in a process of its own. All quantities are
whole (quarter hours, tenths of a point), and the choices are put in order first: equal questions
have one answer, in whatever order they are asked.
"""

import time
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from layak.forecast.questions import Choice, Question, Solution

Array = npt.NDArray[np.float64]
SECONDS = 5.0
# Units of an hour and of a point: finer than either is known.
HOUR, POINT = 4, 10


def solve(question: Question, *, seconds: float = SECONDS) -> Solution:
    """Find the optimum; within ``seconds`` at least a good set."""
    began = time.perf_counter()
    program = _Program(question)
    best = program.best(seconds)
    if best is None and question.points is not None:
        # Out of reach: then the most that can be had at all.
        most = solve(
            Question(question.choices, question.room, None, question.hours, question.capacity),
            seconds=seconds,
        )
        took = time.perf_counter() - began
        return Solution(most.keys, most.hours, most.gain, False, most.gap, took)
    chosen, gap = best if best is not None else (np.zeros(0), 0.0)
    picked = [one for one, taken in zip(program.choices, chosen, strict=False) if taken > 0.5]
    return Solution(
        keys=tuple(one.key for one in picked),
        hours=sum(one.hours for one in picked),
        gain=_gained(picked, question.room),
        reached=True,
        gap=gap,
        seconds=time.perf_counter() - began,
    )


def _gained(picked: Sequence[Choice], room: Mapping[str, float]) -> float:
    rows: dict[str, float] = {}
    for one in picked:
        rows[one.row] = rows.get(one.row, 0.0) + one.gain
    return sum(min(gain, room.get(row, gain)) for row, gain in rows.items())


def _possible(choices: Sequence[Choice]) -> list[Choice]:
    """The choices in order, without those whose needs cannot be met."""
    kept = {one.key: one for one in choices}
    while lost := [key for key, one in kept.items() if one.needs and one.needs not in kept]:
        for key in lost:
            del kept[key]
    return [kept[key] for key in sorted(kept)]


class _Program:
    """The columns: one a choice (taken or not), then one a row that its maximum may cap."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.choices = _possible(question.choices)
        self.place = {one.key: place for place, one in enumerate(self.choices)}
        self.hours = np.array([round(one.hours * HOUR) for one in self.choices], dtype=float)
        gains = np.array([round(one.gain * POINT) for one in self.choices], dtype=float)
        self.gains = gains
        by_row: dict[str, list[int]] = {}
        for place, one in enumerate(self.choices):
            by_row.setdefault(one.row, []).append(place)
        self.capped = {
            row: places
            for row, places in by_row.items()
            if row in question.room
            and sum(max(gains[place], 0) for place in places) > round(question.room[row] * POINT)
        }
        self.width = len(self.choices) + len(self.capped)
        free = np.ones(len(self.choices))
        for places in self.capped.values():
            free[places] = 0
        self.total_gain = np.concatenate([gains * free, np.ones(len(self.capped))])
        self.total_hours = np.concatenate([self.hours, np.zeros(len(self.capped))])
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self._bind()

    def _bind(self) -> None:
        question = self.question
        for number, (row, places) in enumerate(self.capped.items()):
            # A capped row counts what its steps add, up to its room.
            column = len(self.choices) + number
            entries = {place: -self.gains[place] for place in places} | {column: 1.0}
            self.rows.append((entries, -np.inf, 0.0))
            self.rows.append(({column: 1.0}, -np.inf, float(round(question.room[row] * POINT))))
        for place, one in enumerate(self.choices):
            if one.needs:
                self.rows.append(({place: 1.0, self.place[one.needs]: -1.0}, -np.inf, 0.0))
        if question.hours is not None:
            self._limit(range(len(self.choices)), question.hours)
        for office, hours in question.capacity.items():
            self._limit([n for n, one in enumerate(self.choices) if one.office == office], hours)

    def _limit(self, places: Sequence[int], hours: float) -> None:
        self.rows.append(({place: self.hours[place] for place in places}, -np.inf, hours * HOUR))

    def best(self, seconds: float) -> tuple[Array, float] | None:
        """The chosen columns and the gap; None where nothing satisfies the question."""
        wanted = self.question.points
        if not self.choices:
            return None if wanted else (np.zeros(0), 0.0)
        if wanted is not None:
            need = float(np.ceil(round(wanted * POINT, 6)))
            self.rows.append((dict(enumerate(self.total_gain)), need, np.inf))
        goal = -self.total_gain if wanted is None else self.total_hours
        result = self._search(goal, seconds)
        if result.x is None:
            return None
        gap = float(result.mip_gap or 0.0)
        return np.asarray(result.x)[: len(self.choices)], 0.0 if result.status == 0 else gap

    def _search(self, goal: Array, seconds: float) -> OptimizeResult:
        entries = [
            (number, place, value)
            for number, (row, _, _) in enumerate(self.rows)
            for place, value in row.items()
            if value
        ]
        limits = []
        if self.rows:
            matrix = csr_array(
                (
                    [value for _, _, value in entries],
                    ([number for number, _, _ in entries], [place for _, place, _ in entries]),
                ),
                shape=(len(self.rows), self.width),
            )
            lows, highs = zip(*((low, high) for _, low, high in self.rows), strict=True)
            limits = [LinearConstraint(matrix, lows, highs)]
        upper = np.full(self.width, np.inf)
        upper[: len(self.choices)] = 1
        return milp(
            goal,
            integrality=np.ones(self.width),
            bounds=Bounds(0, upper),
            constraints=limits,
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
