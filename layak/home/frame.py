"""What every page's frame shows: the reader's place, the sheet at hand and the way around."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from layak.accounts.models import KEEPERS, Role, User
from layak.assessments.models import Assessment
from layak.assessments.views.sheets import sheet_read_for
from layak.home.awards import Choice, asked_sheet, choices_beside
from layak.home.newest import newest_sheet
from layak.home.news import News, news_of
from layak.home.places import Places, places_of

# Pages whose first number is the key of a sheet.
_OF_A_SHEET = {
    *("assessment", "assessment-indicator", "assessment-target", "answer", "answer-place"),
    *(
        "gap-list",
        "misplacement-list",
        "finding-list",
        "double-list",
        "quarantine-list",
        "delivery-add",
        "delivery-list",
        "evidence-list",
    ),
    *("window-open", "approval-list", "office-board", "office", "answer-history"),
    *("decision-history", "trail-search"),
    *("assign", "assign-propose", "handout", "assessment-conditions", "assessment-learning"),
    *("worklist", "worklist-letter", "worklist-sheet", "worklist-import", "duties"),
    *("review", "review-answer", "review-accept", "review-finish", "submit", "ledger"),
    *("session-list", "session-add"),
    *("prospect", "prospect-suggest", "prospect-items", "step-hours", "plan-save"),
    *("report-sheet",),
}
# What is told of a sheet.
_TOLD = ("example", "city__name", "cycle__year", "instrument__code")
_OF_HOME = {
    *("home", "province", "nation", "office-board", "office", "city-history", "year-compare"),
    *("past-result-add", "past-result-change", "past-result-import", "past-items-add"),
}
_OF_A_WINDOW = {"window", "window-extend", "window-history"}
_OF_A_SESSION = "session"
_OF_REVIEWS = ("review",)
_OF_EVIDENCE = (
    *("evidence", "finding", "double-", "misplacement", "delivery", "placement", "search"),
    *("document-", "quarantine-"),
)
_OF_SHEETS = (
    *("assessment", "answer", "approval-", "gap-", "submit", "ledger", "snapshot"),
    *("decision-", "trail-", "session"),
    *(
        "prospect",
        "plan",
        "step-hours",
        "report-",
        "rendering",
        "signed-copy",
        "signature-",
        "package",
    ),
    *("deadline", "cycle-", "sheet-open", "assign", "handout", "worklist", "duties"),
)
_OF_PEOPLE = ("person", "invitation", "membership", "profile")
_OF_PLACES = ("organization", "alias")
# What is measured and what exists on the ground: the two pages lead to each other.
_OF_THE_FIELD = ("facility", "measure", "observation")


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry of the rail; on a phone of the bar below."""

    name: str
    url: str
    icon: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A window for repair that runs in the reader's city: when it ends, and where it is told."""

    label: str
    url: str
    ends: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Frame:
    """Plain values for ``ui/base.html``; all empty for whoever is not signed in."""

    city: str = ""
    cycle: str = ""
    example: bool = False
    destinations: list[Destination] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    initials: str = ""
    user_name: str = ""
    health: str = ""
    reports: str = ""
    clock: Clock | None = None
    notices: str = ""
    unread: int = 0
    awards: list[Choice] = field(default_factory=list)


def frame(request: HttpRequest) -> dict[str, object]:
    """Give templates a ``frame`` that asks the database only when a page draws it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    """The reader's roles, the sheet at hand and what is told beside it, in three queries."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return Frame()
    places = places_of(request)
    at = timezone.now()
    sheet = _sheet_at_hand(request, user, places)
    news = news_of(sheet, user, places, at) if sheet else News()
    return Frame(
        city=sheet.city.name if sheet else _own_city(places),
        cycle=_cycle(sheet, news) if sheet else "",
        example=sheet is not None and sheet.example,
        destinations=list(_destinations(request, places, sheet, news.waiting)),
        place=_place(places),
        initials=user.initials,
        user_name=user.name,
        health=reverse("health") if Role.ADMINISTRATOR in places.roles else "",
        reports=_reports(places, sheet),
        clock=_clock(news, at),
        notices=reverse("notice-list"),
        unread=places.unread,
        awards=choices_beside(request, sheet.pk, news.awards, of_a_sheet=_is_of_a_sheet(request))
        if sheet
        else [],
    )


def _cycle(sheet: Assessment, news: News) -> str:
    """The year; with the award where the city strives for several in that year."""
    if len(news.awards) > 1:
        return f"{sheet.instrument.award} {sheet.cycle.year}"
    return _("Siklus %(year)s") % {"year": sheet.cycle.year}


def _is_of_a_sheet(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in _OF_A_SHEET


def _reports(places: Places, sheet: Assessment | None) -> str:
    """Where reports are, for those who oversee a city or more."""
    if not places.oversees:
        return ""
    return reverse("report-sheet", args=[sheet.pk]) if sheet else reverse("report-list")


def _clock(news: News, at: datetime) -> Clock | None:
    """The window that runs in the city; it may be that of another year's sheet."""
    if news.window is None or news.ends is None:
        return None
    return Clock(_("Masa perbaikan"), reverse("window", args=[news.window]), news.ends, at)


def _sheet_at_hand(request: HttpRequest, user: User, places: Places) -> Assessment | None:
    """The sheet whose page this is, else the newest one of the reader's own city."""
    if (read := sheet_read_for(request)) is not None:
        return read
    asked = _asked_for(request)
    if not asked and len(places.cities) == 1:
        return newest_sheet(places.cities[0])
    if not asked and (not places.wide or places.sees_many):
        return None
    # Two are asked for: whoever sees several cities has none at hand.
    sheets = Assessment.objects.visible_to(user).filter(**asked)
    told = sheets.select_related("city", "cycle", "instrument").only(*_TOLD)
    found = list(told.leading_first()[:2])
    one_city = len({sheet.city_id for sheet in found}) == 1
    return found[0] if one_city else None


def _asked_for(request: HttpRequest) -> dict[str, object]:
    """What the address of a page says of its sheet; empty where it is about none."""
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    if match and (way := _way_to_sheet(name)):
        return {way: match.kwargs["pk"]}
    if name == "home" and (asked := asked_sheet(request)):
        return {"pk": asked}
    return {}


def _way_to_sheet(name: str) -> str:
    """How what a page's address names leads to its sheet; empty for pages about no sheet."""
    if name in _OF_A_SHEET:
        return "pk"
    if name in _OF_A_WINDOW:
        return "windows"
    if name.startswith(_OF_A_SESSION):
        return "field_sessions"
    return "snapshots" if name == "snapshot" else ""


def _destinations(
    request: HttpRequest, places: Places, sheet: Assessment | None, waiting: int
) -> Iterator[Destination]:
    name = request.resolver_match.url_name or "" if request.resolver_match else ""
    yield Destination(_("Beranda"), reverse("home"), "house", name in _OF_HOME)
    if not places.rows:
        return
    if Role.VERIFIER in places.roles:
        yield Destination(
            _("Verifikasi"),
            reverse("review-list"),
            "clipboard-check",
            name.startswith(_OF_REVIEWS),
        )
    yield Destination(
        _("Penilaian"),
        reverse("assessment", args=[sheet.pk]) if sheet else reverse("assessment-list"),
        "list-check",
        name.startswith(_OF_SHEETS),
    )
    if sheet:
        yield Destination(
            _("Data dukung"),
            reverse("evidence-list", args=[sheet.pk]),
            "folder2-open",
            name.startswith(_OF_EVIDENCE),
            waiting,
        )
    yield Destination(
        _("Lapangan"), reverse("measure-list"), "geo-alt", name.startswith(_OF_THE_FIELD)
    )
    yield Destination(
        _("Organisasi"), reverse("organization-list"), "building", name.startswith(_OF_PLACES)
    )
    if places.roles & {*KEEPERS, Role.HEAD, Role.AUDITOR}:
        yield Destination(
            _("Pengguna"), reverse("person-list"), "people", name.startswith(_OF_PEOPLE)
        )


def _own_city(places: Places) -> str:
    """The reader's city while it has no sheet; read from the role, never asked for."""
    cities = [row.organization for row in places.rows if row.organization.kind == "city"]
    return cities[0].name if cities else ""


def _place(places: Places) -> list[str]:
    first = places.first
    if first is None:
        return [_("Belum mendapat peran")]
    return [str(Role(first.role).label), first.organization.title]
