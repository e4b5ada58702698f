"""What the page of years side by side shows, made from what its address asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from layak.assessments.models import Stage
from layak.lib.numbers import format_decimal
from layak.organizations.models import Organization
from layak.scorecards.comparison import Comparison, Row, Side, compare
from layak.scorecards.year_points import (
    YearPoints,
    known_years,
    moves,
    read_years,
    years_with_points,
)
from layak.ui.waterfall import Bar

MOST = 6  # years on one page
_ZERO = Decimal(0)


def stage_names() -> dict[Stage, str]:
    """The stages in one word each, in the reader's language."""
    return {
        Stage.SELF: _("Mandiri"),
        Stage.ADMINISTRATIVE: _("Administrasi"),
        Stage.FIELD: _("Lapangan"),
        Stage.FINAL: _("Final"),
    }


def part_names() -> list[str]:
    """The parts of a change, in the order of ``Change.parts``."""
    return [_("Formulir"), _("Jawaban"), _("Bukti"), _("Verifikasi"), _("Batas indikator")]


def signed(change: Decimal) -> str:
    """``+3,00``, ``−56,45``; a dash where nothing changed."""
    text = format_decimal(abs(change))
    if not text.strip("0,"):
        return "–"
    return f"{'+' if change > 0 else '−'}{text}"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of changes. ``parts`` stand in the order of the shown part names."""

    code: str
    title: str
    link: str
    before: Decimal
    after: Decimal
    maximum: Decimal
    change: str
    parts: Sequence[str]
    said: str  # the parts with their names, for a phone
    left: Decimal
    block: bool


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of a row: its self score, what each later stage took, what was won and left."""

    year: int
    maximum: Decimal | None
    claimed: str
    moves: Sequence[str]
    won: Decimal | None
    left: Decimal | None

    @property
    def named_moves(self) -> list[tuple[str, str]]:
        return list(zip(list(stage_names().values())[1:], self.moves, strict=True))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line of a mapping that nobody has reviewed: old indicators, new ones, and why."""

    old: str
    new: str
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the table of stages: a block, an indicator or an item with its years."""

    name: str
    link: str
    lines: Sequence[YearLine]


@dataclass(frozen=True)
class ComparisonPage:
    """Years of a city side by side; ``pair`` is the one told in detail, ``scope`` the part of it.

    ``scope`` is the whole, a block or an indicator; None where the pair cannot be laid.
    """

    city: Organization
    known: Sequence[int]
    years: Sequence[YearPoints]
    pairs: Sequence[Comparison]
    pair: Comparison | None
    scope: Row | None
    block: str
    indicator: str

    @property
    def query(self) -> str:
        """The chosen years and the pair, as the beginning of a link's query."""
        asked: list[tuple[str, object]] = [("tahun", one.year) for one in self.years]
        if self.pair is not None:
            asked.append(("rentang", self.pair.key))
        return urlencode(asked)

    @property
    def choices(self) -> list[tuple[int, bool]]:
        chosen = {one.year for one in self.years}
        return [(year, year in chosen) for year in self.known]

    @property
    def examples(self) -> list[int]:
        return [one.year for one in self.years if one.example]

    @property
    def unfinished(self) -> list[tuple[int, str]]:
        """Years whose newest total is not the final one, with the stage they reached."""
        return [
            (one.year, str(one.last.label))
            for one in self.years
            if one.last is not None and one.last != Stage.FINAL
        ]

    @property
    def names(self) -> list[str]:
        """The parts that the table of changes shows: the form and the cap only where they count."""
        return [name for name, shown in zip(part_names(), self._shown, strict=True) if shown]

    @cached_property
    def _shown(self) -> list[bool]:
        every = (
            [self.scope.change, *(row.change for row in _deep(self.scope))] if self.scope else []
        )
        always = (False, True, True, True, False)
        return [
            one or any(change.parts[place] for change in every) for place, one in enumerate(always)
        ]

    @property
    def lines(self) -> list[Line]:
        """The rows of the table of changes."""
        if self.scope is None:
            return []
        found = []
        for row in self.scope.rows:
            whole = not self.block and not self.indicator
            found.append(self._line(row, block=whole))
            if whole:
                found += [self._line(inner, block=False) for inner in row.rows]
        return found

    def _line(self, row: Row, *, block: bool) -> Line:
        parts = [signed(part) for part in row.change.parts]
        named = zip(part_names(), parts, strict=True)
        return Line(
            row.code,
            row.title,
            self._link(row, block=block),
            row.before.weighed.won,
            row.after.weighed.won,
            row.after.weighed.maximum,
            signed(row.change.total),
            [part for part, shown in zip(parts, self._shown, strict=True) if shown],
            ", ".join(f"{name.lower()} {part}" for name, part in named if part != "–"),
            row.after.weighed.left,
            block,
        )

    def _link(self, row: Row, *, block: bool) -> str:
        if self.indicator or not row.rows:
            return ""
        return f"?{self.query}&{urlencode({'klaster' if block else 'indikator': row.code})}"

    @property
    def groups(self) -> list[Group]:
        """The rows of the table of stages: the parts of the scope, and the scope itself last."""
        if self.scope is None:
            return []
        whole = not self.block and not self.indicator
        return [
            Group(
                row.title if whole else f"{row.code} {row.title}",
                self._link(row, block=whole),
                [_side_line(side) for side in row.sides],
            )
            for row in self.scope.rows
        ]

    @property
    def sum(self) -> Line | None:
        """The last row of the table of changes: the scope itself."""
        return self._line(self.scope, block=False) if self.scope else None

    @property
    def lines_of_years(self) -> list[tuple[YearPoints, YearLine]]:
        """The chosen years as a whole."""
        return [
            (one, _year_line(one.year, one.attainable, one.totals, one.left, one.total))
            for one in self.years
        ]

    @property
    def spans(self) -> list[dict[str, object]]:
        """Links to each two years that follow one another."""
        years = urlencode([("tahun", one.year) for one in self.years])
        return [
            {
                "name": f"{pair.before.year} → {pair.after.year}",
                "url": f"?{years}&rentang={pair.key}#perubahan",
                "current": pair is self.pair,
            }
            for pair in self.pairs
        ]

    @property
    def proposed(self) -> list[Proposal]:
        """What the unreviewed mapping of the pair proposes."""
        mapping = self.pair.mapping if self.pair else None
        if mapping is None:
            return []

        def told(codes: Iterable[str]) -> str:
            return "; ".join(f"{row.code} {row.title}" for row in mapping.names(codes))

        pairs = [Proposal(told(one.old), ", ".join(one.new), one.reason) for one in mapping.pairs]
        return pairs + [Proposal(told(one.old), "", one.reason) for one in mapping.unmapped]

    @property
    def bars(self) -> list[Bar]:
        """The waterfall: every chosen year, or the two of the pair for a part of the form."""
        if self.block or self.indicator:
            return _bars_of(self.pair, self.scope) if self.pair and self.scope else []
        bars: list[Bar] = []
        for pair in self.pairs:
            if pair.before.total is None or pair.after.total is None:
                continue
            own = _bars_of(pair, pair.whole)
            bars += own[1:] if bars and bars[-1].name == own[0].name else own
        return bars

    @property
    def top(self) -> Decimal:
        """The right end of the waterfall."""
        if self.scope is not None and (self.block or self.indicator):
            return max(side.weighed.maximum for side in self.scope.sides)
        known = [one.attainable for one in self.years if one.attainable is not None]
        return max([*known, *(one.total or _ZERO for one in self.years)], default=Decimal(1))

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """What happened between two years, in words, by pair."""
        return [(f"{p.before.year} → {p.after.year}", sentence(p)) for p in self.pairs]


def read_page(city: Organization, asked: QueryDict) -> ComparisonPage:
    """Read what an address asks for; years that are not known are left out.

    Raises ``KeyError`` for a block or indicator that is not in the pair.
    """
    known = known_years(city)
    wanted = {int(text) for text in asked.getlist("tahun") if text.isdecimal()} & set(known)
    if len(wanted) < 2:
        usual = years_with_points(city)
        wanted = set((usual if len(usual) > 1 else known)[-2:])
    years = read_years(city, sorted(wanted)[-MOST:])
    pairs = [compare(one, two) for one, two in pairwise(years)]
    named = {pair.key: pair for pair in pairs}
    pair = named.get(asked.get("rentang", "")) or (pairs[-1] if pairs else None)
    block, indicator = asked.get("klaster", ""), asked.get("indikator", "")
    scope = pair.whole if pair else None
    if pair is not None and (block or indicator):
        scope = pair.find(block, indicator)
    return ComparisonPage(city, known, years, pairs, pair, scope, block, indicator)


def sentence(pair: Comparison) -> str:
    """How the total and the level moved, and what is still lacking."""
    if pair.difference is None or pair.before.total is None or pair.after.total is None:
        return _("Nilai salah satu tahun tidak diketahui.")
    said = [
        _("%(before)s menjadi %(after)s (%(change)s).")
        % {
            "before": format_decimal(pair.before.total),
            "after": format_decimal(pair.after.total),
            "change": signed(pair.difference),
        }
    ]
    old, new = pair.before.awards, pair.after.awards
    if len(old) == 1 and len(new) == 1:
        told = {"old": old[0], "new": new[0]}
        said.append(_("Tetap %(new)s.") % told if old == new else _("%(old)s → %(new)s.") % told)
    score = pair.after.scores.get(pair.after.last) if pair.after.last else None
    if score is not None and score.next_level and score.distance is not None:
        said.append(
            _("Kurang %(points)s poin menuju %(level)s.")
            % {"points": format_decimal(score.distance), "level": score.next_level}
        )
    return " ".join(said)


def _deep(row: Row) -> Iterable[Row]:
    for inner in row.rows:
        yield inner
        yield from _deep(inner)


def _side_line(side: Side) -> YearLine:
    weighed = side.weighed
    return _year_line(side.year, weighed.maximum, side.stages, weighed.left, weighed.won)


def _year_line(
    year: int,
    maximum: Decimal | None,
    stages: Mapping[Stage, Decimal],
    left: Decimal | None,
    won: Decimal | None,
) -> YearLine:
    own = stages.get(Stage.SELF)
    moved = moves(stages)
    return YearLine(
        year,
        maximum,
        "–" if own is None else format_decimal(own),
        [signed(moved[stage]) if stage in moved else "" for stage in list(Stage)[1:]],
        won,
        left,
    )


def _bars_of(pair: Comparison | None, row: Row | None) -> list[Bar]:
    """A year's total, the parts of the change, and the next year's total."""
    if pair is None:
        return []
    before = row.before.weighed.won if row else pair.before.total or _ZERO
    after = row.after.weighed.won if row else pair.after.total or _ZERO
    parts: list[tuple[str, Decimal]] = []
    if row is not None:
        parts = list(zip(part_names(), row.change.parts, strict=True))
    elif after != before:
        parts = [(_("tidak dapat diurai"), after - before)]
    bars = [Bar(str(pair.before.year), _ZERO, before, total=True)]
    at = before
    for name, move in parts:
        if move:
            bars.append(Bar(name, at, at + move))
            at += move
    bars.append(Bar(str(pair.after.year), _ZERO, after, total=True))
    return bars
