"""Write the authored evidence of the Serang 2023 demo as real PDF, DOCX, XLSX and JPG files.

The texts are data (``story/documents/*.toml``); ``layak.operations.demo.markup`` says how they are
written down. Equal texts give equal bytes.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from layak.documents.plain import Block, Paragraph, PlainDocument, SignatureBlock, date_text
from layak.documents.writing import write_docx, write_jpeg, write_pdf, write_xlsx
from layak.lib.errors import Refusal
from layak.operations.demo.markup import parse
from layak.operations.demo.scanned import write_scan

__all__ = [
    "EXAMPLE",
    "STORY",
    "DemoDocument",
    "list_documents",
    "list_flawed",
    "render",
    "write_demo_files",
]

STORY = Path(__file__).parent / "story"
# What a verifier would object to, so that each kind of finding can be seen.
FLAWED = STORY / "flawed.toml"
EXAMPLE = "Contoh untuk peragaan, bukan data resmi."
# Kop surat of every office of the city; vertical bodies carry their own.
_CITY = "Pemerintah Kota Serang"
_ADDRESS = "Kota Serang, Provinsi Banten"
_UNSIGNED = "(tanda tangan dan cap)"

_WRITERS: Mapping[str, Callable[[PlainDocument], bytes]] = {
    ".pdf": write_pdf,
    ".docx": write_docx,
    ".xlsx": write_xlsx,
    ".jpg": write_jpeg,
}


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """One authored document.

    ``paths``: where the office filed it, relative to the folder; more than one means equal bytes
    in several places. ``speaks_for``: the item codes that its text truly proves. ``scanned``: how
    each page lies on the scanner's glass; empty for what was never on paper. ``photo``: the path of
    a photograph of the demo that makes its last page. ``faces``: people look into the camera.
    """

    paths: tuple[str, ...]
    office: str
    speaks_for: tuple[str, ...]
    plain: PlainDocument
    scanned: tuple[str, ...] = ()
    photo: str = ""
    faces: bool = False

    @property
    def claimed(self) -> str:
        """The item code that the first folder names: ``04.2 Akta/x.pdf`` is ``4.2``."""
        return claimed_code(self.paths[0])


def claimed_code(path: str) -> str:
    """Read the item code at the head of a path's first folder, without leading zeros."""
    return PurePosixPath(path).parts[0].split(" ", 1)[0].lstrip("0")


@cache
def list_documents() -> tuple[DemoDocument, ...]:
    """Read every authored document, in the order of the files. Raises ``Refusal`` on a bad text."""
    sources = sorted((STORY / "documents").glob("*.toml"))
    return tuple(document for source in sources for document in _read(source))


@cache
def list_flawed() -> tuple[DemoDocument, ...]:
    """Read the documents with flaws: scans, a copy, a draft, a list that names children."""
    return tuple(_read(FLAWED))


def write_demo_files(folder: Path, documents: Sequence[DemoDocument] | None = None) -> list[Path]:
    """Render documents, or the whole story, below ``folder``; return the files, in order.

    A file that already holds the same bytes is left alone, so a second call changes nothing.
    """
    written = []
    for path, content in _rendered(list_documents() if documents is None else documents):
        target = folder / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.exists() or _digest(target.read_bytes()) != _digest(content):
            target.write_bytes(content)
        written.append(target)
    return written


def render(document: DemoDocument) -> bytes:
    """Make the file that the document's name asks for."""
    if document.scanned:
        photo = next((one for one in list_documents() if document.photo in one.paths), None)
        return write_scan(document.plain, document.scanned, photo.plain if photo else None)
    if document.faces:
        return write_jpeg(document.plain, faces=True)
    return _WRITERS[PurePosixPath(document.paths[0]).suffix](document.plain)


def _read(source: Path) -> Iterator[DemoDocument]:
    letterheads = _letterheads()
    for row in tomllib.loads(source.read_text(encoding="utf-8"))["document"]:
        yield _again(row) if "again" in row else _document(row, source.name, letterheads)


def _again(row: Mapping[str, Any]) -> DemoDocument:
    """A document of the story handed in once more, under another name and date."""
    first = next(one for one in list_documents() if row["again"] in one.paths)
    plain = replace(first.plain, dated=row["dated"])
    return replace(first, paths=(row["path"],), plain=plain)


def _rendered(documents: Sequence[DemoDocument]) -> Iterator[tuple[str, bytes]]:
    for document in documents:
        content = render(document)
        for path in document.paths:
            yield path, content


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _letterheads() -> Mapping[str, tuple[str, ...]]:
    read = tomllib.loads((STORY / "organizations.toml").read_text(encoding="utf-8"))
    heads = {
        row["short_name"]: (row["name"], _ADDRESS)
        if row["vertical"]
        else (_CITY, row["name"], _ADDRESS)
        for row in read["organization"]
    }
    return {**heads, "Wali Kota": ("Wali Kota Serang", _ADDRESS)}


def _document(
    row: Mapping[str, Any], source: str, letterheads: Mapping[str, tuple[str, ...]]
) -> DemoDocument:
    paths = (row["path"], *row.get("also", ()))
    place = f"{source}: {row['path']}"
    suffix = PurePosixPath(row["path"]).suffix
    if suffix not in _WRITERS:
        raise Refusal(f"{place}: jenis berkas {suffix or 'tanpa akhiran'} tidak dikenal.")
    if any(
        PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts for path in paths
    ):
        raise Refusal(f"{place}: jalur berkas keluar dari foldernya.")
    head = row.get("letterhead") or letterheads.get(row["office"]) or _region(row["office"])
    plain = PlainDocument(
        title=row["title"],
        dated=row["dated"],
        blocks=_blocks(row, suffix, place),
        letterhead=tuple(head),
        number=row.get("number", ""),
        landscape=row.get("landscape", False),
    )
    return DemoDocument(
        paths,
        row["office"],
        tuple(row["speaks_for"]),
        plain,
        tuple(row.get("scanned", ())),
        row.get("photo", ""),
        row.get("faces", False),
    )


def _region(office: str) -> tuple[str, ...]:
    """Letterhead of a kecamatan or kelurahan, which organizations.toml does not list."""
    return (_CITY, office, _ADDRESS)


def _blocks(row: Mapping[str, Any], suffix: str, place: str) -> Sequence[Block]:
    try:
        blocks = parse(row["text"])
    except Refusal as refusal:
        raise Refusal(f"{place}: {refusal}") from refusal
    if suffix == ".jpg":
        # A picture shows its first paragraph only, as the caption.
        said = next((block.text for block in blocks if isinstance(block, Paragraph)), row["title"])
        return [Paragraph(f"{said} {EXAMPLE}")]
    return [*blocks, *_signature(row), Paragraph(EXAMPLE)]


def _signature(row: Mapping[str, Any]) -> Iterator[SignatureBlock]:
    if signer := row.get("signer"):
        day: date = row["dated"]
        mark = row.get("mark", _UNSIGNED)
        yield SignatureBlock(f"Serang, {date_text(day)}", signer, mark)
