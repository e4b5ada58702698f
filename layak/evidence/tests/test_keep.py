"""Bytes on disk: complete, named by their digest, never by a digest they do not have."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from layak.evidence import storage
from layak.lib.errors import Refusal

BYTES = b"Rekap akta kelahiran 2022\n" * 400
DIGEST = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    file = tmp_path / "rekap.txt"
    file.write_bytes(BYTES)
    return file


def kept_files(source: Path) -> list[Path]:
    return [path for path in (source.parent / "files").rglob("*") if path.is_file()]


def test_kept_bytes_are_named_by_their_digest_and_only_their_owner_reads_them(
    source: Path,
) -> None:
    place = storage.keep(source, DIGEST)
    assert place.read_bytes() == BYTES
    assert (place.name, place.stat().st_mode & 0o777) == (DIGEST, 0o600)
    assert storage.keep(source, DIGEST) == place
    assert kept_files(source) == [place]


def test_a_file_that_changed_since_it_was_digested_is_refused_and_leaves_nothing(
    source: Path,
) -> None:
    source.write_bytes(BYTES + b"one more line")
    with pytest.raises(Refusal, match="berubah"):
        storage.keep(source, DIGEST)
    assert kept_files(source) == []


def test_a_file_that_went_since_it_was_digested_is_refused(source: Path) -> None:
    source.unlink()
    with pytest.raises(Refusal, match="berubah"):
        storage.keep(source, DIGEST)
    assert kept_files(source) == []
