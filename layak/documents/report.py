"""A long document as plain data: what is signed and handed in. Set as PDF and as DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from layak.documents.plain import (
    Cell,
    Fields,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Table,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a ``Grid``: its share of the width, and whether its cells are numbers."""

    title: str
    share: float = 1
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose columns know their width; rows in ``strong`` (from 0) stand out."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures in a row, each with what it is: ``("600,00", "Nilai verifikasi lapangan")``."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG. ``said`` says the same in words, for those who do not see it."""

    svg: str
    said: str
    width_cm: float = 16.0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Cite:
    """A reference to a document of the list: its number there, and what to write."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a form: code, title and result in its head; labelled lines, a table, papers."""

    code: str
    title: str
    result: str
    lines: Sequence[tuple[str, str]] = ()
    table: Table | None = None
    cites: Sequence[Cite] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One document of the list, to which cites lead."""

    number: int
    name: str
    place: str
    uses: str


@dataclass(frozen=True, slots=True)
class References:
    """The list of documents; ``titles`` are those of its four columns."""

    rows: Sequence[Reference]
    titles: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs by hand: ``role`` stands above the office ("Mengetahui")."""

    role: str
    office: str
    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signers side by side, two in a row."""

    place_and_date: str
    signers: Sequence[Signer]


ReportBlock = (
    Heading
    | Paragraph
    | Items
    | Fields
    | Table
    | PageBreak
    | Grid
    | Figures
    | Picture
    | Entry
    | References
    | Signatures
)


@dataclass(frozen=True, slots=True)
class Report:
    """One document. ``dated`` becomes its creation date, so equal input gives equal bytes.

    ``mark`` stands on every page ("Contoh, bukan data resmi"); ``cover`` gives it a title page with
    ``facts``; ``contents`` a table of contents; ``foot`` stands below every page.
    ``stamped`` keeps a strip free at the foot of the last page: there electronic signatures show.
    """

    title: str
    subtitle: str
    dated: date
    letterhead: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    blocks: Sequence[ReportBlock] = field(default_factory=tuple)
    mark: str = ""
    foot: str = ""
    cover: bool = False
    contents: bool = False
    landscape: bool = False
    stamped: bool = True
    language: str = "id"
