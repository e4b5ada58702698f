"""What the classifier learns from a city: documents that people themselves put under a question."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, QuerySet

from layak.assessments.claims import INSTITUTIONS
from layak.assessments.models import Placement
from layak.evidence.models import FileText
from layak.filing import store
from layak.filing.lexicon import NUMBERS
from layak.filing.model import Classifier
from layak.filing.suggestion import Document

# Fewer say nothing about a city's ways; more would outweigh what Layak brings along.
LEAST = 10
MOST = 400
LETTERS = 20_000  # of each document; what it is about is said by then


def classifier_for(city: int) -> Classifier:
    """The classifier for a city (by key), fitted anew when people there placed more documents."""
    counted = _confirmed(city).aggregate(count=Count("pk"), newest=Max("placed_at"))
    return _classifier(city, counted["count"], str(counted["newest"]))


def confirmed(city: int) -> list[Document]:
    """The newest documents that people placed, each once, with every indicator they chose for it.

    Empty below ``LEAST``. Only indicators that are ever suggested count: the institutional block
    asks for documents about other indicators.
    """
    numbers: dict[str, list[int]] = {}
    rows = _confirmed(city).order_by("-placed_at", "-pk")
    for file, number, cluster in rows.values_list(
        "evidence__file_id",
        "answer__question__indicator__number",
        "answer__question__indicator__cluster__code",
    ):
        if number in NUMBERS and cluster != INSTITUTIONS:
            numbers.setdefault(file, []).append(number)
    chosen = list(numbers)[:MOST]
    texts = dict(FileText.objects.filter(pk__in=chosen).values_list("pk", "pages"))
    documents = [
        Document(
            key=f"confirmed-{file[:16]}",
            text="\n".join(texts[file])[:LETTERS],
            indicator=numbers[file][0],
            also=frozenset(numbers[file][1:]) - {numbers[file][0]},
        )
        for file in sorted(chosen)
        if any(page.strip() for page in texts.get(file, ()))
    ]
    return documents if len(documents) >= LEAST else []


def _confirmed(city: int) -> QuerySet[Placement]:
    return Placement.objects.filter(
        source=Placement.Source.PERSON, answer__assessment__city=city
    ).order_by()


@lru_cache(maxsize=4)
def _classifier(city: int, _count: int, _newest: str) -> Classifier:
    return store.load(Path(settings.DATA_DIR) / "models", confirmed(city))
