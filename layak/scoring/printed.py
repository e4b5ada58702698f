"""Compare the totals that a workbook prints with the rows it prints them for."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from layak.scoring.arithmetic import score
from layak.scoring.points import Points, PointsError, Problem
from layak.scoring.rubric import Rubric
from layak.scoring.warnings import ScoreWarning

LEVELS = ("total", "cluster", "indicator")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One printed total: ``level`` is total, cluster or indicator; ``code`` as printed."""

    level: str
    code: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A printed total that its own rows do not add up to. ``difference`` = printed - computed."""

    level: str
    code: str
    printed: Decimal
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        return self.printed - self.computed

    def as_warning(self) -> ScoreWarning:
        where = self.code if self.level != "total" and self.code else self.level
        facts: dict[str, Decimal | str] = {
            "level": self.level,
            "code": self.code,
            "printed": self.printed,
            "computed": self.computed,
            "difference": self.difference,
        }
        return ScoreWarning("printed_differs", where, facts)


def find_code(rubric: Rubric, level: str, code: str) -> str | None:
    """The form's own code for a printed one: ``21 A`` is ``21A``, an alias is its cluster."""
    wanted = _folded(code)
    if level == "cluster":
        for cluster in rubric.clusters:
            if wanted in {_folded(name) for name in (cluster.code, *cluster.aliases)}:
                return cluster.code
    elif level == "indicator":
        for row in rubric.indicators:
            if wanted == _folded(row.code):
                return row.code
        if any(wanted == str(row.number) for row in rubric.indicators):
            return wanted
    return None


def compare_printed(
    rubric: Rubric, points: Points, printed: Iterable[PrintedRow]
) -> tuple[Disagreement, ...]:
    """Every printed total that differs from the points of its items, in the order printed.

    Raises ``PointsError`` for points that cannot be scored and for codes outside the form.
    """
    result = score(rubric, points)
    known = {
        "cluster": result.clusters,
        "indicator": {**result.numbers, **result.indicators},
    }
    found: list[Disagreement] = []
    problems: list[Problem] = []
    for row in printed:
        if row.level == "total":
            code, computed = row.code, result.total
        elif row.level not in LEVELS:
            problems.append(Problem("unknown_level", row.level, str(row.points)))
            continue
        elif (own := find_code(rubric, row.level, row.code)) is None:
            problems.append(Problem("unknown", row.code, str(row.points)))
            continue
        else:
            code, computed = own, known[row.level][own]
        if row.points != computed:
            found.append(Disagreement(row.level, code, row.points, computed))
    if problems:
        raise PointsError(problems)
    return tuple(found)


def _folded(code: str) -> str:
    return "".join(code.split()).casefold()
