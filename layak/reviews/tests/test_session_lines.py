"""People pasted as lines are read; every line that is not understood is explained."""

from hypothesis import given
from hypothesis import strategies as st

from layak.reviews.session_lines import MOST_LINES, Person, read_lines, tidy

names = st.text(alphabet="abcdefghij klmno", min_size=1, max_size=40).map(tidy).filter(bool)


def test_lines_are_read_as_people_write_them() -> None:
    text = "Nama; Instansi; Jabatan\n1. Siti Rahma; Dinkes; Kabid\n2;Joko;Polres\nRani\tBappeda\n"
    pasted = read_lines(text)
    assert pasted.people == [
        Person("Siti Rahma", "Dinkes", "Kabid"),
        Person("Joko", "Polres"),
        Person("Rani", "Bappeda"),
    ]
    assert pasted.bad == []


def test_each_bad_line_says_its_number_and_why() -> None:
    pasted = read_lines("Siti;Dinkes\r\nJoko\r\n; Polres\r\nA;B;C;D\r\n112;Polres\r\n" + "x" * 200)
    assert [one.number for one in pasted.bad] == [2, 3, 4, 5, 6]
    assert [one.reason for one in pasted.bad] == [
        "Instansi belum ditulis.",
        "Nama belum ditulis.",
        "Lebih dari tiga bagian. Tulis nama; instansi; jabatan.",
        "Nama harus berisi huruf.",
        "Instansi belum ditulis.",
    ]
    assert pasted.people == [Person("Siti", "Dinkes")]


def test_too_long_a_name_is_told() -> None:
    (bad,) = read_lines(f"{'x' * 121};Dinkes").bad
    assert bad.reason == "Nama paling panjang 120 karakter."


def test_a_second_mention_is_counted_not_repeated() -> None:
    pasted = read_lines("Siti;Dinkes\nSITI;dinkes;Kabid")
    assert (len(pasted.people), pasted.again) == (1, 1)


def test_what_is_too_much_comes_back() -> None:
    pasted = read_lines("\n".join(f"Orang {n};Dinkes" for n in range(MOST_LINES + 2)))
    assert (len(pasted.people), len(pasted.bad)) == (MOST_LINES, 2)


@given(st.lists(st.tuples(names, names, st.one_of(st.just(""), names)), max_size=20))
def test_what_is_written_by_the_rule_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    pasted = read_lines("\n".join("; ".join(row) for row in rows))
    kept = {person.key for person in pasted.people}
    headings = {"nama", "name", "nama lengkap"}
    assert pasted.bad == []
    assert kept == {Person(*row).key for row in rows if row[0] not in headings}


@given(st.text(max_size=400))
def test_no_line_is_lost(text: str) -> None:
    pasted = read_lines(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    said = len(pasted.people) + len(pasted.bad) + pasted.again
    assert said <= len(lines)
    for bad in pasted.bad:
        assert lines[bad.number - 1] == bad.text
        assert bad.reason
