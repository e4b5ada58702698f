"""The awards a city strives for in one year: each has a sheet, and a page leads to the other's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from layak.assessments.querysets import AssessmentQuerySet
from layak.instruments.edition import award_of
from layak.instruments.models import leading

# The sheet that the first page of a city with several speaks of, by its key.
SHEET = "lembar"
# The award that a page about many cities speaks of, as ``Instrument.award`` names it.
AWARD = "penghargaan"

# Pages of a sheet that stand open at every stage; from any other the overview is led to.
_AT_ANY_STAGE = {
    *("assessment", "gap-list", "misplacement-list", "finding-list", "double-list", "duties"),
    *("evidence-list", "delivery-add", "delivery-list", "assign", "worklist", "ledger"),
    *("office-board", "prospect", "report-sheet"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One award, or one cycle, among which to choose."""

    name: str
    url: str
    current: bool


def choices_beside(
    request: HttpRequest, sheet: int, awards: Sequence[tuple[int, str]], *, of_a_sheet: bool
) -> list[Choice]:
    """The awards of a sheet's city and year, if there are several, each leading to this page.

    ``awards`` are their sheets by key and the codes of their instruments; ``sheet`` is the key of
    the one at hand. Only on the first page and on pages of a sheet.
    """
    match = request.resolver_match
    if len(awards) < 2 or match is None:
        return []
    if not of_a_sheet and match.url_name != "home":
        return []
    name = match.url_name if match.url_name in _AT_ANY_STAGE else "assessment"
    return [
        Choice(
            award_of(code),
            f"{reverse('home')}?{SHEET}={key}"
            if match.url_name == "home"
            else reverse(name, args=[key]),
            key == sheet,
        )
        for key, code in awards
    ]


def asked_sheet(request: HttpRequest) -> int | None:
    """The sheet that the address of the first page names."""
    asked = request.GET.get(SHEET, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 18 else None


def awards_of_codes(codes: Iterable[str]) -> list[str]:
    """The awards of instruments, by their codes, each once, in their order."""
    return list(dict.fromkeys(award_of(code) for code in codes))


@dataclass(frozen=True, slots=True)
class Run:
    """The awards for which there are sheets, the one looked at, and its cycles, newest first.

    ``ranked``: whether its levels are known, so that what sources say of levels is about it.
    """

    awards: list[str]
    award: str
    years: list[int]
    ranked: bool

    @property
    def kept(self) -> dict[str, object]:
        """What addresses go on saying: the award, where there are several."""
        return {AWARD: self.award} if len(self.awards) > 1 else {}


def run_of(sheets: AssessmentQuerySet, asked: str) -> Run:
    """Read which awards and cycles there are in one query; without the one asked for the first."""
    told = _codes_and_years(sheets)
    awards = awards_of_codes(code for code, *_ in told)
    award = asked if asked in awards else next(iter(awards), "")
    own = [(year, unranked) for code, year, unranked in told if award_of(code) == award]
    years = sorted({year for year, _ in own}, reverse=True)
    return Run(awards, award, years, ranked=not any(unranked for _, unranked in own))


def _codes_and_years(sheets: AssessmentQuerySet) -> list[tuple[str, int, int]]:
    """Of which instrument, by code, and of which cycle there are sheets; with levels first.

    The third is 1 where the instrument sets no levels.
    """
    rows = sheets.annotate(unranked=leading("instrument__")).order_by(
        "unranked", "instrument__code"
    )
    return list(rows.values_list("instrument__code", "cycle__year", "unranked").distinct())


def award_choices(awards: Sequence[str], chosen: str, **kept: object) -> list[Choice]:
    """The awards among which a page about many cities chooses; none where there is one only."""
    if len(awards) < 2:
        return []
    return [Choice(one, f"?{urlencode({**kept, AWARD: one})}", one == chosen) for one in awards]


def asked_award(request: HttpRequest) -> str:
    """The award that the address of a page about many cities names."""
    return request.GET.get(AWARD, "")[:20]
