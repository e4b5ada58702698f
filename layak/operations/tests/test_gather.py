"""A ZIP inside a folder is taken apart as one given alone; what is wrong with it stops only it."""

import zipfile
from pathlib import Path

import pytest

from layak.assessments.pipeline import Source
from layak.documents import archives
from layak.documents.results import MIB
from layak.documents.tests import hostile
from layak.documents.tests.make import make_document
from layak.documents.writing import write_docx
from layak.lib.errors import Refusal
from layak.operations.gathering import gathered


def walked(place: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """What is taken, by name with its bytes, and what is not, with the reason."""
    taken, skipped = {}, {}
    with gathered(place, lambda _path: None, workplace=place.parent / "holding") as found:
        for one in found:
            if isinstance(one, Source):
                taken[one.path] = one.location.read_bytes()
            else:
                skipped[one.name] = one.reason
    assert not list((place.parent / "holding").iterdir())
    return taken, skipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    (made / "04.2 Akta").mkdir(parents=True)
    (made / "zz.txt").write_bytes(b"terakhir")
    return made


def test_a_zip_in_a_folder_is_taken_apart_where_it_lies(folder: Path) -> None:
    hostile.write_zip(folder / "04.2 Akta" / "Bukti.2023.ZIP", {"a/1.txt": b"1", "2.txt": b"2"})
    hostile.write_zip(folder / "Indikator 5.zip", {"2.txt": b"3"})
    taken, skipped = walked(folder)
    assert taken == {
        "04.2 Akta/Bukti.2023/a/1.txt": b"1",
        "04.2 Akta/Bukti.2023/2.txt": b"2",
        "Indikator 5/2.txt": b"3",
        "zz.txt": b"terakhir",
    }
    assert not skipped


def test_the_name_of_the_zip_claims_as_a_folder_does(folder: Path, tmp_path: Path) -> None:
    hostile.write_zip(folder / "Indikator 5.zip", {"2.txt": b"3"})
    asked: list[str] = []
    with gathered(folder, asked.append, workplace=tmp_path / "h") as found:
        list(found)
    assert "Indikator 5/2.txt" in asked


def test_what_only_looks_like_a_zip_stays_a_document(folder: Path) -> None:
    document = write_docx(make_document())
    (folder / "surat.zip").write_bytes(document)
    hostile.write_zip(folder / "catatan.odt", {"mimetype": b"application/vnd.oasis"})
    taken, _skipped = walked(folder)
    assert {"surat.zip", "catatan.odt", "zz.txt"} == taken.keys()


def test_hostile_zips_are_a_sentence_each_and_the_next_file_goes_on(folder: Path) -> None:
    inner = hostile.write_zip(folder.parent / "dalam.zip", {"x.txt": b"x"}).read_bytes()
    hostile.write_zip(
        folder / "campur.zip",
        {"../../keluar.txt": b"x", "dalam.zip": inner, "bom.txt": b"\0" * 40 * MIB, "b.txt": b"y"},
    )
    hostile.write_zip(folder / "bom.zip", {f"{n}.txt": b"\0" * MIB for n in range(120)})
    hostile.write_zip(folder / "banyak.zip", {f"{n}.txt": b"" for n in range(5_001)})
    whole = hostile.write_zip(folder / "potong.zip", {"x.txt": b"x" * 4000}).read_bytes()
    (folder / "potong.zip").write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(folder / "sandi.zip", "w") as archive:
        archive.writestr("rahasia.txt", b"x")
    locked = bytearray((folder / "sandi.zip").read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    (folder / "sandi.zip").write_bytes(locked)

    taken, skipped = walked(folder)
    assert taken == {"campur/b.txt": b"y", "zz.txt": b"terakhir"}
    told = {
        "campur/../../keluar.txt": "menunjuk ke luar ZIP",
        "campur/dalam.zip": "Arsip di dalam ZIP tidak dibuka",
        "campur/bom.txt": "bom ZIP",
        "bom.zip": "bom ZIP",
        "banyak.zip": "terlalu banyak berkas",
        "potong.zip": "rusak atau terpotong",
        "sandi/rahasia.txt": "kata sandi",
    }
    assert skipped.keys() == told.keys()
    for name, words in told.items():
        assert words in skipped[name]


def test_a_zip_given_alone_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = hostile.write_zip(tmp_path / "a.zip", {f"{n}.txt": b"" for n in range(5_001)})
    with pytest.raises(Refusal, match="terlalu banyak"):
        walked(path)


def test_what_is_filed_makes_room_and_the_givers_own_files_stay(
    folder: Path, tmp_path: Path
) -> None:
    hostile.write_zip(folder / "a.zip", {"1.txt": b"1"})
    with gathered(folder, lambda _path: None, workplace=tmp_path / "holding") as found:
        sources = [one for one in found if isinstance(one, Source)]
        for one in sources:
            found.let_go(one)
        assert [one.location.exists() for one in sources] == [False, True]


def test_a_large_zip_is_opened_though_a_document_of_its_size_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile.write_zip(folder / "a.zip", {"1.txt": b"1" * 50})
    (folder / "besar.txt").write_bytes(b"x" * 101)
    limits = archives.WalkLimits(entry_bytes=100)
    assert (folder / "a.zip").stat().st_size > 100
    monkeypatch.setattr(archives, "WalkLimits", lambda: limits)
    taken, skipped = walked(folder)
    assert taken.keys() == {"a/1.txt", "zz.txt"}
    assert skipped.keys() == {"besar.txt"}
