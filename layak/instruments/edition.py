"""One edition of a questionnaire as frozen data. No Django, so that files and tests share it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal

# The rule of an edition of which nobody has published from which score a level starts: no levels.
UNKNOWN_LEVELS = "unknown"


def award_of(code: str) -> str:
    """The award that an edition's code names, as people abbreviate it: all before the year."""
    return code.partition("-")[0].upper()


@dataclass(frozen=True, slots=True)
class Level:
    """An award level with its printed first and last number; ``colour`` is a design token."""

    name: str
    name_en: str
    floor: Decimal
    ceiling: Decimal
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of a ladder: which ``share`` (0 to 1) of a question's maximum it wins."""

    code: str
    label: str
    label_en: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Ladder:
    """The answers to choose from. ``status`` is ``perkiraan`` while no source confirms shares."""

    code: str
    name: str
    name_en: str
    status: str
    steps: tuple[Step, ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agency:
    """An organization named by the form: ``kind`` is opd, unit, vertical, court or partner."""

    code: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question applies, such as regions of one sort only."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """What an answer's text must name: every ``subject`` that the city is known to have."""

    code: str
    subject: str
    rule: str
    name: str
    name_en: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a matrix; ``kind`` is text, number, percent, year, date, money or choice."""

    code: str
    label: str
    label_en: str
    kind: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table that some questions ask to fill in."""

    code: str
    name: str
    name_en: str
    status: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One piece of evidence: document, photo, matrix, budget, certificate or comparison."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a question and the exact ``points`` it wins (share x maximum)."""

    code: str
    label: str
    label_en: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """One scored item; ``code`` is complete (``21A.4a``), ``maximum`` in points.

    ``lead`` is empty when the form names nobody. ``asked_of`` is kecamatan, desa or empty.
    """

    code: str
    label: str
    text: str
    kind: str
    maximum: Decimal
    ladder: str
    estimated: bool
    options: tuple[Option, ...]
    lead: str = ""
    contributors: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    matrix: str = ""
    reverse: bool = False
    percentage: bool = False
    two_years: bool = False
    asked_of: str = ""
    applies_when: str = ""
    must_mention: str = ""
    source_note: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the form (``21A``); its maximum caps its questions."""

    code: str
    number: int
    name: str
    name_en: str
    maximum: Decimal
    questions: tuple[Question, ...]
    source_note: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A block of the form. ``printed_maximum`` is what its source prints, where that differs."""

    code: str
    label: str
    label_en: str
    name: str
    name_en: str
    maximum: Decimal
    indicators: tuple[Indicator, ...]
    aliases: tuple[str, ...] = ()
    printed_maximum: Decimal | None = None
    source_note: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the edition is called, where it comes from and by which rule its levels are read.

    ``by_hand``: the classifier was not taught these questions, so people place the documents.
    """

    code: str
    version: int
    name: str
    name_en: str
    year: int
    maximum: Decimal
    level_rule: str
    source: str
    law: str = ""
    status: str = ""
    notes: tuple[str, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class InstrumentFile:
    """Everything that the reviewed files of one edition say."""

    instrument: Instrument
    levels: tuple[Level, ...]
    ladders: tuple[Ladder, ...]
    agencies: tuple[Agency, ...]
    conditions: tuple[Condition, ...]
    narratives: tuple[Narrative, ...]
    matrices: tuple[Matrix, ...]
    clusters: tuple[Cluster, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(row for cluster in self.clusters for row in cluster.indicators)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for row in self.indicators for question in row.questions)


def digest(edition: InstrumentFile) -> str:
    """SHA-256 over the content: layout, comments and ``1`` against ``1.00`` do not change it.

    Fields without a value are left out, so a field added to this module later leaves the
    digest of every older edition as it was.
    """
    text = json.dumps(_plain(edition), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if is_dataclass(value):
        own: Mapping[str, object] = {one.name: getattr(value, one.name) for one in fields(value)}
        return {
            name: _plain(part) for name, part in own.items() if part not in (None, "", (), False)
        }
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
