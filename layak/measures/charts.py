"""A measure over time as SVG, one line a source: plain values in, presentation attributes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from html import escape

from layak.measures.figures import brief, plain

WIDE, PHONE = 720, 320
_HEIGHT = 260
_FOOT = 34
_HEAD = 16
_COLOURS = ("#0E5A59", "#C77A0A", "#48514D", "#7A4F9A", "#A1261C", "#4F918D")
_DASHES = ("", "6 4", "2 3", "10 4 2 4", "4 2", "1 4")
_LINE = "#DDD5C5"
_FONT = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure at the end of its period; ``label`` names the period."""

    on: date
    value: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one source, in the order of time."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days and values to pixels."""

    first: date
    last: date
    top: Decimal
    left: float
    right: float

    def x(self, on: date) -> float:
        days = (self.last - self.first).days
        share = (on - self.first).days / days if days else 0.5
        return self.left + share * (self.right - self.left)

    def y(self, value: Decimal) -> float:
        return (
            _HEIGHT - _FOOT - float(max(value, Decimal(0)) / self.top) * (_HEIGHT - _FOOT - _HEAD)
        )


def series_svg(
    series: Sequence[Series], *, title: str, unit: str, width: int = WIDE, prefix: str = "chart"
) -> str:
    """Draw the series ``width`` pixels wide; empty without a point. Equal input, equal string."""
    points = [point for one in series for point in one.points]
    if not points:
        return ""
    step, top = _steps(max(point.value for point in points))
    left = 12.0 + 8 * max(len(plain(step * number)) for number in range(int(top / step) + 1))
    days = [point.on for point in points]
    scale = _Scale(min(days), max(days), top, left + 8, width - 16)
    body = [_grid(step, scale, width), _years(scale)]
    body += [_drawn(one, place, scale) for place, one in enumerate(series)]
    said = "; ".join(
        f"{one.name}: " + ", ".join(f"{point.label} {brief(point.value)}" for point in one.points)
        for one in series
    )
    return (
        f'<svg class="chart-{"phone" if width < 500 else "wide"}" viewBox="0 0 {width} {_HEIGHT}" '
        f'width="{width}" height="{_HEIGHT}" role="img" aria-labelledby="{prefix}-t {prefix}-d" '
        f'font-family="{_FONT}" font-size="13" fill="currentColor">'
        f'<title id="{prefix}-t">{escape(title)} ({escape(unit)})</title>'
        f'<desc id="{prefix}-d">{escape(said)}</desc>{"".join(body)}</svg>'
    )


def key_svg(place: int) -> str:
    """The stroke of the series at ``place``, for the key beside the chart."""
    colour, dash = _COLOURS[place % len(_COLOURS)], _DASHES[place % len(_DASHES)]
    return (
        '<svg viewBox="0 0 32 12" width="32" height="12" aria-hidden="true">'
        f'<line x1="1" y1="6" x2="31" y2="6" stroke="{colour}" stroke-width="2.5"{_dashed(dash)}/>'
        f'<circle cx="16" cy="6" r="4" fill="{colour}"/></svg>'
    )


def _drawn(one: Series, place: int, scale: _Scale) -> str:
    colour, dash = _COLOURS[place % len(_COLOURS)], _DASHES[place % len(_DASHES)]
    spots = [(scale.x(point.on), scale.y(point.value)) for point in one.points]
    path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in spots)
    drawn = (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{_dashed(dash)}/>'
        if len(spots) > 1
        else ""
    )
    drawn += "".join(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4" fill="{colour}"/>' for x, y in spots)
    x, y = spots[-1]
    above = y - 10 if y > _HEAD + 14 else y + 20
    return drawn + (
        f'<text x="{_n(x)}" y="{_n(above)}" text-anchor="end" font-weight="650">'
        f"{brief(one.points[-1].value)}</text>"
    )


def _grid(step: Decimal, scale: _Scale, width: int) -> str:
    drawn = []
    for number in range(int(scale.top / step) + 1):
        value = step * number
        y = scale.y(value)
        drawn.append(
            f'<line x1="{_n(scale.left - 8)}" y1="{_n(y)}" x2="{width - 4}" y2="{_n(y)}" '
            f'stroke="{_LINE}" stroke-width="1"/>'
            f'<text x="{_n(scale.left - 14)}" y="{_n(y + 4)}" text-anchor="end" '
            f'fill-opacity=".84">{plain(value)}</text>'
        )
    return "".join(drawn)


def _years(scale: _Scale) -> str:
    """The years in which something ends, as many as fit."""
    years = range(scale.first.year, scale.last.year + 1)
    every = max(1, round(len(years) * 46 / (scale.right - scale.left) + 0.49))
    drawn = []
    for year in years[::every]:
        on = min(max(date(year, 12, 31), scale.first), scale.last)
        x = min(max(scale.x(on), scale.left), scale.right)
        drawn.append(
            f'<text x="{_n(x)}" y="{_HEIGHT - 10}" text-anchor="middle" fill-opacity=".84">'
            f"{year}</text>"
        )
    return "".join(drawn)


def _steps(most: Decimal) -> tuple[Decimal, Decimal]:
    """A round step, and the first multiple of it that holds everything."""
    most = max(most, Decimal("0.01"))
    magnitude = Decimal(10) ** (most.adjusted() - 1)
    for factor in (2, 5, 10, 20, 25, 50, 100):
        step = magnitude * factor
        if most / step <= 5:
            break
    count = int((most / step).to_integral_value(ROUND_CEILING))
    return step, step * max(count, 1)


def _dashed(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
