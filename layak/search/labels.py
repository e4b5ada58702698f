"""Labels: lexemes that no text holds, by which entries are filtered inside the same index.

A reader's reach is written with them too. It is only the quick cut: what is shown is always read
through ``visible_to`` as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from layak.accounts.models import OVERSEERS, Membership, User
from layak.assessments.models import Answer
from layak.evidence.models import Evidence, Facts
from layak.organizations.models import Kind, Organization

NOTE = ":note"
DOCUMENT = ":document"
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


def labels_of_document(row: Evidence, facts: Facts | None) -> list[str]:
    """What a document may be filtered by."""
    labels = [DOCUMENT, of_city(row.city_id), of_office(row.organization_id)]
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
    """At least all a person may see: as a tsquery, empty for everything, and by city.

    ``cities`` is None for all cities.
    """

    expression: str
    cities: Sequence[int] | None


def reach_of(user: User) -> Reach | None:
    """How far a person's roles reach; None for whoever has none. One query for each wide role."""
    whole: list[int] = []  # cities whose documents and notes they may see
    notes: list[int] = []  # cities of which they see the notes only
    offices: list[int] = []
    for held in Membership.objects.of(user):
        place = held.organization
        oversees = held.role in OVERSEERS
        if oversees and place.kind == Kind.NATION:
            return Reach("", None)
        if oversees and place.kind == Kind.PROVINCE:
            below = Organization.objects.filter(kind=Kind.CITY, path__within=place.path)
            whole.extend(below.values_list("pk", flat=True))
        elif oversees and place.kind == Kind.CITY:
            whole.append(place.pk)
        elif place.kind == Kind.AGENCY and place.parent_id:
            whole.append(place.parent_id)
        else:
            offices.append(place.pk)
            above = Organization.objects.filter(kind=Kind.CITY, path__above=place.path)
            notes.extend(above.values_list("pk", flat=True))
    written = [
        *(f"'{of_city(key)}'" for key in whole),
        *(f"('{of_city(key)}' & '{NOTE}')" for key in notes),
        *(f"'{of_office(key)}'" for key in offices),
    ]
    return Reach(f"({' | '.join(written)})", [*whole, *notes]) if written else None
