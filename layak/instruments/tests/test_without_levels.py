"""An edition whose bands nobody has published: it can be checked, published and told apart."""

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from layak import scoring
from layak.instruments import files
from layak.instruments.models import Instrument

APE = files.LIBRARY / "ape-2024"
Change = Callable[[str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Copy the instrument and replace one text in its head."""

    def change(old: str, new: str) -> Path:
        folder = tmp_path / "ape-2024"
        shutil.copytree(APE, folder)
        head = folder / files.HEAD
        content = head.read_text(encoding="utf-8")
        assert content.count(old) == 1
        head.write_text(content.replace(old, new), encoding="utf-8")
        return folder

    return change


def test_the_gender_award_has_seven_components_and_no_invented_band() -> None:
    edition = files.read(APE)
    assert files.check(APE) == files.Report((), ())
    assert len(edition.clusters) == 7
    assert edition.levels == ()
    assert edition.instrument.by_hand
    assert {question.maximum for question in edition.questions} == {Decimal(1)}
    assert files.rubric(edition).attainable == edition.instrument.maximum == len(edition.questions)


def test_a_score_without_bands_is_a_sum_and_nothing_else() -> None:
    rubric = files.rubric(files.read(APE))
    won = scoring.score(rubric, {"1.1": Decimal("0.75"), "6.2": Decimal(1)})
    assert won.total == Decimal("1.75")
    assert (won.level, won.next_level, won.distance) == (None, None, None)
    said = scoring.standing_sentence(rubric, won.total)
    assert said == "1,75; instrumen ini tidak menetapkan tingkat"


def test_bands_without_a_rule_and_a_rule_without_bands_are_errors(changed: Change) -> None:
    folder = changed('level_rule = "unknown"', 'level_rule = "printed-lower-number"')
    [error] = files.check(folder).errors
    assert "levels: harus ada" in str(error)


def test_an_unknown_rule_allows_no_band(changed: Change) -> None:
    band = '[[levels]]\nname = "X"\nname_en = "X"\nfloor = "1"\nceiling = "2"\n\n'
    first = '[[ladders]]\ncode = "policy"'
    [error] = files.check(changed(first, band + first)).errors
    assert "levels: tidak boleh ada" in str(error)


def test_the_code_tells_award_and_year(changed: Change) -> None:
    assert Instrument(code="ape-2024").award == "APE"
    [error] = files.check(changed('code = "ape-2024"', 'code = "penghargaan"')).errors
    assert "code: harus penghargaan dan tahun" in str(error)
