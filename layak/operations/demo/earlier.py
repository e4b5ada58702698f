"""The city's years before the story: authored points, marked as examples."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from layak.instruments.models import Instrument
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from layak.scorecards.noting import PastYear, note_past_sheet, read_items
from layak.scorecards.past_sheets import PastSheet

_STORY = Path(__file__).parent / "story"


def load_earlier_years(city: Organization, *, at: datetime) -> int:
    """Note the years that are not noted yet and return how many; the form must be published."""
    told = tomllib.loads((_STORY / "years.toml").read_text(encoding="utf-8"))
    there = set(PastSheet.objects.filter(city=city).values_list("year", flat=True))
    missing = [row for row in told["years"] if row["year"] not in there]
    for row in missing:
        note_past_sheet(city, _year(row, told["source"]), actor=None, at=at)
    return len(missing)


def _year(row: dict[str, Any], source: str) -> PastYear:
    if "edition" in row:
        return PastYear(
            row["year"], source, edition=row["edition"], totals=row["totals"], example=True
        )
    published = Instrument.objects.filter(code=row["instrument"], published_at__isnull=False)
    instrument = published.order_by("-version").first()
    if instrument is None:
        raise Refusal(f"Instrumen {row['instrument']} belum terbit.")
    points, causes = read_items((_STORY / "years" / row["items"]).read_bytes(), instrument)
    return PastYear(
        row["year"], source, instrument=instrument, points=points, causes=causes, example=True
    )
