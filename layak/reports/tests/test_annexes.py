"""Annexes are named by the item, the document and its year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layak.reports.annexes import annex_name, annex_names


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("1.2a", "SK Gugus Tugas 2023.pdf", "01-2a_SK-Gugus-Tugas_2023.pdf"),
        ("21A.4b", "Laporan UPTD PPA.PDF", "21A-4b_Laporan-UPTD-PPA.pdf"),
        ("4.1", "Rekap 2021 dan 2022 (final).xlsx", "04-1_Rekap-2021-dan-final_2022.xlsx"),
        ("12.1", "folder/Peta résumé", "12-1_Peta-resume"),
        ("9.3", "....", "09-3_Dokumen"),
        ("9.3", "No. 2022001 tahun ini.docx", "09-3_No-2022001-tahun-ini.docx"),
    ],
)
def test_a_name_tells_item_document_and_year(code: str, name: str, said: str) -> None:
    assert annex_name(code, name) == said


def test_names_that_would_be_alike_are_numbered() -> None:
    found = annex_names(
        [("1.1", "SK.pdf"), ("1.1", "sk.pdf"), ("1.1", "S K.pdf"), ("1.2", "SK.pdf")]
    )
    assert found == ["01-1_SK.pdf", "01-1_sk-2.pdf", "01-1_S-K.pdf", "01-2_SK.pdf"]


@given(
    st.lists(st.tuples(st.from_regex(r"\d{1,2}[A-C]?\.\d{1,2}[a-z]?", fullmatch=True), st.text()))
)
def test_no_two_names_are_alike_and_all_are_safe(papers: list[tuple[str, str]]) -> None:
    names = annex_names(papers)
    assert len({name.casefold() for name in names}) == len(papers)
    for name in names:
        assert name.isascii()
        assert not set(name) & set('/\\:*?"<>| ')
        assert 0 < len(name) < 140
