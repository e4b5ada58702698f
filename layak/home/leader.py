"""What a leader reads on a phone: who is late, where points are left, how the years went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from layak.assessments.deadlines import Due, next_for
from layak.assessments.models import Stage
from layak.home.offices import OfficeLine, Watch, office_lines
from layak.home.queries import CityHome
from layak.scorecards.levels import levels
from layak.scorecards.models import PastResult

FIRST_OFFICES = 6
FIRST_YEARS = 4


@dataclass(frozen=True, slots=True)
class Award:
    """The levels that sources name for one year, each with its colour; one where they agree."""

    year: int
    levels: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """``late`` offices first by how much is late; ``behind`` those with the most points to win."""

    due: Due | None
    late: Sequence[OfficeLine]
    behind: Sequence[OfficeLine]
    awards: Sequence[Award]


def leader_page(page: CityHome, *, at: datetime) -> LeaderPage:
    """Read what the leader's page adds to the city's; five queries, the levels kept afterwards."""
    assessment = page.assessment
    due = next_for(assessment, at)
    lines = office_lines(assessment, page.lines, page.lacking, Watch(assessment, due, at))
    led = [line for line in lines if line.office]
    late = sorted(
        (line for line in led if line.late), key=lambda line: (-line.late, -line.tally.possible)
    )
    behind = sorted(
        (line for line in led if line.tally.possible and line not in late),
        key=lambda line: -line.tally.possible,
    )
    return LeaderPage(due, late[:FIRST_OFFICES], behind[:FIRST_OFFICES], _awards(page))


def _awards(page: CityHome) -> list[Award]:
    rows = PastResult.objects.filter(city=page.assessment.city_id, stage=Stage.FINAL)
    told: dict[int, list[str]] = {}
    for year, level in rows.exclude(level="").order_by("-year", "pk").values_list("year", "level"):
        if level not in told.setdefault(year, []):
            told[year].append(level)
    known = levels()
    return [
        Award(year, [(name, known.colour(name)) for name in names])
        for year, names in list(told.items())[:FIRST_YEARS]
    ]
