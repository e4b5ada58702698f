"""What the machine learns from: documents and knowledge, each seen from several sides.

- whole, as it was written;
- without the words that name its indicator outright: many documents never name their subject;
- cut into halves: real evidence is often a page torn from something longer;
- knowledge set into the ``frames`` of office papers (a guideline's contents, a decree, minutes, an
  abstract ...), each frame equally often for every indicator, so that the words of such forms come
  to speak for none.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from layak.filing import features
from layak.filing.features import Reading
from layak.filing.lexicon import FOLDER, Knowledge, knowledge, plain_stems
from layak.filing.text import Reader

MUTED_WEIGHT = 1.0
PART_WEIGHT = 0.3
FRAME_WEIGHT = 0.4
FEWEST_WORDS = 20
CORE_IN_FRAME, TERMS_IN_FRAME = 2, 5


@dataclass(frozen=True)
class Example:
    """``owner``: the place of the document it was made from; -1 for the knowledge. ``whole``: a
    text as it stands, not a changed copy of one.
    """

    reading: Reading
    indicator: int
    owner: int = -1
    weight: float = 1.0
    whole: bool = False


@cache
def frames() -> tuple[str, ...]:
    """What office papers of many kinds say whatever they are about."""
    text = (FOLDER / "formalities.toml").read_text(encoding="utf-8")
    return tuple(line.strip() for line in tomllib.loads(text)["frames"].splitlines() if line)


def of_document(reader: Reader, text: str, indicator: int, owner: int) -> Iterator[Example]:
    """A document whole, muted and in parts; ``weight`` of parts is small, they say less."""
    whole, *muted = _whole_and_muted(reader, text, indicator, owner)
    yield whole
    yield from muted
    words = whole.reading.words
    if len(words) >= FEWEST_WORDS:
        middle = len(words) // 2
        for part in (words[:middle], words[middle:]):
            yield Example(features.weigh(part), indicator, owner, PART_WEIGHT)


def of_knowledge(reader: Reader) -> Iterator[Example]:
    """The knowledge as short examples: passages alone and together, terms in handfuls, and a bit
    of each in every frame.
    """
    for facts in knowledge():
        texts = list(facts.passages)
        for listed, handfuls in ((facts.passages, 3), (facts.core, 3), (facts.terms, 8)):
            texts += [". ".join(listed[start::handfuls]) for start in range(handfuls)]
        for text in texts:
            yield from _whole_and_muted(reader, text, facts.number, -1)
        for text in _framed(facts):
            reading = features.read(reader, text)
            yield Example(reading, facts.number, -1, FRAME_WEIGHT)


def _whole_and_muted(reader: Reader, text: str, indicator: int, owner: int) -> list[Example]:
    whole = Example(features.read(reader, text), indicator, owner, whole=True)
    words = whole.reading.words
    if len(words) < FEWEST_WORDS:
        return [whole]
    named = plain_stems(indicator)
    muted = features.weigh([word for word in words if word.stem not in named])
    return [whole, Example(muted, indicator, owner, MUTED_WEIGHT)]


def _framed(facts: Knowledge) -> Iterator[str]:
    """Every frame with a passage and some terms; every third without the words of the core."""
    for place, frame in enumerate(frames()):
        step = place * 7 + facts.number
        passage = facts.passages[step % len(facts.passages)]
        terms = _some(facts.terms, step * 5, 11, TERMS_IN_FRAME)
        core = _some(facts.core, step, 3, CORE_IN_FRAME) if place % 3 else []
        yield ". ".join([*core, frame, passage, ", ".join(terms)])


def _some(listed: tuple[str, ...], start: int, stride: int, count: int) -> list[str]:
    return [listed[(start + stride * n) % len(listed)] for n in range(count)]
