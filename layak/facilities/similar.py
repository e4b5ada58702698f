"""Facilities that may be the same thing under a slightly different name, by trigrams."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from layak.facilities.models import Facility
from layak.facilities.reach import lies_within
from layak.facilities.services import Facts
from layak.organizations.models import Organization

# Found by trial: "UPTD PPA" is 0.43 like "UPTD PPA Kota Serang", "Taman Satu" 0.40 like "Taman
# Tiga".
LIKENESS = 0.42
MOST = 3
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
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


def similar_within(given: Sequence[Facts]) -> Mapping[int, list[int]]:
    """For each of some facts, by its place in the sequence: at most three look-alikes before it.

    Alike is what `similar_to` calls alike; asked here because these rows are in no table yet.
    """
    bits: dict[str, int] = {}
    before: dict[object, list[_Spelled]] = {}
    found: dict[int, list[int]] = {}
    for place, facts in enumerate(given):
        own = _Spelled(
            place,
            facts.region.path,
            [_trigrams(text, bits) for text in dict.fromkeys((facts.name, *facts.aliases))],
        )
        earlier = before.setdefault((facts.kind, *_numbers(facts.name)), [])
        near = [
            (-likeness, one.place)
            for one in earlier
            if (likeness := _likeness(own, one)) >= LIKENESS
            and (lies_within(own.path, one.path) or lies_within(one.path, own.path))
        ]
        if near:
            found[place] = [one for _likeness, one in sorted(near)[:MOST]]
        earlier.append(own)
    return found


class _Spelled(NamedTuple):
    """A row's area and its spellings, each as a set of trigrams in the bits of a number."""

    place: int
    path: str
    spellings: list[int]


def _likeness(one: _Spelled, other: _Spelled) -> float:
    # Twelve million pairs in the longest file allowed: counting bits takes seconds, sets a minute.
    best = 0.0
    for mine in one.spellings:
        for theirs in other.spellings:
            shared = (mine & theirs).bit_count()
            if shared:
                best = max(best, shared / (mine | theirs).bit_count())
    return best


def _trigrams(text: str, bits: dict[str, int]) -> int:
    """The trigrams of pg_trgm: each word begins with two blanks and ends with one."""
    mask = 0
    for word in _WORD.findall(text.lower()):
        padded = f"  {word} "
        for start in range(len(padded) - 2):
            mask |= 1 << bits.setdefault(padded[start : start + 3], len(bits))
    return mask


def _numbers(name: str) -> list[str]:
    return _DIGITS.findall(name)
