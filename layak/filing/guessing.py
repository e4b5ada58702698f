"""What a word was meant to be that a scanner broke beyond its shape: one letter lost, added or
wrong, on top of the letters that are taken for each other.
"""

from collections.abc import Iterator, Mapping, Sequence

SHORTEST = 5


class Guesses:
    """Finds the known word nearest to a broken one.

    ``shapes``: the known words by what is left of them when letters that scanners confuse are made
    equal; ``known``: how often each occurs.
    """

    def __init__(self, shapes: Mapping[str, Sequence[str]], known: Mapping[str, int]) -> None:
        self._words = shapes
        self._known = known
        self._shapes: dict[str, list[str]] = {}
        for shape in shapes:
            if len(shape) >= SHORTEST:
                for shorter in _shortened(shape):
                    self._shapes.setdefault(shorter, []).append(shape)

    def nearest(self, word: str, shape: str) -> str | None:
        """The known word with the fewest differences, of these the most frequent; ``None`` when
        all are too far.
        """
        allowed = 1 + len(word) // 4
        near = {found for shorter in _shortened(shape) for found in self._shapes.get(shorter, ())}
        ranked = [
            (changes(word, meant), -self._known[meant], meant)
            for found in near
            if _nearly_alike(shape, found)
            for meant in self._words[found]
        ]
        differences, _, best = min(ranked, default=(allowed + 1, 0, ""))
        return best if differences <= allowed else None


def _shortened(shape: str) -> Iterator[str]:
    yield shape
    for place in range(len(shape)):
        yield shape[:place] + shape[place + 1 :]


def _nearly_alike(one: str, other: str) -> bool:
    """Whether at most one letter must be put in, taken out or changed."""
    left, right = _apart(one, other)
    return len(left) <= 1 and len(right) <= 1


def changes(seen: str, meant: str) -> int:
    """How many letters must be put in, taken out or changed."""
    seen, meant = _apart(seen, meant)
    row = list(range(len(meant) + 1))
    for count, letter in enumerate(seen, 1):
        above, row[0] = row[0], count
        for place, other in enumerate(meant, 1):
            least = min(row[place] + 1, row[place - 1] + 1, above + (letter != other))
            above, row[place] = row[place], least
    return row[-1]


def _apart(one: str, other: str) -> tuple[str, str]:
    """Both without what they begin and end with alike."""
    start, shorter = 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    end, shorter = 0, shorter - start
    while end < shorter and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[: len(one) - end], other[: len(other) - end]
