"""What a document says of itself, read from its text alone."""

import pytest

from layak.documents.facts import read_facts
from layak.documents.kinds import Paper, kind_of

PLACES = {"kota serang": "Kota Serang", "kabupaten serang": "Kabupaten Serang"}
DECREE = """WALI KOTA SERANG
PROVINSI BANTEN
KEPUTUSAN WALI KOTA SERANG
NOMOR 463/Kep.57-Huk/2021
TENTANG
PEMBENTUKAN GUGUS TUGAS KOTA LAYAK ANAK
Mengingat: Undang-Undang Nomor 35 Tahun 2014 tentang Perlindungan Anak;
MEMUTUSKAN
Menetapkan : KEPUTUSAN WALI KOTA TENTANG PEMBENTUKAN GUGUS TUGAS
KESATU : Membentuk gugus tugas.
Ditetapkan di Serang
pada tanggal 15 Februari 2021
WALI KOTA SERANG,
ttd
"""
REPORT = """PEMERINTAH KOTA SERANG
DINAS KESEHATAN
Jl. Jenderal Sudirman, Kota Serang
Nomor : 440 / 1620 / Dinkes / 2022
LAPORAN CAKUPAN IMUNISASI 2021-2022
Sesuai Peraturan Menteri Kesehatan Nomor 12 Tahun 2017.
Serang, 29 Desember 2022
Kepala Dinas Kesehatan
................................
"""


def facts(text: str, name: str = "dokumen.pdf", family: str = "document") -> dict[str, str]:
    pages = text.split("\f")
    found = read_facts(name, pages, family=family, places=PLACES)
    return {aspect: fact.value for aspect, fact in found.items()}


def test_a_decree_says_everything_of_itself() -> None:
    assert facts(DECREE) == {
        "kind": "decree",
        "number": "463/Kep.57-Huk/2021",
        "dated": "2021-02-15",
        "issuer": "Wali Kota",
        "city": "Kota Serang",
        "period": "2021-2021",
        "signature": "present",
    }


def test_a_report_speaks_of_the_years_of_its_title_not_of_the_laws_it_names() -> None:
    found = facts(REPORT)
    assert found["kind"] == "report"
    assert found["number"] == "440/1620/Dinkes/2022"
    assert (found["dated"], found["period"]) == ("2022-12-29", "2021-2022")
    assert (found["issuer"], found["city"]) == ("Dinas Kesehatan", "Kota Serang")
    assert found["signature"] == "absent"


def test_each_fact_tells_where_it_stands() -> None:
    found = read_facts("a.pdf", ["Sampul", REPORT], family="document", places=PLACES)
    assert found["dated"].page == 2
    assert found["dated"].words == "Serang, 29 Desember 2022"
    assert 0 < found["dated"].confidence <= 1
    assert found["number"].page == 2


def test_a_place_is_the_city_that_exists_not_any_word_behind_kota() -> None:
    text = "Kota Layak Anak dan Kota Hijau di Kabupaten Serang, laporan Bupati Serang."
    assert facts(text)["city"] == "Kabupaten Serang"
    assert "city" not in facts("Menuju Kota Layak Anak")


def test_a_cited_law_is_not_the_number_and_an_impossible_day_is_no_date() -> None:
    found = facts("Berdasarkan Undang-Undang Nomor 35 Tahun 2014 rapat tanggal 31 Februari 2022")
    assert "number" not in found
    assert "dated" not in found


@pytest.mark.parametrize(
    ("name", "text", "family", "paper"),
    [
        ("Salinan Perda KLA", "PERATURAN DAERAH KOTA SERANG NOMOR 6", "document", Paper.BYLAW),
        ("Perwal akta", "PERATURAN WALI KOTA SERANG", "document", Paper.REGULATION),
        ("edaran", "SURAT EDARAN\nKepada: Kepala Sekolah", "document", Paper.CIRCULAR),
        ("mou", "Kami yang bertanda tangan: PIHAK KESATU ... PIHAK KEDUA", "document", "agreement"),
        ("dokumen", "NOTULEN RAPAT KOORDINASI\nPimpinan rapat: Sekda", "document", Paper.MINUTES),
        ("dokumen", "DAFTAR HADIR\nNo Nama Instansi Tanda tangan", "document", Paper.ATTENDANCE),
        ("IMG_2023", "", "photo", Paper.PHOTO),
        ("SK Forum Anak", "KEPUTUSAN WALI KOTA SERANG\nNOMOR 463", "photo", Paper.DECREE),
        ("rekap", "Data\nKecamatan\tJumlah", "table", Paper.TABLE),
        ("dokumen", "RENCANA AKSI DAERAH KLA 2021-2025", "document", Paper.ACTION_PLAN),
        ("dokumen", "STANDAR OPERASIONAL PROSEDUR PENGADUAN", "document", Paper.PROCEDURE),
    ],
)
def test_a_kind_is_told_by_name_head_and_build(
    name: str, text: str, family: str, paper: str
) -> None:
    told = kind_of(name, text, family)
    assert told is not None
    assert told[0] == paper


def test_a_text_that_says_nothing_has_no_kind() -> None:
    assert kind_of("dokumen", "Lorem ipsum dolor sit amet", "document") is None


@pytest.mark.parametrize("text", ["(" * 20_000, " \n" * 20_000, "nomor " * 5_000, "2022-" * 8_000])
def test_a_hostile_text_is_read_in_bounded_work(text: str) -> None:
    assert isinstance(facts(text), dict)
