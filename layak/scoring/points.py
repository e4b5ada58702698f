"""Points before they are added: what a city claims, and everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from layak.scoring.rubric import Rubric

# By item code. ``None`` is "not answered"; zero is an answer.
Points = Mapping[str, Decimal | None]

# Outside these powers of ten points could not be added exactly with the digits a sum is given.
FINEST, LARGEST = -20, 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why points or printed totals cannot be taken as they are.

    ``code`` is one of ``unknown duplicate negative not_a_number too_fine too_large`` for a
    value, and ``header columns unreadable unknown_level no_code`` for a CSV line. ``line`` counts
    from 1.
    """

    code: str
    where: str
    value: str = ""
    line: int | None = None


class PointsError(ValueError):
    """Points that cannot be scored. Holds every problem, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.where}: {problem.code}" for problem in problems))


def check_value(value: object) -> str | None:
    """The problem code of one value, or ``None`` when it can be scored."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return "not_a_number"
    if value < 0:
        return "negative"
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < FINEST:
        return "too_fine"
    return "too_large" if value and value.adjusted() > LARGEST else None


def check_points(rubric: Rubric, points: Points) -> tuple[Problem, ...]:
    """Every problem of ``points``: codes outside the form, negative or non-numeric values."""
    problems: list[Problem] = []
    known = rubric.items
    for code, value in points.items():
        if code not in known:
            problems.append(Problem("unknown", str(code), str(value)))
        if value is not None and (wrong := check_value(value)):
            problems.append(Problem(wrong, str(code), str(value)))
    return tuple(problems)
