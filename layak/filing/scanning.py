"""What a poor scanner does to a text, the same way every time: for measuring, never for learning.

Letters are taken for others, words run together and torn apart, lines are cut in the middle of a
word, stray marks stand between them.
"""

import hashlib
from collections.abc import Iterator

CONFUSED = {
    "a": ("o",),
    "b": ("h",),
    "d": ("cl",),
    "e": ("c", "o"),
    "g": ("9", "q"),
    "h": ("b", "li"),
    "i": ("j", "l", "1", "!", ":"),
    "k": ("lc",),
    "l": ("!", "1", "I"),
    "m": ("rn",),
    "n": ("u", "ri"),
    "o": ("a", "0"),
    "r": ("n",),
    "s": ("5",),
    "t": ("f", "r"),
    "u": ("ii",),
    "y": ("v",),
}
STRAY = ("|___|", "~  ' .", "Dipindai dengan CamScanner")
WIDTH = 70
LETTERS = "abcdefghijklmnopqrstuvwxyz.,;1"


def scanned(text: str, misread: float = 0.08) -> str:
    """The text as a poor scan; ``misread``: the share of letters that are taken for others."""
    chance = _chances(text)
    letters: list[str] = []
    for letter in text:
        drawn, choice = next(chance), next(chance)
        if letter == " " and drawn < 0.04:
            continue
        letters.append(letter)
        others = CONFUSED.get(letter)
        if others and drawn < misread:
            letters[-1] = others[int(choice * len(others))]
        elif letter.isalpha() and drawn > 0.992:
            letters.append(" ")
    return "\n".join(_cut("".join(letters), chance))


def garbled(text: str, share: float = 0.15) -> str:
    """The text with ``share`` of its characters hit: more than half of these taken for one like
    them, the others for any other, lost, or torn from the next.
    """
    chance = _chances(text)
    letters: list[str] = []
    for letter in text:
        drawn, kind, choice = next(chance), next(chance), next(chance)
        if letter.isspace() or drawn >= share:
            letters.append(letter)
        elif kind < 0.75:
            others = CONFUSED.get(letter.lower(), LETTERS) if kind < 0.55 else LETTERS
            letters.append(others[int(choice * len(others))])
        elif kind >= 0.9:
            letters.append(f"{letter} ")
    return "".join(letters)


def _cut(text: str, chance: Iterator[float]) -> Iterator[str]:
    for line in text.split("\n"):
        rest = line
        while len(rest) > WIDTH:
            torn = rest[WIDTH - 1].isalpha() and rest[WIDTH].isalpha() and next(chance) < 0.5
            end = WIDTH if torn else max(rest.rfind(" ", 0, WIDTH), WIDTH // 2)
            yield rest[:end] + ("-" if torn else "")
            rest = rest[end:].lstrip()
            if next(chance) < 0.1:
                yield STRAY[int(next(chance) * len(STRAY))]
        yield rest


def _chances(text: str) -> Iterator[float]:
    """Numbers from 0 to 1 that depend on nothing but the text."""
    seed = hashlib.sha256(text.encode()).digest()
    block = 0
    while True:
        for byte in hashlib.sha512(seed + block.to_bytes(4)).digest():
            yield byte / 256
        block += 1
