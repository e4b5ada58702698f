"""What the items of a form are about, where they ask about something else than their indicator.

The institutional block asks for policies and budgets on birth certificates, nutrition, smoking ...;
the block of districts and villages counts the places that have them. The classifier reads the words
of such items as it reads a document.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from layak.assessments.claims import INSTITUTIONS, cluster_named
from layak.assessments.placing import Item
from layak.filing.lexicon import NUMBERS
from layak.filing.model import Classifier


def topics_of(classifier: Classifier, items: Sequence[Item]) -> Mapping[str, frozenset[int]]:
    """The indicators each item is about, by code; only for items about something else.

    Read once a process for a classifier and the items of an instrument.
    """
    return _topics(classifier, tuple(items))


@lru_cache(maxsize=8)
def _topics(classifier: Classifier, items: tuple[Item, ...]) -> Mapping[str, frozenset[int]]:
    asking = [item for item in items if item.cluster == INSTITUTIONS or item.number not in NUMBERS]
    topics: dict[str, frozenset[int]] = {}
    for item in asking:
        about = _spoken_for(classifier, item) | _of_named_cluster(item, items)
        if about := about - {item.number}:
            topics[item.code] = frozenset(about)
    return topics


def _spoken_for(classifier: Classifier, item: Item) -> set[int]:
    """What a document with the item's label or question as its text would be well placed under."""
    # Labels name the kind of document first ("Kebijakan: akta kelahiran"), then what it is about.
    topic = item.label.partition(":")[2].strip()
    readings = classifier.suggest([text for text in (item.label, topic, item.question) if text])
    return {
        number
        for reading in readings
        for number, probability in reading.probabilities.items()
        if probability >= classifier.thresholds.placed
    }


def _of_named_cluster(item: Item, items: Sequence[Item]) -> set[int]:
    """Partnerships "untuk klaster II" are about every indicator of that cluster."""
    named = cluster_named(item.label)
    return {other.number for other in items if named is not None and other.cluster == named}
