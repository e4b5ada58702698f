"""``layak forecast``: the honest expectation from a file of points, without a database."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from layak.instruments import files
from layak.lib.errors import Refusal
from layak.scorecards.pairs import published_pairs


@pytest.fixture
def points(tmp_path: Path) -> Path:
    rubric = files.rubric(files.read(files.find("kla-2024")))
    path = tmp_path / "points.csv"
    lines = [f"{code},{item.maximum}" for code, item in rubric.items.items()]
    path.write_text("\n".join(["code,points", *lines]), encoding="utf-8")
    return path


def forecast(*words: str) -> str:
    said = StringIO()
    call_command("forecast", *words, stdout=said)
    return said.getvalue()


def test_the_public_pairs_are_those_that_name_both_scores() -> None:
    found = {(pair.city, pair.year): (pair.before, pair.after) for pair in published_pairs()}
    assert found[("33.21", 2022)] == (973.9, 697.4)
    assert found[("62.02", 2023)] == (721.0, 588.4)
    assert len(found) == 5


def test_json_gives_every_number_with_its_interval(points: Path) -> None:
    said = json.loads(forecast("--points", str(points), "--json"))
    assert said["confidence"] == "0.80"
    assert said["self"] == "1000.00"
    assert float(said["low"]) < float(said["expected"]) < float(said["high"])
    assert [one["stage"] for one in said["stages"]] == ["administrative", "field", "final"]
    assert [one["grounded"] for one in said["stages"]] == [True, False, False]
    parts = (*said["clusters"].values(), *said["indicators"].values(), *said["items"].values())
    assert all(float(one["low"]) <= float(one["expected"]) <= float(one["high"]) for one in parts)
    assert len(said["items"]) == 274
    assert "few_pairs" in {one["code"] for one in said["cautions"]}


def test_people_read_it_in_sentences(points: Path) -> None:
    said = forecast("--points", str(points), "--city", "36.73")
    assert "Sesudah verifikasi administrasi:" in said
    assert "Baru 5 pasangan nilai nyata" in said


def test_bad_points_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("code,points\n99.9,1\n1.1,x\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"99\.9.*1\.1"):
        forecast("--points", str(path))


def test_points_above_a_maximum_are_cut_as_in_the_score(tmp_path: Path) -> None:
    path = tmp_path / "much.csv"
    path.write_text("code,points\n1.2a,300\n", encoding="utf-8")
    said = json.loads(forecast("--points", str(path), "--json"))
    rubric = files.rubric(files.read(files.find("kla-2024")))
    assert said["self"] == said["items"]["1.2a"]["self"] == f"{rubric.items['1.2a'].maximum:.2f}"
    assert [(one["code"], one["where"]) for one in said["warnings"]] == [("item_capped", "1.2a")]
    assert said["warnings"][0]["message"] in forecast("--points", str(path))


def test_a_mistyped_city_is_no_unknown_city(points: Path) -> None:
    with pytest.raises(Refusal, match=r"3673.*36\.73"):
        forecast("--points", str(points), "--city", "3673")
