"""The rows of a sent file as its page shows them."""

from datetime import date
from decimal import Decimal
from typing import Any

from layak.lib.numbers import round_half_up
from layak.measures.figures import plain
from layak.measures.groups import label_of
from layak.measures.models import ImportedFile, Measure, Source
from layak.measures.periods import Period
from layak.organizations.models import Organization


def shown_rows(sent: ImportedFile) -> dict[str, Any]:
    """The first new and changed rows in words, and those not understood. Three queries."""
    found = sent.findings
    rows = [*found.get("new", []), *found.get("changed", [])]
    if not rows:
        return {"new": [], "changed": [], "bad": found.get("bad", [])}
    regions = Organization.objects.in_bulk({row["region"] for row in rows})
    measures = {row.code: row for row in Measure.objects.all()}
    sources = Source.objects.in_bulk()

    def told(row: dict[str, Any]) -> dict[str, Any]:
        measure = measures[row["measure"]]
        unit = "%" if measure.is_share else ""
        starts, ends = (date.fromisoformat(row[name]) for name in ("starts", "ends"))
        return {
            "line": row["line"],
            "measure": measure,
            "region": regions[row["region"]].title,
            "period": Period(starts, ends).label,
            "source": sources[row["source"]],
            "group": label_of(row["group"]) if row["group"] else "",
            "value": _shown(row["value"]) + unit,
            "beyond": measure.is_share and not 0 <= Decimal(row["value"]) <= 100,
            "was": _shown(row["was"]) + unit if row["was"] is not None else "",
        }

    return {
        "new": [told(row) for row in found.get("new", [])],
        "changed": [told(row) for row in found.get("changed", [])],
        "bad": found.get("bad", []),
    }


def _shown(value: str) -> str:
    return plain(round_half_up(Decimal(value)))
