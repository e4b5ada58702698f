"""Verbs that change the tree of organizations."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils.translation import gettext as _

from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Alias, Kind, Organization
from layak.organizations.regions import NATION_NAME, NATION_PATH, Region

_STAGING = """DROP TABLE IF EXISTS pg_temp.staged_region; CREATE TEMP TABLE staged_region (
  kind text, code text, parent text, name text, path ltree, timezone text) ON COMMIT DROP"""
# One statement a level, so that every parent has its key before its children ask for it.
_MERGE = """
INSERT INTO organizations_organization
  (kind, parent_id, name, short_name, region_code, path, timezone, vertical, active)
SELECT s.kind, p.id, s.name, '', s.code, s.path, s.timezone, false, true
FROM staged_region s
JOIN organizations_organization p ON p.path = subpath(s.path, 0, nlevel(s.path) - 1)
WHERE s.kind = %s
ON CONFLICT (region_code) DO UPDATE SET name = excluded.name
WHERE organizations_organization.name <> excluded.name"""


@transaction.atomic
def load_regions(regions: Iterable[Region], *, actor: AbstractBaseUser | None, at: datetime) -> int:
    """Bring the nation's regions up to date and return how many there are.

    Known ones keep their keys.
    """
    with record("regions.loaded", actor=actor, at=at) as found:
        Organization.objects.get_or_create(
            kind=Kind.NATION, path=NATION_PATH, defaults={"name": NATION_NAME, "parent": None}
        )
        with connection.cursor() as cursor:
            cursor.execute(_STAGING)
            with cursor.copy(
                "COPY staged_region (kind, code, parent, name, path, timezone) FROM STDIN"
            ) as copy:
                for region in regions:
                    copy.write_row(
                        (
                            region.kind.value,
                            region.code,
                            region.parent,
                            region.name,
                            region.path,
                            region.timezone,
                        )
                    )
            # Nobody has counted these rows yet: unanalysed, the planner may compare each with each.
            cursor.execute("ANALYZE staged_region")
            for kind in (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.VILLAGE):
                cursor.execute("ANALYZE organizations_organization")
                cursor.execute(_MERGE, [kind.value])
            cursor.execute("ANALYZE organizations_organization")
        found["regions"] = Organization.objects.filter(region_code__isnull=False).count()
    return int(found["regions"])


@transaction.atomic
def add_agency(
    city: Organization,
    name: str,
    *,
    short_name: str = "",
    aliases: Iterable[str] = (),
    vertical: bool = False,
    actor: AbstractBaseUser | None,
    at: datetime,
) -> Organization:
    """Enter an office of a city or province, with the other names it goes by."""
    name = name.strip()
    if not name:
        raise Refusal(_("Nama organisasi belum diisi."))
    if find_agency(city, name) is not None:
        raise Refusal(
            _("“%(name)s” sudah terdaftar di %(city)s.") % {"name": name, "city": city.name}
        )
    label = _label(short_name or name)
    taken = set(city.children.filter(kind=Kind.AGENCY).values_list("path", flat=True))
    path = f"{city.path}.{label}"
    suffix = 2
    while path in taken:
        path = f"{city.path}.{label}_{suffix}"
        suffix += 1
    agency = Organization(
        kind=Kind.AGENCY,
        parent=city,
        name=name,
        short_name=short_name,
        path=path,
        vertical=vertical,
    )
    with record("organization.added", city, actor=actor, at=at, detail={"name": name}):
        agency.save()
        for alias in dict.fromkeys([name, short_name, *aliases]):
            if alias.strip():
                Alias.objects.get_or_create(
                    scope=city,
                    name__iexact=alias.strip(),
                    defaults={"organization": agency, "name": alias.strip()},
                )
    return agency


def find_agency(city: Organization, name: str) -> Organization | None:
    """Find an office of a city by any name it goes by, in any case."""
    alias = (
        Alias.objects.filter(scope=city, name__iexact=name.strip())
        .select_related("organization")
        .first()
    )
    return alias.organization if alias else None


def _label(name: str) -> str:
    """Make a path label of letters, digits and underscores.

    Never one that looks like a region's digits.
    """
    return "o_" + (re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")[:40] or "x")
