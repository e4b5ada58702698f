"""The region whose figures a page shows."""

from dataclasses import dataclass

from django.http import Http404

from layak.accounts.requests import Request
from layak.measures.reach import Reach, reach_of
from layak.organizations.models import Kind, Organization

SHOWN = (Kind.NATION, Kind.PROVINCE, Kind.CITY)


@dataclass(frozen=True, slots=True)
class Place:
    """The region at hand and what its reader may do. ``own``: the first place they read."""

    region: Organization
    reach: Reach
    own: str

    @property
    def is_city(self) -> bool:
        return self.region.kind == Kind.CITY

    @property
    def wide(self) -> bool:
        """Whether the reader sees more than this one city."""
        return len(self.reach.seen) > 1 or self.own.count(".") < 2

    @property
    def editable(self) -> bool:
        return self.reach.touches(self.region.path)

    @property
    def query(self) -> str:
        """The region as a query string that keeps it from page to page."""
        return "" if self.region.path == self.own else f"wilayah={code_of(self.region)}"

    @property
    def ending(self) -> str:
        """The same, to hang on an address."""
        return f"?{self.query}" if self.query else ""

    @property
    def city_ending(self) -> str:
        """The same for the registry of facilities, which calls it ``kota``."""
        return f"?kota={self.region.region_code}" if self.wide and self.is_city else ""


def code_of(region: Organization) -> str:
    """A region as it stands in an address; the nation has no official code."""
    return region.region_code or region.path


def place_of(request: Request) -> Place | None:
    """The region that the address names (``wilayah``), else the reader's own.

    None for whoever reads no place at all; 404 for a region that is not theirs. Two queries.
    """
    reach = reach_of(request.user)
    own = min(reach.seen, key=lambda path: (path.count("."), path), default="")
    if not own:
        return None
    wanted = request.GET.get("wilayah", "")
    path = own if not wanted else wanted if wanted == "id" else f"id.{wanted}"
    if not reach.sees(path) or not path.replace(".", "").isalnum():
        raise Http404
    region = Organization.objects.filter(path=path, kind__in=SHOWN).first()
    if region is None:
        raise Http404
    return Place(region, reach, own)


def place_or_404(request: Request) -> Place:
    """The region at hand; 404 where there is none."""
    place = place_of(request)
    if place is None:
        raise Http404
    return place
