"""Digests: complete or an error, never empty."""

import hashlib
import io
from pathlib import Path

import pytest

from layak.documents.digesting import copy_digesting, digest
from layak.documents.results import MIB, Failure, Unreadable


class FullDisk(io.BytesIO):
    def write(self, _content: object, /) -> int:
        raise OSError(28, "No space left on device")


class ShortDisk(io.BytesIO):
    def write(self, _content: object, /) -> int:
        return 1


class FailingDisk(io.BytesIO):
    def read(self, _size: int | None = -1, /) -> bytes:
        raise OSError(5, "Input/output error")


def test_a_digest_is_that_of_the_whole_file(tmp_path: Path) -> None:
    content = b"layak" * MIB
    (tmp_path / "a").write_bytes(content)
    assert digest(tmp_path / "a") == hashlib.sha256(content).hexdigest()
    target = io.BytesIO()
    assert copy_digesting(io.BytesIO(content), target) == (digest(tmp_path / "a"), len(content))
    assert target.getvalue() == content


def test_what_cannot_be_read_or_written_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        digest(tmp_path / "tidak-ada")
    for source, target in (
        (io.BytesIO(b"x"), FullDisk()),
        (io.BytesIO(b"xyz"), ShortDisk()),
        (FailingDisk(), io.BytesIO()),
    ):
        with pytest.raises(OSError, match=r"space|written|error"):
            copy_digesting(source, target)


def test_a_stream_longer_than_allowed_is_refused() -> None:
    with pytest.raises(Unreadable, match="2 MB") as refusal:
        copy_digesting(io.BytesIO(b"x" * 3 * MIB), io.BytesIO(), most=2 * MIB)
    assert refusal.value.failure is Failure.TOO_LARGE
