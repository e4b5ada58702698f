"""Hand-over packages: a ZIP that is never held in memory, with a proof of each byte inside.

Members are stored uncompressed, in the order given, with one fixed time: equal members give equal
bytes. ``SHA256SUMS`` comes last and names all others, so that ``sha256sum -c`` checks it.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from zipstream import ZIP_STORED, ZipStream  # type: ignore[import-untyped]  # no types there
from zipstream.ng import ZipStreamInfo  # type: ignore[import-untyped]  # no types there

from layak.lib.errors import Refusal

SUMS = "SHA256SUMS"
_TIME = (2000, 1, 1, 0, 0, 0)
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package: its name there, size, digest, and how to read it in pieces."""

    name: str
    size: int
    sha256: str
    pieces: Callable[[], Iterable[bytes]] = field(repr=False)


def of_bytes(name: str, content: bytes) -> Member:
    """A member whose bytes are at hand."""
    digest = hashlib.sha256(content).hexdigest()
    return Member(name, len(content), digest, lambda: [content])


def of_file(name: str, place: Path, *, size: int, sha256: str) -> Member:
    """A member on disk, of a size and digest that are known."""
    return Member(name, size, sha256, lambda: _pieces(place))


class NotPacked(Exception):  # noqa: N818 - an answer to the log; the download breaks off
    """A file is no longer what it was said to be."""


class _FixedZip(ZipStream):  # type: ignore[misc]  # no types there
    """A stream whose members all carry one time, where the library takes that of packing."""

    def _gen_file_entry(  # type: ignore[no-untyped-def]  # as the library has it
        self, *, arcname, iterable=None, data=None, size=None, **_rest
    ):
        info = ZipStreamInfo(arcname, _TIME)
        info.external_attr = 0o600 << 16
        info.compress_type = ZIP_STORED
        info.file_size = size if data is None else len(data)
        info.header_offset = self._pos
        for piece in info._file_data(iterable if data is None else [data]):
            yield self._track(piece)
        self._filelist.append(info)


def pack(members: Sequence[Member]) -> tuple[int, Iterator[bytes]]:
    """The size of a package and its bytes, made while they are taken.

    Raises ``NotPacked`` in the middle when a file is not what its digest says: what was taken until
    then is no readable ZIP.
    """
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in members).encode()
    stream = _FixedZip(compress_type=ZIP_STORED, sized=True)
    for one in [*members, of_bytes(SUMS, sums)]:
        stream.add(_proven(one), one.name, size=one.size)
    return len(stream), iter(stream)


def _pieces(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _proven(member: Member) -> Iterator[bytes]:
    """The bytes of a member; at their end they must be those that were promised."""
    sha256, size = hashlib.sha256(), 0
    for piece in member.pieces():
        sha256.update(piece)
        size += len(piece)
        yield piece
    if size != member.size or sha256.hexdigest() != member.sha256:
        raise NotPacked(f"{member.name} is not what its digest says")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a package turned out to be; ``wrong`` says each thing that is not right, by name."""

    members: int
    bytes: int
    wrong: Sequence[str]

    @property
    def whole(self) -> bool:
        return not self.wrong


def inspect_package(place: Path) -> Inspection:
    """Check every member of a package against ``SHA256SUMS``, with nothing but the ZIP.

    Raises ``Refusal`` when it is no ZIP or carries no such list.
    """
    try:
        with zipfile.ZipFile(place) as packed:
            return _inspect(packed)
    except OSError as error:
        raise Refusal(f"Berkas {place} tidak ada atau tidak dapat dibaca.") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refusal(f"{place} bukan paket serah yang utuh: ZIP rusak atau terpotong.") from error


def _inspect(packed: zipfile.ZipFile) -> Inspection:
    names = [info.filename for info in packed.infolist()]
    if names.count(SUMS) != 1:
        raise Refusal(f"{packed.filename} bukan paket serah: {SUMS} tidak ada di dalamnya.")
    wrong = [f"{name}: tercantum dua kali" for name in sorted(_doubled(names))]
    wrong += [f"{name}: nama tidak aman" for name in names if not _is_safe(name)]
    promised = _promised(packed.read(SUMS), wrong)
    for name in sorted(promised.keys() - set(names)):
        wrong.append(f"{name}: hilang")
    for name in sorted(set(names) - promised.keys() - {SUMS}):
        wrong.append(f"{name}: tidak tercantum dalam {SUMS}")
    total = 0
    for name in sorted(promised.keys() & set(names)):
        digest, size = _digest(packed, name)
        total += size
        if digest != promised[name]:
            wrong.append(f"{name}: isinya berubah")
    return Inspection(len(promised), total, wrong)


def _doubled(names: Sequence[str]) -> set[str]:
    return (
        {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    )


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name)


def _promised(sums: bytes, wrong: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in sums.decode("utf-8", "replace").splitlines():
        digest, gap, name = line.partition("  ")
        if gap and name and len(digest) == 64 and name not in found:
            found[name] = digest
        else:
            wrong.append(f"{SUMS}: baris tidak terbaca “{line[:80]}”")
    return found


def _digest(packed: zipfile.ZipFile, name: str) -> tuple[str, int]:
    """Digest a member. One whose checksum is wrong is told like any other that changed."""
    sha256, size = hashlib.sha256(), 0
    try:
        with packed.open(name) as member:
            while piece := member.read(_PIECE):
                sha256.update(piece)
                size += len(piece)
    except zipfile.BadZipFile:
        return "", size
    return sha256.hexdigest(), size
