"""Words, what was typed, and passages: pure, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.search.finding import by_pairs
from layak.search.showing import Fragment, passage
from layak.search.templatetags.hits import marked, options
from layak.search.typed import understand
from layak.search.words import RESTORED, meanings, stem_of, vector, vectors


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("kelahiran", "'lahir'"),
        ("dilahirkan yang melahirkan", "'lahir' & 'lahir'"),
        ("anak-anak", "'anak'"),
        ("463/Kep.12-Huk/2022", "('463' <-> 'kep' <-> '12' <-> 'huk' <-> '2022')"),
        ('"hak anak dan keluarga" -laporan', "('hak' <-> 'anak' <2> 'luarga') & !'lapor'"),
        ("-laporan", ""),
        ("dan yang", ""),
        ("", ""),
    ],
)
def test_words_become_stems_phrases_and_exclusions(text: str, expression: str) -> None:
    assert understand(text).expression == expression


def test_an_abbreviation_finds_all_that_it_stands_for() -> None:
    expression = understand("KIA").expression
    assert "'kartu' <-> 'identitas' <-> 'anak'" in expression
    assert "'ibu'" in expression


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("sra", "sekolah ramah anak"),
        ("patbm", "perlindungan anak terpadu berbasis masyarakat"),
        ("kia", "kartu identitas anak"),
    ],
)
def test_what_is_written_out_finds_its_abbreviation(short: str, long: str) -> None:
    assert long in meanings()[short]
    assert f"'{short}'" in understand(f"laporan {long} 2022").expression


def test_only_codes_of_the_instrument_are_codes() -> None:
    typed = understand("21A.4a notulen 9.9", codes=["21a.4a"])
    assert typed.codes == ["21a.4a"]
    assert typed.expression == "'notulen' & ('9' <-> '9')"


@given(st.text(max_size=300))
def test_no_typing_breaks_out_of_the_expression(text: str) -> None:
    expression = understand(text).expression
    lexemes = expression.split("'")[1::2]
    assert all(lexeme.isalnum() for lexeme in lexemes)
    assert set("".join(expression.split("'")[::2])) <= set(" &|!()<->0123456789")


WORDS = st.lists(st.sampled_from(["hak", "anak", "dan", "suara", "463", "di", "forum"]), min_size=2)


@given(WORDS, st.data())
def test_the_pairs_of_a_text_hold_every_phrase_of_it(text: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    asked = by_pairs(understand(f'"{" ".join(text[start:end])}"').expression)
    known = vectors([(" ".join(text), "D")])
    assert all(f"'{lexeme}'" in " ".join(known) for lexeme in asked.split("'")[1::2])


@given(st.text(max_size=300), st.text(max_size=60))
def test_a_passage_holds_nothing_but_its_page(page: str, words: str) -> None:
    fragments = passage(page, understand(words).needles)
    squeezed = "".join(page.split())
    assert all("".join(part.text.strip("… ").split()) in squeezed for part in fragments)


def test_a_passage_is_where_most_of_the_words_stand() -> None:
    page = "Akta jual beli. " + "Pengantar panjang. " * 40 + "Kutipan akta kelahiran anak."
    fragments = passage(page, understand("akta lahir").needles)
    assert [part.text for part in fragments if part.found] == ["akta", "kelahiran"]


def test_a_vector_counts_the_silent_words_but_does_not_hold_them() -> None:
    assert vector([("hak dan suara", "A")], [":city1"]) == "'hak':1A 'suara':3A ':city1'"


def test_passages_and_options_are_escaped_and_only_what_is_found_is_marked() -> None:
    fragments = [Fragment("a <b>", found=False), Fragment("<i>", found=True)]
    assert marked(fragments) == "a &lt;b&gt;<mark>&lt;i&gt;</mark>"
    written = options((("1", "<Satu>"), ('"', "Dua")), "1")
    assert '<option value="1" selected>&lt;Satu&gt;</option>' in written
    assert '<option value="&quot;">Dua</option>' in written


@given(
    st.sampled_from(["", "me", "mem", "men", "meng", "meny", "pe", "pem", "peny", "ber", "di"]),
    st.text("aiueobcdghklmnprstwy", min_size=1, max_size=12),
)
def test_a_stem_is_a_stretch_of_its_word_but_for_a_swallowed_letter(before: str, rest: str) -> None:
    word = before + rest
    own = stem_of(word)
    assert own in word or (own[0] in RESTORED and own[1:] in word)


@pytest.mark.parametrize(
    ("page", "asked", "found"),
    [
        ("Tim menyusun rencana.", "susun", ["menyusun"]),
        ("Anak MEMOTONG kertas; potongan dijual.", "potong", ["MEMOTONG", "potongan"]),
        ("Kartu anak, tanaknya; anak-anak.", "anak", ["anak", "anak", "anak"]),
        ("İSTANBUL: hak anak", "anak", ["anak"]),
    ],
)
def test_all_forms_of_a_word_are_marked_and_no_others(
    page: str, asked: str, found: list[str]
) -> None:
    assert [part.text for part in passage(page, understand(asked).needles) if part.found] == found
