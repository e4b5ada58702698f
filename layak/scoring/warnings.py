"""What a reader of a score should know besides the number. Facts only; texts are elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from layak.scoring.rubric import Rubric

Fact = Decimal | str


@dataclass(frozen=True, slots=True)
class ScoreWarning:
    """``code`` says what, ``where`` names the item, indicator, cluster or ``total``.

    ``facts`` are the unrounded numbers and names that ``sentences.describe`` puts into words.
    """

    code: str
    where: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def mismatches(rubric: Rubric) -> tuple[ScoreWarning, ...]:
    """Places where a form's own maxima disagree: items of an indicator, and their whole."""
    found = []
    for row in rubric.indicators:
        items = sum((item.maximum for item in row.items), Decimal(0))
        if items != row.maximum:
            found.append(
                ScoreWarning("maxima_differ", row.code, {"items": items, "maximum": row.maximum})
            )
    if found:
        items = sum((item.maximum for item in rubric.items.values()), Decimal(0))
        whole = sum((row.maximum for row in rubric.indicators), Decimal(0))
        found.append(ScoreWarning("maxima_differ", "total", {"items": items, "maximum": whole}))
    return tuple(found)
