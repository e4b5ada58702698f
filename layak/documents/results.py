"""What reading a file gives: its real type, its text by page, or one sentence why not."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from layak.lib.errors import Refusal

MIB = 1024 * 1024
# What is remarked of pages that are pictures, before anybody read them.
NO_TEXT = "Tidak ada teks yang dapat dibaca; berkas ini mungkin hasil pindaian."


class Failure(StrEnum):
    """Why a file was not read."""

    TOO_LARGE = "too_large"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    MACRO = "macro"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    MEMORY = "memory"
    MISSING = "missing"


SENTENCES = {
    Failure.TOO_LARGE: "Berkas terlalu besar untuk dibaca.",
    Failure.ENCRYPTED: (
        "Berkas dilindungi kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi."
    ),
    Failure.DAMAGED: (
        "Berkas rusak atau terpotong sehingga tidak dapat dibaca. Unggah ulang berkas aslinya."
    ),
    Failure.EMPTY: "Berkas kosong (0 bita).",
    Failure.UNSUPPORTED: "Jenis berkas ini tidak diterima.",
    Failure.MACRO: (
        "Dokumen berisi makro. Simpan ulang tanpa makro sebagai DOCX atau XLSX biasa, "
        "lalu unggah lagi."
    ),
    Failure.TIMEOUT: "Berkas terlalu lama dibaca sehingga pembacaannya dihentikan.",
    Failure.CRASHED: "Berkas ini menghentikan program pembaca sehingga tidak dapat dibaca.",
    Failure.MEMORY: "Berkas membutuhkan terlalu banyak memori untuk dibaca.",
    Failure.MISSING: "Berkas tidak dapat dibuka.",
}


class Unreadable(Refusal):
    """A file that is not read: ``failure`` tags why, ``str()`` is the sentence for its owner."""

    def __init__(self, failure: Failure, sentence: str = "") -> None:
        super().__init__(sentence or SENTENCES[failure])
        self.failure = failure


class Family(StrEnum):
    """Which reader opens a file."""

    PDF = "pdf"
    WORD = "word"
    SHEET = "sheet"
    SLIDES = "slides"
    IMAGE = "image"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FileType:
    """The real type of accepted content. ``kind`` is for people: "dokumen PDF"."""

    family: Family
    media_type: str
    kind: str
    extensions: tuple[str, ...]


PDF = FileType(Family.PDF, "application/pdf", "dokumen PDF", (".pdf",))
DOCX = FileType(
    Family.WORD,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "dokumen Word (DOCX)",
    (".docx",),
)
XLSX = FileType(
    Family.SHEET,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "lembar Excel (XLSX)",
    (".xlsx",),
)
PPTX = FileType(
    Family.SLIDES,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "paparan PowerPoint (PPTX)",
    (".pptx",),
)
JPEG = FileType(Family.IMAGE, "image/jpeg", "foto JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = FileType(Family.IMAGE, "image/png", "gambar PNG", (".png",))
TIFF = FileType(Family.IMAGE, "image/tiff", "gambar TIFF", (".tif", ".tiff"))
WEBP = FileType(Family.IMAGE, "image/webp", "gambar WEBP", (".webp",))
TEXT = FileType(Family.TEXT, "text/plain", "teks", (".txt", ".text", ".md", ".log", ".json"))
CSV = FileType(Family.TEXT, "text/csv", "tabel CSV", (".csv", ".tsv"))

ACCEPTED = (PDF, DOCX, XLSX, PPTX, JPEG, PNG, TIFF, WEBP, TEXT, CSV)
_BY_MEDIA_TYPE = {file_type.media_type: file_type for file_type in ACCEPTED}


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One file, read or refused.

    ``pages``: text by page (PDF, DOCX, PPTX), by sheet (XLSX) or whole (text); empty strings where
    a page is a picture. ``title``: what the file itself gives as its title, or empty.
    ``refusal``: None, or one sentence; ``failure`` is its tag, ``detail`` is for the log only.
    ``remark``: a sentence about a file that was read, such as a wrong file name extension.
    ``scans``: the pages (from 1) whose text has to be read from their picture, because they have
    none or rubbish. ``signatures``: how many digital signatures the file carries, unchecked.
    """

    pages: tuple[str, ...] = ()
    page_count: int = 0
    file_type: FileType | None = None
    title: str = ""
    remark: str | None = None
    refusal: str | None = None
    failure: Failure | None = None
    detail: str = ""
    scans: tuple[int, ...] = ()
    signatures: int = 0

    @property
    def text(self) -> str:
        """The text of all pages."""
        return "\n".join(self.pages)


def refused(failure: Failure, sentence: str = "", detail: str = "") -> ReadResult:
    """Say no to a file."""
    return ReadResult(refusal=sentence or SENTENCES[failure], failure=failure, detail=detail[:400])


def to_message(result: ReadResult) -> dict[str, Any]:
    """Describe a result in JSON's own types, to send it out of a child."""
    return {
        "pages": list(result.pages),
        "page_count": result.page_count,
        "media_type": result.file_type.media_type if result.file_type else None,
        "title": result.title,
        "remark": result.remark,
        "refusal": result.refusal,
        "failure": result.failure,
        "detail": result.detail,
        "scans": list(result.scans),
        "signatures": result.signatures,
    }


def from_message(message: dict[str, Any]) -> ReadResult:
    """Take a result from a child, trusting none of its types: any mistake raises ``ValueError``."""
    try:
        failure = message["failure"]
        return ReadResult(
            pages=tuple(str(page) for page in message["pages"]),
            page_count=int(message["page_count"]),
            file_type=_BY_MEDIA_TYPE.get(str(message["media_type"])),
            title=str(message["title"]),
            remark=_optional(message["remark"]),
            refusal=_optional(message["refusal"]),
            failure=None if failure is None else Failure(str(failure)),
            detail=str(message["detail"]),
            scans=tuple(int(number) for number in message["scans"]),
            signatures=int(message["signatures"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a result: {error}") from error


def _optional(value: object) -> str | None:
    return None if value is None else str(value)
