"""Read points and printed totals from CSV text. Every bad line is named, none is skipped."""

import csv
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from layak.scoring.points import PointsError, Problem, check_value
from layak.scoring.printed import LEVELS, PrintedRow, find_code
from layak.scoring.rubric import Rubric

# Plain decimal notation with a point. Decimal() alone would also take "NaN", "1e3" and "1_0".
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_LONGEST_NUMBER = 60


def read_points(text: str, rubric: Rubric) -> dict[str, Decimal | None]:
    """Read ``code,points``. An empty cell is "not answered".

    Raises ``PointsError`` with all problems: unknown, duplicate, negative, non-numeric.
    """
    problems: list[Problem] = []
    points: dict[str, Decimal | None] = {}
    seen: dict[str, int] = {}
    for line, (code, written) in _rows(text, ("code", "points"), problems):
        if not code:
            problems.append(Problem("no_code", "", written, line))
        elif code not in rubric.items:
            problems.append(Problem("unknown", code, written, line))
        elif code in seen:
            problems.append(Problem("duplicate", code, str(seen[code]), line))
        seen.setdefault(code, line)
        value = _number(code, written, line, problems) if written else None
        points.setdefault(code, value)
    if problems:
        raise PointsError(problems)
    return points


def read_printed(text: str, rubric: Rubric) -> tuple[PrintedRow, ...]:
    """Read ``level,code,points`` where level is total, cluster or indicator.

    A workbook may print one total in two places, so a code may come twice; the code of a total
    is free text. Raises ``PointsError`` with all problems.
    """
    problems: list[Problem] = []
    printed: list[PrintedRow] = []
    for line, (written_level, code, written) in _rows(text, ("level", "code", "points"), problems):
        level = written_level.lower()
        if level not in LEVELS:
            problems.append(Problem("unknown_level", level, written, line))
        elif level != "total" and not code:
            problems.append(Problem("no_code", "", written, line))
        elif level != "total" and find_code(rubric, level, code) is None:
            problems.append(Problem("unknown", code, written, line))
        value = _number(code or level, written, line, problems)
        if value is not None:
            printed.append(PrintedRow(level, code, value))
    if problems:
        raise PointsError(problems)
    return tuple(printed)


def _number(where: str, written: str, line: int, problems: list[Problem]) -> Decimal | None:
    if not _NUMBER.fullmatch(written) or len(written) > _LONGEST_NUMBER:
        problems.append(Problem("not_a_number", where, written, line))
        return None
    value = Decimal(written)
    if wrong := check_value(value):
        problems.append(Problem(wrong, where, written, line))
        return None
    return value


def _rows(
    text: str, names: Sequence[str], problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """The cells of ``names`` with their line numbers; further columns are left alone."""
    lines = csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True)
    columns: list[int] | None = None
    width = 0
    try:
        for cells in lines:
            row = [cell.strip() for cell in cells]
            if not any(row):
                continue
            if columns is None:
                header = [cell.lower() for cell in row]
                if any(header.count(name) != 1 for name in names):
                    break
                columns, width = [header.index(name) for name in names], len(header)
            elif len(row) != width:
                problems.append(Problem("columns", ",".join(row)[:80], str(width), lines.line_num))
            else:
                yield lines.line_num, [row[column] for column in columns]
    except csv.Error as error:
        problems.append(Problem("unreadable", str(error), line=lines.line_num))
        return
    if columns is None:
        problems.append(Problem("header", ",".join(names), line=max(lines.line_num, 1)))
