"""What somebody typed, understood: words, phrases, what is left out, codes of questions.

Pure. ``expression`` is a PostgreSQL tsquery over the stems of the index.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from layak.search.words import Stems, abbreviated, meanings, parts, stem_of, stems

LONGEST = 200
MOST_WORDS = 24
# Characters before an unfinished last word is completed.
SHORTEST_BEGINNING = 3

_CHUNK = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_CODE = re.compile(r"\d{1,2}[a-z]?\.\d{1,2}[a-z]?", re.IGNORECASE)


@dataclass(slots=True)
class Typed:
    """``expression``: a tsquery, empty when no word is left. ``needles``: stems to be marked.

    ``codes``: questions, which narrow the hits to what lies there. ``words``: single words as
    typed, those whose spelling may be doubted; ``unfinished`` is the last of them while it is
    still being typed.
    """

    text: str
    expression: str = ""
    needles: list[Stems] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    unfinished: str = ""

    @property
    def empty(self) -> bool:
        return not self.expression and not self.codes


def understand(
    text: str, codes: Iterable[str] = (), completions: Mapping[str, Sequence[str]] | None = None
) -> Typed:
    """Read what was typed. Nothing is refused: what cannot be searched for is passed over.

    ``codes`` are the questions there are, in lower case; ``completions`` are known words by the
    unfinished or unknown word they may stand for.
    """
    typed = Typed(" ".join(text.replace("\0", " ").split())[:LONGEST])
    known = set(codes)
    terms: list[str] = []
    run: list[str] = []  # plain words that stand beside each other

    def finish_run() -> None:
        terms.extend(_plain(run, typed, completions or {}))
        run.clear()

    for minus, quoted, chunk in _CHUNK.findall(typed.text)[:MOST_WORDS]:
        if not chunk:
            finish_run()
            terms.extend(_phrase(quoted, typed, negated=bool(minus)))
            continue
        if _CODE.fullmatch(chunk) and chunk.lower() in known:
            typed.codes.append(chunk.lower())
            continue
        found = [part.word for part in parts(chunk)]
        if chunk.startswith("-") and found:
            finish_run()
            terms.extend(_phrase(chunk, typed, negated=True))
        elif len(found) == 1 or (len(set(found)) == 1 and found[0].isalpha()):  # "anak-anak"
            run.append(found[0])
        elif found:
            finish_run()
            terms.extend(_phrase(chunk, typed, negated=False))
    last = run[-1] if run else ""
    finish_run()
    if len(last) >= SHORTEST_BEGINNING and text[-1:].isalpha():
        typed.unfinished = last
    # What is only left out finds nothing: there must be something to look for.
    if any(not term.startswith("!") for term in terms):
        typed.expression = " & ".join(terms)
    return typed


def phrase(typed: Sequence[tuple[int, str]]) -> str:
    """Stems with their places as a tsquery for exactly this order."""
    written = ""
    before = 0
    for place, own in typed:
        if written:
            distance = place - before
            written += " <-> " if distance == 1 else f" <{distance}> "
        written += f"'{own}'"
        before = place
    return f"({written})" if len(typed) > 1 else written


def _phrase(text: str, typed: Typed, *, negated: bool) -> list[str]:
    placed = [(place, part.stem) for place, part in enumerate(parts(text)) if part.stem]
    if not placed:
        return []
    if negated:
        return [f"!{phrase(placed)}"]
    typed.needles.append(tuple(own for _, own in placed))
    return [phrase(placed)]


def _plain(
    words: Sequence[str], typed: Typed, completions: Mapping[str, Sequence[str]]
) -> list[str]:
    """Words that need not stand beside each other; abbreviations count as what they stand for."""
    kept = [(word, own) for word in words if (own := _own_stem(word))]
    typed.words.extend(word for word, _ in kept)
    order = [own for _, own in kept]
    terms = []
    at = 0
    while at < len(kept):
        length, shorts = abbreviated(order, at)
        if length:
            written = " & ".join(f"'{own}'" for own in order[at : at + length])
            either = [f"({written})", *(f"'{stem_of(short)}'" for short in shorts)]
            typed.needles.extend((own,) for own in order[at : at + length])
            typed.needles.extend((stem_of(short),) for short in shorts)
            terms.append(f"({' | '.join(either)})")
            at += length
            continue
        terms.append(_single(*kept[at], typed, completions))
        at += 1
    return terms


def _single(word: str, own: str, typed: Typed, completions: Mapping[str, Sequence[str]]) -> str:
    typed.needles.append((own,))
    either = [f"'{own}'"]
    for long in meanings().get(word, ()):
        placed = [(place, part.stem) for place, part in enumerate(parts(long)) if part.stem]
        either.append(phrase(placed))
        typed.needles.append(stems(long))
    for other in completions.get(word, ()):
        either.append(f"'{stem_of(other)}'")
        typed.needles.append((stem_of(other),))
    either = list(dict.fromkeys(either))
    return f"({' | '.join(either)})" if len(either) > 1 else either[0]


def _own_stem(word: str) -> str:
    return next((part.stem for part in parts(word)), "")
