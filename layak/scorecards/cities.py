"""Find the city that a table means, by its code or by one of the ways its name is written."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization

_KABUPATEN = re.compile(r"^kab(\.|upaten)?\s+")
_ADMINISTRATIVE = re.compile(r"\b(administrasi|adm\.?)\s+")
_KIND = re.compile(r"^(kota|kabupaten)\s+")


class Cities:
    """All cities of the nation, read once; one query."""

    def __init__(self, rows: Iterable[Organization] | None = None) -> None:
        found = Organization.objects.filter(kind=Kind.CITY) if rows is None else rows
        self._by_code: dict[str, Organization] = {}
        self._by_name: dict[str, list[Organization]] = {}
        for city in found:
            self._by_code[city.region_code or ""] = city
            full = _plain(city.name)
            for name in {full, _KIND.sub("", full)}:
                self._by_name.setdefault(name, []).append(city)

    def find(self, code: str, name: str) -> Organization:
        """The city of a code, else of a name. Raises ``Refusal`` when none or several answer."""
        if code:
            if city := self._by_code.get(code.strip()):
                return city
            raise Refusal(_("Kode wilayah “%(code)s” tidak dikenal.") % {"code": code})
        if not name:
            raise Refusal(_("Kota/kabupaten belum diisi."))
        found = self._by_name.get(_plain(name), [])
        if len(found) > 1:
            names = _(" atau ").join(city.name for city in found)
            raise Refusal(_("“%(name)s” dapat berarti %(names)s.") % {"name": name, "names": names})
        if not found:
            raise Refusal(_("Kota/kabupaten “%(name)s” tidak dikenal.") % {"name": name})
        return found[0]


def _plain(name: str) -> str:
    """``Kab. Magelang``, ``KABUPATEN MAGELANG`` and ``Kabupaten Magelang`` are one."""
    text = " ".join(name.casefold().split())
    return _ADMINISTRATIVE.sub("", _KABUPATEN.sub("kabupaten ", text))
