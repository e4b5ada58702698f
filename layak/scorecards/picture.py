"""A city's years as a picture: levels as spans of their band, scores as marks. SVG, no scripts.

A level without a score says only that the score lay somewhere in its band, and is drawn so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe

from layak.lib.numbers import format_decimal
from layak.ui import svg
from layak.ui.charts import Band

_TOP = Decimal(1000)
_HIGH = 250.0
_FOOT = 26.0
_FONT = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Point:
    """One result: a score, a band, or both. ``own``: what a city says of itself."""

    year: int
    score: Decimal | None
    band: Band | None
    own: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the picture in the reader's language."""

    title: str
    description: str


class _Frame:
    def __init__(self, points: Sequence[Point], bands: Sequence[Band], width: int) -> None:
        years = [point.year for point in points]
        self.first, self.last = min(years), max(years)
        self.left = 76.0 if width > 400 else 64.0
        self.width = float(width)
        scores = [point.score for point in points if point.score is not None]
        floor = min([*scores, *(band.floor for band in bands[:1])], default=Decimal(0))
        self.low = max(floor - 40, Decimal(0))

    @property
    def step(self) -> float:
        return (self.width - self.left) / (self.last - self.first + 1)

    def x(self, year: int) -> float:
        return self.left + (year - self.first + 0.5) * self.step

    def y(self, score: Decimal) -> float:
        share = float((min(max(score, self.low), _TOP) - self.low) / (_TOP - self.low))
        return _HIGH - share * (_HIGH - 8)


def years_svg(
    points: Sequence[Point], bands: Sequence[Band], words: Words, *, width: int, prefix: str
) -> SafeString:
    """Draw the years ``width`` pixels wide; empty without a point or a band."""
    if not points or not bands:
        return SafeString("")
    frame = _Frame(points, bands, width)
    drawn = [*_scale(frame, bands), *_years(frame)]
    for year in range(frame.first, frame.last + 1):
        drawn += _year(frame, [point for point in points if point.year == year])
    kind = "phone" if width < 400 else "wide"
    title, said = f"{prefix}-t", f"{prefix}-d"
    height = int(_HIGH + _FOOT)
    whole = (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="{title} {said}" font-family="{_FONT}" font-size="14" '
        f'fill="currentColor"><title id="{title}">{escape(words.title)}</title>'
        f'<desc id="{said}">{escape(words.description)}</desc>{"".join(drawn)}</svg>'
    )
    return mark_safe(whole)  # noqa: S308 - every text in it is escaped


def _scale(frame: _Frame, bands: Sequence[Band]) -> list[str]:
    """The bands as a scale at the left, and a hairline where each begins."""
    drawn = []
    for band in bands:
        top, foot = frame.y(min(band.ceiling, _TOP)), frame.y(band.floor)
        drawn.append(
            _rect(svg.Span(frame.left - 8, frame.left - 4), svg.Span(top, foot), band.colour)
        )
        drawn.append(
            f'<line x1="{svg.number(frame.left)}" x2="{svg.number(frame.width)}" '
            f'y1="{svg.number(foot)}" y2="{svg.number(foot)}" stroke="#E5DECF"/>'
        )
        place = (top + foot) / 2 + 4
        drawn.append(svg.text(frame.left - 14, place, band.name, anchor="end", look=svg.FAINT))
    return drawn


def _years(frame: _Frame) -> list[str]:
    every = max(1, round(40 / frame.step + 0.49))
    return [
        svg.text(frame.x(year), _HIGH + 20, str(year), look=svg.SOFT)
        for year in range(frame.first, frame.last + 1)
        if (frame.last - year) % every == 0
    ]


def _year(frame: _Frame, points: Sequence[Point]) -> list[str]:
    """The spans of a year side by side, each once, and the marks above them."""
    spans = list({point.band.name: point.band for point in points if point.band}.values())
    room = min(frame.step * 0.7, 30.0)
    each = room / max(len(spans), 1)
    drawn = []
    for place, band in enumerate(spans):
        top, foot = frame.y(min(band.ceiling, _TOP)), frame.y(band.floor)
        left = frame.x(points[0].year) - room / 2 + place * each
        across, down = svg.Span(left, left + each - 2), svg.Span(top + 1, foot - 1)
        drawn.append(_rect(across, down, band.colour, ' rx="2"'))
    return drawn + [_mark(frame, point) for point in points if point.score is not None]


def _mark(frame: _Frame, point: Point) -> str:
    x, y = frame.x(point.year), frame.y(point.score or Decimal(0))
    told = f"<title>{format_decimal(point.score or Decimal(0))}</title>"
    place = f'cx="{svg.number(x)}" cy="{svg.number(y)}"'
    if point.own:
        ring = f'fill="{svg.SHEET}" stroke="{svg.INK_2}" stroke-width="2"'
        return f'<circle {place} r="5" {ring}>{told}</circle>'
    return f'<circle {place} r="5.5" fill="{svg.INK}" stroke="{svg.SHEET}">{told}</circle>'


def _rect(across: svg.Span, down: svg.Span, colour: str, look: str = "") -> str:
    place = f'x="{svg.number(across.left)}" y="{svg.number(down.left)}"'
    width, height = max(across.right - across.left, 1), max(down.right - down.left, 1)
    size = f'width="{svg.number(width)}" height="{svg.number(height)}"'
    return f'<rect {place} {size} fill="{escape(colour)}"{look}/>'
