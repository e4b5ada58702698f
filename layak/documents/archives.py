"""Walk a ZIP or a folder that somebody else filled: stream what is harmless, name what is not.

Nothing is ever extracted by its own name. A ZIP is looked at before ``zipfile`` may build its list,
because a small file can declare millions of members.
"""

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from layak.documents.digesting import too_large_sentence
from layak.documents.results import MIB, Failure, Unreadable

_IGNORED = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_NESTED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Average room of one member in the central directory: 46 bytes of record, the rest for its name.
_DIRECTORY_BYTES = 1024
# Below this size a high ratio is harmless: an empty form compresses as well as a bomb.
_SMALL = MIB
# What zipfile raises for broken content; it seeks by offsets that it has not checked.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    OverflowError,
    UnicodeDecodeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class WalkLimits:
    """What one ZIP or folder may hold; sizes in bytes after unpacking."""

    entries: int = 5_000
    entry_bytes: int = 100 * MIB
    total_bytes: int = 4 * 1024 * MIB
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A file inside. ``name`` is clean, relative and uses "/"; ``path`` is None inside a ZIP."""

    name: str
    size: int
    open: Callable[[], BinaryIO]
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something inside that is not taken, and the sentence that says why."""

    name: str
    reason: str


def is_archive(path: Path) -> bool:
    """Tell a plain ZIP from everything else, DOCX and XLSX included."""
    with path.open("rb") as file:
        if file.read(4) not in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}:
            return False
        try:
            with open_zip(file, WalkLimits()) as archive:
                return "[Content_Types].xml" not in archive.namelist()
        except Unreadable:
            return True


def is_named_archive(path: Path) -> bool:
    """Tell a plain ZIP that also calls itself one: other programs pack their documents as ZIP."""
    try:
        return path.suffix.lower() == ".zip" and is_archive(path)
    except OSError:
        return False


def entries(path: Path, limits: WalkLimits | None = None) -> Iterator[Entry | Skipped]:
    """Yield what a ZIP holds, in its order; each entry is to be read before the next is asked for.

    Raises ``Unreadable`` when the whole archive is refused: truncated, too many members, a bomb.
    """
    limits = limits or WalkLimits()
    with path.open("rb") as file, open_zip(file, limits) as archive:
        members = [
            (member, name, _reason_against(member, name, limits))
            for member in archive.infolist()
            if not (name := readable_name(member)).endswith(("/", "\\")) and not _is_ignored(name)
        ]
        taken = [member for member, _, reason in members if not reason]
        refuse_bomb(taken, path.stat().st_size, limits)
        for member, name, reason in members:
            if reason:
                yield Skipped(_shown(name), reason)
            else:
                yield Entry(_clean(name), member.file_size, _opener(archive, member))


def folder_entries(path: Path, limits: WalkLimits | None = None) -> Iterator[Entry | Skipped]:
    """Yield the files below a folder, in the order of their names. Links are never followed.

    A ZIP among them may be of any size: how large it may become is asked when it is opened.

    Raises ``OSError`` when the folder itself cannot be listed; one inside it is then skipped.
    """
    limits = limits or WalkLimits()
    for count, found in enumerate(_files_below(path, path)):
        if count >= limits.entries:
            raise Unreadable(Failure.TOO_LARGE, _too_many(limits.entries, "Folder"))
        yield found if isinstance(found, Skipped) else _folder_entry(path, found, limits)


def open_zip(file: BinaryIO, limits: WalkLimits) -> zipfile.ZipFile:
    """Open a ZIP whose declared directory has been found bearable. Raises ``Unreadable``."""
    count, directory_bytes = _declared(file)
    if count > limits.entries or directory_bytes > limits.entries * _DIRECTORY_BYTES:
        raise Unreadable(Failure.TOO_LARGE, _too_many(limits.entries, "ZIP"))
    try:
        archive = zipfile.ZipFile(file)
    except (*_BROKEN, OSError) as error:
        raise Unreadable(Failure.DAMAGED, "ZIP rusak atau terpotong.") from error
    if len(archive.infolist()) > limits.entries:
        archive.close()
        raise Unreadable(Failure.TOO_LARGE, _too_many(limits.entries, "ZIP"))
    return archive


def refuse_bomb(members: list[zipfile.ZipInfo], packed: int, limits: WalkLimits) -> None:
    """Refuse an archive whose members together unpack to too much."""
    total = sum(member.file_size for member in members)
    if total > limits.total_bytes:
        most = limits.total_bytes / MIB
        raise Unreadable(
            Failure.TOO_LARGE,
            f"Isi ZIP menjadi {total / MIB:.0f} MB setelah dibuka; paling besar {most:.0f} MB.",
        )
    if total > 100 * _SMALL and total > packed * limits.ratio:
        raise Unreadable(
            Failure.TOO_LARGE,
            f"ZIP mengembang {total // max(packed, 1)} kali lipat saat dibuka, seperti bom ZIP.",
        )


def readable_name(member: zipfile.ZipInfo) -> str:
    """Give a member's whole name, decoded as its packer most likely meant it."""
    name = member.orig_filename
    if member.flag_bits & 0x800:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    return decoded_name(raw)


def decoded_name(raw: bytes) -> str:
    """Decode a name as UTF-8, else as DOS wrote it if that gives Latin letters, else as Windows."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        dos = raw.decode("cp437")
    if all(c.isascii() or "\u00c0" <= c <= "\u017f" for c in dos):
        return dos
    return raw.decode("cp1252", errors="replace")


def _declared(file: BinaryIO) -> tuple[int, int]:
    """Read (members, bytes of the central directory) from the end record of a ZIP."""
    size = file.seek(0, io.SEEK_END)
    start = file.seek(max(0, size - 65_535 - 22))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise Unreadable(Failure.DAMAGED, "ZIP rusak atau terpotong.")
    count, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    locator = start + at - 20
    if (count == 0xFFFF or directory_bytes == 0xFFFFFFFF) and locator >= 0:
        count, directory_bytes = _declared_64(file, locator) or (count, directory_bytes)
    file.seek(0)
    return count, directory_bytes


def _declared_64(file: BinaryIO, locator: int) -> tuple[int, int] | None:
    file.seek(locator)
    found = file.read(20)
    if not found.startswith(b"PK\x06\x07"):
        return None
    (offset,) = struct.unpack_from("<Q", found, 8)
    if offset > locator:
        raise Unreadable(Failure.DAMAGED, "ZIP rusak atau terpotong.")
    file.seek(offset)
    record = file.read(56)
    if len(record) < 56 or not record.startswith(b"PK\x06\x06"):
        raise Unreadable(Failure.DAMAGED, "ZIP rusak atau terpotong.")
    count, directory_bytes = struct.unpack_from("<QQ", record, 32)
    return count, directory_bytes


def _too_many(most: int, what: str) -> str:
    shown = f"{most:,}".replace(",", ".")
    return (
        f"{what} berisi terlalu banyak berkas; paling banyak {shown}. Bagi menjadi beberapa bagian."
    )


def _is_ignored(name: str) -> bool:
    """Tell what systems leave behind; a name that points outside is never kept silent."""
    if _escapes(name):
        return False
    parts = name.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part not in {".", ".."} for part in parts)
    return hidden or parts[-1].startswith("~$") or any(part.lower() in _IGNORED for part in parts)


def _reason_against(member: zipfile.ZipInfo, name: str, limits: WalkLimits) -> str | None:
    checks = (
        (not _clean(name), "Berkas di dalam ZIP tidak bernama."),
        (_escapes(name), "Namanya menunjuk ke luar ZIP (jalur mutlak atau “..”)."),
        (_is_special(member), "Tautan simbolik atau berkas khusus tidak diikuti."),
        (bool(member.flag_bits & 0x1), "Berkas di dalam ZIP dilindungi kata sandi."),
        (
            name.lower().endswith(_NESTED),
            "Arsip di dalam ZIP tidak dibuka. Keluarkan isinya, lalu unggah lagi.",
        ),
        (member.compress_type not in _READABLE, "Cara pemampatan di dalam ZIP tidak dikenal."),
        (
            member.file_size > limits.entry_bytes,
            too_large_sentence(limits.entry_bytes, member.file_size),
        ),
        (
            member.file_size > _SMALL
            and member.file_size > max(member.compress_size, 1) * limits.ratio,
            "Berkas mengembang berlebihan saat dibuka, seperti bom ZIP.",
        ),
    )
    return next((reason for applies, reason in checks if applies), None)


def _escapes(name: str) -> bool:
    path = name.replace("\\", "/")
    drive = len(path) > 1 and path[1] == ":"
    return path.startswith("/") or drive or ".." in path.split("/") or "\0" in path


def _is_special(member: zipfile.ZipInfo) -> bool:
    """Tell links, devices and pipes by the Unix mode that their packer stored, if it stored one."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    return kind not in {0, stat.S_IFREG}


def _clean(name: str) -> str:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", "."}]
    return _shown("/".join(parts))


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name)[:1000]


class _MemberStream(io.RawIOBase):
    """A member's bytes; whatever breaks while unpacking is a refusal, never a traceback."""

    def __init__(self, member: BinaryIO, size: int) -> None:
        self._member, self._left = member, size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            chunk = self._member.read(self._left + 1 if size < 0 else size)
        except _BROKEN as error:
            raise Unreadable(Failure.DAMAGED, "Berkas rusak di dalam ZIP.") from error
        self._left -= len(chunk)
        ended = size < 0 or (size > 0 and not chunk)
        if self._left < 0 or (ended and self._left):
            raise Unreadable(Failure.DAMAGED, "Berkas rusak di dalam ZIP.")
        return chunk

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer cannot be indexed
        chunk = self.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._member.close()
        super().close()


def _opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        try:
            stream = archive.open(member)
        except (*_BROKEN, RuntimeError, OSError) as error:
            raise Unreadable(Failure.DAMAGED, "Berkas rusak di dalam ZIP.") from error
        return io.BufferedReader(_MemberStream(stream, member.file_size))  # type: ignore[arg-type]  # IO[bytes] and BinaryIO are one thing at run time

    return opened


def _files_below(root: Path, folder: Path) -> Iterator[os.DirEntry[str] | Skipped]:
    try:
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda item: item.name)
    except OSError:
        if folder == root:
            raise
        yield Skipped(_name_below(root, folder), "Folder tidak dapat dibuka.")
        return
    for item in found:
        if _is_ignored(item.name):
            continue
        if item.is_dir(follow_symlinks=False):
            yield from _files_below(root, Path(item.path))
        else:
            yield item


def _folder_entry(root: Path, item: os.DirEntry[str], limits: WalkLimits) -> Entry | Skipped:
    path = Path(item.path)
    name = _name_below(root, path)
    if item.is_symlink():
        return Skipped(name, "Tautan simbolik tidak diikuti.")
    try:
        status = item.stat(follow_symlinks=False)
    except OSError:
        return Skipped(name, "Berkas tidak dapat dibuka.")
    if not stat.S_ISREG(status.st_mode):
        return Skipped(name, "Bukan berkas biasa (perangkat atau pipa).")
    if status.st_size > limits.entry_bytes and not is_named_archive(path):
        return Skipped(name, too_large_sentence(limits.entry_bytes, status.st_size))
    return Entry(name, status.st_size, lambda: path.open("rb"), path)


def _name_below(root: Path, path: Path) -> str:
    return _shown(decoded_name(os.fsencode(path.relative_to(root))))
