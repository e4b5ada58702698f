"""The archive of a backup: a plain tar that opens with its format and ends with its manifest.

Members: ``layak.json`` (what this is), ``database.dump`` (pg_dump's compressed form),
``files/<sha256>`` (evidence by its digest), ``waiting/<path>`` (uploads not yet worked through) and
``manifest.json`` (size and SHA-256 of every other member). An archive without its manifest is not
whole. The tar itself is not compressed: the dump is already, and so are PDF, DOCX, XLSX and JPG.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from layak.lib.errors import Refusal

FORMAT = "layak-backup-1"
HEAD = "layak.json"
DUMP = "database.dump"
FILES = "files/"
WAITING = "waiting/"
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024
LARGEST_NOTE = 200_000_000  # bytes of a manifest; millions of files need less

NOT_ONE = "{} bukan cadangan Layak."
DAMAGED = "Cadangan {} rusak atau terpotong: {}."


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Member:
    """One member as it passes by; ``content`` must be read before the next one."""

    name: str
    size: int
    content: Readable


class Digesting(io.RawIOBase):
    """A reader that takes the digest of what passes through it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


class Writer:
    """Write an archive member by member; ``close`` adds the manifest."""

    def __init__(self, target: IO[bytes], head: Mapping[str, Any]) -> None:
        self._tar = tarfile.TarFile(fileobj=target, mode="w", format=tarfile.PAX_FORMAT)
        self._manifest: dict[str, dict[str, object]] = {}
        self._add_text(HEAD, {"format": FORMAT, **head})

    def add(self, name: str, source: Path) -> str:
        """Add a file and return its SHA-256."""
        with source.open("rb") as content:
            return self._add(name, source.stat().st_size, content)

    def close(self) -> None:
        self._add_text(MANIFEST, self._manifest)
        self._tar.close()

    def _add_text(self, name: str, value: Mapping[str, Any]) -> None:
        data = json.dumps(value, ensure_ascii=False, indent=1).encode()
        self._add(name, len(data), io.BytesIO(data))

    def _add(self, name: str, size: int, content: IO[bytes]) -> str:
        facts = tarfile.TarInfo(name)
        facts.size = size
        facts.mode = 0o600
        read = Digesting(content)
        self._tar.addfile(facts, read)
        digest = read.digest.hexdigest()
        self._manifest[name] = {"size": size, "sha256": digest}
        return digest


def check(path: Path) -> None:
    """Refuse what does not begin like a backup, without reading on."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            _name, facts, content = next(_members(tar, path), ("", None, io.BytesIO()))
            if facts is None or _note(content, facts.size, path).get("format") != FORMAT:
                raise Refusal(NOT_ONE.format(path))
    except (tarfile.TarError, EOFError) as error:
        raise Refusal(NOT_ONE.format(path)) from error


def read(path: Path, take: Callable[[Member], None]) -> Mapping[str, Any]:
    """Hand every member to ``take`` and return the head, once all of it proved whole.

    Raises ``Refusal`` for what is no backup, and for one that does not match its manifest.
    """
    found: dict[str, dict[str, object]] = {}
    head: dict[str, Any] = {}
    manifest: dict[str, dict[str, object]] = {}
    try:
        with tarfile.open(path, mode="r:") as tar:
            for name, facts, content in _members(tar, path):
                passing = Digesting(content)
                if name == HEAD:
                    head = _note(passing, facts.size, path)
                    if head.get("format") != FORMAT:
                        raise Refusal(NOT_ONE.format(path))
                elif name == MANIFEST:
                    manifest = _note(passing, facts.size, path)
                    continue
                else:
                    take(Member(name, facts.size, passing))
                if passing.size != facts.size:
                    raise Refusal(DAMAGED.format(path, f"{name} tidak lengkap"))
                found[name] = {"size": facts.size, "sha256": passing.digest.hexdigest()}
    except (tarfile.TarError, EOFError) as error:
        if not head:
            raise Refusal(NOT_ONE.format(path)) from error
        raise Refusal(DAMAGED.format(path, "isinya tidak dapat dibaca sampai akhir")) from error
    if not head:
        raise Refusal(NOT_ONE.format(path))
    _compare(manifest, found, path)
    return head


def _members(tar: tarfile.TarFile, path: Path) -> Iterator[tuple[str, tarfile.TarInfo, IO[bytes]]]:
    first = True
    for facts in tar:
        if first and facts.name != HEAD:
            raise Refusal(NOT_ONE.format(path))
        first = False
        content = tar.extractfile(facts) if facts.isreg() else None
        if content is None:
            raise Refusal(DAMAGED.format(path, f"{facts.name} bukan berkas biasa"))
        yield facts.name, facts, content


def _note(content: Readable, size: int, path: Path) -> dict[str, Any]:
    if size > LARGEST_NOTE:
        raise Refusal(NOT_ONE.format(path))
    try:
        value = json.loads(content.read(size))
    except ValueError as error:
        raise Refusal(DAMAGED.format(path, "keterangannya tidak terbaca")) from error
    return value if isinstance(value, dict) else {}


def _compare(
    manifest: Mapping[str, Mapping[str, object]],
    found: Mapping[str, Mapping[str, object]],
    path: Path,
) -> None:
    if not manifest:
        raise Refusal(DAMAGED.format(path, "daftar isinya tidak ada"))
    for name in sorted(manifest.keys() | found.keys()):
        if manifest.get(name) != found.get(name):
            raise Refusal(DAMAGED.format(path, f"{name} tidak cocok dengan daftar isinya"))
        if name.startswith(FILES) and found[name]["sha256"] != name.removeprefix(FILES):
            raise Refusal(DAMAGED.format(path, f"{name} bukan isi yang dinamainya"))
