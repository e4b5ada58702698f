"""The nation in one cycle, by province: how far the cities are, their levels and how they moved."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from layak.accounts.models import OVERSEERS, Membership, User
from layak.assessments.models import Assessment, Stage
from layak.assessments.querysets import AssessmentQuerySet
from layak.home.awards import run_of
from layak.lib.digests import digest_of
from layak.organizations.models import Kind, Organization
from layak.scorecards.levels import Levels, levels
from layak.scorecards.movement import Awards, Movement, award, awards_of, moved, years_of

_ZERO = Decimal(0)


@dataclass(slots=True)
class Tally:
    """What the sheets of some cities add up to. ``levels`` counts the present ones by name."""

    cities: int = 0
    sheets: int = 0
    questions: int = 0
    filled: int = 0
    evidenced: int = 0
    verified: int = 0
    total: Decimal = _ZERO
    scored: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    moves: Counter[Movement] = field(default_factory=Counter)

    @property
    def mean(self) -> Decimal | None:
        """The mean score of the sheets that were counted."""
        return self.total / self.scored if self.scored else None

    @property
    def by_stage(self) -> list[tuple[Stage, int]]:
        return [(stage, self.stages[stage.value]) for stage in Stage]

    @property
    def by_movement(self) -> Mapping[str, int]:
        return {movement.value: self.moves[movement] for movement in Movement}

    def add(self, other: "Tally") -> None:
        for name in ("cities", "sheets", "questions", "filled", "evidenced", "verified", "scored"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.total += other.total
        self.stages += other.stages
        self.levels += other.levels
        self.moves += other.moves


@dataclass(frozen=True, slots=True)
class Held:
    """How many cities hold a level."""

    name: str
    colour: str
    cities: int


@dataclass(frozen=True, slots=True)
class ProvinceLine:
    """One province and what its cities add up to."""

    province: Organization
    tally: Tally
    levels: Sequence["Held"]


@dataclass(frozen=True, slots=True)
class AwardYear:
    """How many cities hold each level in a year, in the order of the levels; ``unsure`` beside."""

    year: int
    counts: Sequence[Held]
    unsure: int
    moves: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NationPage:
    """``empty`` are the provinces in which nothing is known yet."""

    nation: Organization
    year: int | None
    years: Sequence[int]
    lines: Sequence[ProvinceLine]
    empty: Sequence[Organization]
    whole: Tally
    awards: Sequence[AwardYear]
    moved_in: int | None
    counted_at: datetime | None
    award: str = ""
    offered: Sequence[str] = ()

    @property
    def fingerprint(self) -> str:
        """What the table of provinces draws, as a key."""
        rows = [
            (line.province.pk, line.province.name, line.tally, line.levels) for line in self.lines
        ]
        return digest_of(self.year, self.moved_in, rows)


def held(counted: Mapping[str, int], known: Levels) -> list[Held]:
    """The levels in their order, each with its count; words that are no level are left out."""
    return [Held(str(row), known.colour(row.name), counted.get(row.name, 0)) for row in known.rows]


def nation_overseen_by(user: User) -> Organization | None:
    """The nation, for whoever looks over all of it."""
    places = Membership.objects.filter(user=user, role__in=OVERSEERS).values("organization")
    return Organization.objects.filter(pk__in=places, kind=Kind.NATION).first()


def nation_page(nation: Organization, year: int | None, award: str = "") -> NationPage:
    """Read the nation, in seven queries. Only for whoever oversees it."""
    regions = Organization.objects.filter(kind__in=[Kind.PROVINCE, Kind.CITY])
    places = list(regions.only("pk", "kind", "name", "parent_id").order_by("name"))
    province_of = {one.pk: one.parent_id for one in places if one.kind == Kind.CITY}
    run = run_of(Assessment.objects.all(), award)
    chosen = year if year in run.years else run.years[0] if run.years else None
    # What sources say of levels is about the award that has them.
    known, awards = levels(), awards_of() if run.ranked else {}
    awarded = years_of(awards.values())
    moved_in = next((one for one in awarded if chosen is None or one <= chosen), None)
    tallies: dict[int | None, Tally] = defaultdict(Tally)
    for province in province_of.values():
        tallies[province].cities += 1
    counted_at = None
    if chosen:
        sheets = Assessment.objects.filter(cycle__year=chosen)
        counted_at = _count_sheets(sheets.of_award(run.award), province_of, tallies)
    _count_moves(awards, moved_in, province_of, tallies, known)
    provinces = [one for one in places if one.kind == Kind.PROVINCE]
    lines = [
        ProvinceLine(
            one, tallies[one.pk], [row for row in held(tallies[one.pk].levels, known) if row.cities]
        )
        for one in provinces
    ]
    told = [line for line in lines if line.tally.sheets or line.tally.moves]
    whole = Tally()
    for line in lines:
        whole.add(line.tally)
    return NationPage(
        nation=nation,
        year=chosen,
        years=run.years,
        lines=told,
        empty=[line.province for line in lines if line not in told],
        whole=whole,
        awards=[_award_year(one, awards, known) for one in awarded],
        moved_in=moved_in,
        counted_at=counted_at,
        award=run.award,
        offered=run.awards,
    )


def _count_sheets(
    sheets: AssessmentQuerySet,
    province_of: Mapping[int, int | None],
    tallies: dict[int | None, Tally],
) -> datetime | None:
    """Add up the sheets of a cycle by province; return when one was last counted."""
    rows = sheets.order_by()
    newest: datetime | None = None
    for city, stage, example, *counts, total, level, at in rows.values_list(
        *("city_id", "stage", "example", "summary__questions", "summary__filled"),
        *("summary__evidenced", "summary__verified", "summary__total", "summary__level"),
        F("summary__computed_at"),
    ):
        tally = tallies[province_of.get(city)]
        tally.sheets += 1
        tally.stages[stage] += 1
        if at is None:
            continue
        newest = at if newest is None else max(newest, at)
        questions, filled, evidenced, verified = counts
        tally.questions += questions
        tally.filled += filled
        tally.evidenced += evidenced
        tally.verified += verified
        if example:  # invented points are nobody's level
            continue
        tally.total += total
        tally.scored += 1
        tally.levels[level] += 1
    return newest


def _count_moves(
    awards: Mapping[int, Awards],
    year: int | None,
    province_of: Mapping[int, int | None],
    tallies: dict[int | None, Tally],
    known: Levels,
) -> None:
    if year is None:
        return
    for city, own in awards.items():
        if movement := moved(own, year, known):
            tallies[province_of.get(city)].moves[movement] += 1


def _award_year(year: int, awards: Mapping[int, Awards], known: Levels) -> AwardYear:
    told = [own for own in awards.values() if year in own]
    counted = Counter(award(own, year) for own in told)
    counts = held(counted, known)
    moves = Counter(moved(own, year, known) for own in told)
    return AwardYear(
        year=year,
        counts=counts,
        unsure=len(told) - sum(row.cities for row in counts),
        moves={movement.value: moves[movement] for movement in Movement},
    )
