"""Facilities that may be the same thing under a slightly different name (pg_trgm)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from layak.facilities.models import Facility
from layak.facilities.services import Facts
from layak.organizations.models import Organization

# Found by trial: "UPTD PPA" is 0.43 like "UPTD PPA Kota Serang", "Taman Satu" 0.40 like "Taman
# Tiga".
LIKENESS = 0.42
MOST = 3
_DIGITS = re.compile(r"\d+")
# Same kind, and one of the two areas lies in the other: a park may be entered under its kecamatan.
_FIND = """
SELECT given.place, found.id
FROM unnest(%(places)s::int[], %(kinds)s::text[], %(paths)s::text[], %(names)s::text[])
  AS given(place, kind, path, name)
JOIN facilities_facility found
  ON found.city_id = %(city)s AND found.kind = given.kind AND found.closed_at IS NULL
JOIN organizations_organization area ON area.id = found.region_id
CROSS JOIN LATERAL (
  SELECT max(similarity(lower(spelling), lower(given.name))) AS likeness
  FROM unnest(array_append(found.aliases, found.name)) AS spelling
) AS compared
WHERE (area.path @> given.path::ltree OR area.path <@ given.path::ltree)
  AND compared.likeness >= %(least)s
ORDER BY given.place, compared.likeness DESC, found.id"""


def similar_to(city: Organization, given: Sequence[Facts]) -> Mapping[int, list[Facility]]:
    """For each of some facts, by its place in the sequence: at most three open look-alikes.

    Names whose numbers differ (SDN 1 and SDN 2) are not alike. Two queries for all of them.
    """
    if not given:
        return {}
    values: dict[str, Any] = {
        "places": list(range(len(given))),
        "kinds": [facts.kind.value for facts in given],
        "paths": [facts.region.path for facts in given],
        "names": [facts.name for facts in given],
        "city": city.pk,
        "least": LIKENESS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        pairs = cursor.fetchall()
    rows = Facility.objects.select_related("region", "operator").in_bulk(
        {key for _place, key in pairs}
    )
    found: dict[int, list[Facility]] = {}
    for place, key in pairs:
        row, near = rows[key], found.setdefault(place, [])
        if len(near) < MOST and _numbers(row.name) == _numbers(given[place].name):
            near.append(row)
    return {place: near for place, near in found.items() if near}


def _numbers(name: str) -> list[str]:
    return _DIGITS.findall(name)
