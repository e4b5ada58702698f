"""The waterfall: how a number became another, step by step, written as SVG from plain values.

Rows from top to bottom: a total is a bar from zero, a change hangs where it begins. Text is drawn
in ``currentColor`` and everything else in presentation attributes, as in the ladder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from layak.lib.numbers import format_decimal
from layak.ui import svg

WIDE = 720
PHONE = 294

_TOTAL = svg.TEAL
_UP = "#93BDB8"
_DOWN = "#DDD5C5"
_EDGE = "#857B6A"
_FONT = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', sans-serif"
_BAR = 16.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a total (``start`` is zero) or a change from ``start`` to ``end``."""

    name: str
    start: Decimal
    end: Decimal
    total: bool = False

    @property
    def said(self) -> str:
        """Its number as it is written beside it: ``600,00``, ``−56,45`` or ``+3,00``."""
        if self.total:
            return format_decimal(self.end)
        change = self.end - self.start
        return f"{'+' if change > 0 else '−'}{format_decimal(abs(change))}"


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where bars may stand: pixels of the left end, the length of the scale and its top value."""

    left: float
    length: float
    top: Decimal

    def x(self, value: Decimal) -> float:
        if not self.top:
            return self.left
        share = min(max(value / self.top, Decimal(0)), Decimal(1))
        return self.left + float(share) * self.length


def waterfall_svg(
    bars: Sequence[Bar],
    top: Decimal,
    *,
    title: str,
    width: int = WIDE,
    id_prefix: str = "waterfall",
) -> str:
    """Draw the rows ``width`` pixels wide on a scale from zero to ``top``.

    Narrower than 500 each name stands above its bar. Equal input gives an equal string. Raises
    ``ValueError`` without a bar.
    """
    if not bars:
        raise ValueError("a waterfall needs at least one bar")
    phone = width < 500
    step = 44.0 if phone else 34.0
    frame = _Frame(0, width - 76, top) if phone else _Frame(210, width - 292, top)
    body = "".join(
        _row(bar, frame, place * step, phone=phone) + _joint(bars, place, frame, step)
        for place, bar in enumerate(bars)
    )
    height = step * len(bars)
    named, said = f"{id_prefix}-t", f"{id_prefix}-d"
    description = "; ".join(f"{bar.name} {bar.said}" for bar in bars)
    return (
        f'<svg class="{"phone" if phone else "wide"}" viewBox="0 0 {width} {svg.number(height)}" '
        f'width="{width}" height="{svg.number(height)}" role="img" '
        f'aria-labelledby="{named} {said}" font-family="{_FONT}" font-size="14" '
        f'fill="currentColor"><title id="{named}">{escape(title)}</title>'
        f'<desc id="{said}">{escape(description)}</desc>{body}</svg>'
    )


def _bar_top(y: float, *, phone: bool) -> float:
    return y + (22 if phone else 9)


def _row(bar: Bar, frame: _Frame, y: float, *, phone: bool) -> str:
    look = svg.BOLD if bar.total else svg.SOFT
    top = _bar_top(y, phone=phone)
    name_at, name_y = (0.0, y + 15) if phone else (0.0 if bar.total else 16.0, top + 13)
    low, high = sorted((frame.x(bar.start), frame.x(bar.end)))
    length = max(high - low, 1.5)
    fill = _TOTAL if bar.total else (_UP if bar.end > bar.start else _DOWN)
    edge = "" if bar.total else f' stroke="{_EDGE}" stroke-width=".75"'
    drawn = (
        f'<rect x="{svg.number(low)}" y="{svg.number(top)}" width="{svg.number(length)}" '
        f'height="{svg.number(_BAR)}" rx="2" fill="{fill}"{edge}/>'
    )
    value = svg.text(frame.left + frame.length + 76, top + 13, bar.said, anchor="end", look=look)
    return svg.text(name_at, name_y, bar.name, anchor="start", look=look) + drawn + value


def _joint(bars: Sequence[Bar], place: int, frame: _Frame, step: float) -> str:
    """A thin line from where one row ends to where the next begins."""
    if place + 1 == len(bars):
        return ""
    phone = frame.left == 0
    x = svg.number(frame.x(bars[place].end))
    top = _bar_top(place * step, phone=phone) + _BAR
    bottom = _bar_top((place + 1) * step, phone=phone)
    return (
        f'<line x1="{x}" x2="{x}" y1="{svg.number(top)}" y2="{svg.number(bottom)}" '
        f'stroke="{_EDGE}" stroke-width="1"/>'
    )
