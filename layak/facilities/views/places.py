"""The city whose registry a page shows."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404

from layak.accounts.requests import Request
from layak.facilities.models import Facility
from layak.facilities.reach import cities_of
from layak.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Choice:
    """One city in the list of those whose registry a reader may see."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """The city at hand; ``choices`` where the reader may see more than one."""

    city: Organization
    choices: tuple[Choice, ...]

    @property
    def wide(self) -> bool:
        return len(self.choices) > 1

    @property
    def query(self) -> str:
        """The city as a query string that keeps it from page to page."""
        return f"kota={self.city.region_code}" if self.wide else ""


def place_of(request: Request) -> Place | None:
    """The city that the address names (``kota``), else the first that has something to show.

    None for whoever may see no city at all; 404 for a city that is not theirs. Two queries.
    """
    cities = cities_of(request.user)
    rows = list(cities.values_list("region_code", "name"))
    choices = tuple(Choice(code or "", name) for code, name in rows)
    if wanted := request.GET.get("kota", ""):
        city = cities.filter(region_code=wanted).first()
        if city is None:
            raise Http404
        return Place(city, choices)
    filled = Exists(Facility.objects.filter(city=OuterRef("pk")))
    city = cities.annotate(filled=filled).order_by("-filled", "path").first()
    return Place(city, choices) if city else None


def place_or_404(request: Request) -> Place:
    """The city at hand; 404 where there is none."""
    place = place_of(request)
    if place is None:
        raise Http404
    return place
