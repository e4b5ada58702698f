"""Which item inside an indicator."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from layak.filing.evaluate_items import shares
from layak.filing.items import suggest_items
from layak.filing.suggestion import ItemText
from layak.filing.tests.make import fitted

INSTRUMENT = Path(__file__).parents[2] / "instruments/library/kla-2024"

GIZI = [
    ItemText("13.1", "Persentase balita gizi kurang (underweight)"),
    ItemText("13.2", "Persentase balita gizi lebih"),
    ItemText("13.3", "Prevalensi stunting anak di bawah 2 tahun"),
    ItemText("13.4", "Tim penanganan masalah gizi"),
    ItemText("13.5", "Kemitraan penanganan gizi"),
    ItemText("13.6", "Inovasi penanganan gizi"),
]
FORUM_ITEMS = [
    ("6.1", "SK Forum Anak kab/kota dan peningkatan kapasitasnya"),
    ("6.2", "Forum Anak dilibatkan dalam perencanaan (Musrenbang dst.)"),
    ("6.3", "Forum Anak berperan Pelopor dan Pelapor (2P)"),
    ("6.4", "Forum Anak dilatih KHA"),
]


@pytest.mark.parametrize(
    ("text", "items", "code"),
    [
        ("Prevalensi stunting anak baduta turun menjadi 14 persen.", GIZI, "13.3"),
        ("Nota kesepahaman dan CSR perusahaan untuk telur bagi balita gizi kurang.", GIZI, "13.5"),
        ("Keputusan wali kota tentang pembentukan tim penanganan masalah gizi.", GIZI, "13.4"),
        ("Berita acara musrenbang: usulan forum anak masuk perencanaan.", FORUM_ITEMS, "6.2"),
        ("Sertifikat pelatihan konvensi hak anak bagi pengurus.", FORUM_ITEMS, "6.4"),
    ],
)
def test_the_item_whose_question_the_text_answers_comes_first(
    text: str, items: Sequence[tuple[str, str]], code: str
) -> None:
    ranked = suggest_items(text, items)
    assert ranked[0][0] == code
    assert sum(chance for _, chance in ranked) == pytest.approx(1)
    assert fitted().suggest_items(text, items) == ranked


def test_what_a_question_sets_apart_is_not_asked_for() -> None:
    items = [
        ("1.2a", "Dengan produk hukum apa, selain perda KLA, daerah mengatur akta kelahiran anak?"),
        ("1.1", "Apakah daerah sudah memiliki peraturan daerah tentang penyelenggaraan KLA?"),
        ("1.2f", "Dengan produk hukum apa, selain perda KLA, daerah mencegah perkawinan anak?"),
    ]
    text = "Raperda penyelenggaraan kabupaten layak anak dibahas pansus DPRD."
    assert suggest_items(text, items)[0][0] == "1.1"
    assert suggest_items("Perwali pencegahan perkawinan anak", items)[0][0] == "1.2f"


def test_a_text_that_says_nothing_leaves_all_items_alike() -> None:
    ranked = suggest_items("", GIZI)
    assert [code for code, _ in ranked] == [item.code for item in GIZI]
    assert {round(chance, 6) for _, chance in ranked} == {round(1 / 6, 6)}


def test_no_items_no_suggestion() -> None:
    assert suggest_items("apa saja", []) == []


def test_training_that_a_text_does_not_speak_of_is_not_what_it_proves() -> None:
    items = [
        ("11.5", "Bagaimana program rute aman selamat ke sekolah (RASS) dijalankan?"),
        ("11.6", "Berapa SDM RASS yang terlatih KHA?"),
        ("11.7", "Apa inovasi RASS?"),
    ]
    text = "Usul Dishub: trotoar, rambu, dan marka penyeberangan dari perumahan ke sekolah."
    assert suggest_items(text, items)[0][0] == "11.5"
    assert suggest_items("Sertifikat pelatihan KHA petugas rute sekolah", items)[0][0] == "11.6"


def test_a_right_item_is_mostly_among_three() -> None:
    count, first, among = shares(INSTRUMENT)
    assert count >= 70
    assert first >= 0.65
    assert among >= 0.9
