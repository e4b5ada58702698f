"""Words out of texts: repair of scans, names, laws, long texts."""

import pytest

from layak.filing.guessing import Guesses, changes
from layak.filing.lexicon import formalities, names, vocabulary
from layak.filing.text import READ_CHARACTERS, Reader, excerpt

PLAIN = (
    "Kepala sekolah di Makassar meminta bantuan petugas, kemudian petugas mendatangi sekolah di "
    "Makassar. Keluarga mengurus dokumen kelahiran dan peraturan daerah sudah ada."
)


@pytest.fixture
def reader() -> Reader:
    called = names([PLAIN])
    return Reader(vocabulary([PLAIN], called), called, formalities())


def forms(reader: Reader, text: str) -> list[str]:
    return [word.form for word in reader.read(text)]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("Kepa!a", "kepala"),
        ("5ekolah", "sekolah"),
        ("kelnarga", "keluarga"),
        ("P~ERATURAN", "peraturan"),
        ("turnbuh", "tumbuh"),
        ("penimbanqan", "penimbangan"),
    ],
)
def test_a_scan_is_repaired(reader: Reader, seen: str, meant: str) -> None:
    assert meant in forms(reader, f"ha5ilnya {seen} Waj:b petugas daeroh")


BROKEN = "Kepxala skolah cli Maxassar rneminta bantvan petvqas daeran; ke1varga mengurvs"


def test_a_text_broken_beyond_its_shapes_is_guessed(reader: Reader) -> None:
    assert {"kepala", "sekolah", "bantuan", "daerah"} <= set(forms(reader, BROKEN))


def test_few_unknown_words_of_a_scan_are_not_guessed(reader: Reader) -> None:
    scan = f"{PLAIN} ha5ilnya Waj:b daeroh, dibawa perangkap"
    assert "perangkap" in forms(reader, scan)
    assert Guesses({"perangkat": ["perangkat"]}, {"perangkat": 1}).nearest("perangkap", "perangkap")


@pytest.mark.parametrize("far", ["kartu", "kontrolir", "ttttttt"])
def test_what_is_too_far_is_not_guessed(far: str) -> None:
    assert Guesses({"kontrol": ["kontrol"]}, {"kontrol": 3}).nearest(far, far) is None


@pytest.mark.parametrize(
    ("seen", "meant", "count"),
    [
        ("anak", "anak", 0),
        ("ank", "anak", 1),
        ("aanak", "anak", 1),
        ("onok", "anak", 2),
        ("", "a", 1),
    ],
)
def test_changes_are_letters_put_in_taken_out_or_changed(seen: str, meant: str, count: int) -> None:
    assert changes(seen, meant) == changes(meant, seen) == count


def test_of_the_nearest_words_the_frequent_one_is_meant() -> None:
    shapes = {"daerah": ["daerah"], "daerak": ["dacrah"]}
    known = {"daerah": 9, "dacrah": 2}
    assert Guesses(shapes, known).nearest("dacrab", "daerah") == "dacrah"
    assert Guesses(shapes, known).nearest("daerak", "daerak") == "daerah"


def test_rare_words_of_a_clean_text_are_left_alone(reader: Reader) -> None:
    text = "Petugas mendatangi sekolah dan membawa sekotah kelapa dari dahan pohon."
    assert {"sekotah", "kelapa"} <= set(forms(reader, text))


def test_broken_lines_are_joined(reader: Reader) -> None:
    assert "mendatangi" in forms(reader, "petugas menda-\n  tangi sekolah")


def test_names_of_places_are_no_words(reader: Reader) -> None:
    assert "makassar" in names([PLAIN])
    assert "makassar" not in forms(reader, "Petugas di Makassar mendatangi sekolah MAKASSAR")


def test_laws_are_read_in_both_spellings() -> None:
    text = "UU 11/2012, Perpres Nomor 60 Tahun 2013; tanggal 3/11/2019 bukan."
    assert Reader.laws(text)[:2] == ["11/2012", "60/2013"]


def test_of_a_long_text_the_beginning_and_titles_are_read() -> None:
    text = "kata " * 2000 + "\nLAPORAN FORUM ANAK KOTA\n" + "lagi " * 2000
    assert len(excerpt(text)) < READ_CHARACTERS + 2500
    assert "LAPORAN FORUM ANAK KOTA" in excerpt(text)
    assert excerpt("pendek") == "pendek"
