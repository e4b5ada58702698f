"""Papers call an award as its file does; an unknown one by its abbreviation."""

import pytest

from layak.instruments import awards
from layak.instruments.edition import award_of


@pytest.mark.parametrize(
    ("code", "goal", "signer", "head"),
    [
        (
            "kla-2024",
            "Kota Layak Anak",
            "Ketua Gugus Tugas Kota Layak Anak",
            (
                "Pemerintah Kota Bima",
                "Gugus Tugas Kota Layak Anak",
                "Sekretariat Gugus Tugas",
            ),
        ),
        (
            "ape-2024",
            "Anugerah Parahita Ekapraya",
            "Penanggung jawab evaluasi APE",
            ("Pemerintah Kota Bima", "Evaluasi Anugerah Parahita Ekapraya"),
        ),
        (
            "xyz-2023",
            "XYZ",
            "Penanggung jawab evaluasi XYZ",
            ("Pemerintah Kota Bima", "Evaluasi XYZ"),
        ),
    ],
)
def test_a_paper_is_named_and_signed_for_its_award(
    code: str, goal: str, signer: str, head: tuple[str, ...]
) -> None:
    award = award_of(code)
    assert awards.strives_for(award, "Kota") == goal
    assert awards.head_of(award, "Kota") == signer
    assert awards.letterhead_of(award, "Kota Bima") == head


def test_where_all_regions_are_meant_both_kinds_are_named() -> None:
    assert awards.strives_for("KLA") == "Kabupaten/Kota Layak Anak"
    assert awards.strives_for("APE") == "Anugerah Parahita Ekapraya"


def test_who_answers_is_the_body_or_nobody_in_particular() -> None:
    assert awards.answerable("KLA") == "Gugus Tugas KLA"
    assert awards.answerable("APE") == "Penanggung jawab APE"
