"""Labels: lexemes that no text holds, by which entries are filtered inside the same index.

A reader's reach is written with them too. It is only the quick cut: what is shown is always read
through ``visible_to`` as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from layak.accounts.models import HANDS, OVERSEERS, User
from layak.assessments.models import Answer
from layak.evidence.models import Evidence, Facts, PersonalData
from layak.evidence.privacy import NEED_ORIGINALS
from layak.organizations.models import Kind, Organization

NOTE = ":note"
DOCUMENT = ":document"
# Of documents whose original is not for everybody who sees that they exist.
RESTRICTED = ":restricted"
_OVERSEEN = (Kind.NATION, Kind.PROVINCE, Kind.CITY)
_NOTHING = "':nothing'"
# A document that speaks of more years than these is about an age, not about a year.
MOST_YEARS = 12


def of_city(key: int) -> str:
    return f":city{key}"


def of_office(key: int) -> str:
    return f":office{key}"


def of_kind(kind: str) -> str:
    return f":kind-{kind}"


def of_year(year: int) -> str:
    return f":year{year}"


def labels_of_document(
    row: Evidence, facts: Facts | None, personal: PersonalData | None = None
) -> list[str]:
    """What a document may be filtered by."""
    labels = [DOCUMENT, of_city(row.city_id), of_office(row.organization_id)]
    if personal is not None and personal.cleared_at is None:
        labels.append(RESTRICTED)
    if facts is None:
        return labels
    if facts.kind:
        labels.append(of_kind(facts.kind))
    if facts.first_year is not None and facts.last_year is not None:
        years = range(facts.first_year, facts.last_year + 1)
        labels.extend(map(of_year, years[:MOST_YEARS]))
    return labels


def labels_of_answer(row: Answer) -> list[str]:
    """What the notes on an answer may be filtered by: they speak of their cycle."""
    return [NOTE, of_city(row.assessment.city_id), of_year(row.assessment.cycle.year)]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person may see by their roles.

    ``expression`` as a tsquery, empty for everything; ``cities``: where they see anything, None for
    all cities. By key: ``whole`` are the cities all of whose documents they see, None for all, and
    ``offices`` those whose own documents they see.
    """

    expression: str
    cities: Sequence[int] | None
    whole: frozenset[int] | None
    offices: frozenset[int]

    def sees(self, city: int, office: int) -> bool:
        """Whether they see that a document is there: ``Evidence.visible_to``, said of its keys."""
        return self.whole is None or city in self.whole or office in self.offices

    def documents(self) -> QuerySet[Evidence]:
        """All that ``sees`` says yes to, without asking row by row: to be counted, not shown."""
        if self.whole is None:
            return Evidence.objects.all()
        return Evidence.objects.filter(Q(city__in=self.whole) | Q(organization__in=self.offices))


class _Held(NamedTuple):
    """A role of a person, and at what place."""

    role: str
    place: int
    kind: str
    path: str
    parent: int | None


# Written out: every search asks for it, and put together from a queryset it takes twice as long.
_ROLES = """
SELECT m.role, o.id, o.kind, o.path, o.parent_id
  FROM accounts_membership m
  JOIN organizations_organization o ON o.id = m.organization_id
 WHERE m.user_id = %s
 ORDER BY m.id
"""


def reach_of(user: User) -> Reach | None:
    """How far a person's roles reach; None for whoever has none. One query for each wide role."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, [user.pk])
        parts = [_reach_of_role(_Held._make(row)) for row in cursor.fetchall()]
    if not parts:
        return None
    written = dict.fromkeys(one.expression for one in parts)
    cities = [one.cities for one in parts if one.cities is not None]
    whole = [one.whole for one in parts if one.whole is not None]
    return Reach(
        "" if "" in written else f"({' | '.join(written)})",
        [key for keys in cities for key in keys] if len(cities) == len(parts) else None,
        frozenset[int]().union(*whole) if len(whole) == len(parts) else None,
        frozenset[int]().union(*(one.offices for one in parts)),
    )


def _reach_of_role(held: _Held) -> Reach:
    if held.role not in OVERSEERS or held.kind not in _OVERSEEN:
        return _reach_of_office(held)
    opens = held.role in NEED_ORIGINALS
    if held.kind == Kind.NATION:
        return Reach("" if opens else f"!'{RESTRICTED}'", None, None, frozenset())
    within = [held.place]
    if held.kind == Kind.PROVINCE:
        below = Organization.objects.filter(kind=Kind.CITY, path__within=held.path)
        within = list(below.values_list("pk", flat=True))
    labels = [_readable(of_city(key), opens=opens) for key in within]
    return Reach(" | ".join(labels) or _NOTHING, within, frozenset(within), frozenset())


def _reach_of_office(held: _Held) -> Reach:
    """Of who works at an office: the documents of its city; of a kelurahan's city the notes."""
    own = _readable(of_office(held.place), opens=held.role in HANDS)
    if held.kind == Kind.AGENCY and held.parent:
        city = held.parent
        expression = f"{own} | {_readable(of_city(city), opens=False)}"
        return Reach(expression, [city], frozenset([city]), frozenset([held.place]))
    above = Organization.objects.filter(kind=Kind.CITY, path__above=held.path)
    cities = list(above.values_list("pk", flat=True))
    notes = [f"('{of_city(key)}' & '{NOTE}')" for key in cities]
    return Reach(" | ".join([own, *notes]), cities, frozenset(), frozenset([held.place]))


def one_city(reach: Reach | None) -> int | None:
    """The city of whoever sees a single one."""
    if reach is None or reach.cities is None or len(set(reach.cities)) != 1:
        return None
    return reach.cities[0]


def _readable(label: str, *, opens: bool) -> str:
    return f"'{label}'" if opens else f"('{label}' & !'{RESTRICTED}')"
