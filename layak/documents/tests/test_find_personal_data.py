"""Personal data is found by its inner structure, and masked until nothing of it is left."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.documents.personal import Personal, born, find, masked

ON = date(2023, 3, 20)
CHILD = "3673014505150002"  # a girl of Serang, born on 5 May 2015
PUPILS = """Daftar siswa kelas IV SDN Serang 3
1. Ahmad Fauzi, Jl. Veteran No. 12 RT 02/03
2. Siti Aminah, Kp. Kaujon Kidul RT 01/05
3. Budi Santoso, Perum Taman Widya Blok C2
"""


def test_a_nik_carries_a_place_and_a_day_of_birth() -> None:
    assert born(CHILD, on=ON) == date(2015, 5, 5)
    assert born("3673010505150002", on=ON) == date(2015, 5, 5)
    assert born("3673010505800002", on=ON) == date(1980, 5, 5)


@pytest.mark.parametrize(
    "number",
    ["0073014505150002", "3673014513150002", "3673013202150002", "3673014505150000", "1234567890"],
    ids=["no such province", "month 13", "32 February", "serial 0000", "too short"],
)
def test_a_number_without_that_structure_is_no_nik(number: str) -> None:
    assert born(number, on=ON) is None


def test_a_childs_nik_is_found_with_its_page_and_an_adults_is_told_apart() -> None:
    pages = ["Tidak ada apa-apa.", f"NIK {CHILD} dan 3673010505800002"]
    traces = find(pages, on=ON)
    assert [(one.kind, one.page, one.child) for one in traces] == [
        (Personal.IDENTITY, 2, True),
        (Personal.IDENTITY, 2, False),
    ]


@pytest.mark.parametrize(
    "written", ["367301.450515.0002", "367301 450515 0002", "3673014505150002"]
)
def test_a_nik_is_found_however_its_groups_are_parted(written: str) -> None:
    assert [one.kind for one in find([f"NIK: {written}."], on=ON)] == [Personal.IDENTITY]


def test_longer_numbers_and_amounts_hold_no_nik() -> None:
    assert not find(
        [
            "NIP 367301450515000212",
        ],
        on=ON,
    )
    assert not find(["Rp3673014505150002,00 dan 1.3673014505150002"], on=ON)


@pytest.mark.parametrize(
    "line",
    [
        "Ananda Putri Lestari, lahir di Serang, 12 Mei 2015",
        "Nama: Putri Lestari  Tempat/Tgl Lahir: Serang, 12-05-2015",
        "No\tNama\tTanggal lahir\n1\tPutri Lestari\t12/05/2015",
    ],
)
def test_a_childs_birth_date_beside_a_name_is_found(line: str) -> None:
    (trace,) = find([line], on=ON)
    assert (trace.kind, trace.child) == (Personal.BIRTH, True)
    hidden = masked(line, [trace])
    assert "Putri" not in hidden
    assert "2015" not in hidden


@pytest.mark.parametrize(
    "line",
    [
        "Persentase anak yang memiliki akta kelahiran per 31 Desember 2022",
        "Budi Santoso, lahir di Serang, 12 Mei 1975",
        "Peraturan Menteri tentang akta kelahiran, Jakarta 12 Mei 2015",
    ],
)
def test_what_only_speaks_of_births_is_left_alone(line: str) -> None:
    assert not find([line], on=ON)


def test_a_list_of_pupils_with_homes_is_found_whole() -> None:
    traces = find([PUPILS], on=ON)
    assert [one.kind for one in traces] == [Personal.HOME] * 3
    hidden = masked(PUPILS, traces)
    for said in ("Ahmad", "Veteran", "Kaujon", "Widya"):
        assert said not in hidden
    assert "Daftar siswa kelas IV SDN Serang 3" in hidden


def test_a_row_with_a_number_a_birth_and_a_home_is_told_of_by_its_number() -> None:
    row = f"Budi Contoh, NIK {CHILD}, lahir 5 Mei 2015, Jl. Contoh RT 01 RW 02"
    traces = find([f"Daftar siswa kelas 1\n1. {row}\n2. {row}\n3. {row}"], on=ON)
    assert [(one.kind, one.child) for one in traces] == [(Personal.IDENTITY, True)] * 3


def test_addresses_of_schools_are_nobodys_home() -> None:
    schools = "Sebaran siswa\n" + "\n".join(
        f"SDN Serang {n}, Jl. Raya {n} RT 01/02" for n in range(1, 6)
    )
    assert not find([schools], on=ON)


def test_without_a_day_people_of_any_age_count() -> None:
    line = "Budi Santoso, lahir di Serang, 12 Mei 1975"
    assert len(find([line], on=None)) == 1


@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_lie_in_it_without_touching(text: str) -> None:
    traces = find([text], on=ON)
    ends = [0, *(edge for one in traces for edge in (one.start, one.end)), len(text)]
    assert ends == sorted(ends)
    assert len(masked(text, traces)) == len(text)
