"""Charts of reports as SVG, from plain data. Equal input gives equal text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from layak.lib.numbers import format_decimal

_INK, _SOFT, _TRACK, _TEAL, _PALE = "#1E2623", "#626A65", "#E8E0D2", "#0E5A59", "#93BDB8"
_WIDE = 640.0
_LABEL = 180.0  # the room that the words of a pin may take
_FONT = "font-family=\"'Libertinus Serif', 'Times New Roman', serif\" font-size=\"14\""


@dataclass(frozen=True, slots=True)
class Bar:
    """Points won of those that can be won; ``before`` is what an earlier stage had."""

    label: str
    won: Decimal
    maximum: Decimal
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """A level on the ladder: its name, first point and ``#RRGGBB``."""

    name: str
    floor: Decimal
    colour: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A score on the ladder; with ``upto`` an interval that begins at ``value``."""

    label: str
    value: Decimal
    upto: Decimal | None = None

    @property
    def said(self) -> str:
        """``600,00``; the ends of an interval are honest in whole points only: ``592–668``."""
        if self.upto is None:
            return format_decimal(self.value)
        return f"{format_decimal(self.value, 0)}–{format_decimal(self.upto, 0)}"


def bars_svg(bars: Sequence[Bar]) -> str:
    """Bars below each other on one scale of shares: full is all that can be won."""
    step, left, right = 30.0, 176.0, 132.0
    track = _WIDE - left - right
    drawn = []
    for at, bar in enumerate(bars):
        y = at * step + 6
        drawn.append(_text(left - 10, y + 14, bar.label, anchor="end"))
        drawn.append(_box(left, y, track, 18, _TRACK))
        if bar.before is not None:
            drawn.append(_box(left, y, track * _share(bar.before, bar.maximum), 18, _PALE))
        drawn.append(_box(left, y + 4, track * _share(bar.won, bar.maximum), 10, _TEAL))
        said = f"{format_decimal(bar.won)} / {format_decimal(bar.maximum)}"
        drawn.append(_text(_WIDE, y + 14, said, anchor="end"))
    return _drawing("".join(drawn), step * len(bars) + 6)


def bars_said(bars: Sequence[Bar]) -> str:
    """The same in words."""
    return "; ".join(
        f"{bar.label} {format_decimal(bar.won)} dari {format_decimal(bar.maximum)}" for bar in bars
    )


def ladder_svg(rungs: Sequence[Rung], pins: Sequence[Pin], top: Decimal) -> str:
    """The levels as one coloured band from 0 to ``top``, and the scores above it."""
    rows = len(pins)
    band = 22.0 * rows + 8
    drawn = [_box(0, band, _WIDE, 18, "#D8D2C4")]
    edges = [*(rung.floor for rung in rungs), top]
    if rungs:
        drawn.append(_text(_x(rungs[0].floor, top) / 2, band + 34, "Belum mencapai", colour=_SOFT))
    for at, rung in enumerate(rungs):
        left, right = _x(edges[at], top), _x(edges[at + 1], top)
        drawn.append(_box(left, band, max(right - left - 1, 0), 18, rung.colour))
        drawn.append(_text((left + right) / 2, band + 34, rung.name, size=13))
        drawn.append(_text(left + 2, band + 51, _short(rung.floor), size=12, colour=_SOFT))
    poles: list[float] = []
    for at, pin in enumerate(pins):
        x = _x(pin.value, top)
        # The poles of the rows above pass through this row: its words go to the other side.
        leftward = any(pole >= x for pole in poles) if poles else x > _WIDE / 2
        end = x if pin.upto is None else _x(pin.upto, top)
        leftward = leftward and x > _LABEL + 10
        # Words to the right begin behind the poles that would cross them.
        free = max([end, *(pole for pole in poles if end <= pole < end + _LABEL)])
        side = x - 9 if leftward else -(free + 9)
        drawn.append(_pin(pin, (x, end), 22.0 * at + 16, band + 18, side=side))
        poles += [x, end]
    return _drawing("".join(drawn), band + 58)


def ladder_said(pins: Sequence[Pin], top: Decimal) -> str:
    """The same in words."""
    values = "; ".join(f"{pin.label} {pin.said}" for pin in pins)
    return f"{values}; dari {_short(top)} poin"


def _pin(pin: Pin, ends: tuple[float, float], y: float, foot: float, *, side: float) -> str:
    """A pole, or a bar between two ends. The words end at ``side``, or begin at ``-side``."""
    first, last = ends
    label = _text(abs(side), y, f"{pin.label} {pin.said}", anchor="end" if side > 0 else "start")
    if pin.upto is None:
        return (
            f'<path d="M{first:.1f} {y - 5:.1f}V{foot:.1f}" stroke="{_INK}" stroke-width="1.5"/>'
            f'<circle cx="{first:.1f}" cy="{y - 5:.1f}" r="5" fill="{_INK}"/>{label}'
        )
    ticks = "".join(f"M{x:.1f} {y - 10:.1f}v10" for x in ends)
    bar = f"M{first:.1f} {y - 5:.1f}H{last:.1f}{ticks}"
    return f'<path d="{bar}" stroke="{_INK}" stroke-width="2" fill="none"/>{label}'


def _x(value: Decimal, top: Decimal) -> float:
    return _WIDE * _share(value, top)


def _share(value: Decimal, whole: Decimal) -> float:
    return float(min(max(value / whole, Decimal(0)), Decimal(1))) if whole else 0.0


def _short(value: Decimal) -> str:
    return format_decimal(value, 0 if value == value.to_integral_value() else 2)


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{escape(colour)}"/>'


def _text(
    x: float, y: float, words: str, *, anchor: str = "middle", size: int = 14, colour: str = _INK
) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f'<text {place} fill="{colour}">{escape(words)}</text>'


def _drawing(body: str, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:.0f} {height:.0f}" '
        f'width="{_WIDE:.0f}" height="{height:.0f}" {_FONT}>{body}</svg>'
    )
