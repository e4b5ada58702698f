"""A sheet of a city as its reports show it. Plain values, read from a snapshot's own text.

Pure: no database and no clock. The instrument comes along as ``Form``, since a snapshot names it by
its digest; equal texts and equal forms give equal data.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from layak.instruments.awards import strives_for
from layak.instruments.edition import award_of
from layak.lib.numbers import format_decimal
from layak.reports.annexes import Use, annex_names
from layak.reports.form import AskedBlock, AskedItem, Form, Level

STAGES: Mapping[str, str] = {
    "self": "Penilaian mandiri",
    "administrative": "Verifikasi administrasi",
    "field": "Verifikasi lapangan",
    "final": "Final",
}
CAUSES: Mapping[str, str] = {
    "missing": "dokumen belum ada",
    "misplaced": "salah tempat",
    "unwritten": "sudah dikerjakan, belum ditulis",
    "unclear": "tidak terbaca jelas",
    "outdated": "tahun tidak sesuai",
    "other": "lainnya",
}
EXAMPLE = "Contoh, bukan data resmi"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its number in the list, its place in a package, and where it is used."""

    number: int
    name: str
    sha256: str
    annex: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A document under an item, with the page that proves it where one is named."""

    number: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifiers did at a stage; ``kind`` is accepted, adjusted, returned or empty."""

    stage: str
    kind: str
    returned: bool
    cause: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table that was filled in: headings and rows, as printed."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One item with what was answered. ``points`` by stage; None where nothing counts yet."""

    code: str
    label: str
    text: str
    attainable: Decimal
    applies: bool
    lead: str
    answer: str
    narrative: str
    measured: str
    matrix: Matrix | None
    points: Mapping[str, Decimal | None]
    verdicts: Sequence[Verdict]
    cites: Sequence[Citation]

    @property
    def noted(self) -> list[Verdict]:
        """The verdicts that took points or asked for a repair."""
        return [one for one in self.verdicts if one.returned or one.kind == "adjusted"]


@dataclass(frozen=True, slots=True)
class Part:
    """A block or an indicator: its points by stage, capped as the score caps them."""

    code: str
    label: str
    name: str
    attainable: Decimal
    points: Mapping[str, Decimal]
    items: Sequence[Item] = ()
    parts: Sequence["Part"] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Something wrong with a document that nobody set aside; ``codes`` are the items it hits."""

    codes: str
    document: str
    title: str
    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class CityData:
    """All that reports of one sheet say. ``stages`` are those with a score, in order.

    ``found`` and ``expected`` (both ends of the final score) are of a live sheet only: a snapshot
    holds what was decided, not what was still in doubt.
    """

    city: str
    province: str
    year: int
    day: date
    stages: Sequence[str]
    example: bool
    instrument: str
    award: str
    engine: str
    digest: str
    attainable: Decimal
    totals: Mapping[str, Decimal]
    awards: Mapping[str, str]
    next_level: str
    distance: Decimal | None
    levels: Sequence[Level]
    blocks: Sequence[Part]
    papers: Sequence[Paper]
    warnings: Sequence[str] = field(default_factory=tuple)
    found: Sequence[Found] = ()
    expected: tuple[Decimal, Decimal] | None = None

    @property
    def stage(self) -> str:
        """The newest stage with a score."""
        return self.stages[-1]

    @property
    def kind(self) -> str:
        """What the region is: Kota or Kabupaten."""
        return self.city.partition(" ")[0]

    @property
    def evaluation(self) -> str:
        """What is evaluated, written out."""
        return f"Evaluasi {strives_for(self.award, self.kind)}"

    @property
    def indicators(self) -> list[Part]:
        return [indicator for block in self.blocks for indicator in block.parts]

    @property
    def items(self) -> list[Item]:
        return [item for indicator in self.indicators for item in indicator.items]

    @property
    def asked(self) -> list[Item]:
        """The items that apply to the city."""
        return [item for item in self.items if item.applies]


def read_city(
    body: Mapping[str, Any],
    form: Form,
    *,
    day: date,
    digest: str,
    warnings: Sequence[str] = (),
) -> CityData:
    """Read a snapshot's text. ``day`` is that of the snapshot in the city's zone."""
    place, scores = body["assessment"], body["scores"]
    stages = [stage for stage in STAGES if stage in scores]
    answers = {answer["code"]: answer for answer in body["answers"]}
    papers = _papers(body["answers"])
    numbers = {paper.sha256: paper.number for paper in papers}
    unmet = frozenset(place["unmet"])
    newest = scores[stages[-1]]
    instrument = body["instrument"]
    return CityData(
        city=place["city"]["name"],
        province=place["province"]["name"] if place["province"] else "",
        year=place["cycle"],
        day=day,
        stages=stages,
        example=place["example"],
        instrument=f"{instrument['name']} ({instrument['code']}, versi {instrument['version']})",
        award=award_of(instrument["code"]),
        engine=str(body["engine"]),
        digest=digest,
        attainable=Decimal(newest["attainable"]),
        totals={stage: Decimal(scores[stage]["total"]) for stage in stages},
        awards={stage: scores[stage]["level"] or "" for stage in stages},
        next_level=newest["next_level"] or "",
        distance=None if newest["distance"] is None else Decimal(newest["distance"]),
        levels=form.levels,
        blocks=[_block(block, answers, numbers, unmet, scores, stages) for block in form.blocks],
        papers=papers,
        warnings=warnings,
    )


def self_only(data: CityData) -> CityData:
    """The same sheet as its self-assessment alone."""
    total = data.totals["self"]
    above = next((level for level in data.levels if level.floor > total), None)
    return replace(
        data,
        stages=["self"],
        next_level=above.name if above else "",
        distance=above.floor - total if above else None,
        warnings=(),
        found=(),
        expected=None,
    )


def _block(  # noqa: PLR0917 - the same for every block
    block: AskedBlock,
    answers: Mapping[str, Any],
    numbers: Mapping[str, int],
    unmet: frozenset[str],
    scores: Mapping[str, Any],
    stages: Sequence[str],
) -> Part:
    parts = [
        Part(
            code=row.code,
            label=f"Indikator {row.code}",
            name=row.name,
            attainable=row.attainable,
            points={stage: Decimal(scores[stage]["indicators"][row.code]) for stage in stages},
            items=[
                _item(asked, answers[asked.code], numbers, unmet, stages)
                for asked in row.items
                if asked.code in answers
            ],
        )
        for row in block.indicators
    ]
    return Part(
        code=block.code,
        label=block.label,
        name=block.name,
        attainable=block.attainable,
        points={stage: Decimal(scores[stage]["clusters"][block.code]) for stage in stages},
        parts=parts,
    )


def _item(
    asked: AskedItem,
    answer: Mapping[str, Any],
    numbers: Mapping[str, int],
    unmet: frozenset[str],
    stages: Sequence[str],
) -> Item:
    applies = not (asked.condition and asked.condition in unmet)
    return Item(
        code=asked.code,
        label=asked.label,
        text=asked.text,
        attainable=asked.attainable if applies else Decimal(0),
        applies=applies,
        lead=asked.lead,
        answer=_answered(asked, answer),
        narrative=str(answer["narrative"]).strip(),
        measured=_measured(answer["measured"], percentage=asked.percentage),
        matrix=_matrix(asked.matrix, answer["matrix"]),
        points={stage: _counted(answer, stage) for stage in stages},
        verdicts=[
            Verdict(
                stage,
                mark["kind"],
                mark["returned"],
                CAUSES.get(mark["cause"], ""),
                mark["note"],
                mark["by"],
            )
            for stage, mark in _by_stage(answer["marks"])
        ],
        cites=[Citation(numbers[one["sha256"]], one["page"]) for one in answer["evidence"]],
    )


def _by_stage(marks: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(stage, marks[stage]) for stage in STAGES if stage in marks]


def _answered(asked: AskedItem, answer: Mapping[str, Any]) -> str:
    if answer["option"] is None:
        return "" if answer["points"] is None else "Nilai diisi langsung"
    return asked.options.get(answer["option"], answer["option"])


def _counted(answer: Mapping[str, Any], stage: str) -> Decimal | None:
    """The points a stage counts: the newest mark up to it, or what was submitted."""
    if stage == "self":
        text = answer["submitted"]
    else:
        order = list(STAGES)
        reached = order[: order.index(stage) + 1]
        given = [mark["points"] for at, mark in _by_stage(answer["marks"]) if at in reached]
        text = given[-1] if given else None
    return None if text is None else Decimal(text)


def _measured(measured: Mapping[str, Any] | None, *, percentage: bool) -> str:
    if measured is None:
        return ""
    said = _number(measured["value"]) + ("%" if percentage else "")
    if measured["denominator"] is not None:
        said += f" ({_number(measured['numerator'])} dari {_number(measured['denominator'])})"
    return ", ".join(filter(None, [said, measured["source"], measured["period"]]))


def _number(text: str | None) -> str:
    if text is None:
        return "–"
    value = Decimal(text)
    whole = value == value.to_integral_value()
    return format_decimal(value, 0 if whole else 2)


def _matrix(printed: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Matrix | None:
    if not rows:
        return None
    columns = printed.get("columns") or [{"code": code, "label": code} for code in rows[0]]
    return Matrix(
        [column["label"] for column in columns],
        [[_cell(row.get(column["code"]), column) for column in columns] for row in rows],
    )


def _cell(value: object, column: Mapping[str, Any]) -> str:
    if value is None:
        return ""
    if column.get("kind") in {"number", "percent", "money"}:
        try:
            return _number(str(value))
        except ArithmeticError:
            return str(value)
    return str(value)


def _papers(answers: Iterable[Mapping[str, Any]]) -> list[Paper]:
    """The documents in the order in which the items first name them, each once."""
    uses: dict[str, list[Use]] = {}
    names: dict[str, str] = {}
    for answer in answers:
        for one in answer["evidence"]:
            uses.setdefault(one["sha256"], []).append(Use(answer["code"], one["page"]))
            names.setdefault(one["sha256"], one["name"])
    annexes = annex_names([(used[0].code, names[sha256]) for sha256, used in uses.items()])
    return [
        Paper(number, names[sha256], sha256, annex, tuple(used))
        for number, ((sha256, used), annex) in enumerate(zip(uses.items(), annexes, strict=True), 1)
    ]
