"""What rows of a file are understood by: areas, measures and sources, looked up once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from layak.lib.errors import Refusal
from layak.measures.columns import folded
from layak.measures.models import CITY_DEPTH, Measure, Source
from layak.measures.reach import AREAS
from layak.organizations.models import Kind, Organization


class Area(NamedTuple):
    """A region as the import needs it: light, for the nation has ninety thousand."""

    key: int
    kind: str
    path: str
    name: str
    city: int | None
    province: int | None


@dataclass(frozen=True, slots=True)
class Book:
    """All that a file about one place may speak of."""

    scope: Organization
    areas: dict[str, Area]
    names: dict[tuple[str, str], list[Area]]
    measures: dict[str, Measure]
    sources: dict[str, Source]

    def by_code(self, text: str) -> Area:
        """The area of an official code, with or without its points."""
        area = self.areas.get(text) or self.areas.get(_dotted(text))
        if area is None:
            raise Refusal(
                _("Kode “%(text)s” bukan wilayah di %(place)s.")
                % {"text": text, "place": self.scope.name}
            )
        return area

    def by_names(self, district: str, village: str) -> Area:
        """The area that two names mean inside the city; the city itself for no name."""
        if not district and not village:
            return self.areas[self.scope.region_code or ""]
        if self.scope.kind != Kind.CITY:
            raise Refusal(_("Berkas ini lebih luas dari satu kota; isi kode wilayahnya."))
        if district:
            found = self._called(Kind.DISTRICT, district)
            if not village:
                return self._only(found, district)
            above = self._only(found, district).path
            inside = self._called(Kind.VILLAGE, village)
            return self._only([one for one in inside if one.path.startswith(above)], village)
        return self._only(self._called(Kind.VILLAGE, village), village)

    def _called(self, kind: Kind, text: str) -> list[Area]:
        words = folded(text)
        prefixes = {
            Kind.DISTRICT: ("kecamatan ", "kec "),
            Kind.VILLAGE: ("kelurahan ", "kel ", "desa "),
        }
        found = self.names.get((kind, words))
        for prefix in prefixes[kind]:
            if not found and words.startswith(prefix):
                found = self.names.get((kind, words.removeprefix(prefix)))
        return found or []

    def _only(self, found: list[Area], text: str) -> Area:
        words = {"text": text, "place": self.scope.name}
        if not found:
            raise Refusal(_("“%(text)s” bukan wilayah di %(place)s.") % words)
        if len(found) > 1:
            raise Refusal(_("Ada beberapa “%(text)s”; isi kecamatan atau kodenya.") % words)
        return found[0]


def open_book(scope: Organization) -> Book:
    """Look up everything at and below a place. Three queries."""
    areas = dict(_areas(scope))
    names: dict[tuple[str, str], list[Area]] = {}
    if scope.kind == Kind.CITY:
        for area in areas.values():
            names.setdefault((area.kind, folded(area.name)), []).append(area)
    measures = {
        folded(name): row
        for row in Measure.objects.all()
        for name in (row.name_en, row.name, row.code)
    }
    sources = {
        folded(name): row
        for row in Source.objects.all()
        for name in (row.name_en, row.name, row.code)
    }
    return Book(scope, areas, names, measures, sources)


def _areas(scope: Organization) -> Iterator[tuple[str, Area]]:
    """By official code; the nation itself is ``id``."""
    rows = Organization.objects.filter(
        Q(path__within=scope.path) | Q(path__above=scope.path), kind__in=AREAS
    ).order_by()
    found = rows.values_list("pk", "kind", "path", "name", "region_code")
    keys: dict[str, int] = {}
    kept = []
    for key, kind, path, name, code in found.iterator(chunk_size=5_000):
        if kind in (Kind.PROVINCE, Kind.CITY):
            keys[path] = key
        kept.append((key, kind, path, name, code))
    for key, kind, path, name, code in kept:
        if path == scope.path or path.startswith(f"{scope.path}."):
            labels = path.split(".")
            city = keys.get(".".join(labels[:CITY_DEPTH])) if len(labels) >= CITY_DEPTH else None
            province = keys.get(".".join(labels[:2])) if len(labels) > 1 else None
            yield code or path, Area(key, kind, path, name, city, province)


def _dotted(code: str) -> str:
    """Write ``3673011001`` as ``36.73.01.1001``."""
    parts = [code[:2], code[2:4], code[4:6], code[6:]]
    return ".".join(part for part in parts if part)
