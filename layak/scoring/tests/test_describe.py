import string
from decimal import Decimal

import pytest

from layak.scoring import (
    PointsError,
    PrintedRow,
    Problem,
    as_json_object,
    compare_printed,
    describe,
    describe_error,
    number_text,
    score,
    sentences,
    standing_sentence,
)
from layak.scoring.tests.make import make_rubric


@pytest.mark.parametrize(
    ("total", "target", "sentence"),
    [
        ("600", None, "600 adalah Pratama; Madya mulai 601"),
        ("600.4", None, "600,40 adalah Pratama; Madya mulai 601"),
        ("600.996", None, "600,996 adalah Pratama; Madya mulai 601"),
        ("480.5", None, "480,50 belum mencapai Pratama; Pratama mulai 500"),
        ("720", None, "720 adalah Nindya, tingkat tertinggi"),
        ("600", "Nindya", "600 adalah Pratama; Madya mulai 601; sasaran Nindya kurang 101"),
        ("720", "Nindya", "720 adalah Nindya, tingkat tertinggi"),
    ],
)
def test_one_plain_sentence_says_where_a_total_stands(
    total: str, target: str | None, sentence: str
) -> None:
    assert standing_sentence(make_rubric(), Decimal(total), target) == sentence


def test_the_sentence_exists_in_english() -> None:
    sentence = standing_sentence(make_rubric(), Decimal("600.4"), "Nindya", language="en")
    assert sentence == "600.40 is Pratama; Madya starts at 601; 100.60 short of the target Nindya"


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        ("1000", "1.000", "1,000"),
        ("771.81", "771,81", "771.81"),
        ("0.125", "0,13", "0.13"),
        ("0.5", "0,50", "0.50"),
        ("99.999", "100", "100"),
    ],
)
def test_numbers_are_written_as_their_readers_write_them(
    value: str, indonesian: str, english: str
) -> None:
    assert number_text(Decimal(value)) == indonesian
    assert number_text(Decimal(value), "en") == english


def test_machine_output_has_exactly_the_promised_keys_and_rounds_half_up_once() -> None:
    rubric = make_rubric({"1": {"1": "600", "2": "1"}, "2A": {"1": "1"}})
    points = {"1.1": Decimal(600), "1.2": Decimal("0.2025"), "2A.1": None}
    assert as_json_object(score(rubric, points)) == {
        "total": "600.20",
        "clusters": {"0": "600.20"},
        "indicators": {"1": "600.20", "2A": "0.00"},
        "level": "Pratama",
        "next_level": "Madya",
        "distance": "0.80",
        "unanswered": ["2A.1"],
        "warnings": [
            {
                "code": "gap",
                "where": "total",
                "message": "Nilai 600,2025 berada di celah antara 600 (Pratama) dan 601 (Madya); "
                "menurut aturan instrumen ini tetap Pratama.",
            }
        ],
    }


def test_machine_output_rounds_the_half_upwards() -> None:
    rubric = make_rubric({"1": {"1": "1", "2": "1"}})
    points = {"1.1": Decimal("0.0025"), "1.2": Decimal("0.0025")}
    assert as_json_object(score(rubric, points))["total"] == "0.01"


def test_at_the_top_and_below_the_lowest_level_machine_output_says_null() -> None:
    top = as_json_object(score(make_rubric(), {"1.1": Decimal(600), "1.2": Decimal(200)}))
    assert (top["level"], top["next_level"], top["distance"]) == ("Nindya", None, None)
    low = as_json_object(score(make_rubric(), {}))
    assert (low["level"], low["next_level"], low["distance"]) == (None, "Pratama", "500.00")


def test_disagreements_of_printed_totals_follow_the_warnings_of_the_score() -> None:
    rubric, points = make_rubric(), {"1.1": Decimal(601)}
    printed = [PrintedRow("total", "", Decimal(770)), PrintedRow("indicator", "1", Decimal(5))]
    found = compare_printed(rubric, points, printed)
    output = as_json_object(score(rubric, points), found)
    assert [one["message"] for one in output["warnings"]] == [  # type: ignore[attr-defined] # a list
        "Butir 1.1: 601 melebihi nilai maksimum 600; dihitung 600.",
        "Jumlah seluruhnya tercetak 770, padahal butir-butirnya berjumlah 600 (selisih 170).",
        "Indikator 1 tercetak 5, padahal butir-butirnya berjumlah 600 (selisih -595).",
    ]


def test_all_problems_make_one_sentence() -> None:
    error = PointsError([Problem("unknown", "9.9", "1", 2), Problem("negative", "1.1", "-1")])
    assert describe_error(error) == (
        "Baris 2: kode 9.9 tidak ada dalam instrumen; 1.1: nilai -1 tidak boleh negatif."
    )
    assert describe_error(error, "en").startswith("Line 2: code 9.9 is not in the instrument; ")


@pytest.mark.parametrize("table", ["_WARNINGS", "_PROBLEMS", "_PLACES", "_STANDING"])
def test_both_languages_say_the_same_with_the_same_facts(table: str) -> None:
    texts = getattr(sentences, table)
    assert texts["id"].keys() == texts["en"].keys()
    for code, text in texts["id"].items():
        names = [
            {name for _, name, _, _ in string.Formatter().parse(one) if name is not None}
            for one in (text, texts["en"][code])
        ]
        assert names[0] == names[1]


def test_every_warning_of_a_score_has_words() -> None:
    rubric = make_rubric({"1": {"1": "600", "2": "300"}}, caps={"1": "600.5"}).without(["1.2"])
    result = score(rubric, {"1.1": Decimal(700), "1.2": Decimal(3)})
    assert [describe(one, "en") for one in result.warnings] == [
        "Item 1.1: 700 is above the maximum of 600; 600 is counted.",
        "Item 1.2 does not apply to this region; its 3 points are not counted.",
    ]
