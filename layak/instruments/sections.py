"""The sections of an instrument's files: what each table may hold, and what must agree."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from layak.instruments.edition import (
    UNKNOWN_LEVELS,
    Agency,
    Cluster,
    Column,
    Condition,
    Indicator,
    Instrument,
    Ladder,
    Level,
    Matrix,
    Narrative,
    Option,
    Question,
    Requirement,
    Step,
)
from layak.instruments.tables import Table

LEVEL_RULES = ("printed-lower-number", UNKNOWN_LEVELS)
STATUSES = ("perkiraan", "resmi")
REQUIREMENT_KINDS = ("document", "photo", "matrix", "budget", "certificate", "comparison")
COLUMN_KINDS = ("text", "number", "percent", "year", "date", "money", "choice")
AGENCY_KINDS = ("opd", "unit", "vertical", "court", "partner")
ASKED_OF = ("", "kecamatan", "desa")
ONE = Decimal(1)
_AWARD = re.compile(r"[a-z]{2,10}-\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Head:
    """What ``instrument.toml`` defines and the questions may refer to."""

    instrument: Instrument
    levels: tuple[Level, ...]
    ladders: tuple[Ladder, ...]
    agencies: tuple[Agency, ...]
    conditions: tuple[Condition, ...]
    narratives: tuple[Narrative, ...]
    matrices: tuple[Matrix, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    """The codes of a head, ready to be looked up for every question."""

    ladders: Mapping[str, Ladder]
    of_kind: Mapping[str, Ladder]
    agencies: frozenset[str]
    conditions: frozenset[str]
    narratives: frozenset[str]
    matrices: frozenset[str]


def read_head(table: Table) -> Head:
    """Read ``instrument.toml``; errors are noted in ``table``."""
    head = Head(
        instrument=_instrument(table),
        levels=_levels(table),
        ladders=_ladders(table),
        agencies=tuple(_agency(row) for row in table.tables("agencies")),
        conditions=tuple(_condition(row) for row in table.tables("conditions", required=False)),
        narratives=tuple(_narrative(row) for row in table.tables("narratives", required=False)),
        matrices=tuple(_matrix(row) for row in table.tables("matrices", required=False)),
    )
    _check_award(table, head)
    once(table, "ladders", [ladder.code for ladder in head.ladders])
    once(table, "ladders.kinds", [kind for ladder in head.ladders for kind in ladder.kinds])
    once(table, "agencies", [name for one in head.agencies for name in (one.code, *one.aliases)])
    once(table, "conditions", [condition.code for condition in head.conditions])
    once(table, "narratives", [narrative.code for narrative in head.narratives])
    once(table, "matrices", [matrix.code for matrix in head.matrices])
    table.finish()
    return head


def read_clusters(tables: Iterable[Table], head: Head) -> tuple[Cluster, ...]:
    """Read the tables of the cluster files; errors are noted in each table."""
    names = _Names(
        ladders={ladder.code: ladder for ladder in head.ladders},
        of_kind={kind: ladder for ladder in head.ladders for kind in ladder.kinds},
        agencies=frozenset(agency.code for agency in head.agencies),
        conditions=frozenset(condition.code for condition in head.conditions),
        narratives=frozenset(narrative.code for narrative in head.narratives),
        matrices=frozenset(matrix.code for matrix in head.matrices),
    )
    return tuple(_cluster(table, names) for table in tables)


def once(table: Table, key: str, codes: Iterable[str]) -> None:
    """Note in ``table`` every code that is written more than once."""
    for code, times in Counter(codes).items():
        if code and times > 1:
            table.say(key, f"{code} tertulis {times} kali")


def _agency(row: Table) -> Agency:
    return Agency(
        code=row.text("code"),
        name=row.text("name"),
        kind=row.choice("kind", AGENCY_KINDS),
        aliases=row.texts("aliases"),
    )


def _condition(row: Table) -> Condition:
    return Condition(row.text("code"), row.text("name"), row.text("name_en"))


def _narrative(row: Table) -> Narrative:
    return Narrative(
        code=row.text("code"),
        subject=row.text("subject"),
        rule=row.choice("rule", ("every",)),
        name=row.text("name"),
        name_en=row.text("name_en"),
        note=row.text("note", ""),
    )


def _instrument(head: Table) -> Instrument:
    return Instrument(
        code=head.text("code"),
        version=head.whole("version"),
        name=head.text("name"),
        name_en=head.text("name_en"),
        year=head.whole("year"),
        maximum=head.points("maximum"),
        level_rule=head.choice("level_rule", LEVEL_RULES),
        source=head.text("source"),
        law=head.text("law", ""),
        status=head.text("status", ""),
        notes=head.texts("notes"),
        by_hand=head.flag("by_hand"),
    )


def _check_award(table: Table, head: Head) -> None:
    """The code names award and year; levels are there exactly where their rule is known."""
    code = head.instrument.code
    if code and not _AWARD.fullmatch(code):
        table.say("code", "harus penghargaan dan tahun, misalnya xyz-2024")
    unknown = head.instrument.level_rule == UNKNOWN_LEVELS
    if unknown and head.levels:
        table.say("levels", f"tidak boleh ada bila level_rule “{UNKNOWN_LEVELS}”")
    if not unknown and not head.levels:
        table.say("levels", f"harus ada, kecuali level_rule “{UNKNOWN_LEVELS}”")


def _levels(head: Table) -> tuple[Level, ...]:
    levels = []
    for row in head.tables("levels", required=False):
        level = Level(
            name=row.text("name"),
            name_en=row.text("name_en"),
            floor=row.points("floor"),
            ceiling=row.points("ceiling"),
            colour=row.text("colour", ""),
        )
        if level.ceiling < level.floor:
            row.say("ceiling", "lebih kecil daripada floor")
        levels.append(level)
    levels.sort(key=lambda level: level.floor)
    for lower, upper in pairwise(levels):
        if upper.floor <= lower.ceiling:
            head.say("levels", f"{lower.name} dan {upper.name} bertumpang tindih")
    once(head, "levels", [level.name for level in levels])
    return tuple(levels)


def _ladders(head: Table) -> tuple[Ladder, ...]:
    ladders = []
    for row in head.tables("ladders"):
        steps = []
        for step in row.tables("steps"):
            share = step.points("share")
            if share > ONE:
                step.say("share", "harus antara 0 dan 1")
            steps.append(Step(step.text("code"), step.text("label"), step.text("label_en"), share))
        once(row, "steps", [step.code for step in steps])
        if steps != sorted(steps, key=lambda step: step.share, reverse=True):
            row.say("steps", "harus berurutan dari bagian terbesar")
        ladders.append(
            Ladder(
                code=row.text("code"),
                name=row.text("name"),
                name_en=row.text("name_en"),
                status=row.choice("status", STATUSES),
                kinds=row.texts("kinds"),
                steps=tuple(steps),
            )
        )
    return tuple(ladders)


def _matrix(row: Table) -> Matrix:
    columns = tuple(
        Column(
            code=column.text("code"),
            label=column.text("label"),
            label_en=column.text("label_en"),
            kind=column.choice("kind", COLUMN_KINDS),
        )
        for column in row.tables("columns")
    )
    once(row, "columns", [column.code for column in columns])
    return Matrix(
        code=row.text("code"),
        name=row.text("name"),
        name_en=row.text("name_en"),
        status=row.choice("status", STATUSES),
        columns=columns,
    )


def _cluster(table: Table, names: _Names) -> Cluster:
    cluster = Cluster(
        code=table.text("code"),
        label=table.text("label"),
        label_en=table.text("label_en"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        maximum=table.points("maximum"),
        printed_maximum=table.optional_points("printed_maximum"),
        aliases=table.texts("aliases"),
        source_note=table.text("source_note", ""),
        indicators=tuple(_indicator(row, names) for row in table.tables("indicators")),
    )
    table.finish()
    return cluster


def _indicator(row: Table, names: _Names) -> Indicator:
    code = row.text("code")
    row.place = f"indikator {code}" if code else row.place
    number = row.whole("number")
    if code and not code.startswith(str(number)):
        row.say("number", f"{number} tidak cocok dengan kode {code}")
    return Indicator(
        code=code,
        number=number,
        name=row.text("name"),
        name_en=row.text("name_en"),
        maximum=row.points("maximum"),
        source_note=row.text("source_note", ""),
        questions=tuple(_question(item, code, names) for item in row.tables("questions")),
    )


def _question(row: Table, indicator: str, names: _Names) -> Question:
    code = f"{indicator}.{row.text('code')}"
    row.place = f"butir {code}"
    kind, maximum = row.text("kind"), row.points("maximum")
    ladder = _ladder_of(row, kind, names)
    question = Question(
        code=code,
        label=row.text("label"),
        text=row.text("text"),
        kind=kind,
        maximum=maximum,
        ladder=ladder.code if ladder else "",
        estimated=ladder is not None and ladder.status == "perkiraan",
        options=_options(ladder, maximum),
        lead=row.known("lead", names.agencies),
        contributors=row.texts("contributors", names.agencies),
        requirements=tuple(
            Requirement(one.choice("kind", REQUIREMENT_KINDS), one.text("text"))
            for one in row.tables("evidence", required=False)
        ),
        matrix=row.known("matrix", names.matrices),
        reverse=row.flag("reverse"),
        percentage=row.flag("percentage"),
        two_years=row.flag("two_years"),
        asked_of=row.choice("asked_of", ASKED_OF, ""),
        applies_when=row.known("applies_when", names.conditions),
        must_mention=row.known("must_mention", names.narratives),
        source_note=row.text("source_note", ""),
    )
    _agree(row, question)
    return question


def _ladder_of(row: Table, kind: str, names: _Names) -> Ladder | None:
    named = row.text("ladder", "")
    ladder = names.ladders.get(named) if named else names.of_kind.get(kind)
    if ladder is None and (named or kind):
        missing = f"tangga {named}" if named else f"tangga untuk jenis {kind}"
        row.say("ladder" if named else "kind", f"{missing} tidak ada di instrument.toml")
    return ladder


def _options(ladder: Ladder | None, maximum: Decimal) -> tuple[Option, ...]:
    return tuple(
        Option(step.code, step.label, step.label_en, step.share * maximum)
        for step in (ladder.steps if ladder else ())
    )


def _agree(row: Table, question: Question) -> None:
    """Flags and evidence tell the same story, and nobody is named twice."""
    kinds = {requirement.kind for requirement in question.requirements}
    if question.two_years != ("comparison" in kinds):
        row.say("two_years", "tidak cocok dengan syarat data dukung “comparison”")
    if bool(question.matrix) != ("matrix" in kinds):
        row.say("matrix", "tidak cocok dengan syarat data dukung “matrix”")
    if question.contributors and not question.lead:
        row.say("lead", "kosong padahal ada contributors")
    once(row, "contributors", [question.lead, *question.contributors])
