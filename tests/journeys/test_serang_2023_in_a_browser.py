"""Serang 2023 in Chromium, on ``layak serve --demo`` from an empty data folder.

Desktop and phone walk the same way as the HTTP client does: sign in, read where the city stands,
move a document, read what is missing. On each page axe-core finds nothing and nothing overflows.
"""

import pytest
from selenium.webdriver.common.by import By

from tests.journeys.walking import Walker, needs_a_browser

pytestmark = [pytest.mark.browser, *needs_a_browser]

# One document for each screen, so that both find theirs still in the wrong place.
MISFILED = {
    "desktop": ("Penilaian Pusat Informasi Sahabat Anak.pdf", "20.1", "5.2"),
    "phone": ("Laporan pelopor dan pelapor Forum Anak 2022.docx", "19.5", "6.3"),
}
SECRETARIAT = "sekretariat@serang.contoh.id"
OFFICER = "disdukcapil@serang.contoh.id"


def test_the_secretariat_walks_from_the_score_to_a_moved_document(walker: Walker) -> None:
    said = walker.sign_in(SECRETARIAT)
    assert "600,00" in said
    assert "Masih Pratama" in said
    assert "Kurang 1,00 poin menuju Madya, yang mulai dari 601." in said
    assert "Di mana poinnya" in said

    name, filed, right = MISFILED[walker.screen]
    walker.press(walker.button("Salah tempat"))
    inbox = walker.browser.current_url
    if walker.screen == "phone":
        walker.press(walker.button("Lihat daftar"))
    said = walker.press(walker.button(name.split()[0]))
    assert f"Pindahkan ke {right}" in said
    assert "Istilah yang ditemukan" in said
    said = walker.press(walker.button(f"Pindahkan ke {right}"))
    assert f"{name} dipindahkan dari {filed} ke {right}." in said
    walker.browser.get(inbox)
    said = walker.press(walker.button("Diputuskan"))
    assert f"Dipindahkan dari {filed} ke {right}" in said


def test_what_is_missing_and_the_112_answer_are_found_from_the_first_page(walker: Walker) -> None:
    walker.sign_in(SECRETARIAT)
    said = walker.press(walker.button("Belum ada"))
    assert "Kekurangan" in said
    walker.open("/?pekerjaan=semua")
    said = walker.press(walker.button("Layanan pengaduan milik pemerintah"))
    assert "hanya 112 dan Rabeg yang disebut" in said
    narrative = walker.browser.find_element(By.NAME, "note").get_attribute("value")
    assert "panggilan darurat 112 dan aplikasi pengaduan Rabeg" in str(narrative)


def test_an_officer_finds_the_own_work_in_both_languages(walker: Walker) -> None:
    said = walker.sign_in(OFFICER)
    assert "Dinas Kependudukan dan Pencatatan Sipil" in said
    assert "4.7 Disdukcapil" in said
    if walker.screen == "phone":
        walker.browser.find_element(By.CSS_SELECTOR, "details.menu > summary").click()
    english = next(
        one
        for one in walker.browser.find_elements(By.CSS_SELECTOR, "button[value=en]")
        if one.is_displayed()
    )
    said = walker.press(english)
    assert "Still Pratama" in said
    assert "What to do" in said
