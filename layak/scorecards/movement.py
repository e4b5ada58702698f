"""Awards by year, and how a city moved from one to the next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from layak.assessments.models import Stage
from layak.organizations.models import OrganizationQuerySet
from layak.scorecards.levels import Levels
from layak.scorecards.models import PastResult, Summary

# The levels that sources name for each year of one city; more than one where they contradict.
Awards = Mapping[int, frozenset[str]]
Told = tuple[int, int, str]  # city by key, year, level


class Movement(StrEnum):
    """From the award before to this one."""

    UP = "up"
    SAME = "same"
    DOWN = "down"
    FIRST = "first"
    UNSURE = "unsure"  # sources contradict, or name a level that has no order


def awards_of(
    cities: OrganizationQuerySet | None = None, *, own: Iterable[Told] | None = None
) -> dict[int, Awards]:
    """The final levels of cities by their key and year, all cities without an argument.

    What sources say and the final scores of sheets kept here; examples are left out. Two queries,
    one where the ``own`` final levels are known already.
    """
    told = PastResult.objects.filter(stage=Stage.FINAL).exclude(level="").order_by()
    if cities is not None:
        told = told.filter(city__in=cities)
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows: Iterable[Told] = told.values_list("city_id", "year", "level")
    for city, year, level in [*rows, *(_own(cities) if own is None else own)]:
        found[city][year].add(level)
    return {
        city: {year: frozenset(levels) for year, levels in years.items()}
        for city, years in found.items()
    }


def _own(cities: OrganizationQuerySet | None) -> Iterable[Told]:
    rows = Summary.objects.filter(stage=Stage.FINAL, assessment__example=False).exclude(level="")
    if cities is not None:
        rows = rows.filter(assessment__city__in=cities)
    return rows.values_list("assessment__city_id", "assessment__cycle__year", "level")


def award(awards: Awards, year: int) -> str:
    """The level of a year; empty without one, and where sources contradict."""
    levels = awards.get(year, frozenset())
    return next(iter(levels)) if len(levels) == 1 else ""


def moved(awards: Awards, year: int, levels: Levels) -> Movement | None:
    """How a city came to its award of ``year``; None without one in that year."""
    if year not in awards:
        return None
    earlier = [one for one in awards if one < year]
    if not earlier:
        return Movement.FIRST
    now = levels.rank(award(awards, year))
    before = levels.rank(award(awards, max(earlier)))
    if now is None or before is None:
        return Movement.UNSURE
    if now == before:
        return Movement.SAME
    return Movement.UP if now > before else Movement.DOWN


def years_of(awards: Iterable[Awards]) -> list[int]:
    """The years in which anybody has an award, the newest first."""
    return sorted({year for one in awards for year in one}, reverse=True)
