"""A masked copy that was made when less was covered is made anew, never handed out."""

from pathlib import Path

import pytest
from django.conf import settings

from layak.evidence import masked

DIGEST = "ab" * 32


def test_an_older_copy_is_not_handed_out_and_goes_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    older = tmp_path / "masked" / "ab" / f"{DIGEST}.pdf"
    older.parent.mkdir(parents=True)
    older.write_bytes(b"%PDF")
    assert not masked.place(DIGEST).exists()
    masked.place(DIGEST).write_bytes(b"%PDF")
    other = older.with_name(f"{'cd' * 32}.pdf")
    other.write_bytes(b"%PDF")
    masked.forget(DIGEST)
    assert list(older.parent.iterdir()) == [other]
