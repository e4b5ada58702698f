"""Packages are the same each time, are checked without anything else, and are never held whole."""

import hashlib
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from layak.documents.packaging import (
    SUMS,
    Member,
    NotPacked,
    inspect_package,
    of_bytes,
    of_file,
    pack,
)
from layak.lib.errors import Refusal


def members(folder: Path) -> list[Member]:
    annex = folder / "annex"
    annex.write_bytes(b"isi lampiran" * 1000)
    digest = hashlib.sha256(annex.read_bytes()).hexdigest()
    size = annex.stat().st_size
    return [
        of_bytes("laporan.pdf", b"%PDF isi"),
        of_file("lampiran/01-2a_SK_2023.pdf", annex, size=size, sha256=digest),
    ]


def written(folder: Path, name: str = "paket.zip") -> Path:
    size, stream = pack(members(folder))
    place = folder / name
    place.write_bytes(b"".join(stream))
    assert place.stat().st_size == size
    return place


def rewritten(place: Path, changes: dict[str, bytes | None]) -> Path:
    """The same package with members changed, added or (None) left out."""
    target = place.with_name("lain.zip")
    with zipfile.ZipFile(place) as old, zipfile.ZipFile(target, "w") as new:
        kept = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in kept.items():
            if content is not None:
                new.writestr(name, content)
    return target


def test_equal_members_give_equal_bytes_whenever_they_are_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = written(tmp_path).read_bytes()
    monkeypatch.setattr("time.localtime", lambda *_given: (2031, 7, 8, 9, 10, 11, 0, 0, 0))
    assert written(tmp_path, "zwei.zip").read_bytes() == first


def test_a_package_says_what_is_in_it_and_stands_the_check(tmp_path: Path) -> None:
    place = written(tmp_path)
    found = inspect_package(place)
    assert (found.whole, found.members) == (True, 2)
    with zipfile.ZipFile(place) as packed:
        assert packed.namelist() == ["laporan.pdf", "lampiran/01-2a_SK_2023.pdf", SUMS]
        assert packed.testzip() is None
        packed.extractall(tmp_path / "open")
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum on this machine: SHA256SUMS was not checked with it")
    subprocess.run(["sha256sum", "-c", "--quiet", SUMS], cwd=tmp_path / "open", check=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"laporan.pdf": b"%PDF lain"}, "laporan.pdf: isinya berubah"),
        ({"laporan.pdf": None}, "laporan.pdf: hilang"),
        ({"tambahan.txt": b"x"}, f"tambahan.txt: tidak tercantum dalam {SUMS}"),
        ({"../luar.txt": b"x"}, "../luar.txt: nama tidak aman"),
    ],
)
def test_what_was_done_to_a_package_is_named(
    tmp_path: Path, changes: dict[str, bytes | None], said: str
) -> None:
    found = inspect_package(rewritten(written(tmp_path), changes))
    assert not found.whole
    assert said in found.wrong


def test_a_flipped_byte_is_found(tmp_path: Path) -> None:
    place = written(tmp_path)
    content = bytearray(place.read_bytes())
    content[content.index(b"isi lampiran") + 5] ^= 1
    place.write_bytes(content)
    assert "lampiran/01-2a_SK_2023.pdf: isinya berubah" in inspect_package(place).wrong


def test_what_is_no_package_is_refused_in_one_sentence(tmp_path: Path) -> None:
    place = tmp_path / "x.zip"
    for content in (b"", b"bukan zip", written(tmp_path).read_bytes()[:-30]):
        place.write_bytes(content)
        with pytest.raises(Refusal, match="bukan paket serah"):
            inspect_package(place)
    with zipfile.ZipFile(place, "w") as packed:
        packed.writestr("a.txt", "a")
    with pytest.raises(Refusal, match=SUMS):
        inspect_package(place)


def test_a_file_that_changed_meanwhile_breaks_the_package_off(tmp_path: Path) -> None:
    given = members(tmp_path)
    (tmp_path / "annex").write_bytes(b"lain isinya!" * 1000)
    _size, stream = pack(given)
    with pytest.raises(NotPacked):
        b"".join(stream)


def test_pieces_go_out_as_they_come_in() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[bytes]:
        for at in range(50):
            taken.append(at)
            yield b"\0" * 65536

    digest = hashlib.sha256(b"\0" * 65536 * 50).hexdigest()
    _size, stream = pack([Member("besar.bin", 65536 * 50, digest, pieces)])
    for _ in range(10):
        next(stream)
    assert len(taken) < 15
