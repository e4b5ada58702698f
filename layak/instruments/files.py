"""Read the reviewed files of an instrument: every error with its place, never only the first.

A folder holds ``instrument.toml`` (levels, ladders, agencies, matrices) and one
``cluster-*.toml`` per block. Numbers are strings, so that they become exact Decimals.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from layak import scoring
from layak.instruments.edition import Cluster, Indicator, InstrumentFile, digest
from layak.instruments.sections import Head, once, read_clusters, read_head
from layak.instruments.tables import Finding, Table
from layak.lib.errors import Refusal

__all__ = [
    "Finding",
    "InstrumentFile",
    "InstrumentFileError",
    "Report",
    "check",
    "digest",
    "find",
    "list_library",
    "read",
    "rubric",
]

LIBRARY = Path(__file__).parent / "library"
HEAD = "instrument.toml"

ZERO = Decimal(0)


class InstrumentFileError(Refusal):
    """Files that cannot be taken as an instrument. ``findings`` holds every error."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in findings))


@dataclass(frozen=True, slots=True)
class Report:
    """What a reviewer is told: errors forbid publishing, warnings are known and kept."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def list_library() -> Sequence[Path]:
    """The folders of all instruments that come with Layak, by name."""
    return sorted(head.parent for head in LIBRARY.glob(f"*/{HEAD}"))


def find(code: str) -> Path:
    """The library folder of the instrument ``code``. Raises ``Refusal`` naming those there are."""
    folders = {folder.name: folder for folder in list_library()}
    if code not in folders:
        raise Refusal(f"Instrumen {code} tidak ada. Yang tersedia: {', '.join(folders)}.")
    return folders[code]


def read(path: Path) -> InstrumentFile:
    """Read the instrument in folder ``path``; one of its files may be named as well.

    Raises ``InstrumentFileError`` with all errors together.
    """
    findings: list[Finding] = []
    edition = _read(path, findings)
    if findings or edition is None:
        raise InstrumentFileError(findings)
    return edition


def check(path: Path) -> Report:
    """Read the folder ``path`` and report errors and known mismatches instead of raising."""
    try:
        edition = read(path)
    except InstrumentFileError as error:
        return Report(error.findings, ())
    return Report((), tuple(_mismatches(edition)))


def rubric(edition: InstrumentFile, unmet: Iterable[str] = ()) -> scoring.Rubric:
    """What can be won. ``unmet`` names the conditions that a city does not meet."""
    missed = frozenset(unmet)
    return scoring.Rubric(
        code=f"{edition.instrument.code}.{edition.instrument.version}",
        clusters=tuple(
            scoring.Cluster(
                code=cluster.code,
                aliases=(*cluster.aliases, cluster.label),
                indicators=tuple(_scored(row) for row in cluster.indicators),
            )
            for cluster in edition.clusters
        ),
        levels=tuple(
            scoring.AwardLevel(level.name, level.floor, level.ceiling) for level in edition.levels
        ),
        inapplicable=frozenset(
            question.code for question in edition.questions if question.applies_when in missed
        ),
    )


def _scored(row: Indicator) -> scoring.Indicator:
    items = tuple(scoring.Item(question.code, question.maximum) for question in row.questions)
    return scoring.Indicator(row.code, row.number, row.maximum, items)


def _read(path: Path, findings: list[Finding]) -> InstrumentFile | None:
    folder = path.parent if path.suffix == ".toml" else path
    head = _open(folder / HEAD, findings)
    if head is None:
        return None
    defined = read_head(head)
    clusters = _clusters(folder, head, defined, findings)
    return InstrumentFile(
        defined.instrument,
        defined.levels,
        defined.ladders,
        defined.agencies,
        defined.conditions,
        defined.narratives,
        defined.matrices,
        clusters,
    )


def _open(path: Path, findings: list[Finding]) -> Table | None:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        findings.append(Finding(path.name, "", "berkas tidak ditemukan"))
    except (OSError, UnicodeDecodeError):
        findings.append(Finding(path.name, "", "berkas tidak dapat dibaca sebagai teks UTF-8"))
    except (ValueError, RecursionError) as error:
        findings.append(Finding(path.name, "", f"bukan TOML yang benar: {error}"))
    else:
        return Table(path.name, "", content, findings)
    return None


def _clusters(
    folder: Path, head: Table, defined: Head, findings: list[Finding]
) -> tuple[Cluster, ...]:
    paths = sorted(folder.glob("cluster-*.toml"))
    if not paths:
        findings.append(Finding(folder.name, "", "tidak ada berkas cluster-*.toml"))
    tables = [table for path in paths if (table := _open(path, findings)) is not None]
    clusters = read_clusters(tables, defined)
    rows = [row for cluster in clusters for row in cluster.indicators]
    once(head, "clusters", [cluster.code for cluster in clusters])
    once(head, "indicators", [row.code for row in rows])
    once(head, "questions", [question.code for row in rows for question in row.questions])
    return clusters


def _mismatches(edition: InstrumentFile) -> Iterable[Finding]:
    """Where the source contradicts itself. Known, kept and shown, never mended in silence."""
    where = edition.instrument.code
    for warning in scoring.mismatches(rubric(edition)):
        yield Finding(where, warning.where, scoring.describe(warning))
    for cluster in edition.clusters:
        whole = sum((row.maximum for row in cluster.indicators), ZERO)
        for written in {cluster.maximum, cluster.printed_maximum} - {None, whole}:
            text = f"sumber mencetak maksimum {written}, padahal indikatornya berjumlah {whole}"
            yield Finding(where, f"klaster {cluster.code}", text)
        if cluster.source_note:
            yield Finding(where, f"klaster {cluster.code}", cluster.source_note)
    whole = sum((cluster.maximum for cluster in edition.clusters), ZERO)
    if whole != edition.instrument.maximum:
        text = f"tertulis maksimum {edition.instrument.maximum}, padahal klaster berjumlah {whole}"
        yield Finding(where, "total", text)
    for row in edition.indicators:
        if row.source_note:
            yield Finding(where, f"indikator {row.code}", row.source_note)
    for question in edition.questions:
        if question.source_note:
            yield Finding(where, f"butir {question.code}", question.source_note)
