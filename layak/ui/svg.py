"""Strokes of the ladder: bands, poles, flags and labels as SVG, in presentation attributes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK = "#1E2623"
INK_2 = "#48514D"
TEAL = "#0E5A59"
SHEET = "#FFFEFB"

SOFT = ' fill-opacity=".84"'
FAINT = ' font-size="12.5" fill-opacity=".72"'
BOLD = ' font-weight="650"'
_HALO = f' stroke="{SHEET}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
_DASHED = ' stroke-dasharray="3 3"'


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where something stands in its row, in pixels."""

    left: float
    right: float

    def meets(self, other: "Span") -> bool:
        return self.left < other.right and other.left < self.right


def number(value: float) -> str:
    """A coordinate with one digit at most, so that equal input gives an equal string."""
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, words: str, *, anchor: str = "middle", look: str = "") -> str:
    place = f'x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"'
    return f"<text {place}{look}>{escape(words)}</text>"


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, look: str = "") -> str:
    ends = (
        f'x1="{number(start[0])}" y1="{number(start[1])}" '
        f'x2="{number(end[0])}" y2="{number(end[1])}"'
    )
    return f'<line {ends} stroke="{colour}" stroke-width="2"{look}/>'


def band(reach: Span, rows: Span, colour: str, *, first: bool, last: bool) -> str:
    """One colour of the bar; the outer ends of the whole bar are round."""
    a, b = (3 if first else 0), (3 if last else 0)
    path = f"M{number(reach.left + a)} {number(rows.left)}H{number(reach.right - b)}"
    path += f"q{b} 0 {b} {b}" if b else ""
    path += f"V{number(rows.right - b)}" + (f"q0 {b} -{b} {b}" if b else "")
    path += f"H{number(reach.left + a)}" + (f"q-{a} 0 -{a} -{a}" if a else "")
    path += f"V{number(rows.left + a)}" + (f"q0 -{a} {a} -{a}" if a else "") + "z"
    return f'<path d="{path}" fill="{escape(colour)}"/>'


def tear(x: float, rows: Span) -> str:
    """The visible break of a compressed scale."""
    step = (rows.right - rows.left) / 3
    path = f"M{number(x - 2)} {number(rows.left)}"
    path += f"l4.5 {number(step)}l-5 {number(step)}l4.5 {number(step)}"
    return f'<path d="{path}" fill="none" stroke="{SHEET}" stroke-width="3"/>'


def whisker(reach: Span, y: float, bottom: float) -> str:
    """An interval: a line with two ends, and its shade down to the bar."""
    right = max(reach.right, reach.left + 2)
    shade = f'x="{number(reach.left)}" y="{number(y)}" width="{number(right - reach.left)}"'
    return (
        f'<rect {shade} height="{number(bottom - y)}" fill="{INK}" fill-opacity=".14"/>'
        + _line((reach.left, y), (right, y), INK)
        + _line((reach.left, y - 5), (reach.left, y + 5), INK)
        + _line((right, y - 5), (right, y + 5), INK)
    )


def flag(x: float, y: float, bottom: float, *, mirrored: bool) -> str:
    """The target; it flies to the left when the dot already stands to its right."""
    way = -1 if mirrored else 1
    cloth = f"M{number(x - way)} {number(y)}h{16 * way}l{-4 * way} 5.5l{4 * way} 5.5h{-16 * way}z"
    return _line((x, y), (x, bottom), TEAL) + f'<path d="{cloth}" fill="{TEAL}"/>'


def dot(x: float, y: float, bottom: float, *, radius: float) -> str:
    """What is verified: a dot on a solid pole."""
    return (
        _line((x, y), (x, bottom), INK)
        + f'<circle cx="{number(x)}" cy="{number(y)}" r="{radius}" fill="{INK}"/>'
    )


def dashes(x: float, y: float, bottom: float) -> str:
    """The pole of what a city says of itself; drawn before the others, so that it lies behind."""
    return _line((x, y), (x, bottom), INK_2, _DASHED)


def ring(x: float, y: float) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}"'
    return f'<circle {place} r="5.5" fill="{SHEET}" stroke="{INK_2}" stroke-width="2"/>'


@dataclass(frozen=True, slots=True)
class Label:
    """A label of 14 px and the mark that it belongs to."""

    words: str
    mark: Span
    side: str
    look: str = SOFT

    @property
    def length(self) -> float:
        """Its width in pixels, a little generously: no font is measured here."""
        return sum(_letter(letter) for letter in self.words) * 14


def _letter(letter: str) -> float:
    """The width of a letter of Source Sans in parts of its size."""
    if letter in " ,.:;|'ijl":
        return 0.25
    if letter in "frt":
        return 0.35
    if letter in "mwMW%":
        return 0.83
    if letter.isdigit():
        return 0.5
    return 0.6 if letter.isupper() else 0.52


def place(label: Label, taken: Sequence[Span], width: float) -> Span:
    """Where a label can stand: beside its mark, stepping over whatever is in the way.

    The wanted side comes first, the other when the edge of the picture leaves no room there. A
    label that fits on neither side is pushed to the edge.
    """
    other = "right" if label.side == "left" else "left"
    spot = label.mark
    for side in (label.side, other):
        spot = _step(label, side, taken)
        if spot.left >= 0 and spot.right <= width:
            return spot
    if spot.right > width:
        return Span(max(0.0, width - label.length), width)
    return Span(0.0, label.length)


def _step(label: Label, side: str, taken: Sequence[Span]) -> Span:
    edge = label.mark.left if side == "left" else label.mark.right
    spot = _beside(edge, label.length, side)
    while blocks := [one for one in taken if one.meets(spot)]:
        if side == "left":
            edge = min(one.left for one in blocks)
        else:
            edge = max(one.right for one in blocks)
        spot = _beside(edge, label.length, side)
    return spot


def _beside(edge: float, length: float, side: str, gap: float = 8.0) -> Span:
    if side == "left":
        return Span(edge - gap - length, edge - gap)
    return Span(edge + gap, edge + gap + length)


def row(labels: Sequence[Label], obstacles: Sequence[Span], *, width: float, y: float) -> str:
    """Write the labels of one row so that none covers another, a mark or a pole."""
    taken = [*obstacles, *(label.mark for label in labels)]
    drawn = []
    for label in labels:
        spot = place(label, taken, width)
        taken.append(spot)
        look = _HALO + label.look
        if spot.right <= label.mark.left:
            drawn.append(text(spot.right, y, label.words, anchor="end", look=look))
        else:
            drawn.append(text(spot.left, y, label.words, anchor="start", look=look))
    return "".join(drawn)
