"""Reads shaped like the organization pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Func, IntegerField, Q

from layak.organizations.models import Alias, Kind, Organization, OrganizationQuerySet

REGION_KINDS = (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.VILLAGE)
PAGE = 50
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_CODE = re.compile(r"[\d.]{2,13}")


@dataclass(frozen=True, slots=True)
class Branch:
    """A region in a list; ``below`` says how many regions of which kind lie in it."""

    organization: Organization
    below: Sequence[tuple[Kind, int]]


@dataclass(frozen=True, slots=True)
class Office:
    """An office in a list with its spellings other than its own names."""

    organization: Organization
    spellings: Sequence[str]


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan with its kelurahan and desa."""

    organization: Organization
    villages: Sequence[Organization]


@dataclass(frozen=True, slots=True)
class Matches:
    """One page of a search: what was found and whether there is more after the last of it."""

    found: Sequence[Organization]
    more: bool

    @property
    def last(self) -> Organization:
        return self.found[-1]


def ancestors(organization: Organization) -> list[Organization]:
    """From the nation down to the parent."""
    above = Organization.objects.above(organization).exclude(pk=organization.pk)
    return list(above.order_by("path"))


def subregions(organization: Organization) -> list[Branch]:
    """The regions directly below, by name, each with up to two kinds of counts.

    One query for the regions and one for each kind that is counted.
    """
    deeper = _kinds_below(organization)
    if not deeper:
        return []
    children = organization.children.filter(kind=deeper[0]).order_by("name", "pk")
    counts = {
        kind: _counts(organization, kind, depth) for depth, kind in enumerate(deeper[1:3], start=1)
    }
    return [
        Branch(child, [(kind, found.get(child.pk, 0)) for kind, found in counts.items()])
        for child in children
    ]


def totals(organization: Organization) -> list[tuple[Kind, int]]:
    """How many regions of each kind lie anywhere below."""
    deeper = _kinds_below(organization)
    rows = Organization.objects.within(organization).filter(kind__in=deeper)
    if organization.kind == Kind.NATION:
        # Everything lies below the nation: without the ancestry an index alone answers.
        rows = Organization.objects.filter(kind__in=deeper)
    found = dict(rows.values_list("kind").annotate(Count("pk")).order_by())
    return [(kind, found.get(kind.value, 0)) for kind in deeper]


def agencies(organization: Organization, visible: OrganizationQuerySet) -> list[Office]:
    """Offices of a city or province by name."""
    rows = visible.filter(parent=organization, kind=Kind.AGENCY).order_by("name", "pk")
    return [
        Office(agency, [alias.name for alias in other_names(agency)])
        for agency in rows.prefetch_related("aliases")
    ]


def other_names(agency: Organization) -> list[Alias]:
    """The aliases of an office that are not its own names, in order."""
    own = {agency.name.lower(), agency.short_name.lower()}
    found = [alias for alias in agency.aliases.all() if alias.name.lower() not in own]
    return sorted(found, key=lambda alias: alias.name.lower())


def districts(city: Organization) -> list[District]:
    """The kecamatan of a city, each with what lies in it. Two queries."""
    grouped: dict[int | None, list[Organization]] = {}
    for village in Organization.objects.filter(kind=Kind.VILLAGE, parent__parent=city).order_by(
        "name", "pk"
    ):
        grouped.setdefault(village.parent_id, []).append(village)
    rows = city.children.filter(kind=Kind.DISTRICT).order_by("name", "pk")
    return [District(row, grouped.get(row.pk, [])) for row in rows]


def searchable(text: str) -> bool:
    """Whether a text is long enough: two digits of a code, three letters of a name."""
    return bool(_CODE.fullmatch(text)) or len(text) >= 3


def search(
    visible: OrganizationQuerySet, text: str, *, after: Organization | None = None
) -> Matches:
    """Find organizations by code or by parts of a name or other name; the widest first."""
    found = visible.filter(_matching(text)).prefetch_related("parent")
    rows = found.annotate(depth=_depth(F("path")))
    if after is not None:
        # The next page starts behind a row, not at a number: page 1,000 costs what page 1 costs.
        depth = len(str(after.path).split("."))
        rows = rows.filter(Q(depth__gt=depth) | Q(depth=depth, path__gt=after.path))
    page = list(rows.order_by("depth", "path")[: PAGE + 1])
    return Matches(page[:PAGE], len(page) > PAGE)


def _matching(text: str) -> Q:
    if _CODE.fullmatch(text):
        return Q(region_code__startswith=_dotted(text))
    words = text.split()
    aliases = Alias.objects.all()
    name = Q()
    for word in words:
        name &= Q(name__icontains=word)
        aliases = aliases.filter(name__icontains=word)
    # Keys, not a subquery: only so the index on the name is used beside them.
    return name | Q(pk__in=list(aliases.values_list("organization_id", flat=True)[:500]))


def _dotted(code: str) -> str:
    """Write ``3673011001`` as ``36.73.01.1001``; a code with points stays as it is."""
    if "." in code:
        return code
    parts = [code[:2], code[2:4], code[4:6], code[6:]]
    return ".".join(part for part in parts if part)


def _depth(path: F) -> Func:
    return Func(path, function="nlevel", output_field=IntegerField())


def _kinds_below(organization: Organization) -> tuple[Kind, ...]:
    kind = Kind(organization.kind)
    if kind is Kind.NATION:
        return REGION_KINDS
    if kind not in REGION_KINDS:
        return ()
    return REGION_KINDS[REGION_KINDS.index(kind) + 1 :]


def _counts(organization: Organization, kind: Kind, depth: int) -> dict[int, int]:
    """How many regions of a kind lie ``depth`` levels below each child, by the child's key."""
    child = "__".join(["parent"] * depth)
    rows = Organization.objects.filter(**{"kind": kind, f"{child}__parent": organization})
    return dict(rows.values_list(f"{child}_id").annotate(Count("pk")).order_by())
