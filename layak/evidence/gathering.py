"""Keep what documents say of themselves. What a person corrected is never read over."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from layak.audit.services import record
from layak.documents.facts import READ_CHARACTERS, Fact, read_facts
from layak.documents.personal import find_on_page, masked
from layak.evidence.models import (
    Aspect,
    Correction,
    Evidence,
    Facts,
    Legibility,
    ScannedPage,
    Signature,
)
from layak.organizations.models import Alias, Kind, Organization

_COLUMNS = (
    *("kind", "number", "dated", "issuer", "issuer_name", "city_named", "first_year"),
    *("last_year", "signature", "legibility", "grounds", "read_at"),
)
# Without one of these a page names nobody by number or birth; looking closely takes its time.
_TELLING = re.compile(r"\d{6}[ .-]?\d{6}|(?<!ke)lahir|\bttl\b|\blhr\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """Cities of the nation, and offices by the city and each name that they go by."""

    places: Mapping[str, str]
    cities: Mapping[str, int]
    offices: Mapping[tuple[int, str], int]


def names_for(evidence: Iterable[Evidence]) -> Names:
    """Look names up once for many documents."""
    cities = dict(Organization.objects.filter(kind=Kind.CITY).values_list("name", "pk"))
    aliases = Alias.objects.filter(scope__in={row.city_id for row in evidence})
    return Names(
        places={name.lower(): name for name in cities},
        cities=cities,
        offices={
            (scope, name.lower()): office
            for scope, name, office in aliases.values_list("scope", "name", "organization")
        },
    )


@transaction.atomic
def gather(
    documents: Sequence[tuple[Evidence, Sequence[str]]],
    *,
    at: datetime,
    signatures: Mapping[str, Fact] | None = None,
) -> None:
    """Read the facts of documents, each with its text by page, and keep them.

    ``signatures``: what checking digital signatures found, by the file's digest.
    """
    rows = [evidence for evidence, _ in documents]
    names = names_for(rows)
    corrected = _corrections(rows)
    legible = _legibility(rows)
    kept = []
    for evidence, pages in documents:
        found = read_facts(
            evidence.name, _nameless(pages), family=evidence.kind, places=names.places
        )
        found |= legible.get(evidence.file_id, {})
        if signatures and evidence.file_id in signatures:
            found[Aspect.SIGNATURE] = signatures[evidence.file_id]
        facts = Facts(evidence=evidence, read_at=at)
        for aspect, fact in found.items():
            if (evidence.pk, aspect) not in corrected:
                _take(facts, aspect, fact, names)
        for aspect in Aspect.values:
            if (evidence.pk, aspect) in corrected:
                apply(facts, aspect, corrected[evidence.pk, aspect])
        kept.append(facts)
    known = set(Facts.objects.filter(evidence__in=rows).values_list("evidence", flat=True))
    new = [one for one in kept if one.evidence_id not in known]
    # Somebody else may have read the same document meanwhile; both read the same.
    Facts.objects.bulk_create(new, ignore_conflicts=True)
    if again := [one for one in kept if one.evidence_id in known]:
        with record("evidence.read_again", actor=None, at=at, detail={"documents": len(again)}):
            Facts.objects.bulk_create(
                again, update_conflicts=True, unique_fields=["evidence"], update_fields=_COLUMNS
            )


def apply(facts: Facts, aspect: str, value: str) -> None:
    """Let facts say what a person says, in the canonical writing of ``Correction``."""
    match aspect:
        case Aspect.DATED:
            facts.dated = date.fromisoformat(value) if value else None
        case Aspect.PERIOD:
            first, _, last = value.partition("-")
            facts.first_year = int(first) if first else None
            facts.last_year = int(last) if last else None
        case Aspect.CITY:
            facts.city_named_id = int(value) if value else None
        case Aspect.ISSUER:
            office = Organization.objects.filter(pk=int(value)).first() if value else None
            facts.issuer, facts.issuer_name = office, office.name if office else ""
        case _:
            setattr(facts, aspect, value)
    facts.grounds = {name: ground for name, ground in facts.grounds.items() if name != aspect}


def _nameless(pages: Sequence[str]) -> list[str]:
    """The pages as facts are read from them, with identity numbers and births of people blacked.

    The year somebody was born in is not what a paper speaks of, and its ground is kept in a table.
    """
    made, length = [], 0
    for number, page in enumerate(pages, 1):
        # Facts are read from the beginning and the last two pages.
        read = length <= READ_CHARACTERS or number > len(pages) - 2
        length += len(page) + 1
        told = read and _TELLING.search(page)
        made.append(masked(page, find_on_page(page, number, on=None)) if told else page)
    return made


def _take(facts: Facts, aspect: str, fact: Fact, names: Names) -> None:
    """Let facts say what was read, and keep the ground."""
    match aspect:
        case Aspect.ISSUER:
            facts.issuer_name = fact.value
            facts.issuer_id = _office(fact.value, facts.evidence.city_id, names)
        case Aspect.CITY:
            facts.city_named_id = names.cities[fact.value]
        case Aspect.DATED:
            facts.dated = date.fromisoformat(fact.value)
        case _:
            apply(facts, aspect, fact.value)
    facts.grounds[aspect] = {
        "confidence": fact.confidence,
        "words": fact.words.replace("\0", ""),
        "page": fact.page,
    }


def _office(name: str, city: int, names: Names) -> int | None:
    """The office of a city that a name leads to; what stands behind the name may be the city's."""
    words = name.lower().split()
    for length in range(len(words), 0, -1):
        if office := names.offices.get((city, " ".join(words[:length]).strip(" ,."))):
            return office
    return None


def _corrections(rows: Sequence[Evidence]) -> dict[tuple[int, str], str]:
    """The newest correction of each aspect."""
    found = Correction.objects.filter(evidence__in=rows).order_by("pk")
    return {
        (evidence, aspect): value
        for evidence, aspect, value in found.values_list("evidence_id", "aspect", "value")
    }


def _legibility(rows: Sequence[Evidence]) -> dict[str, dict[str, Fact]]:
    """Whether the scanned pages of files can be read well, by digest."""
    pages = ScannedPage.objects.filter(
        file__in={row.file_id for row in rows}, state=ScannedPage.State.READ
    ).order_by("number")
    found: dict[str, dict[str, Fact]] = {}
    for page in pages:
        before = found.get(page.file_id, {}).get(Aspect.LEGIBILITY)
        if before is not None and (before.value == Legibility.UNCLEAR or not page.flaws):
            continue
        value = Legibility.UNCLEAR if page.flaws else Legibility.CLEAR
        # The codes of the flaws; whoever shows them says them in the reader's language.
        fact = Fact(value, 0.8, " ".join(page.flaws), page.number)
        found[page.file_id] = {Aspect.LEGIBILITY: fact}
    return found


def signature_fact(*, intact: bool, signer: str) -> Fact:
    """What a checked digital signature is worth, as a fact."""
    return Fact(Signature.VALID if intact else Signature.BROKEN, 0.98, signer[:160], 1)
