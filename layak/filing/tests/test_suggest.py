"""What a text speaks for, and why."""

import pytest

from layak.filing.lexicon import NUMBERS, clusters, knowledge
from layak.filing.scanning import scanned
from layak.filing.sources import DEVELOPMENT, UNLEARNED, read, training_documents
from layak.filing.tests.make import DIVERSI, FORUM, POSYANDU, fitted


@pytest.mark.parametrize(
    ("text", "number"),
    [(POSYANDU, 13), (FORUM, 6), (DIVERSI, 24)],
    ids=["gizi", "forum", "diversi"],
)
def test_a_plain_text_speaks_for_its_indicator(text: str, number: int) -> None:
    (suggestion,) = fitted().suggest([text])
    assert suggestion.indicators[0][0] == number
    assert not suggestion.unsure


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Gugus tugas PAUD-HI dan bunda PAUD memeriksa deteksi dini tumbuh kembang di TK.", 9),
        (
            "Guru dilatih disiplin positif, TPPK sekolah ramah anak menerima laporan perundungan.",
            19,
        ),
        (
            "Sertifikasi RBRA: perosotan dan ayunan di taman kota diperiksa bautnya oleh auditor.",
            11,
        ),
        ("Sanggar tari menerima SK sebagai pusat kreativitas anak, pentas seni tiap bulan.", 20),
        ("Puskesmas PRAP: ruang tunggu ramah anak, petugas terlatih KHA, penilaian mandiri.", 15),
        ("Kader PMBA mengajar bubur MP-ASI dan ASI eksklusif, ibu menyusui dibantu konselor.", 14),
    ],
)
def test_hard_neighbours_are_told_apart(text: str, number: int) -> None:
    (suggestion,) = fitted().suggest([text])
    assert suggestion.indicators[0][0] == number


def test_three_indicators_best_first_and_probabilities_of_all() -> None:
    for suggestion in fitted().suggest([POSYANDU, "", "???", "7 8 9", "x" * 50_000]):
        numbers = [number for number, _ in suggestion.indicators]
        chances = [chance for _, chance in suggestion.indicators]
        assert len(set(numbers)) == 3
        assert set(numbers) <= set(NUMBERS)
        assert chances == sorted(chances, reverse=True)
        assert list(suggestion.probabilities) == list(NUMBERS)
        assert sum(suggestion.probabilities.values()) == pytest.approx(1)


def test_a_text_without_words_is_unsure_and_gives_no_reason() -> None:
    for suggestion in fitted().suggest(["", "   \n", "12/2023 -- 45"]):
        assert suggestion.unsure
        assert suggestion.terms == ()


def test_reasons_stand_in_the_text() -> None:
    documents = training_documents()[::5]
    texts = [document.text for document in documents]
    for text, suggestion in zip(texts, fitted().suggest(texts), strict=True):
        plain = " ".join(text.lower().replace("-\n", "").split())
        dehyphenated = plain.replace("- ", "")
        assert 1 <= len(suggestion.terms) <= 6
        for term in suggestion.terms:
            assert term in plain or term in dehyphenated or term in text.lower()


def test_reasons_are_the_words_that_decide() -> None:
    (whole,) = fitted().suggest([FORUM])
    without = FORUM.lower()
    for term in whole.terms:
        without = without.replace(term, " ")
    (rest,) = fitted().suggest([without])
    assert rest.probability(6) < whole.probability(6)


def test_a_scan_speaks_for_the_same_indicator() -> None:
    texts = [POSYANDU, FORUM, DIVERSI]
    clean = fitted().suggest(texts)
    noisy = fitted().suggest([scanned(text) for text in texts])
    assert [s.indicators[0][0] for s in noisy] == [s.indicators[0][0] for s in clean]


def test_order_and_company_change_nothing() -> None:
    texts = [document.text for document in training_documents()[::9]]
    forward = fitted().suggest(texts)
    backward = fitted().suggest(texts[::-1])[::-1]
    assert [s.indicators[0][0] for s in forward] == [s.indicators[0][0] for s in backward]
    assert [s.terms for s in forward] == [s.terms for s in backward]
    for one, other in zip(forward, backward, strict=True):
        assert one.indicators[0][1] == pytest.approx(other.indicators[0][1], abs=1e-5)


def test_formal_sentences_under_a_document_change_little() -> None:
    closing = (
        "\nTembusan: Bappeda, Inspektorat, Bagian Pemerintahan; arsip. Mengetahui kepala bidang, "
        "tanda tangan dan cap basah."
    )
    plain, closed = fitted().suggest([DIVERSI, DIVERSI + closing])
    assert closed.indicators[0][0] == plain.indicators[0][0] == 24
    assert not set(closed.terms) & {"tembusan", "bappeda", "inspektorat", "cap basah"}


def test_the_knowledge_covers_every_indicator_richly() -> None:
    for facts in knowledge():
        assert len(facts.core) + len(facts.terms) >= 60, facts.number
        assert len(facts.passages) >= 18, facts.number
        assert facts.laws
        assert facts.against
        assert set(facts.against) <= set(NUMBERS) - {facts.number}
    assert set(clusters().values()) == {"0", "1", "2", "3", "4", "5"}


def test_the_holdout_and_the_probe_are_never_learned_from() -> None:
    learned = {document.key for document in training_documents()}
    texts = {document.text for document in training_documents()}
    for path in UNLEARNED:
        assert learned.isdisjoint(document.key for document in read(path))
        assert texts.isdisjoint(document.text for document in read(path))
    assert {document.key for document in read(DEVELOPMENT)} <= learned
