"""What the page of a city's earlier years shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Exists, OuterRef

from layak.accounts.models import OVERSEERS, Membership, User
from layak.assessments.models import Stage
from layak.instruments.edition import UNKNOWN_LEVELS
from layak.organizations.models import Kind, Organization, OrganizationQuerySet
from layak.scorecards.levels import Levels, levels
from layak.scorecards.models import PastResult, Summary
from layak.scorecards.statements import differ


@dataclass(frozen=True, slots=True)
class Result:
    """What one source says of one year. ``sheet`` is the key of the city's own sheet, if it is one.

    ``stage`` is empty where the source does not name it; ``final`` results are awards.
    """

    year: int
    stage: str
    score: Decimal | None
    level: str
    colour: str
    source: str
    note: str = ""
    blocks: Sequence[tuple[str, Decimal]] = ()
    pk: int | None = None
    sheet: int | None = None
    example: bool = False
    disputed: bool = False

    @property
    def stage_name(self) -> str:
        return str(Stage(self.stage).label) if self.stage else ""


@dataclass(frozen=True, slots=True)
class Year:
    """The results of one year, the final one first; ``disputed`` where sources contradict."""

    year: int
    results: Sequence[Result]

    @property
    def disputed(self) -> bool:
        return any(result.disputed for result in self.results)


@dataclass(frozen=True, slots=True)
class History:
    """A city's years, the newest first."""

    years: Sequence[Year]
    levels: Levels

    @property
    def results(self) -> list[Result]:
        return [result for year in self.years for result in year.results]


def cities_seen_by(user: User) -> OrganizationQuerySet:
    """The cities a person oversees and the one a person's own office belongs to."""
    places = Membership.objects.filter(user=user)
    overseen = places.filter(role__in=OVERSEERS, organization__path__above=OuterRef("path"))
    inside = places.filter(organization__path__within=OuterRef("path"))
    return Organization.objects.filter(Exists(overseen) | Exists(inside), kind=Kind.CITY)


def history_of(city: Organization) -> History:
    """Every result of a city: what sources say, and its own sheets; at most four queries."""
    known = levels()
    found = [*_told(city, known), *_own(city, known)]
    years: dict[int, list[Result]] = {}
    for result in found:
        years.setdefault(result.year, []).append(result)
    ordered = [
        Year(year, sorted(_marked(rows), key=_place))
        for year, rows in sorted(years.items(), reverse=True)
    ]
    return History(ordered, known)


def _told(city: Organization, known: Levels) -> list[Result]:
    return [
        Result(
            row.year,
            row.stage,
            row.score,
            row.level,
            known.colour(row.level),
            row.source,
            row.note,
            [(code, Decimal(points)) for code, points in sorted(row.clusters.items())],
            pk=row.pk,
        )
        for row in PastResult.objects.filter(city=city)
    ]


def _own(city: Organization, known: Levels) -> list[Result]:
    """What the city's sheets here say at each stage; the level is that of the newest.

    Sources speak of the award with levels, so sheets of another are no part of its history.
    """
    rows = (
        Summary.objects.filter(assessment__city=city)
        .exclude(assessment__instrument__level_rule=UNKNOWN_LEVELS)
        .select_related("assessment__cycle", "assessment__instrument")
    )
    return [
        Result(
            row.assessment.cycle.year,
            stage,
            Decimal(total),
            row.level if stage == row.stage else "",
            known.colour(row.level) if stage == row.stage else "",
            "",
            sheet=row.assessment_id,
            example=row.assessment.example,
        )
        for row in rows
        for stage, total in row.scores.items()
    ]


def _marked(rows: Sequence[Result]) -> list[Result]:
    """Mark those of one year whose stage is told differently by another source."""
    said: dict[str, list[tuple[Decimal | None, str]]] = {}
    for row in rows:
        # An invented sheet contradicts nobody.
        if not row.example:
            said.setdefault(row.stage, []).append((row.score, row.level))
    split = {stage for stage, words in said.items() if differ(words)}
    return [
        replace(row, disputed=True) if row.stage in split and not row.example else row
        for row in rows
    ]


def _place(row: Result) -> tuple[int, int]:
    order = ["", *Stage.values]
    return -order.index(row.stage), row.pk or 0
