"""What looks as if it told who a child is does not get into a note."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.lib.errors import Refusal
from layak.reviews.session_privacy import Sign, refuse_personal, traces

YEAR = 2023
HARMLESS = (
    "Anak-anak minta taman bermain yang aman.",
    "Anak dari ibu yang bekerja sering pulang sore sendirian.",
    "Toilet SDN 3 Serang rusak.",
    "Anak kelas 5 SDN 3 tidak punya toilet.",
    "Siswa kelas 7 dan 8 ingin guru BK di SMPN.",
    "Tahun 2021 2022 2023 2024 anggaran naik.",
    "Pukul 08.00-10.00 Forum Anak rapat.",
    "Anggaran Rp 1.000.000.000 untuk taman.",
    "Kegiatan 20 Desember 2022 berjalan baik.",
    "Seorang anak perempuan, SMP, takut pulang malam.",
    "Panggilan darurat 112 lama dijawab; 129 tidak dikenal.",
    "Anak 12 tahun belum punya KIA.",
    "Forum Anak Kota Serang dilibatkan dalam Musrenbang.",
    "Berat lahir 2.5 kg.",
    "Rencana 5 tahun ke depan.",
    "Dari 67 kelurahan, 43 punya Forum Anak (64,2%).",
    "Kegiatan atas nama Forum Anak.",
)
PERSONAL = (
    ("NIK 3673010101100001", Sign.NUMBER),
    ("3673 0101 0110 0001", Sign.NUMBER),
    ("NISN 0101234567", Sign.NUMBER),
    ("hubungi 0812-3456-7890", Sign.PHONE),
    ("telp (0254) 200-123", Sign.PHONE),
    ("+62 812 3456 789", Sign.PHONE),
    ("surel siti@contoh.id", Sign.ACCOUNT),
    ("ig-nya @siti.cantik", Sign.ACCOUNT),
    ("lahir 12 Mei 2010", Sign.BIRTH),
    ("12-05-2010", Sign.BIRTH),
    ("2010-05-12", Sign.BIRTH),
    ("ulang tahun 12/5", Sign.BIRTH),
    ("Jl. Melati no. 5", Sign.ADDRESS),
    ("RT 03/RW 05", Sign.ADDRESS),
    ("Ada yang bernama siti", Sign.NAME),
    ("nama saya Budi", Sign.NAME),
    ("Nama saya adalah budi", Sign.NAME),
    ("NAMA SAYA BUDI", Sign.NAME),
    ("a.n. Rani", Sign.NAME),
    ("surat an. Rani", Sign.NAME),
    ("ananda Putri", Sign.NAME),
    ("namanya Dewi", Sign.NAME),
    ("Budi (12 tahun) takut", Sign.NAME),
    ("Siti, 13 tahun, ingin sekolah", Sign.NAME),
    ("saya Dewi dari SMP", Sign.NAME),
    ("anak dari Ibu Sari", Sign.PARENT),
    ("anak dari ibu sari", Sign.PARENT),
    ("putra Bapak Joko", Sign.PARENT),
    ("Budi kelas 5 SDN 3 Serang takut", Sign.PUPIL),
    ("Menurut Rani kelas 8 di SMPN 2, toilet kotor", Sign.PUPIL),
)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert traces(text, YEAR) == []


@pytest.mark.parametrize(("text", "sign"), PERSONAL)
def test_what_names_somebody_is_found(text: str, sign: Sign) -> None:
    assert sign in {one.sign for one in traces(text, YEAR)}


@pytest.mark.parametrize(("text", "sign"), PERSONAL)
def test_a_refusal_says_what_to_write_instead(text: str, sign: Sign) -> None:
    with pytest.raises(Refusal, match=r"Tulis|Hapus"):
        refuse_personal(text, YEAR)


def test_a_date_is_judged_by_the_year_of_the_session() -> None:
    assert traces("rapat 12-05-2022", YEAR) == []
    assert traces("rapat 12-05-2022", YEAR + 5)


letters = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=10)
# Words that make no cue, name, number or date, whatever their order.
words = st.sampled_from(["taman", "aman", "gelap", "kami", "minta", "lampu", "sekolah", "bersih"])
around = st.lists(words, max_size=6).map(" ".join)
blanks = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0"])
invisible = st.sampled_from(["", "\u200b", "\u00ad", "\u2060"])


@given(st.text(max_size=600))
def test_any_text_is_read(text: str) -> None:
    traces(text, YEAR)


@given(st.lists(words, max_size=60).map(" ".join))
def test_plain_words_are_never_refused(text: str) -> None:
    assert traces(text, YEAR) == []


@given(
    around,
    st.lists(st.integers(0, 9), min_size=16, max_size=16),
    st.lists(st.sampled_from(["", " ", "-", ".", "\u200b"]), min_size=15, max_size=15),
    around,
)
def test_sixteen_digits_are_found_however_divided(
    before: str, digits: list[int], dividers: list[str], after: str
) -> None:
    number = str(digits[0] or 1)
    for divider, digit in zip(dividers, digits[1:], strict=True):
        number += divider + str(digit)
    # Sixteen digits grouped as money or years are what they look like.
    seen = number.replace("\u200b", "")
    if all(len(part) == 4 for part in seen.replace(".", " ").replace("-", " ").split()):
        return
    if "." in seen and all(len(part) == 3 for part in seen.split(".")[1:]):
        return
    assert traces(f"{before} {number} {after}", YEAR), number


@given(around, st.integers(10**7, 10**10 - 1), around)
def test_mobile_numbers_are_found(before: str, rest: int, after: str) -> None:
    for start in ("08", "+628", "628", "+62 8"):
        assert traces(f"{before} {start}{rest} {after}", YEAR)


cues = st.sampled_from(["bernama", "nama saya", "a.n.", "an.", "ananda", "nama:"])
cases = st.sampled_from([str.lower, str.upper, str.title])


@given(around, st.tuples(cues, blanks, invisible, letters), cases, around)
def test_a_name_after_a_cue_is_found_in_any_case(
    before: str, said: tuple[str, str, str, str], case: Callable[[str], str], after: str
) -> None:
    cue, blank, hidden, name = said
    text = f"{before} {case(cue)}{blank}{hidden}{case('xu' + name)} {after}"
    assert traces(text, YEAR), text


@given(around, st.integers(1, 28), st.integers(1, 12), st.integers(YEAR - 18, YEAR - 5), around)
def test_the_birth_dates_of_children_are_found(
    before: str, day: int, month: int, year: int, after: str
) -> None:
    for written in (
        f"{day}-{month}-{year}",
        f"{day:02}/{month:02}/{year}",
        f"{day}.{month}.{year}",
    ):
        assert traces(f"{before} {written} {after}", YEAR), written


@given(
    st.sampled_from(["anak dari", "anaknya", "putri", "adik dari"]),
    st.sampled_from(["Ibu", "bapak", "Pak", "bu", "Hj."]),
    letters.map(lambda name: f"xu{name}"),
)
def test_parents_are_found(cue: str, title: str, name: str) -> None:
    assert traces(f"{cue} {title} {name} bercerita", YEAR)
