"""What was taken for what, as a picture."""

from collections import Counter
from collections.abc import Iterable, Iterator

from layak.filing.lexicon import NUMBERS, clusters, knowledge

CELL, LEFT, TOP = 22, 280, 34
DEEP, PALE = (11, 94, 90), (255, 255, 255)
WRONG = (178, 76, 28)
NAME_LETTERS = 38


def confusion_matrix(pairs: Iterable[tuple[int, int]]) -> str:
    """An SVG picture of (true, suggested) indicators: rows are what a document is about, columns
    what was suggested first. The darker, the larger the share of the row; numbers are counts.
    """
    counted = Counter(pairs)
    size = CELL * len(NUMBERS)
    width, height = LEFT + size + 20, TOP + size + 20
    frame = f'viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="11"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>',
            "<title>Rows: what a document is about; columns: what was suggested first</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *_heads(),
            *_cells(counted),
            *_blocks(),
            "</svg>\n",
        ]
    )


def _heads() -> Iterator[str]:
    for place, facts in enumerate(knowledge()):
        y = TOP + place * CELL + 15
        name = (
            facts.name
            if len(facts.name) <= NAME_LETTERS
            else f"{facts.name[: NAME_LETTERS - 2].strip()}…"
        )
        name = name.replace("&", "&amp;")
        yield f'<text x="{LEFT - 8}" y="{y}" text-anchor="end">{facts.number} {name}</text>'
        x = LEFT + place * CELL + CELL // 2
        yield f'<text x="{x}" y="{TOP - 8}" text-anchor="middle">{facts.number}</text>'


def _cells(counted: Counter[tuple[int, int]]) -> Iterator[str]:
    for row, true in enumerate(NUMBERS):
        total = sum(counted[true, number] for number in NUMBERS)
        for column, suggested in enumerate(NUMBERS):
            count = counted[true, suggested]
            x, y = LEFT + column * CELL, TOP + row * CELL
            share = count / total if total else 0.0
            deep = share if true == suggested else min(1.0, share * 12)
            fill = _shade(DEEP if true == suggested else WRONG, deep)
            box = f'x="{x}" y="{y}" width="{CELL}" height="{CELL}"'
            yield f'<rect {box} fill="{fill}" stroke="#e3e3e3" stroke-width="0.5"/>'
            if count:
                ink = "#fff" if deep > 0.7 else "#222"
                at = f'x="{x + CELL // 2}" y="{y + 15}"'
                yield f'<text {at} text-anchor="middle" font-size="10" fill="{ink}">{count}</text>'


def _blocks() -> Iterator[str]:
    """Frames around the clusters: inside them a mistake is a smaller one."""
    cluster = clusters()
    for code in sorted(set(cluster.values())):
        own = [place for place, number in enumerate(NUMBERS) if cluster[number] == code]
        x, y, side = LEFT + own[0] * CELL, TOP + own[0] * CELL, len(own) * CELL
        box = f'x="{x}" y="{y}" width="{side}" height="{side}"'
        yield f'<rect {box} fill="none" stroke="#333" stroke-width="1.2"/>'


def _shade(colour: tuple[int, int, int], deep: float) -> str:
    mixed = (round(p + (c - p) * deep) for c, p in zip(colour, PALE, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
