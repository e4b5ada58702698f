"""What the measuring rests on."""

import re
from xml.etree import ElementTree

from layak.filing.confusion import confusion_matrix
from layak.filing.evaluate import place_of, some_scanned
from layak.filing.lexicon import NUMBERS
from layak.filing.scanning import garbled, scanned
from layak.filing.suggestion import Document
from layak.filing.tests.make import FORUM, POSYANDU


def test_a_scan_of_a_text_is_always_the_same_and_still_resembles_it() -> None:
    once = scanned(POSYANDU)
    assert once == scanned(POSYANDU) != POSYANDU
    letters = re.findall(r"\w", POSYANDU)
    assert 0.8 < len(re.findall(r"\w", once)) / len(letters) < 1.3
    assert scanned("") == ""


def test_a_garbled_text_is_always_the_same_and_hit_as_often_as_asked() -> None:
    once = garbled("o" * 4000)
    assert once == garbled("o" * 4000)
    assert 0.82 < once.count("o") / 4000 < 0.9
    assert garbled(POSYANDU, 0.0) == POSYANDU


def test_about_every_seventh_document_is_scanned_always_the_same_ones() -> None:
    documents = [Document(f"k-{number}", FORUM, 6) for number in range(400)]
    noisy = [d.key for d in some_scanned(documents) if d.noisy]
    assert 35 <= len(noisy) <= 90
    assert noisy == [d.key for d in some_scanned(documents[::-1]) if d.noisy][::-1]


def test_documents_of_one_place_stay_together() -> None:
    first = Document("a", "Laporan Kabupaten Siak tahun 2022", 4)
    second = Document("b", "SK Bupati, kabupaten Siak", 9)
    alone = Document("c", "tanpa nama tempat", 9)
    assert place_of(first) == place_of(second) == "siak"
    assert place_of(alone) == "c"


def test_the_matrix_names_every_indicator_and_counts_what_was_taken_for_what() -> None:
    drawn = confusion_matrix([(number, number) for number in NUMBERS] + [(22, 21)] * 7)
    texts = [one.text for one in ElementTree.fromstring(drawn).iter() if one.text]  # noqa: S314
    assert texts.count("7") == 2  # the head of a column, and the count
    assert sum(text.startswith("22 ") for text in texts) == 1
