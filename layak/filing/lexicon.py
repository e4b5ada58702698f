"""What is known about each indicator: its words, abbreviations, laws and the neighbours it is
confused with.

The facts stand in ``knowledge/NN.toml``; phrases in one string are separated by semicolons,
passages by lines.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from layak.filing.text import STOPWORDS, Reader, stem

FOLDER = Path(__file__).parent / "knowledge"
NUMBERS = tuple(range(1, 25))
CORE, TERM, OFFICE, AGAINST = 3.0, 1.0, 1.0, -2.0
LONGEST_PHRASE = 5
EVERYWHERE = frozenset({"anak", "daerah", "layan", "sosial"})

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Knowledge:
    """One indicator's knowledge, as read from its file."""

    number: int
    cluster: str
    name: str
    core: tuple[str, ...]
    terms: tuple[str, ...]
    offices: tuple[str, ...]
    laws: tuple[str, ...]
    passages: tuple[str, ...]
    abbreviations: Mapping[str, str]
    against: Mapping[int, tuple[str, ...]]


def _phrases(listed: str, separator: str = ";") -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in listed.split(separator) if phrase.strip())


@cache
def knowledge() -> tuple[Knowledge, ...]:
    """The knowledge of the indicators 1-24, in order."""
    return tuple(_read(FOLDER / f"{number:02}.toml") for number in NUMBERS)


@cache
def formalities() -> tuple[str, ...]:
    """Sentences that any office puts under any document."""
    text = (FOLDER / "formalities.toml").read_text(encoding="utf-8")
    return _phrases(tomllib.loads(text)["phrases"])


@cache
def clusters() -> Mapping[int, str]:
    """The cluster code of each indicator."""
    return {facts.number: facts.cluster for facts in knowledge()}


def _read(path: Path) -> Knowledge:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Knowledge(
        number=raw["number"],
        cluster=raw["cluster"],
        name=raw["name"],
        core=_phrases(raw["core"]),
        terms=_phrases(raw["terms"]),
        offices=_phrases(raw["opd"]),
        laws=_phrases(raw["laws"]),
        passages=_phrases(raw["passages"], "\n"),
        abbreviations=raw["abbreviations"],
        against={int(number): _phrases(listed) for number, listed in raw["against"].items()},
    )


def phrase_stems(phrase: str) -> tuple[str, ...]:
    """A phrase as the stems that a reader would make of it."""
    words = (word for word in _WORD.findall(phrase.lower()) if len(word) > 1 and not word.isdigit())
    return tuple(stem(word) for word in words if word not in STOPWORDS)


@cache
def weighted_phrases() -> Mapping[tuple[str, ...], Mapping[int, float]]:
    """Every phrase (as stems) with its weight for each indicator: longer phrases weigh more, those
    of several indicators less; negative where it speaks for a neighbour.
    """
    weights: dict[tuple[str, ...], dict[int, float]] = {}

    def add(phrase: str, number: int, weight: float) -> None:
        stems = phrase_stems(phrase)
        if 1 <= len(stems) <= LONGEST_PHRASE:
            known = weights.setdefault(stems, {})
            known[number] = weight if weight < 0 else max(known.get(number, 0.0), weight)

    for facts in knowledge():
        for listed, weight in ((facts.terms, TERM), (facts.core, CORE), (facts.offices, OFFICE)):
            for phrase in listed:
                add(phrase, facts.number, weight)
        for short, meant in facts.abbreviations.items():
            add(short, facts.number, CORE)
            add(meant, facts.number, CORE)
    for facts in knowledge():
        for listed in facts.against.values():
            for phrase in listed:
                add(phrase, facts.number, AGAINST)
    return {phrase: _scaled(len(phrase), known) for phrase, known in weights.items()}


def _scaled(length: int, weights: Mapping[int, float]) -> dict[int, float]:
    shared = sum(1 for weight in weights.values() if weight > 0) or 1
    return {number: w * (0.5 + 0.5 * length) / shared for number, w in weights.items()}


@cache
def plain_stems(number: int) -> frozenset[str]:
    """The stems that name an indicator outright: those of its core phrases and abbreviations."""
    facts = knowledge()[number - 1]
    listed = (*facts.core, *facts.abbreviations)
    return frozenset(s for phrase in listed for s in phrase_stems(phrase)) - EVERYWHERE


@cache
def weighted_laws() -> Mapping[str, Mapping[int, float]]:
    """Every law (``11/2012``) with its weight for each indicator; a law cited by many weighs little
    in each.
    """
    weights: dict[str, dict[int, float]] = {}
    for facts in knowledge():
        for law in facts.laws:
            for cited in Reader.laws(law):
                weights.setdefault(cited, {})[facts.number] = CORE
    return {law: {n: w / len(by) for n, w in by.items()} for law, by in weights.items()}


@cache
def expansions() -> Mapping[str, tuple[str, ...]]:
    """One-word abbreviations with the words they stand for; ambiguous ones are left alone."""
    meant: dict[str, set[tuple[str, ...]]] = {}
    for facts in knowledge():
        for short, long in facts.abbreviations.items():
            words = _WORD.findall(short.lower())
            if len(words) == 1:
                meant.setdefault(words[0], set()).add(tuple(_WORD.findall(long.lower())))
    return {short: next(iter(longs)) for short, longs in meant.items() if len(longs) == 1}


_NAME = re.compile(r"(?<=[a-z0-9,)] )[A-Z][a-z]{2,}\b")
_PLAIN = re.compile(r"\b[a-z]{2,}\b")


@cache
def _knowledge_words() -> Mapping[str, int]:
    counted: Counter[str] = Counter()
    for facts in knowledge():
        meant = tuple(facts.abbreviations.values())
        for listed in (
            facts.core,
            facts.terms,
            facts.offices,
            facts.passages,
            tuple(facts.abbreviations),
            meant,
        ):
            for phrase in listed:
                counted.update(_WORD.findall(phrase.lower()))
    for phrase in formalities():
        counted.update(_WORD.findall(phrase.lower()))
    return counted


PLACE = re.compile(
    r"\b(?:kota|kabupaten|kab\.?|kecamatan|kelurahan|desa|provinsi|pulau)\s+"
    r"([A-Z][A-Za-z]{2,})(?:[ -]([A-Z][A-Za-z]{2,}))?",
    re.IGNORECASE,
)


def names(texts: Iterable[str]) -> frozenset[str]:
    """Words that stand with a capital inside sentences or after a kind of place, and never without
    one: places and people.
    """
    capital: set[str] = set()
    plain: set[str] = set()
    for text in texts:
        capital.update(word.lower() for word in _NAME.findall(text))
        for place in PLACE.findall(text):
            capital.update(word.lower() for word in place if word[:1].isupper())
        plain.update(_PLAIN.findall(text))
    return frozenset(capital - plain - _knowledge_words().keys())


def vocabulary(texts: Iterable[str], left_out: frozenset[str]) -> dict[str, int]:
    """Correct words with how often they occur: those of the knowledge and of clean texts, without
    names.
    """
    counted = Counter(_knowledge_words())
    for text in texts:
        counted.update(_WORD.findall(text.lower()))
    return {word: n for word, n in counted.items() if word.isalpha() and word not in left_out}
