"""Documents for the search bench: sentences of the filing corpus, with names and numbers that are
rare, and what people type to find them."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from layak.filing import sources
from layak.organizations.models import Kind, Organization
from layak.search.words import meanings

PAGES = 3
WORDS_A_PAGE = 230
_SENTENCE = re.compile(r"(?<=[.;\n])\s+")
_DIRT = re.compile(r"[\\\"{}\s]+")  # what the text form of COPY and of arrays has no room for


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentences by what they speak of, and names that are rare."""

    sentences: Sequence[Sequence[str]]
    names: Sequence[str]


def read_corpus() -> Corpus:
    """Sentences by indicator; names of desa and kelurahan of the nation."""
    by_number: dict[int, list[str]] = {}
    for document in sources.training_documents():
        for sentence in _SENTENCE.split(document.text):
            clean = _DIRT.sub(" ", sentence).strip()
            if len(clean) > 30:
                by_number.setdefault(document.indicator, []).append(clean)
    villages = Organization.objects.filter(kind=Kind.VILLAGE).order_by("pk")
    names = list(villages.values_list("name", flat=True)[:30_000:3])
    return Corpus([by_number[number] for number in sorted(by_number)], names)


def number_of(key: int) -> str:
    """The number of the decree that a document is or speaks of."""
    return f"463/Kep.{key}-Huk/{2020 + key % 5}"


def name_of(corpus: Corpus, key: int) -> str:
    """The name of its file: some words of a sentence, and a number."""
    words = random.Random(key).choice(corpus.sentences[key % 24]).split()[:4]  # noqa: S311 - made up data
    return f"{' '.join(words)} {key}.pdf".replace("/", " ")


def pages_of(corpus: Corpus, key: int) -> list[str]:
    """Three pages that mostly speak of one indicator, with a few names among their words."""
    chance = random.Random(key)  # noqa: S311 - made up data, the same each time
    own = corpus.sentences[key % 24]
    return [_page(own, corpus, chance, key) for _ in range(PAGES)]


def _page(own: Sequence[str], corpus: Corpus, chance: random.Random, key: int) -> str:
    written = [f"Nomor {number_of(key)} Desa {chance.choice(corpus.names)}."]
    length = 8
    while length < WORDS_A_PAGE:
        other = chance.random() < 0.15
        sentence = chance.choice(chance.choice(corpus.sentences) if other else own)
        written.append(sentence)
        length += sentence.count(" ") + 1
        if chance.random() < 0.1:
            written.append(f"{chance.choice(corpus.names)} {chance.randint(10, 9_999)}")
    return " ".join(written)


def queries(corpus: Corpus, documents: int, count: int) -> list[str]:
    """What people type: words of one sentence, phrases, numbers, abbreviations, names, errors."""
    chance = random.Random(2023)  # noqa: S311 - the same each time
    shorts = sorted(meanings())
    asked = []
    for turn in range(count):
        words = [
            word
            for word in chance.choice(chance.choice(corpus.sentences)).split()
            if word.isalpha()
        ]
        long = [word for word in words if len(word) > 4] or ["anak"]
        one = chance.choice(long)
        kinds = (
            " ".join(chance.sample(long, min(2, len(long)))),
            " ".join(chance.sample(long, min(3, len(long)))),
            one,
            f'"{" ".join(words[:3])}"',
            number_of(chance.randint(1, documents)),
            chance.choice(shorts).upper(),
            chance.choice(corpus.names),
            f"{one} {chance.choice(corpus.names)}",
            one[:1] + one[2:3] + one[1:2] + one[3:],  # mistyped
            one[: max(len(one) - 3, 3)],  # unfinished
            chance.choice(("anak", "kota", "anak kota", "perlindungan anak", "dinas")),
        )
        asked.append(kinds[turn % len(kinds)])
    return asked
