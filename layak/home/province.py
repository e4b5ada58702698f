"""The cities of a province in one cycle: where each stands, what is due, who verifies how much."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import Count, Max, Q, Sum

from layak.accounts.models import OVERSEERS, Membership, User
from layak.assessments.deadlines import Due, Holding, due, holding_many
from layak.assessments.models import Assessment, Stage
from layak.home.awards import awards_of_codes
from layak.instruments.models import leading
from layak.lib.digests import digest_of
from layak.organizations.models import Kind, Organization, OrganizationQuerySet
from layak.scorecards.levels import Levels, levels
from layak.scorecards.models import Summary, VerifierShare
from layak.scorecards.movement import Awards, Movement, Told, award, awards_of, moved

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_LETTERS = {Stage.SELF: "EM", Stage.ADMINISTRATIVE: "VA", Stage.FIELD: "VL"}
# By what a table of cities may be ordered, in both directions.
ORDERS = ("city", "stage", "filled", "verified", "total", "due", "changed")


@dataclass(frozen=True, slots=True)
class CityLine:
    """One city in one cycle. Without a sheet only its name and its last award are known."""

    city: Organization
    sheet: Assessment | None
    summary: Summary | None
    due: Due | None
    colour: str
    scores: Mapping[str, Decimal]
    awarded: str
    awarded_year: int | None
    awarded_colour: str
    movement: Movement | None

    @property
    def late(self) -> bool:
        return self.due is not None and self.due.late and self.sheet is not None

    @property
    def drawn(self) -> tuple[object, ...]:
        """What a row of the table draws: equal ones draw the same row."""
        sheet, summary, due = self.sheet, self.summary, self.due
        foreseen = getattr(sheet, "expectation", None)
        return (
            *(self.city.pk, self.city.name, self.city.timezone, self.colour),
            (sheet.pk, sheet.stage, sheet.example) if sheet else None,
            (summary.fingerprint, summary.computed_at) if summary else None,
            (foreseen.low, foreseen.high) if foreseen else None,
            (due.closes_at, due.zone, due.said, due.late) if due else None,
            *(self.awarded, self.awarded_year, self.awarded_colour, self.movement),
        )

    def score_of(self, stage: str) -> Decimal | None:
        return self.scores.get(stage)

    @property
    def scored(self) -> list[tuple[Stage, str, Decimal]]:
        """The score of each stage that has one, with the letters that stand for the stage."""
        return [
            (stage, _LETTERS.get(stage) or str(stage.label), self.scores[stage.value])
            for stage in Stage
            if stage.value in self.scores
        ]


@dataclass(frozen=True, slots=True)
class Workload:
    """What one verifier decided in these cities."""

    name: str
    decisions: int
    accepted: int
    adjusted: int
    returned: int
    cities: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ProvincePage:
    """``counted_at``: when a summary shown was last counted; None without any."""

    province: Organization
    year: int | None
    years: Sequence[int]
    lines: Sequence[CityLine]
    workloads: Sequence[Workload]
    counted_at: datetime | None
    award: str = ""
    offered: Sequence[str] = ()
    stages: Sequence[tuple[Stage, int]] = field(default_factory=tuple)

    @property
    def sheets(self) -> int:
        return sum(line.sheet is not None for line in self.lines)

    @property
    def fingerprint(self) -> str:
        """What the table of cities draws, as a key."""
        return digest_of([line.drawn for line in self.lines])

    @property
    def late(self) -> int:
        return sum(line.late for line in self.lines)


def provinces_overseen_by(user: User) -> OrganizationQuerySet:
    """The provinces that a person looks over, by a role there or for the nation."""
    places = Membership.objects.filter(user=user, role__in=OVERSEERS)
    nation = Q(path__in=places.filter(organization__kind=Kind.NATION).values("organization__path"))
    return Organization.objects.filter(
        Q(pk__in=places.values("organization"))
        | Q(parent__in=Organization.objects.filter(nation, kind=Kind.NATION)),
        kind=Kind.PROVINCE,
    )


def province_page(
    province: Organization,
    user: User,
    year: int | None,
    *,
    order: str,
    down: bool,
    at: datetime,
    award: str = "",
) -> ProvincePage:
    """Read the cities of a province. Six queries, however many cities and cycles there are."""
    cities = list(Organization.objects.filter(parent=province, kind=Kind.CITY).order_by("name"))
    every = _sheets(province, user)
    awards_run = awards_of_codes(sheet.instrument.code for sheet in every)
    chosen_award = award if award in awards_run else next(iter(awards_run), "")
    sheets = [sheet for sheet in every if sheet.instrument.award == chosen_award]
    years = sorted({sheet.cycle.year for sheet in sheets}, reverse=True)
    chosen = year if year in years else years[0] if years else None
    of_year = {sheet.city_id: sheet for sheet in sheets if sheet.cycle.year == chosen}
    lines = _lines(province, cities, sheets, of_year, at)
    counted = [line.summary.computed_at for line in lines if line.summary]
    stages = Counter(Stage(sheet.stage) for sheet in of_year.values())
    return ProvincePage(
        province=province,
        year=chosen,
        years=years,
        lines=_ordered(lines, order, down=down),
        workloads=_workloads(of_year.values()),
        award=chosen_award,
        offered=awards_run,
        counted_at=max(counted, default=None),
        stages=[(stage, stages[stage]) for stage in Stage],
    )


def _lines(
    province: Organization,
    cities: Sequence[Organization],
    sheets: Sequence[Assessment],
    of_year: Mapping[int, Assessment],
    at: datetime,
) -> list[CityLine]:
    """The lines of the cities: ``sheets`` of an award in all cycles, and ``of_year`` by city."""
    awards: Mapping[int, Awards] = {}
    # What sources say of levels is about the award that has them.
    if all(sheet.instrument.ranked for sheet in sheets):
        cities_here = Organization.objects.filter(parent=province)
        awards = awards_of(cities_here, own=_final_levels(sheets))
    held: Mapping[int, Holding] = {}
    # As in ``deadlines.next_for``: the calendar is that of an award with levels.
    if any(sheet.instrument.ranked for sheet in of_year.values()):
        held = holding_many(cities, next(iter(of_year.values())).cycle)
    known = levels()
    return [
        _line(
            city,
            of_year.get(city.pk),
            held=held.get(city.pk, {}),
            awards=awards.get(city.pk, {}),
            known=known,
            at=at,
        )
        for city in cities
    ]


def _sheets(province: Organization, user: User) -> list[Assessment]:
    rows = Assessment.objects.visible_to(user).filter(city__parent=province)
    # Of two editions of an award in one cycle the newest sheet counts.
    rows = rows.select_related("cycle", "summary", "expectation").with_edition()
    return list(rows.order_by(leading("instrument__"), "pk"))


def _final_levels(sheets: Sequence[Assessment]) -> list[Told]:
    return [
        (sheet.city_id, sheet.cycle.year, sheet.summary.level)
        for sheet in sheets
        if hasattr(sheet, "summary") and sheet.summary.stage == Stage.FINAL
        if sheet.summary.level and not sheet.example
    ]


def _line(
    city: Organization,
    sheet: Assessment | None,
    *,
    held: Holding,
    awards: Awards,
    known: Levels,
    at: datetime,
) -> CityLine:
    summary = getattr(sheet, "summary", None) if sheet else None
    deadline = held.get(Stage(sheet.stage)) if sheet else None
    year = max(awards, default=None)
    awarded = award(awards, year) if year else ""
    return CityLine(
        city=city,
        sheet=sheet,
        summary=summary,
        due=due(deadline, city, at) if deadline else None,
        colour=known.colour(summary.level) if summary else "",
        scores={name: Decimal(text) for name, text in summary.scores.items()} if summary else {},
        awarded=awarded,
        awarded_year=year,
        awarded_colour=known.colour(awarded),
        movement=moved(awards, year, known) if year else None,
    )


def _ordered(lines: Sequence[CityLine], order: str, *, down: bool) -> list[CityLine]:
    """By what is asked for, in their order by name within equals."""
    return sorted(lines, key=lambda line: _worth(line, order), reverse=down)


def _worth(line: CityLine, order: str) -> tuple[object, ...]:
    """What a line is ordered by; one that lacks it is the least."""
    sheet, summary = line.sheet, line.summary
    if order == "city":
        return (line.city.name,)
    if order == "stage":
        return (list(Stage).index(Stage(sheet.stage)) if sheet else -1,)
    if order == "due":
        return (line.due.closes_at if line.due else _LONG_AGO,)
    if summary is None:
        return (_LONG_AGO if order == "changed" else Decimal(-1),)
    found: Mapping[str, object] = {
        "filled": Decimal(summary.filled) / max(summary.questions, 1),
        "verified": Decimal(summary.verified) / max(summary.questions, 1),
        "total": summary.total,
        "changed": summary.changed_at or _LONG_AGO,
    }
    return (found[order],)


def _workloads(sheets: Iterable[Assessment]) -> list[Workload]:
    """Who decided how much on some sheets, the most first."""
    keys = [sheet.pk for sheet in sheets]
    rows = VerifierShare.objects.filter(assessment__in=keys).order_by()
    found = [
        Workload(
            name=name,
            decisions=accepted + adjusted + returned,
            accepted=accepted,
            adjusted=adjusted,
            returned=returned,
            cities=cities,
            last_at=last_at,
        )
        for _who, name, accepted, adjusted, returned, cities, last_at in rows.values_list(
            "verifier", "verifier__name"
        ).annotate(
            Sum("accepted"), Sum("adjusted"), Sum("returned"), Count("assessment"), Max("last_at")
        )
    ]
    return sorted(found, key=lambda one: (-one.decisions, one.name))
