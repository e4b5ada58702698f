"""What folder names say."""

import pytest

from layak.assessments.claims import Claim, Reach, claim_of

ITEMS = {"4.1", "4.2", "1.2a", "21A.4a", "18.2", "26.4"}
INDICATORS = {"1", "4", "18", "21A", "21B", "26"}
CLUSTERS = {"0", "1", "4", "5", "6"}


@pytest.mark.parametrize(
    ("path", "reach", "code"),
    [
        ("04.2 Akta kelahiran/Profil.pdf", Reach.ITEM, "4.2"),
        ("4.2/a.pdf", Reach.ITEM, "4.2"),
        ("21A.4a/kanal.docx", Reach.ITEM, "21A.4a"),
        ("21a.4A Kanal/kanal.docx", Reach.ITEM, "21A.4a"),
        ("01-2a/SK.pdf", Reach.ITEM, "1.2a"),
        ("Indikator 21A/a.pdf", Reach.INDICATOR, "21A"),
        ("Indikator 21/a.pdf", Reach.INDICATOR, "21"),
        ("ind_4/a.pdf", Reach.INDICATOR, "4"),
        ("indikator-04/a.pdf", Reach.INDICATOR, "4"),
        ("04/a.pdf", Reach.INDICATOR, "4"),
        ("04_akta/a.pdf", Reach.INDICATOR, "4"),
        ("Klaster IV - Pendidikan/a.pdf", Reach.CLUSTER, "4"),
        ("klaster4/a.pdf", Reach.CLUSTER, "4"),
        ("Kelembagaan/a.pdf", Reach.CLUSTER, "0"),
        ("Klaster 4/Indikator 18/a.pdf", Reach.INDICATOR, "18"),
        ("Indikator 18/Foto kegiatan/a.jpg", Reach.INDICATOR, "18"),
        ("Klaster 4 Indikator 18/a.pdf", Reach.INDICATOR, "18"),
    ],
)
def test_a_folder_speaks_for_its_documents(path: str, reach: Reach, code: str) -> None:
    found = claim_of(path, items=ITEMS, indicators=INDICATORS, clusters=CLUSTERS)
    assert found == Claim(reach, code)


@pytest.mark.parametrize(
    "path",
    [
        "a.pdf",
        "4.2 akta.pdf",
        "Dinas Kesehatan/a.pdf",
        "2023/a.pdf",
        "Indikator 99/a.pdf",
        "Data 2022/a.pdf",
    ],
)
def test_other_names_claim_nothing(path: str) -> None:
    assert claim_of(path, items=ITEMS, indicators=INDICATORS, clusters=CLUSTERS) is None
