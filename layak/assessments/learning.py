"""What the classifier learns from a city: documents that people themselves put under a question.

One wrong habit must not spread. Where Layak reads a document clearly as something else than what a
person filed it under, it is not learned from until several documents and several people say so;
``learned`` tells the city which habits these are.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max

from layak.assessments.claims import INSTITUTIONS
from layak.assessments.learned import EXAMPLES, Habit, Learned, forgotten_at, taught, write
from layak.evidence.models import FileText
from layak.filing import store
from layak.filing.lexicon import NUMBERS
from layak.filing.model import Classifier
from layak.filing.suggestion import Document, Suggestion

# Fewer say nothing about a city's ways; more would outweigh what Layak brings along.
LEAST = 10
MOST = 400
LETTERS = 20_000  # of each document; what it is about is said by then
# What it takes to be believed against what Layak reads with this much certainty.
CLEARLY = 0.6
HABIT_DOCUMENTS = 3
HABIT_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One document that people placed: who, and the keys of its evidence, newest first."""

    document: Document
    people: frozenset[int]
    evidence: tuple[int, ...]


@dataclass(slots=True)
class _Placed:
    numbers: list[int] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    evidence: list[int] = field(default_factory=list)


def classifier_for(city: int) -> Classifier:
    """The classifier for a city (by key), fitted anew when people there placed more documents."""
    counted = taught(city).aggregate(count=Count("pk"), newest=Max("placed_at"))
    return _classifier(city, counted["count"], f"{counted['newest']} {forgotten_at(city)}")


def confirmed(city: int) -> list[Document]:
    """The newest documents that people placed, each once, with every indicator they chose for it.

    Empty below ``LEAST``. Only indicators that are ever suggested count: the institutional block
    asks for documents about other indicators.
    """
    return [one.document for one in rows_of(city)]


def rows_of(city: int) -> list[Confirmed]:
    """The same with who placed them, for telling habits apart."""
    placed: dict[str, _Placed] = {}
    rows = taught(city).order_by("-placed_at", "-pk")
    for file, evidence, person, number, cluster in rows.values_list(
        "evidence__file_id",
        "evidence_id",
        "placed_by_id",
        "answer__question__indicator__number",
        "answer__question__indicator__cluster__code",
    ):
        if number in NUMBERS and cluster != INSTITUTIONS:
            one = placed.setdefault(file, _Placed())
            one.numbers.append(number)
            one.evidence.append(evidence)
            if person is not None:
                one.people.add(person)
    chosen = list(placed)[:MOST]
    texts = dict(FileText.objects.filter(pk__in=chosen).values_list("pk", "pages"))
    found = [
        Confirmed(
            _document(file, placed[file], "\n".join(texts[file])[:LETTERS]), *_who(placed[file])
        )
        for file in sorted(chosen)
        if any(page.strip() for page in texts.get(file, ()))
    ]
    return found if len(found) >= LEAST else []


def _document(file: str, placed: _Placed, text: str) -> Document:
    return Document(
        key=f"confirmed-{file[:16]}",
        text=text,
        indicator=placed.numbers[0],
        also=frozenset(placed.numbers[1:]) - {placed.numbers[0]},
    )


def _who(placed: _Placed) -> tuple[frozenset[int], tuple[int, ...]]:
    return frozenset(placed.people), tuple(placed.evidence)


def believed(base: Classifier, rows: list[Confirmed]) -> tuple[list[Document], Learned]:
    """What of it the machine learns from, and what is told to the city."""
    read = base.suggest([row.document.text for row in rows])
    agreed: list[Document] = []
    against: dict[tuple[int, int], list[Confirmed]] = defaultdict(list)
    for row, suggestion in zip(rows, read, strict=True):
        if _contradicted(base, suggestion, row.document):
            against[suggestion.indicators[0][0], row.document.indicator].append(row)
        else:
            agreed.append(row.document)
    habits = [_habit(pair, found) for pair, found in sorted(against.items())]
    for habit in habits:
        if habit.believed:
            agreed += [row.document for row in against[habit.read, habit.filed]]
    held = len(rows) - len(agreed)
    habits.sort(key=lambda habit: (habit.believed, -habit.documents))
    return agreed, Learned(len(agreed), held, tuple(habits))


def _contradicted(base: Classifier, suggestion: Suggestion, document: Document) -> bool:
    clear = suggestion.indicators[0][1] >= CLEARLY
    chosen = {document.indicator, *document.also}
    return clear and all(base.misplaced(suggestion, number) for number in chosen)


def _habit(pair: tuple[int, int], rows: list[Confirmed]) -> Habit:
    people = frozenset[int]().union(*(row.people for row in rows))
    return Habit(
        read=pair[0],
        filed=pair[1],
        documents=len(rows),
        people=len(people),
        believed=len(rows) >= HABIT_DOCUMENTS and len(people) >= HABIT_PEOPLE,
        evidence=tuple(row.evidence[0] for row in rows[:EXAMPLES]),
    )


@lru_cache(maxsize=4)
def _classifier(city: int, _count: int, _state: str) -> Classifier:
    models = Path(settings.DATA_DIR) / "models"
    base = store.load(models)
    documents, learned = believed(base, rows_of(city))
    write(city, learned)
    return store.load(models, documents) if documents else base
