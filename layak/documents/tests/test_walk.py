"""Walking: what is harmless comes out whole, what is not is named with a reason."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.documents.archives import (
    Entry,
    Skipped,
    WalkLimits,
    decoded_name,
    entries,
    folder_entries,
    is_archive,
)
from layak.documents.results import MIB, Failure, Unreadable
from layak.documents.tests import hostile
from layak.documents.tests.make import make_document
from layak.documents.writing import write_docx


def walked(path: Path, limits: WalkLimits | None = None) -> tuple[dict[str, bytes], dict[str, str]]:
    taken, skipped = {}, {}
    for found in entries(path, limits):
        if isinstance(found, Skipped):
            skipped[found.name] = found.reason
        else:
            with found.open() as stream:
                taken[found.name] = stream.read()
            assert len(taken[found.name]) == found.size
    return taken, skipped


def test_files_come_out_with_clean_names(tmp_path: Path) -> None:
    path = hostile.write_zip(
        tmp_path / "a.zip", {"klaster 1/./akta.txt": b"akta", "klaster 2\\rapat.txt": b"rapat"}
    )
    taken, skipped = walked(path)
    assert taken == {"klaster 1/akta.txt": b"akta", "klaster 2/rapat.txt": b"rapat"}
    assert not skipped


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows\\x.txt",
        "a/../../x.txt",
        "\\\\server\\x.txt",
        "..\\x.txt",
        "../.ssh/kunci",
    ],
)
def test_a_name_that_points_outside_is_skipped(tmp_path: Path, name: str) -> None:
    taken, skipped = walked(hostile.write_zip(tmp_path / "a.zip", {name: b"x", "baik.txt": b"y"}))
    assert taken == {"baik.txt": b"y"}
    assert list(skipped.values()) == ["Namanya menunjuk ke luar ZIP (jalur mutlak atau “..”)."]


def test_a_symbolic_link_inside_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("tautan.txt")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    taken, skipped = walked(path)
    assert not taken
    assert "Tautan simbolik" in skipped["tautan.txt"]


def test_a_nested_archive_is_named_and_not_entered(tmp_path: Path) -> None:
    inner = hostile.write_zip(tmp_path / "dalam.zip", {"x.txt": b"x"}).read_bytes()
    path = hostile.write_zip(tmp_path / "luar.zip", {"dalam.zip": inner, "y.txt": b"y"})
    taken, skipped = walked(path)
    assert taken == {"y.txt": b"y"}
    assert "Arsip di dalam ZIP" in skipped["dalam.zip"]


def test_a_bomb_is_skipped_and_its_neighbour_is_read(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {"bom.txt": b"\0" * 40 * MIB, "baik.txt": b"y"})
    taken, skipped = walked(path)
    assert taken == {"baik.txt": b"y"}
    assert "bom ZIP" in skipped["bom.txt"]


def test_many_small_bombs_together_are_refused_as_a_whole(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {f"{n}.txt": b"\0" * MIB for n in range(120)})
    with pytest.raises(Unreadable, match="seperti bom ZIP"):
        walked(path)
    with pytest.raises(Unreadable, match="paling besar 50 MB"):
        walked(path, WalkLimits(total_bytes=50 * MIB))


def test_ten_thousand_entries_are_refused_in_one_sentence(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(10_000)})
    with pytest.raises(Unreadable) as refusal:
        walked(path)
    assert refusal.value.failure is Failure.TOO_LARGE
    assert str(refusal.value) == (
        "ZIP berisi terlalu banyak berkas; paling banyak 5.000. Bagi menjadi beberapa bagian."
    )


def test_a_directory_that_understates_its_entries_is_refused_all_the_same(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(200)})
    content = bytearray(path.read_bytes())
    struct.pack_into("<HH", content, len(content) - 14, 1, 1)
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="terlalu banyak"):
        walked(path, WalkLimits(entries=100))


def test_an_oversize_entry_is_skipped(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {"besar.bin": os.urandom(3 * MIB), "b": b"y"})
    taken, skipped = walked(path, WalkLimits(entry_bytes=2 * MIB))
    assert taken == {"b": b"y"}
    assert skipped["besar.bin"] == "Berkas berukuran 3 MB; paling besar 2 MB."


def test_an_entry_under_a_password_is_skipped(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {"kunci.txt": b"rahasia"})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    _, skipped = walked(path)
    assert skipped == {"kunci.txt": "Berkas di dalam ZIP dilindungi kata sandi."}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Ünïcode é.txt".encode(), "Ünïcode é.txt"),
        ("café.txt".encode("cp437"), "café.txt"),
        ("naskah – é.txt".encode("cp1252"), "naskah – é.txt"),
    ],
)
def test_names_in_old_encodings_stay_readable(tmp_path: Path, raw: bytes, shown: str) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {"x" * len(raw): b"isi"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    taken, _ = walked(path)
    assert taken == {shown: b"isi"}


def test_a_name_that_claims_to_be_utf8_and_is_not_is_one_sentence(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {"é" * 4: b"isi"})
    path.write_bytes(path.read_bytes().replace("é".encode() * 4, b"\xff" * 8))
    with pytest.raises(Unreadable, match="ZIP rusak"):
        walked(path)


@given(st.binary(min_size=1, max_size=40))
def test_any_bytes_make_a_name(raw: bytes) -> None:
    assert decoded_name(raw)


def test_a_file_without_a_name_is_skipped(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {"q": b"x", "baik.txt": b"y"})
    path.write_bytes(path.read_bytes().replace(b"q", b"\0"))
    taken, skipped = walked(path)
    assert taken == {"baik.txt": b"y"}
    assert len(skipped) == 1


def test_bytes_changed_at_will_are_refusals_and_never_another_error(tmp_path: Path) -> None:
    whole = hostile.write_zip(tmp_path / "a.zip", {f"{n}.txt": b"isi" * n for n in range(5)})
    content = whole.read_bytes()
    path = tmp_path / "b.zip"
    outcomes: set[tuple[int, int] | str] = set()
    for at in range(0, len(content), 2):
        path.write_bytes(content[:at] + b"\xff" + content[at + 1 :])
        try:
            taken, skipped = walked(path)
            outcomes.add((len(taken), len(skipped)))
        except Unreadable as refusal:
            outcomes.add(str(refusal))
    assert (5, 0) in outcomes
    assert len(outcomes) > 3


def test_a_truncated_zip_is_one_sentence(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {"a.txt": os.urandom(5000)})
    for keep in (0, 3, 30, 2000, len(path.read_bytes()) - 5):
        cut = tmp_path / f"{keep}.zip"
        cut.write_bytes(path.read_bytes()[:keep])
        with pytest.raises(Unreadable, match="ZIP rusak atau terpotong"):
            walked(cut)


def test_a_broken_entry_is_a_refusal_and_the_next_one_is_read(tmp_path: Path) -> None:
    content = os.urandom(5000)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("rusak.bin", content)
        archive.writestr("baik.txt", b"y")
    path.write_bytes(path.read_bytes().replace(content, bytes(5000)))
    found = entries(path)
    broken = next(found)
    assert isinstance(broken, Entry)
    with pytest.raises(Unreadable, match="rusak di dalam ZIP"), broken.open() as stream:
        stream.read()
    good = next(found)
    assert isinstance(good, Entry)
    with good.open() as stream:
        assert stream.read() == b"y"


def test_what_systems_leave_behind_is_ignored(tmp_path: Path) -> None:
    names = ["__MACOSX/a.txt", ".DS_Store", "a/Thumbs.db", "~$surat.docx", "a/desktop.ini"]
    path = hostile.write_zip(tmp_path / "a.zip", dict.fromkeys(names, b"x"))
    assert walked(path) == ({}, {})


def test_only_a_plain_zip_is_an_archive(tmp_path: Path) -> None:
    assert is_archive(hostile.write_zip(tmp_path / "a.zip", {"a.txt": b"a"}))
    for name, content in (("b.docx", write_docx(make_document())), ("c.pdf", hostile.pdf())):
        (tmp_path / name).write_bytes(content)
        assert not is_archive(tmp_path / name)


def test_a_folder_is_walked_in_order_without_links_pipes_and_hidden_files(tmp_path: Path) -> None:
    root = tmp_path / "bukti"
    (root / "klaster 2").mkdir(parents=True)
    (root / "klaster 2" / "b.txt").write_text("b")
    (root / "a.txt").write_text("a")
    (root / ".rahasia").write_text("x")
    (root / "pintas").symlink_to("/etc")
    (root / "pintas.txt").symlink_to("/etc/passwd")
    os.mkfifo(root / "pipa.txt")
    with (root / "zbesar.bin").open("wb") as file:
        file.truncate(3 * MIB)
    found = list(folder_entries(root, WalkLimits(entry_bytes=2 * MIB)))
    assert [(type(item).__name__, item.name) for item in found] == [
        ("Entry", "a.txt"),
        ("Entry", "klaster 2/b.txt"),
        ("Skipped", "pintas"),
        ("Skipped", "pintas.txt"),
        ("Skipped", "pipa.txt"),
        ("Skipped", "zbesar.bin"),
    ]
    second = found[1]
    assert isinstance(second, Entry)
    assert second.path == root / "klaster 2" / "b.txt"
    with second.open() as stream:
        assert stream.read() == b"b"


def test_a_file_name_that_is_not_utf8_is_shown_readably_and_opened(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/naskah \xe9.txt"
    with io.open(raw, "wb") as file:  # noqa: UP020 - a name that no Path literal can hold
        file.write(b"isi")
    (found,) = folder_entries(tmp_path)
    assert isinstance(found, Entry)
    found.name.encode("utf-8")
    with found.open() as stream:
        assert stream.read() == b"isi"


def test_a_folder_with_too_many_files_is_one_sentence(tmp_path: Path) -> None:
    for n in range(12):
        (tmp_path / f"{n}.txt").write_text("x")
    with pytest.raises(Unreadable, match="Folder berisi terlalu banyak berkas; paling banyak 10"):
        list(folder_entries(tmp_path, WalkLimits(entries=10)))


def test_a_missing_folder_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="tidak-ada"):
        list(folder_entries(tmp_path / "tidak-ada"))
