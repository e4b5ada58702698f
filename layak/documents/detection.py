"""Tell what a file really is from its bytes, and refuse what is not accepted.

The name is only compared: a PDF called ``laporan.docx`` is a PDF, with a remark. Standard library
only; meant to run inside a reader child, since it looks into untrusted containers.
"""

import codecs
import io
import zipfile
from pathlib import PurePath

from layak.documents.archives import WalkLimits, open_zip, refuse_bomb
from layak.documents.results import (
    CSV,
    DOCX,
    JPEG,
    MIB,
    PDF,
    PNG,
    PPTX,
    TEXT,
    TIFF,
    WEBP,
    XLSX,
    Failure,
    FileType,
    Unreadable,
)

OFFICE_LIMITS = WalkLimits(entries=5_000, total_bytes=512 * MIB, ratio=200)

_NOT_EXECUTABLE_SENTENCE = "Berkas ini sebuah program, bukan dokumen, sehingga ditolak."
_EXECUTABLES = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"dex\n",
    b"\x00asm",
)
_SCRIPT_EXTENSIONS = frozenset(
    {".bat", ".cmd", ".com", ".hta", ".js", ".ps1", ".py", ".scr", ".sh", ".vbe", ".vbs", ".wsf"}
)
_PICTURES = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_TIFFS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = (
    (b"Rar!", "Arsip RAR tidak diterima. Kirim isinya, atau pakai ZIP."),
    (b"7z\xbc\xaf\x27\x1c", "Arsip 7z tidak diterima. Kirim isinya, atau pakai ZIP."),
    (b"\x1f\x8b", "Arsip GZ tidak diterima. Kirim isinya, atau pakai ZIP."),
    (b"BZh", "Arsip BZ2 tidak diterima. Kirim isinya, atau pakai ZIP."),
    (b"{\\rtf", "Dokumen RTF tidak diterima. Simpan ulang sebagai DOCX atau PDF."),
    (b"GIF8", "Gambar GIF tidak diterima. Simpan ulang sebagai JPG atau PNG."),
    (b"BM", "Gambar BMP tidak diterima. Simpan ulang sebagai JPG atau PNG."),
    (b"\x1aE\xdf\xa3", "Video tidak diterima. Kirim foto atau dokumen."),
)
_MARKUP = (b"<!doctype html", b"<html", b"<svg", b"<?xml", b"<script")
# Tab, line feed, form feed and carriage return; escape occurs in files of old printers.
_TEXT_CONTROLS = frozenset({9, 10, 12, 13, 27})


def detect(data: bytes, name: str = "") -> FileType:
    """Return the accepted type of ``data``; raises ``Unreadable`` with a sentence for the others.

    ``name`` decides only between kinds of plain text (CSV, script).
    """
    if not data:
        raise Unreadable(Failure.EMPTY)
    # Plain text may well begin with MZ or BM ("BMKG ..."); the real things are full of zeros.
    binary = 0 in data[:64]
    if data.startswith(_EXECUTABLES) and (binary or data.startswith(b"#!")):
        raise Unreadable(Failure.UNSUPPORTED, _NOT_EXECUTABLE_SENTENCE)
    if picture := _picture(data):
        return picture
    if data.startswith(_ZIPS):
        return _inside_zip(data)
    # Scanners and mail programs put a few lines before the mark; readers accept it up to here.
    if b"%PDF-" in data[:1024]:
        return PDF
    if binary or not data.startswith(b"BM"):
        _refuse_known_others(data)
    return _text_type(data, name)


def mismatch(file_type: FileType, name: str) -> str | None:
    """Say in one sentence that a name claims another type than the content has; None if it fits."""
    extension = PurePath(name).suffix.lower()
    if not extension or extension in file_type.extensions:
        return None
    if file_type in {TEXT, CSV} and extension not in _CLAIMED:
        return None
    return f"Nama berkas berakhiran {extension}, tetapi isinya {file_type.kind}."


_CLAIMED = frozenset(
    extension
    for known in (PDF, DOCX, XLSX, PPTX, JPEG, PNG, TIFF)
    for extension in known.extensions
)


def external_links(data: bytes) -> bool:
    """Tell whether an XLSX refers to other workbooks. They are never opened."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(name.startswith("xl/externalLinks/") for name in archive.namelist())


def decode_text(data: bytes) -> str | None:
    """Decode plain text: by its mark, else UTF-8, else Windows-1252; None if it is not text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    sample = data[:65_536]
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
    if 0 in sample or controls * 100 > len(sample):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _picture(data: bytes) -> FileType | None:
    for mark, file_type in _PICTURES:
        if data.startswith(mark):
            return file_type
    if data.startswith(_TIFFS):
        return TIFF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    return None


def _inside_zip(data: bytes) -> FileType:
    with open_zip(io.BytesIO(data), OFFICE_LIMITS) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" not in names:
            raise Unreadable(Failure.UNSUPPORTED, _other_zip_sentence(names))
        refuse_bomb(archive.infolist(), len(data), OFFICE_LIMITS)
        if any(member.flag_bits & 0x1 for member in archive.infolist()):
            raise Unreadable(Failure.ENCRYPTED)
        if _has_macros(archive, names):
            raise Unreadable(Failure.MACRO)
    for main, file_type in (
        ("word/document.xml", DOCX),
        ("xl/workbook.xml", XLSX),
        ("ppt/presentation.xml", PPTX),
    ):
        if main in names:
            return file_type
    if "xl/workbook.bin" in names:
        raise Unreadable(Failure.UNSUPPORTED, "Lembar XLSB tidak diterima. Simpan ulang jadi XLSX.")
    raise Unreadable(Failure.DAMAGED)


def _has_macros(archive: zipfile.ZipFile, names: set[str]) -> bool:
    lowered = {name.lower() for name in names}
    if any(n.endswith("/vbaproject.bin") or n.startswith("xl/macrosheets/") for n in lowered):
        return True
    try:
        with archive.open("[Content_Types].xml") as member:
            return b"macroenabled" in member.read(4 * MIB).lower()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable(Failure.DAMAGED) from error


def _other_zip_sentence(names: set[str]) -> str:
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
        return _NOT_EXECUTABLE_SENTENCE
    if "mimetype" in names:
        return "Dokumen OpenDocument tidak diterima. Simpan ulang sebagai DOCX, XLSX atau PDF."
    return "Arsip ZIP tidak dibaca sebagai dokumen. Unggah isinya, atau unggah ZIP itu tersendiri."


def _refuse_known_others(data: bytes) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(Failure.ENCRYPTED)
        raise Unreadable(
            Failure.UNSUPPORTED,
            "Format Office lama (DOC, XLS, PPT) tidak diterima. Simpan ulang jadi DOCX atau XLSX.",
        )
    if data[4:8] == b"ftyp":
        heic = data[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"hevc"}
        raise Unreadable(
            Failure.UNSUPPORTED,
            "Foto HEIC tidak diterima. Simpan ulang sebagai JPG."
            if heic
            else "Video tidak diterima. Kirim foto atau dokumen.",
        )
    for mark, sentence in _OTHERS:
        if data.startswith(mark):
            raise Unreadable(Failure.UNSUPPORTED, sentence)


def _text_type(data: bytes, name: str) -> FileType:
    extension = PurePath(name).suffix.lower()
    if extension in _SCRIPT_EXTENSIONS:
        raise Unreadable(Failure.UNSUPPORTED, _NOT_EXECUTABLE_SENTENCE)
    if data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise Unreadable(
            Failure.UNSUPPORTED, "Halaman web atau XML tidak diterima. Simpan sebagai PDF."
        )
    if decode_text(data[:65_536]) is None:
        raise Unreadable(
            Failure.UNSUPPORTED,
            "Jenis berkas ini tidak dikenal. Kirim PDF, DOCX, XLSX, JPG, PNG atau teks.",
        )
    # Bytes that merely look like text are no text when the name claims a container of pages.
    if extension in _CLAIMED:
        raise Unreadable(
            Failure.DAMAGED,
            f"Nama berkas berakhiran {extension}, tetapi isinya bukan itu. Unggah berkas aslinya.",
        )
    return CSV if extension in CSV.extensions else TEXT
