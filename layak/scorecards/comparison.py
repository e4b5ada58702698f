"""Two years of a city side by side, by block, indicator and item, and why the result changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from layak.assessments.models import Stage
from layak.instruments import mappings
from layak.instruments.mappings import EditionMapping
from layak.instruments.models import Cluster
from layak.scorecards.year_points import Form, YearPoints, moves
from layak.scoring.years import Change, Weighed, change, together

_ZERO = Decimal(0)
Find = Callable[[str, str], EditionMapping | None]
Stages = Mapping[Stage, Decimal]


@dataclass(frozen=True, slots=True)
class Side:
    """One year of a row: what became of its points, and what it had at each stage."""

    year: int
    weighed: Weighed
    stages: Stages

    @property
    def moves(self) -> dict[Stage, Decimal]:
        return moves(self.stages)


@dataclass(frozen=True, slots=True)
class Row:
    """A block, an indicator (or several laid together) or an item, in both years."""

    code: str
    title: str
    before: Side
    after: Side
    change: Change
    rows: Sequence["Row"] = ()

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.before, self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two years. Where ``refused`` says why, only their totals are known side by side."""

    before: YearPoints
    after: YearPoints
    refused: str = ""
    mapping: EditionMapping | None = None
    whole: Row | None = None
    rows: Sequence[Row] = ()

    @property
    def key(self) -> str:
        return f"{self.before.year}-{self.after.year}"

    @property
    def difference(self) -> Decimal | None:
        """The change of the totals; None where one of them is not known."""
        if self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total

    @property
    def same_form(self) -> bool:
        return self.whole is not None and self.mapping is None

    def find(self, block: str, indicator: str) -> Row:
        """The row of a block or an indicator by code. Raises ``KeyError`` for an unknown one."""
        if block:
            return {row.code: row for row in self.rows}[block]
        return {row.code: row for part in self.rows for row in part.rows}[indicator]


def compare(before: YearPoints, after: YearPoints, *, find: Find = mappings.find) -> Comparison:
    """Lay two years side by side, the older first.

    Years of one form by item; years of two forms by indicator and only through a reviewed mapping.
    """
    old, new = before.form, after.form
    mapping = None if before.edition == after.edition else find(before.edition, after.edition)
    if old is None or new is None:
        return Comparison(before, after, refused=_refused(before, after, mapping), mapping=mapping)
    if old.asks_the_same_as(new):
        return _whole(before, after, None, _same_form(before, after, new))
    if mapping is None or not mapping.reviewed:
        return Comparison(before, after, refused=_refused(before, after, mapping), mapping=mapping)
    return _whole(before, after, mapping, _mapped(before, after, (old, new), mapping))


def _refused(before: YearPoints, after: YearPoints, mapping: EditionMapping | None) -> str:
    """Why two years cannot be laid side by side by indicator."""
    both = before.form is not None and after.form is not None
    if both or (before.edition and after.edition and before.edition != after.edition):
        if mapping is None:
            return _("Formulir kedua tahun berbeda dan belum ada pemetaan di antara keduanya.")
        if not mapping.reviewed:
            return _(
                "Formulir kedua tahun berbeda. Pemetaannya baru usulan dan belum ditinjau, jadi "
                "belum dipakai."
            )
    year = before.year if before.form is None else after.year
    return _("Poin per butir tahun %(year)s tidak diketahui.") % {"year": year}


def _whole(
    before: YearPoints,
    after: YearPoints,
    mapping: EditionMapping | None,
    rows: Sequence[Row],
) -> Comparison:
    return Comparison(before, after, "", mapping, _sum("", "", before, after, rows), rows)


def _same_form(before: YearPoints, after: YearPoints, form: Form) -> list[Row]:
    old, new = before.indicators, after.indicators
    indicators = {}
    for rubric_row in form.rubric.indicators:
        items = [
            Row(
                item.code,
                form.labels.get(item.code, ""),
                _item_side(before, item.code),
                _item_side(after, item.code),
                change(before.items[item.code], after.items[item.code]),
            )
            for item in rubric_row.items
        ]
        code = rubric_row.code
        cut = Change(capped=old[code].capped - new[code].capped)
        indicators[code] = (items, sum((row.change for row in items), cut))
    found = []
    for cluster, own in form.blocks:
        rows = [
            Row(
                one.code,
                one.title,
                _indicator_side(before, [one.code]),
                _indicator_side(after, [one.code]),
                indicators[one.code][1],
                indicators[one.code][0],
            )
            for one in own
        ]
        found.append(_sum(cluster.code, _block_title(cluster), before, after, rows))
    return found


def _mapped(
    before: YearPoints, after: YearPoints, forms: tuple[Form, Form], mapping: EditionMapping
) -> list[Row]:
    """Pairs under the block of their first new indicator; what stands alone is the form's doing."""
    old, new = forms
    first = {pair.new[0]: pair for pair in mapping.pairs}
    paired_new = {code for pair in mapping.pairs for code in pair.new}
    paired_old = {code for pair in mapping.pairs for code in pair.old}

    def laid(name: tuple[str, str], was: Sequence[str], now: Sequence[str]) -> Row:
        one, two = _indicator_side(before, was), _indicator_side(after, now)
        return Row(*name, one, two, change(one.weighed, two.weighed))

    found = []
    for cluster, own in new.blocks:
        rows = []
        for one in own:
            told = {"title": one.title}
            if pair := first.get(one.code):
                told["codes"] = ", ".join(pair.old)
                title = _("%(title)s (dahulu %(codes)s)") % told
                rows.append(laid((", ".join(pair.new), title), pair.old, pair.new))
            elif one.code not in paired_new:
                title = _("%(title)s (hanya di formulir baru)") % told
                rows.append(laid((one.code, title), (), (one.code,)))
        found.append(_sum(cluster.code, _block_title(cluster), before, after, rows))
    alone = [
        laid((_("lama %(code)s") % {"code": row.code}, row.title), (row.code,), ())
        for _cluster, own in old.blocks
        for row in own
        if row.code not in paired_old
    ]
    if alone:
        found.append(_sum("lama", _("Hanya di formulir lama"), before, after, alone))
    return found


def _block_title(cluster: Cluster) -> str:
    same = cluster.heading == cluster.title
    return cluster.heading if same else f"{cluster.heading}: {cluster.title}"


def _sum(code: str, title: str, before: YearPoints, after: YearPoints, rows: Sequence[Row]) -> Row:
    return Row(
        code,
        title,
        _side_of(before, [row.before for row in rows]),
        _side_of(after, [row.after for row in rows]),
        sum((row.change for row in rows), Change()),
        rows,
    )


def _side_of(year: YearPoints, sides: Sequence[Side]) -> Side:
    stages = {
        stage: sum((side.stages.get(stage, _ZERO) for side in sides), _ZERO)
        for stage in year.scores
    }
    return Side(year.year, together(side.weighed for side in sides), stages)


def _indicator_side(year: YearPoints, codes: Iterable[str]) -> Side:
    wanted = list(codes)
    weighed = year.indicators
    stages = {
        stage: sum((score.indicators[code] for code in wanted), _ZERO)
        for stage, score in year.scores.items()
    }
    return Side(year.year, together(weighed[code] for code in wanted), stages)


def _item_side(year: YearPoints, code: str) -> Side:
    stages = {stage: score.items.get(code, _ZERO) for stage, score in year.scores.items()}
    return Side(year.year, year.items[code], stages)
