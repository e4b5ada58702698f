"""The ladder: a score on its scale of levels, written as SVG from plain values.

Text is drawn in ``currentColor`` and everything else in presentation attributes, so one string
serves a page under a strict policy, a report and a printed sheet. docs/decisions/0004-ladder.md
says why no chart library draws it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from layak.lib.numbers import format_decimal
from layak.ui import svg
from layak.ui.svg import Label, Span

WIDE = 638
OVERVIEW = 590
PHONE = 294

_NOT_YET = "#DDD5C5"
_FONT = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Band:
    """One level: scores from ``floor`` to ``ceiling`` as printed (601 to 700), as ``#RRGGBB``."""

    name: str
    floor: Decimal
    ceiling: Decimal
    colour: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on the ladder; ``None`` is not drawn, an interval needs both its ends."""

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
class _Picture:
    """All that is drawn, and the scale: ``head`` pixels hold what lies below the first level."""

    levels: Sequence[Band]
    marks: Marks
    words: Labels
    top: Decimal
    width: float
    head: float

    def x(self, score: Decimal) -> float:
        value = min(max(score, Decimal(0)), self.top)
        floor = self.levels[0].floor
        if value <= floor:
            return float(value / floor) * self.head if floor else 0.0
        return self.head + float((value - floor) / (self.top - floor)) * (self.width - self.head)

    def at(self, score: Decimal | None) -> float | None:
        return None if score is None else self.x(score)

    @property
    def held(self) -> Band | None:
        return _level_of(self.levels, self.marks.verified)

    @property
    def reach(self) -> Span | None:
        both = self.marks.expected
        return Span(self.x(both[0]), self.x(both[1])) if both else None

    @property
    def passed(self) -> bool:
        """Whether the target lies behind the verified score."""
        verified, target = self.marks.verified, self.marks.target
        return verified is not None and target is not None and target < verified

    def flag_mirrored(self, x: float) -> bool:
        return self.passed or x + 16 > self.width

    @property
    def edges(self) -> list[float]:
        return [0.0, *(self.x(level.floor) for level in self.levels), self.width]


def whole_or_exact(score: Decimal) -> str:
    """Write a target of 650 as ``650`` and one of 650,5 as ``650,50``."""
    whole = score.to_integral_value()
    return format(whole, "f") if score == whole else format_decimal(score)


def interval(low: Decimal, high: Decimal) -> str:
    """An expectation is honest only in whole points: ``592–668``."""
    return f"{format_decimal(low, 0)}–{format_decimal(high, 0)}"


def ladder_svg(
    levels: Sequence[Band],
    top: Decimal,
    marks: Marks,
    *,
    width: int = WIDE,
    labels: Labels | None = None,
    id_prefix: str = "ladder",
) -> str:
    """Draw the ladder ``width`` pixels wide: 638 at home, 590 in the overview, 294 on a phone.

    Narrower than 500 the part below the first level is compressed, with a visible break, and the
    values are left to the list beside the picture. Equal input gives an equal string. Raises
    ``ValueError`` without a level.
    """
    if not levels:
        raise ValueError("a ladder needs at least one level")
    words = labels or Labels()
    ordered = sorted(levels, key=lambda level: level.floor)
    phone = width < 500
    head = width * 46 / 294 if phone else width * float(ordered[0].floor / top)
    picture = _Picture(ordered, marks, words, top, width, head)
    body, height = (_phone(picture), 90) if phone else (_wide(picture), 146)
    title, said = f"{id_prefix}-t", f"{id_prefix}-d"
    return (
        f'<svg class="{"phone" if phone else "wide"}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="{title} {said}" '
        f'font-family="{_FONT}" font-size="14" fill="currentColor">'
        f'<title id="{title}">{escape(words.title)}</title>'
        f'<desc id="{said}">{escape(describe(ordered, marks, words))}</desc>{body}</svg>'
    )


def describe(levels: Sequence[Band], marks: Marks, labels: Labels) -> str:
    """The picture in one sentence, for those who do not see it."""
    parts = []
    if marks.verified is not None:
        level = _level_of(levels, marks.verified)
        name = level.name if level else labels.below
        parts.append(f"{labels.verified} {format_decimal(marks.verified)} ({name})")
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


def _bands(picture: _Picture, rows: Span) -> str:
    """The coloured bar; a hairline of paper stands between two levels."""
    colours = [_NOT_YET, *(level.colour for level in picture.levels)]
    edges = picture.edges
    drawn = []
    for place, colour in enumerate(colours):
        left, right = edges[place], edges[place + 1]
        if right <= left:
            continue
        last = right == picture.width
        reach = Span(left, right if last else right - 1)
        drawn.append(svg.band(reach, rows, colour, first=left == 0, last=last))
    return "".join(drawn)


def _wide(picture: _Picture) -> str:
    upper, lower, bar, foot = 14.0, 53.0, 83.0, 101.0
    verified, target = picture.at(picture.marks.verified), picture.at(picture.marks.target)
    own, reach = picture.at(picture.marks.self_score), picture.reach
    drawn = [_bands(picture, Span(bar, foot))]
    if reach:
        drawn.append(svg.whisker(reach, lower, foot))
    if own is not None:
        drawn.append(svg.dashes(own, lower + 6, foot))
    if target is not None:
        drawn.append(svg.flag(target, upper - 5, foot, mirrored=picture.flag_mirrored(target)))
    if verified is not None:
        drawn.append(svg.dot(verified, upper, foot + 4, radius=6.5))
    if own is not None:
        drawn.append(svg.ring(own, lower))
    poles = [Span(x - 3, x + 3) for x in (verified, target) if x is not None]
    drawn += [
        svg.row(_upper_labels(picture), (), width=picture.width, y=upper + 5),
        svg.row(_lower_labels(picture), poles, width=picture.width, y=lower + 5),
        _names(picture, foot),
    ]
    return "".join(drawn)


def _upper_labels(picture: _Picture) -> list[Label]:
    """Verified and target: the left one's label goes left, the right one's goes right."""
    marks, words, passed = picture.marks, picture.words, picture.passed
    labels = []
    if marks.verified is not None:
        x = picture.x(marks.verified)
        said = f"{words.verified} {format_decimal(marks.verified)}"
        side = "right" if passed else "left"
        labels.append(Label(said, Span(x - 7, x + 7), side, svg.BOLD))
    if marks.target is not None:
        x = picture.x(marks.target)
        mirrored = picture.flag_mirrored(x)
        cloth = Span(x - 16, x + 1) if mirrored else Span(x - 1, x + 16)
        said = f"{words.target} {whole_or_exact(marks.target)}"
        labels.append(Label(said, cloth, "left" if passed else "right"))
    return labels


def _lower_labels(picture: _Picture) -> list[Label]:
    """Expected and self, by the same rule."""
    marks, words, reach = picture.marks, picture.words, picture.reach
    own = picture.at(marks.self_score)
    behind = own is not None and reach is not None and own - 6 < reach.left
    labels = []
    if reach and marks.expected:
        said = f"{words.expected} {interval(*marks.expected)}"
        labels.append(Label(said, reach, "right" if behind else "left"))
    if own is not None and marks.self_score is not None:
        said = f"{words.self_score} {format_decimal(marks.self_score)}"
        labels.append(Label(said, Span(own - 6, own + 6), "left" if behind else "right"))
    return labels


def _names(picture: _Picture, foot: float) -> str:
    """Each level's name and printed range under its band; the level held is written bold."""
    levels, edges, held = picture.levels, picture.edges, picture.held
    unranked = held is None and picture.marks.verified is not None
    below = f"0–{whole_or_exact(levels[0].floor - 1)}"
    columns = [(picture.words.below, below, unranked)]
    for level in levels:
        last = min(level.ceiling, picture.top)
        said = f"{whole_or_exact(level.floor)}–{whole_or_exact(last)}"
        columns.append((level.name, said, level is held))
    drawn = []
    for place, (name, said, bold) in enumerate(columns):
        left, right = edges[place], edges[place + 1]
        if right <= left:
            continue
        middle = (left + right) / 2
        drawn.append(svg.text(middle, foot + 22, name, look=svg.BOLD if bold else svg.SOFT))
        drawn.append(svg.text(middle, foot + 40, said, look=svg.FAINT))
    return "".join(drawn)


def _phone(picture: _Picture) -> str:
    """The compressed scale: names and floors only; the list below holds the values."""
    rows = Span(34.0, 47.5)
    verified, target = picture.at(picture.marks.verified), picture.at(picture.marks.target)
    own, reach = picture.at(picture.marks.self_score), picture.reach
    drawn = [_bands(picture, rows)]
    if picture.head > 24:
        drawn.append(svg.tear(picture.head / 2, rows))
    if reach:
        drawn.append(svg.whisker(reach, 21.5, rows.right))
    if own is not None:
        drawn.append(svg.dashes(own, 19, rows.right))
    if target is not None:
        drawn.append(svg.flag(target, 2, rows.right, mirrored=picture.flag_mirrored(target)))
    if verified is not None:
        drawn.append(svg.dot(verified, 7, rows.right + 3, radius=6))
    if own is not None:
        drawn.append(svg.ring(own, 13))
    drawn.append(_phone_names(picture, rows.right))
    return "".join(drawn)


def _phone_names(picture: _Picture, foot: float) -> str:
    edges, held = picture.edges, picture.held
    ranked = picture.marks.verified is not None
    columns = [
        (picture.words.below_short, "0", ranked and held is None),
        *((one.name, whole_or_exact(one.floor), one is held) for one in picture.levels),
    ]
    drawn = []
    for place, (name, floor, bold) in enumerate(columns):
        left, right = edges[place], edges[place + 1]
        if right - left < 20:
            continue
        look = ' font-size="13"' + (svg.BOLD if bold else svg.SOFT)
        drawn.append(svg.text((left + right) / 2, foot + 19, name, look=look))
        anchor = "start" if place == 0 else "middle"
        drawn.append(svg.text(left, foot + 37, floor, anchor=anchor, look=svg.FAINT))
    return "".join(drawn)
