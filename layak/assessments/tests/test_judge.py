"""One document under one question: what is held against it, and what is not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from layak.assessments.judging import Asked, Paper, judge, kinds_asked

SERANG, CILEGON, CAPIL, HEALTH = 1, 2, 10, 11
SURE = dict.fromkeys(("kind", "dated", "issuer", "city", "period", "signature"), 0.9)
REPORT = Paper(kind="report", years=(2022, 2022), sure=SURE, pages={"period": 3})
ASKED = Asked((2021, 2022), SERANG, frozenset({CAPIL}))
LAW = ("document", "Salinan produk hukum yang masih berlaku: bernomor, bertanggal, bertanda tangan")


def kinds(paper: Paper, asked: Asked = ASKED) -> list[str]:
    return [found.kind for found in judge(paper, asked)]


def test_a_document_of_the_years_asked_for_is_right() -> None:
    assert kinds(REPORT) == []
    assert kinds(replace(REPORT, years=(2020, 2021))) == []


@pytest.mark.parametrize("years", [(2019, 2020), (2023, 2023)])
def test_a_document_of_another_year_says_which_and_where(years: tuple[int, int]) -> None:
    (found,) = judge(replace(REPORT, years=years), ASKED)
    assert (found.kind, found.page) == ("year", 3)
    assert found.facts["said"] == list(years)


def test_without_a_period_the_date_counts_and_a_report_may_come_a_year_later() -> None:
    paper = replace(REPORT, years=None)
    assert kinds(replace(paper, dated=date(2023, 2, 1))) == []
    assert kinds(replace(paper, dated=date(2024, 2, 1))) == ["year"]
    assert kinds(replace(paper, dated=date(2020, 2, 1))) == ["year"]


def test_a_decree_in_force_may_be_old_but_not_newer_than_the_cycle() -> None:
    decree = Paper(kind="decree", dated=date(2014, 5, 1), years=(2014, 2014), sure=SURE)
    assert kinds(decree) == []
    assert kinds(replace(decree, dated=date(2023, 5, 1))) == ["year"]


def test_what_layak_is_unsure_of_is_held_against_nobody() -> None:
    unsure = dict.fromkeys(SURE, 0.4)
    wrong = Paper(kind="photo", years=(2015, 2015), issuer=HEALTH, city=CILEGON, signature="absent")
    asked = replace(ASKED, requirements=[LAW])
    assert kinds(replace(wrong, sure=unsure), asked) == []
    assert kinds(replace(wrong, sure=SURE), asked) == ["year", "kind", "city", "office"]


@pytest.mark.parametrize(
    ("requirements", "kind", "wrong"),
    [
        ([LAW], "photo", True),
        ([LAW], "decree", False),
        ([LAW], "report", True),
        ([("document", "SK Pusat Kreativitas Anak")], "photo", True),
        ([("document", "SK Pusat Kreativitas Anak")], "decree", False),
        ([("photo", "Foto kegiatan")], "photo", False),
        ([("photo", "Foto kegiatan")], "decree", True),
        ([("document", "Sesuatu yang lain")], "decree", False),
        ([("document", "Sesuatu yang lain")], "photo", True),
        ([], "photo", False),
    ],
)
def test_another_kind_than_asked_for_is_wrong(
    requirements: list[tuple[str, str]], kind: str, *, wrong: bool
) -> None:
    paper = Paper(kind=kind, sure=SURE)
    found = kinds(paper, replace(ASKED, requirements=requirements))
    assert ("kind" in found) == wrong


def test_a_photograph_beside_what_is_asked_for_is_right() -> None:
    asked = replace(ASKED, requirements=[("document", "Laporan pelatihan dan daftar peserta")])
    photo = Paper(kind="photo", sure=SURE)
    assert kinds(photo, replace(asked, given=frozenset({"photo"}))) == ["kind"]
    assert kinds(photo, replace(asked, given=frozenset({"photo", "report"}))) == []


def test_words_that_leave_it_open_name_no_kinds() -> None:
    assert kinds_asked([("document", "Sesuatu yang lain")]) is None
    assert kinds_asked([("matrix", "Matriks kegiatan")]) == frozenset({"table"})


def test_another_citys_document_is_named() -> None:
    (found,) = judge(replace(REPORT, city=CILEGON, city_name="Kota Cilegon"), ASKED)
    assert (found.kind, found.facts) == ("city", {"named": "Kota Cilegon"})


def test_an_office_without_this_question_is_named_but_not_for_papers_of_the_city() -> None:
    paper = replace(REPORT, issuer=HEALTH, issuer_name="Dinas Kesehatan")
    assert kinds(paper) == ["office"]
    assert kinds(replace(paper, issuer=CAPIL)) == []
    assert kinds(replace(paper, kind="decree")) == []
    assert kinds(paper, replace(ASKED, offices=frozenset())) == []


@pytest.mark.parametrize(
    ("requirement", "kind", "wrong"),
    [
        (LAW, "decree", True),
        (("document", "SOP yang disahkan"), "procedure", True),
        (("budget", "Kutipan anggaran, ditandatangani Bappeda"), "budget", True),
        (("document", "SK satuan tugas"), "decree", False),
    ],
)
def test_a_missing_signature_counts_where_one_is_asked_for(
    requirement: tuple[str, str], kind: str, *, wrong: bool
) -> None:
    paper = Paper(kind=kind, signature="absent", sure=SURE)
    assert ("unsigned" in kinds(paper, replace(ASKED, requirements=[requirement]))) == wrong
    signed: Any = replace(paper, signature="present")
    assert "unsigned" not in kinds(signed, replace(ASKED, requirements=[requirement]))
    only_a_place = replace(signed, sure={**SURE, "signature": 0.5})
    assert ("unsigned" in kinds(only_a_place, replace(ASKED, requirements=[requirement]))) == wrong


def test_a_broken_signature_counts_everywhere() -> None:
    assert kinds(replace(REPORT, signature="broken")) == ["unsigned"]


def test_pages_that_are_hard_to_read_are_named() -> None:
    (found,) = judge(replace(REPORT, unclear=(2, 5), flaws=("dark",)), ASKED)
    told = {"pages": [2, 5], "flaws": ["dark"]}
    assert (found.kind, found.page, found.facts) == ("unclear", 2, told)
