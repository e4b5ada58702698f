"""Read the reviewed mappings between editions: which indicators may be laid side by side."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from layak.instruments.english import localized
from layak.instruments.tables import Finding, Table
from layak.lib.errors import Refusal

FOLDER = Path(__file__).parent / "library" / "mappings"
REVIEWED = "ditinjau"
_STATUSES = ("usulan", REVIEWED)


class MappingError(Refusal):
    """A file that cannot be taken as a mapping. ``findings`` holds every error."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(frozen=True, slots=True)
class OldRow:
    """An indicator of the older form and the code of its block."""

    code: str
    block: str
    name: str
    name_en: str = ""

    @property
    def title(self) -> str:
        return localized(self.name, self.name_en)


@dataclass(frozen=True, slots=True)
class Pair:
    """Old indicators and the new ones that ask for the same, by code; ``basis`` says why."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    basis: str
    basis_en: str = ""

    @property
    def reason(self) -> str:
        return localized(self.basis, self.basis_en)


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Old indicators without a counterpart, and why."""

    old: tuple[str, ...]
    why: str
    why_en: str = ""

    @property
    def reason(self) -> str:
        return localized(self.why, self.why_en)


@dataclass(frozen=True, slots=True)
class EditionMapping:
    """Which indicators of the edition ``old`` stand beside which of ``new``."""

    old: str
    old_name: str
    old_name_en: str
    new: str
    law: str
    source: str
    status: str
    reviewer: str
    reviewed_on: date | None
    notes: tuple[str, ...]
    rows: tuple[OldRow, ...]
    pairs: tuple[Pair, ...]
    unmapped: tuple[Unmapped, ...]
    source_en: str = ""
    notes_en: tuple[str, ...] = ()

    @property
    def reviewed(self) -> bool:
        """Whether years may be compared with it: somebody with a name looked it through."""
        return bool(self.status == REVIEWED and self.reviewer and self.reviewed_on)

    @property
    def old_title(self) -> str:
        return localized(self.old_name, self.old_name_en)

    @property
    def origin(self) -> str:
        """Where both forms are quoted from, and what is to be known besides."""
        notes, english = " ".join(self.notes), " ".join(self.notes_en)
        told = (localized(self.source, self.source_en), localized(notes, english))
        return " ".join(part for part in told if part)

    def names(self, codes: Iterable[str]) -> list[OldRow]:
        wanted = frozenset(codes)
        return [row for row in self.rows if row.code in wanted]


def read(path: Path) -> EditionMapping:
    """Read one file. Raises ``MappingError`` with everything that is wrong in it."""
    findings: list[Finding] = []
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MappingError([Finding(path.name, "", f"tidak terbaca: {error}")]) from error
    table = Table(path.name, "", content, findings)
    rows = tuple(
        OldRow(row.text("code"), row.text("block"), row.text("name"), row.text("name_en", ""))
        for row in table.tables("rows")
    )
    codes = [row.code for row in rows]
    mapping = EditionMapping(
        old=table.text("old"),
        old_name=table.text("old_name"),
        old_name_en=table.text("old_name_en"),
        new=table.text("new"),
        law=table.text("law"),
        source=table.text("source"),
        status=table.choice("status", _STATUSES),
        reviewer=table.text("reviewer", ""),
        reviewed_on=_day(table),
        notes=table.texts("notes"),
        rows=rows,
        pairs=tuple(
            Pair(
                row.texts("old", codes),
                row.texts("new"),
                row.text("basis"),
                row.text("basis_en", ""),
            )
            for row in table.tables("pairs", required=False)
        ),
        unmapped=tuple(
            Unmapped(row.texts("old", codes), row.text("why"), row.text("why_en", ""))
            for row in table.tables("unmapped", required=False)
        ),
        source_en=table.text("source_en", ""),
        notes_en=table.texts("notes_en"),
    )
    table.finish()
    _check(table, mapping)
    if findings:
        raise MappingError(findings)
    return mapping


def find(old: str, new: str, folder: Path = FOLDER) -> EditionMapping | None:
    """The mapping from one edition to another, by their codes; reviewed or not."""
    return next((one for one in every(folder) if (one.old, one.new) == (old, new)), None)


def named(edition: str, folder: Path = FOLDER) -> EditionMapping | None:
    """A mapping that tells of an older edition, such as its name."""
    return next((one for one in every(folder) if one.old == edition), None)


@lru_cache(maxsize=4)
def every(folder: Path = FOLDER) -> tuple[EditionMapping, ...]:
    """All mappings that come with Layak, read once a process."""
    return tuple(read(path) for path in sorted(folder.glob("*.toml")))


def _day(table: Table) -> date | None:
    written = table.text("reviewed_on", "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        table.say("reviewed_on", "harus tanggal seperti 2026-12-31")
        return None


def _check(table: Table, mapping: EditionMapping) -> None:
    """Every old indicator is told of exactly once, and a reviewed file says by whom and when."""
    told = Counter(code for pair in mapping.pairs for code in pair.old)
    told.update(code for one in mapping.unmapped for code in one.old)
    told.update(f"baru {code}" for one in mapping.pairs for code in one.new)
    for code in sorted(code for code, times in told.items() if times > 1):
        table.say("pairs", f"“{code}” dipakai lebih dari sekali")
    for row in mapping.rows:
        if row.code not in told:
            table.say("unmapped", f"“{row.code}” tidak disebut di pairs maupun unmapped")
    if any(not one.old or not one.new for one in mapping.pairs):
        table.say("pairs", "setiap padanan menyebut indikator lama dan baru")
    if len({row.code for row in mapping.rows}) < len(mapping.rows):
        table.say("rows", "ada kode yang dipakai lebih dari sekali")
    if mapping.status == REVIEWED and not mapping.reviewed:
        table.say("status", "“ditinjau” menuntut reviewer dan reviewed_on")
