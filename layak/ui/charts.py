"""The ladder: a score on its scale of levels, written as SVG from plain values.

Text is drawn in ``currentColor`` and everything else in presentation attributes, so one string serves a page
under a strict policy, a report and a printed sheet. docs/decisions/0004-ladder.md says why no chart library
draws it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from layak.lib.numbers import format_decimal

WIDE = 638
OVERVIEW = 590
PHONE = 294

_INK = "#1E2623"
_INK_2 = "#48514D"
_TEAL = "#0E5A59"
_SHEET = "#FFFEFB"
_NOT_YET = "#DDD5C5"
_FONT = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Band:
    """One level: scores from ``floor`` to ``ceiling`` as printed (601 to 700), and its colour as ``#RRGGBB``."""

    name: str
    floor: Decimal
    ceiling: Decimal
    colour: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on the ladder; ``None`` is not drawn. ``expected_low`` and ``expected_high`` go together."""

    verified: Decimal | None = None
    expected_low: Decimal | None = None
    expected_high: Decimal | None = None
    target: Decimal | None = None
    self_score: Decimal | None = None

    @property
    def expected(self) -> tuple[Decimal, Decimal] | None:
        if self.expected_low is None or self.expected_high is None:
            return None
        return self.expected_low, self.expected_high


@dataclass(frozen=True, slots=True)
class Labels:
    """The words on the ladder, in the reader's language."""

    title: str = "Tangga nilai"
    verified: str = "Terverifikasi"
    expected: str = "Perkiraan nilai akhir"
    target: str = "Sasaran"
    self_score: str = "Mandiri"
    below: str = "Belum berperingkat"
    below_short: str = "Belum"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Scores to pixels; on a phone everything below the first level is compressed to ``head`` pixels."""

    width: float
    top: float
    floor: float
    head: float | None

    def x(self, score: Decimal) -> float:
        value = min(max(float(score), 0.0), self.top)
        if self.head is None:
            return value / self.top * self.width
        if value <= self.floor:
            return value / self.floor * self.head if self.floor else 0.0
        return self.head + (value - self.floor) / (self.top - self.floor) * (self.width - self.head)


def whole_or_exact(score: Decimal) -> str:
    """Write a target of 650 as ``650`` and one of 650,5 as ``650,50``."""
    whole = score == score.to_integral_value()
    return format(score.to_integral_value(), "f") if whole else format_decimal(score)


def interval(low: Decimal, high: Decimal) -> str:
    """An expectation is honest only in whole points: ``592–668``."""
    return f"{format_decimal(low, 0)}–{format_decimal(high, 0)}"


def ladder_svg(
    levels: Sequence[Band],
    top: Decimal,
    marks: Marks,
    width: int = WIDE,
    labels: Labels | None = None,
    id_prefix: str = "ladder",
) -> str:
    """Draw the ladder ``width`` pixels wide (638 on the home page, 590 in the overview, 294 on a phone).

    Narrower than 500 the part below the first level is compressed, with a visible break, and the values are left
    to the list beside the picture. Equal input gives an equal string. Raises ``ValueError`` without a level.
    """
    if not levels:
        raise ValueError("a ladder needs at least one level")
    words = labels or Labels()
    ordered = sorted(levels, key=lambda level: level.floor)
    phone = width < 500
    scale = _Scale(width, float(top), float(ordered[0].floor), width * 46 / 294 if phone else None)
    if phone:
        body, height = _phone(ordered, marks, words, scale), 90
    else:
        body, height = _wide(ordered, marks, words, scale, top), 146
    said = escape(describe(ordered, marks, words))
    return (
        f'<svg class="{"phone" if phone else "wide"}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="{id_prefix}-t {id_prefix}-d" '
        f'font-family="{_FONT}" font-size="14" fill="currentColor">'
        f'<title id="{id_prefix}-t">{escape(words.title)}</title><desc id="{id_prefix}-d">{said}</desc>'
        f"{body}</svg>"
    )


def describe(levels: Sequence[Band], marks: Marks, labels: Labels) -> str:
    """The picture in one sentence, for those who do not see it."""
    parts = []
    if marks.verified is not None:
        level = _level_of(levels, marks.verified)
        parts.append(
            f"{labels.verified} {format_decimal(marks.verified)} ({level.name if level else labels.below})"
        )
    if marks.expected:
        parts.append(f"{labels.expected} {interval(*marks.expected)}")
    if marks.target is not None:
        parts.append(f"{labels.target} {whole_or_exact(marks.target)}")
    if marks.self_score is not None:
        parts.append(f"{labels.self_score} {format_decimal(marks.self_score)}")
    return ", ".join(parts)


def _level_of(levels: Sequence[Band], score: Decimal | None) -> Band | None:
    reached = [level for level in levels if score is not None and score >= level.floor]
    return reached[-1] if reached else None


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(x: float, y: float, words: str, anchor: str = "middle", extra: str = "") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"{extra}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, extra: str = "") -> str:
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{colour}" '
        f'stroke-width="2"{extra}/>'
    )


def _bands(levels: Sequence[Band], scale: _Scale, y: float, height: float) -> str:
    """The coloured bar with round ends; a hairline of paper stands between two levels."""
    edges = [0.0, *(scale.x(level.floor) for level in levels), scale.width]
    colours = [_NOT_YET, *(level.colour for level in levels)]
    drawn = []
    for place, colour in enumerate(colours):
        left, right = edges[place], edges[place + 1]
        if right <= left:
            continue
        end = right if right == scale.width else right - 1
        round_left, round_right = left == 0, right == scale.width
        drawn.append(_slab(left, end, y, height, colour, (round_left, round_right)))
    return "".join(drawn)


def _slab(
    left: float, right: float, y: float, height: float, colour: str, ends: tuple[bool, bool]
) -> str:
    a, b = (3 if ends[0] else 0), (3 if ends[1] else 0)
    path = f"M{_n(left + a)} {_n(y)}H{_n(right - b)}"
    path += f"q{b} 0 {b} {b}" if b else ""
    path += f"V{_n(y + height - b)}" + (f"q0 {b} -{b} {b}" if b else "")
    path += f"H{_n(left + a)}" + (f"q-{a} 0 -{a} -{a}" if a else "")
    path += f"V{_n(y + a)}" + (f"q0 -{a} {a} -{a}" if a else "") + "z"
    return f'<path d="{path}" fill="{escape(colour)}"/>'


def _whisker(low: float, high: float, y: float, bottom: float) -> str:
    high = max(high, low + 2)
    return (
        f'<rect x="{_n(low)}" y="{_n(y)}" width="{_n(high - low)}" height="{_n(bottom - y)}" '
        f'fill="{_INK}" fill-opacity=".14"/>'
        + _line(low, y, high, y, _INK)
        + _line(low, y - 5, low, y + 5, _INK)
        + _line(high, y - 5, high, y + 5, _INK)
    )


def _flag(x: float, y: float, bottom: float, *, mirrored: bool) -> str:
    way = -1 if mirrored else 1
    return (
        _line(x, y, x, bottom, _TEAL)
        + f'<path d="M{_n(x - way)} {_n(y)}h{16 * way}l{-4 * way} 5.5l{4 * way} 5.5h{-16 * way}z" fill="{_TEAL}"/>'
    )


def _dot(x: float, y: float, bottom: float, radius: float) -> str:
    return (
        _line(x, y, x, bottom, _INK)
        + f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{radius}" fill="{_INK}"/>'
    )


def _ring(x: float, y: float, bottom: float, radius: float) -> str:
    return _line(x, y + radius, x, bottom, _INK_2, ' stroke-dasharray="3 3"') + (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{radius}" fill="{_SHEET}" stroke="{_INK_2}" stroke-width="2"/>'
    )


@dataclass(frozen=True, slots=True)
class _Span:
    left: float
    right: float

    def meets(self, other: "_Span") -> bool:
        return self.left < other.right and other.left < self.right


def _place(
    words: str, own: _Span, prefer: str, taken: Sequence[_Span], width: float, em: float
) -> _Span:
    """Where a label can stand in its row: beside its mark, stepping over whatever is in the way.

    The preferred side comes first; the other side if the edge of the picture leaves no room there.
    """
    length = len(words) * em
    sides = ("left", "right") if prefer == "left" else ("right", "left")
    spot = own
    for side in sides:
        spot = _step(own, length, side, taken)
        if spot.left >= 0 and spot.right <= width:
            return spot
    return _Span(max(0.0, width - length), width) if spot.right > width else _Span(0.0, length)


def _step(own: _Span, length: float, side: str, taken: Sequence[_Span]) -> _Span:
    gap = 8.0
    spot = (
        _Span(own.left - gap - length, own.left - gap)
        if side == "left"
        else _Span(own.right + gap, own.right + gap + length)
    )
    while blocks := [one for one in taken if one.meets(spot)]:
        if side == "left":
            edge = min(one.left for one in blocks) - gap
            spot = _Span(edge - length, edge)
        else:
            edge = max(one.right for one in blocks) + gap
            spot = _Span(edge, edge + length)
    return spot


def _label(spot: _Span, own: _Span, y: float, words: str, extra: str) -> str:
    halo = f' stroke="{_SHEET}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    if spot.right <= own.left:
        return _text(spot.right, y, words, "end", halo + extra)
    return _text(spot.left, y, words, "start", halo + extra)


def _wide(levels: Sequence[Band], marks: Marks, labels: Labels, scale: _Scale, top: Decimal) -> str:
    upper, lower, bar, foot = 14.0, 53.0, 83.0, 101.0
    drawn = [_bands(levels, scale, bar, foot - bar)]
    verified = None if marks.verified is None else scale.x(marks.verified)
    target = None if marks.target is None else scale.x(marks.target)
    own = None if marks.self_score is None else scale.x(marks.self_score)
    reach = None
    if marks.expected:
        reach = _Span(scale.x(marks.expected[0]), scale.x(marks.expected[1]))
        drawn.append(_whisker(reach.left, reach.right, lower, foot))
    mirrored = target is not None and verified is not None and target < verified
    if own is not None:
        drawn.append(_line(own, lower + 6, own, foot, _INK_2, ' stroke-dasharray="3 3"'))
    if target is not None:
        drawn.append(_flag(target, upper - 5, foot, mirrored=mirrored))
    if verified is not None:
        drawn.append(_dot(verified, upper, foot + 4, 6.5))
    if own is not None:
        drawn.append(_ring(own, lower, lower + 6, 5.5))
    drawn.append(_upper_row(marks, labels, scale.width, verified, target, upper + 5))
    poles = [_Span(x - 3, x + 3) for x in (verified, target) if x is not None]
    drawn.append(_lower_row(marks, labels, scale.width, reach, own, poles, lower + 5))
    drawn.append(_names(levels, marks, labels, scale, top, foot))
    return "".join(drawn)


def _upper_row(
    marks: Marks,
    labels: Labels,
    width: float,
    verified: float | None,
    target: float | None,
    y: float,
) -> str:
    """Verified and target: the left one's label goes left, the right one's goes right."""
    mirrored = target is not None and verified is not None and target < verified
    dot = None if verified is None else _Span(verified - 7, verified + 7)
    flag = None
    if target is not None:
        flag = _Span(target - 16, target + 1) if mirrored else _Span(target - 1, target + 16)
    taken = [one for one in (dot, flag) if one]
    drawn = []
    if dot and marks.verified is not None:
        words = f"{labels.verified} {format_decimal(marks.verified)}"
        spot = _place(words, dot, "right" if mirrored else "left", taken, width, 7.1)
        taken.append(spot)
        drawn.append(_label(spot, dot, y, words, ' font-weight="650"'))
    if flag and marks.target is not None:
        words = f"{labels.target} {whole_or_exact(marks.target)}"
        spot = _place(words, flag, "left" if mirrored else "right", taken, width, 6.7)
        drawn.append(_label(spot, flag, y, words, ' fill-opacity=".84"'))
    return "".join(drawn)


def _lower_row(
    marks: Marks,
    labels: Labels,
    width: float,
    reach: _Span | None,
    own: float | None,
    poles: Sequence[_Span],
    y: float,
) -> str:
    """Expected and self: the same, and neither is written across a pole of the row above."""
    ring = None if own is None else _Span(own - 6, own + 6)
    first_is_self = ring is not None and reach is not None and ring.left < reach.left
    taken = [*poles, *(one for one in (reach, ring) if one)]
    drawn = []
    if reach and marks.expected:
        words = f"{labels.expected} {interval(*marks.expected)}"
        spot = _place(words, reach, "right" if first_is_self else "left", taken, width, 6.5)
        taken.append(spot)
        drawn.append(_label(spot, reach, y, words, ' fill-opacity=".84"'))
    if ring and marks.self_score is not None:
        words = f"{labels.self_score} {format_decimal(marks.self_score)}"
        spot = _place(words, ring, "left" if first_is_self else "right", taken, width, 6.7)
        drawn.append(_label(spot, ring, y, words, ' fill-opacity=".84"'))
    return "".join(drawn)


def _names(
    levels: Sequence[Band], marks: Marks, labels: Labels, scale: _Scale, top: Decimal, foot: float
) -> str:
    """Each level's name and printed range under its band; the level held is written bold."""
    held = _level_of(levels, marks.verified)
    edges = [scale.x(level.floor) for level in levels] + [scale.width]
    drawn = []
    if edges[0] > 0:
        middle = edges[0] / 2
        bold = (
            ' font-weight="650"'
            if held is None and marks.verified is not None
            else ' fill-opacity=".84"'
        )
        drawn.append(_text(middle, foot + 22, labels.below, extra=bold))
        last = whole_or_exact(levels[0].floor - 1)
        drawn.append(
            _text(middle, foot + 40, f"0–{last}", extra=' font-size="12.5" fill-opacity=".72"')
        )
    for place, level in enumerate(levels):
        middle = (edges[place] + edges[place + 1]) / 2
        bold = ' font-weight="650"' if level is held else ' fill-opacity=".84"'
        drawn.append(_text(middle, foot + 22, level.name, extra=bold))
        span = f"{whole_or_exact(level.floor)}–{whole_or_exact(min(level.ceiling, top))}"
        drawn.append(_text(middle, foot + 40, span, extra=' font-size="12.5" fill-opacity=".72"'))
    return "".join(drawn)


def _phone(levels: Sequence[Band], marks: Marks, labels: Labels, scale: _Scale) -> str:
    """The compressed scale: names and floors only; the values stand in the list below the picture."""
    bar, height = 34.0, 13.5
    foot = bar + height
    drawn = [_bands(levels, scale, bar, height)]
    head = scale.x(levels[0].floor)
    if head > 24:
        middle = head / 2
        zigzag = f"M{_n(middle - 2)} {_n(bar)}l4.5 4.5l-5 4.5l4.5 4.5"
        drawn.append(f'<path d="{zigzag}" fill="none" stroke="{_SHEET}" stroke-width="3"/>')
    if marks.expected:
        drawn.append(_whisker(scale.x(marks.expected[0]), scale.x(marks.expected[1]), 21.5, foot))
    if marks.target is not None:
        target = scale.x(marks.target)
        passed = marks.verified is not None and target < scale.x(marks.verified)
        drawn.append(_flag(target, 2, foot, mirrored=passed))
    if marks.verified is not None:
        drawn.append(_dot(scale.x(marks.verified), 7, foot + 3, 6))
    if marks.self_score is not None:
        drawn.append(_ring(scale.x(marks.self_score), 13, foot, 5.5))
    held = _level_of(levels, marks.verified)
    edges = [0.0, *(scale.x(level.floor) for level in levels), scale.width]
    names = [(labels.below_short, None), *((level.name, level) for level in levels)]
    for place, (name, level) in enumerate(names):
        left, right = edges[place], edges[place + 1]
        if right - left < 20:
            continue
        bold = marks.verified is not None and level is held
        weight = ' font-weight="650"' if bold else ' fill-opacity=".84"'
        drawn.append(_text((left + right) / 2, foot + 19, name, extra=' font-size="13"' + weight))
        number = "0" if level is None else whole_or_exact(level.floor)
        anchor = "start" if place == 0 else "middle"
        drawn.append(_text(left, foot + 37, number, anchor, ' font-size="12.5" fill-opacity=".72"'))
    return "".join(drawn)
