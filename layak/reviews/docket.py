"""What a verifier still has to decide on one sheet, by block, indicator and question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from layak import scoring
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import blocks_of, rubric_of
from layak.assessments.sheet import Line, Sheet
from layak.instruments.models import Cluster, Indicator

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Item:
    """One question at the stage that is verified; ``given`` is None while nobody decided."""

    line: Line
    own: Decimal | None
    given: Decimal | None
    decided: bool
    returned: bool

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def open(self) -> bool:
        """Given by the city and not decided yet. What was left open needs no decision."""
        return self.own is not None and not self.decided


@dataclass(slots=True)
class Count:
    """How many questions there are, how many of them need a decision and have one."""

    questions: int = 0
    decided: int = 0
    open: int = 0
    returned: int = 0
    empty: int = 0

    @property
    def due(self) -> int:
        """Questions that are decided or have to be."""
        return self.decided + self.open

    def add(self, item: Item) -> None:
        self.questions += 1
        self.decided += item.decided
        self.open += item.open
        self.returned += item.returned
        self.empty += item.own is None and not item.decided

    def gather(self, part: "Count") -> None:
        self.questions += part.questions
        self.decided += part.decided
        self.open += part.open
        self.returned += part.returned
        self.empty += part.empty


@dataclass(slots=True)
class Row:
    """One indicator: its questions, what they count, and its points before and now."""

    indicator: Indicator
    items: list[Item]
    count: Count
    own: Decimal
    given: Decimal

    @property
    def first(self) -> str:
        """The question to begin with: the first that is open, else the first."""
        return next((item.code for item in self.items if item.open), self.items[0].code)

    @property
    def change(self) -> Decimal:
        return self.given - self.own


@dataclass(slots=True)
class Block:
    """One cluster."""

    cluster: Cluster
    rows: list[Row] = field(default_factory=list)
    count: Count = field(default_factory=Count)
    own: Decimal = _ZERO
    given: Decimal = _ZERO

    @property
    def items(self) -> list[Item]:
        return [item for row in self.rows for item in row.items]

    @property
    def change(self) -> Decimal:
        return self.given - self.own


@dataclass(frozen=True, slots=True)
class Docket:
    """One sheet at one stage of verification."""

    stage: Stage
    blocks: Sequence[Block]
    count: Count
    own: scoring.Score
    given: scoring.Score

    @property
    def items(self) -> list[Item]:
        return [item for block in self.blocks for item in block.items]

    def block_of(self, code: str) -> Block | None:
        """The block in which a question lies."""
        return next(
            (block for block in self.blocks if any(item.code == code for item in block.items)), None
        )


def docket_of(assessment: Assessment, stage: Stage, *, at: datetime) -> Docket:
    """Read a sheet for its verifiers, in three queries."""
    sheet = Sheet(assessment)
    own_points = sheet.points(Stage.SELF)
    items: dict[str, list[Item]] = {}
    for line in sheet.lines(stage, at=at):
        items.setdefault(line.row, []).append(_item(line, own_points[line.code], stage))
    rubric = rubric_of(assessment)
    own = scoring.score(rubric, own_points)
    given = scoring.score(rubric, sheet.points(stage))
    total = Count()
    blocks = []
    for cluster, indicators in blocks_of(assessment):
        block = Block(cluster, own=own.clusters[cluster.code], given=given.clusters[cluster.code])
        for indicator in indicators:
            if found := items.get(indicator.code):
                row = _row(indicator, found, own, given)
                block.rows.append(row)
                block.count.gather(row.count)
        if block.rows:
            blocks.append(block)
            total.gather(block.count)
    return Docket(stage, blocks, total, own, given)


def _item(line: Line, own: Decimal | None, stage: Stage) -> Item:
    here = line.mark is not None and line.mark.stage == stage
    return Item(
        line=line,
        own=own,
        given=line.points if here else None,
        decided=here,
        returned=here and line.returned,
    )


def _row(indicator: Indicator, items: list[Item], own: scoring.Score, given: scoring.Score) -> Row:
    count = Count()
    for item in items:
        count.add(item)
    return Row(
        indicator, items, count, own.indicators[indicator.code], given.indicators[indicator.code]
    )


def next_open(items: Iterable[Item], after: str = "") -> str | None:
    """The first open question after ``after``, from the beginning again when the end is reached."""
    ordered = list(items)
    place = next((at for at, item in enumerate(ordered) if item.code == after), -1)
    turned = [*ordered[place + 1 :], *ordered[: place + 1]]
    return next((item.code for item in turned if item.open and item.code != after), None)
