"""``docs/scoring.md`` is the rule; its worked example is recomputed from its own tables."""

import re
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest

from layak.scoring import (
    AwardLevel,
    Cluster,
    Indicator,
    Item,
    Rubric,
    Score,
    score,
    standing_sentence,
)
from layak.scoring.sentences import two_digits

PAGE = Path(__file__).parents[3] / "docs" / "scoring.md"


def read_table(first_column: str) -> list[list[str]]:
    """The rows of the one table on the page whose first column has this heading."""
    tables = re.findall(r"(?:^\|.*\|\n)+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    found = [
        [[cell.strip() for cell in line[1:-1].split("|")] for line in table.splitlines()]
        for table in tables
    ]
    (rows,) = (table for table in found if table[0][0] == first_column)
    return rows[2:]


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    clusters = []
    for cluster, lines in groupby(read_table("cluster"), key=lambda line: line[0]):
        indicators = []
        for code, rows in groupby(lines, key=lambda line: line[1]):
            items = list(rows)
            number = int(code.rstrip("ABC"))
            maximum = Decimal(items[0][2])
            scored = tuple(Item(item[3], Decimal(item[4])) for item in items)
            indicators.append(Indicator(code, number, maximum, scored))
        clusters.append(Cluster(cluster, tuple(indicators)))
    levels = tuple(
        AwardLevel(name, Decimal(first), Decimal(last)) for name, first, last in read_table("level")
    )
    absent = [line[3] for line in read_table("cluster") if line[5] == "not applicable"]
    return Rubric("example.1", tuple(clusters), levels).without(absent)


@pytest.fixture(scope="module")
def result(rubric: Rubric) -> Score:
    points = {
        line[3]: Decimal(line[5]) if line[5] else None
        for line in read_table("cluster")
        if line[5] != "not applicable"
    }
    return score(rubric, points)


def test_the_worked_example_on_the_page_is_what_the_code_computes(
    rubric: Rubric, result: Score
) -> None:
    assert result.distance is not None
    computed = {
        "total": two_digits(result.total),
        "attainable": two_digits(result.attainable),
        **{f"cluster {code}": two_digits(won) for code, won in result.clusters.items()},
        **{f"indicator {code}": two_digits(won) for code, won in result.indicators.items()},
        "number 2": two_digits(result.numbers["2"]),
        "level": result.level,
        "next level": result.next_level,
        "distance": two_digits(result.distance),
        "unanswered": ", ".join(result.unanswered),
        "warnings": ", ".join(f"{one.code} {one.where}" for one in result.warnings),
        "sentence": standing_sentence(rubric, result.total),
    }
    assert read_table("result") == [[name, value] for name, value in computed.items()]


def test_the_page_names_the_numbers_it_talks_about(result: Score) -> None:
    prose = PAGE.read_text(encoding="utf-8").partition("## A worked example")[2]
    for won in (*result.clusters.values(), result.indicators["1"], result.indicators["2A"]):
        assert re.search(rf"\b{re.escape(f'{won.normalize():f}')}\b", prose)
