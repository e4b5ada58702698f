"""SHA-256 of files and streams. A digest is always complete: any failure to read raises."""

import hashlib
from pathlib import Path
from typing import BinaryIO

from layak.documents.results import MIB, Failure, Unreadable

_CHUNK = MIB


def digest(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_digesting(source: BinaryIO, target: BinaryIO, most: int | None = None) -> tuple[str, int]:
    """Copy a stream and return (SHA-256, bytes), reading it once.

    Raises ``OSError`` when either side fails (a full disk, for one) and ``Unreadable`` when the
    source holds more than ``most`` bytes; what was written until then is the caller's to remove.
    """
    sha256, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if most is not None and size > most:
            raise Unreadable(Failure.TOO_LARGE, too_large_sentence(most))
        sha256.update(chunk)
        written = target.write(chunk)
        if written != len(chunk):
            raise OSError(f"{written} of {len(chunk)} bytes were written")
    return sha256.hexdigest(), size


def too_large_sentence(most: int, size: int | None = None) -> str:
    """Say which size is allowed: "Berkas berukuran 120 MB; paling besar 100 MB."."""
    allowed = f"{most / MIB:.0f} MB" if most >= MIB else f"{most} bita"
    if size is None:
        return f"Berkas lebih besar dari {allowed}, batas yang diterima."
    return f"Berkas berukuran {size / MIB:.0f} MB; paling besar {allowed}."
