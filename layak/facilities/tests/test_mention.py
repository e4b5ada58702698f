"""Which channels a text forgets."""

import string
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.facilities.mentions import WELL_KNOWN, mentions, same_words, unmentioned


@dataclass(frozen=True)
class Body:
    name: str
    aliases: Sequence[str] = ()


STORY = [
    Body("Panggilan darurat 112", ("112", "NTPD 112")),
    Body("Rabeg", ("Aplikasi Rabeg",)),
    Body("UPTD PPA Kota Serang"),
    Body("Relawan P2TP2A"),
]


def test_the_volunteers_and_the_unit_are_named_as_forgotten() -> None:
    text = "Masyarakat dapat melapor ke 112 dan aplikasi Rabeg"
    assert [one.name for one in unmentioned(text, STORY)] == [
        "UPTD PPA Kota Serang",
        "Relawan P2TP2A",
    ]


def test_a_text_that_names_all_forgets_none() -> None:
    text = "Laporan diterima lewat 112, RABEG, UPT-PPA serta relawan P2TP2A."
    assert unmentioned(text, STORY) == []


def test_an_empty_text_forgets_all_in_their_order() -> None:
    assert unmentioned("", STORY) == STORY


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hubungi SAPA129 gratis", "SAPA 129"),
        ("hubungi SAPA-129.", "SAPA 129"),
        ("hubungi sapa 129", "SAPA129"),
        ("U.P.T.D. PPA Kota", "UPTD PPA"),
        ("UPT PPA menerima laporan", "UPTD PPA"),
        (
            "Unit Pelaksana Teknis Daerah Perlindungan Perempuan dan Anak",
            "UPTD PPA Kota Serang",
        ),
        ("UPTD Perlindungan Perempuan & Anak", "UPT PPA"),
        ("kader P2TP2A-nya", "P2TP2A"),
        ("P2 TP2A", "P2TP2A"),
        ("telepon (112)", "112"),
        ("telepon 112.", "112"),
        ("112/129", "112"),
        ("112, 129, dan Rabeg", "112"),
        ("Panggilan\n112", "112"),
    ],
)
def test_a_spelling_counts(text: str, name: str) -> None:
    assert mentions(text, Body(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1120", "112"),
        ("Rp 112.000", "112"),
        ("Rp112", "112"),
        ("Rp. 112", "112"),
        ("112,5 persen", "112"),
        ("112 anak dilayani", "112"),
        ("112%", "112"),
        ("0811-112-334", "112"),
        ("1 12", "112"),
        ("11 2", "112"),
        ("SAPA 1290", "SAPA 129"),
        ("rabegan", "Rabeg"),
        ("merabeg", "Rabeg"),
        ("UPTD Pasar", "UPTD PPA"),
        ("apa saja", "SAPA 129"),
    ],
)
def test_what_only_looks_like_it_does_not_count(text: str, name: str) -> None:
    assert not mentions(text, Body(name))


def test_a_facility_without_any_letter_in_its_name_is_never_mentioned() -> None:
    assert not mentions("– –", Body("–"))


names = st.sampled_from(
    [spelling for group in WELL_KNOWN for spelling in group if spelling[0] > "9"]
)
between = st.text(alphabet=" \t\n.-/()", max_size=3)
words = st.lists(st.sampled_from(["warga", "dapat", "melapor", "ke", "dan", "lewat"]), max_size=4)


@given(name=names, before=words, after=words, data=st.data())
def test_any_case_and_punctuation_counts_between_whole_words(
    name: str, before: list[str], after: list[str], data: st.DataObject
) -> None:
    written = "".join(
        data.draw(between) or " "
        if char == " "
        else data.draw(st.sampled_from([char, char.lower()]))
        for char in name
    )
    text = " ".join([*before, f"({written})", *after])
    assert mentions(text, Body(name))
    # The known spellings of one body stand for each other.
    (group,) = [group for group in WELL_KNOWN if name in group]
    assert all(mentions(text, Body(other)) for other in group if other[0] > "9")


@given(
    name=names,
    stuck=st.text(alphabet=string.ascii_letters + string.digits, min_size=1, max_size=3),
    front=st.booleans(),
)
def test_a_name_inside_a_longer_word_does_not_count(name: str, stuck: str, front: bool) -> None:
    text = f"{stuck}{name}" if front else f"{name}{stuck}"
    body = Body(name)
    # What was stuck on may happen to complete another spelling; then it is a whole word again.
    others = [o for g in WELL_KNOWN if name in g for o in g if same_words(o) != same_words(name)]
    if not any(same_words(other) in same_words(text) for other in others):
        assert not mentions(text, body)


@given(
    number=st.integers(0, 10**7), text=st.sampled_from(["Rp {}", "Rp{}", "{} kasus", "{}0", "9{}"])
)
def test_an_amount_is_never_a_channel(number: int, text: str) -> None:
    assert not mentions(text.format(number), Body(str(number)))


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=5))
def test_any_text_and_name_can_be_asked(text: str, spellings: list[str]) -> None:
    bodies = [Body(spelling) for spelling in spellings]
    left = unmentioned(text, bodies)
    assert left == [body for body in bodies if not mentions(text, body)]
