"""The authored points and people of the demo add up to its story."""

from decimal import Decimal

import pytest

from layak import scoring
from layak.instruments.files import LIBRARY, read, rubric
from layak.operations.demo.tables import (
    DemoAnswer,
    read_answers,
    read_cycle,
    read_organizations,
    read_people,
)

EDITION = read(LIBRARY / "kla-2024")
RUBRIC = rubric(EDITION)
ANSWERS = {answer.code: answer for answer in read_answers()}
# Regions that a sign-in may belong to: nation, province, city, Kasemen, Kasunyatan.
REGIONS = {"nation", "36", "36.73", "36.73.02", "36.73.02.1010"}


def misplaced() -> list[DemoAnswer]:
    return [a for a in ANSWERS.values() if "pindahkan" in a.verifier_note]


def test_every_item_has_a_row() -> None:
    assert list(ANSWERS) == [question.code for question in EDITION.questions]


@pytest.mark.parametrize("stage", ["self_points", "field_points"])
def test_every_value_is_one_of_the_steps_of_its_ladder(stage: str) -> None:
    for question in EDITION.questions:
        points = getattr(ANSWERS[question.code], stage)
        steps = {option.points for option in question.options}
        assert points is None or points in steps, question.code


def test_the_self_assessment_adds_up_to_what_the_cycle_says() -> None:
    found = scoring.score(RUBRIC, {code: a.self_points for code, a in ANSWERS.items()})
    assert found.total == read_cycle().self_total
    assert Decimal(780) <= found.total <= Decimal(860)


def test_the_field_verification_is_exactly_600_and_pratama() -> None:
    found = scoring.score(RUBRIC, {code: a.field_points for code, a in ANSWERS.items()})
    assert found.total == read_cycle().field_total == Decimal(600)
    standing = scoring.standing(RUBRIC.levels, found.total)
    assert standing.level is not None
    assert standing.level.name == "Pratama"


def test_a_few_items_are_not_answered_at_either_stage() -> None:
    unanswered = [code for code, a in ANSWERS.items() if a.self_points is None]
    assert 6 <= len(unanswered) <= 10
    assert unanswered == [code for code, a in ANSWERS.items() if a.field_points is None]


def test_no_verified_value_is_above_the_citys_own() -> None:
    for answer in ANSWERS.values():
        if answer.self_points is not None and answer.field_points is not None:
            assert answer.field_points <= answer.self_points, answer.code


def test_each_note_is_an_example_and_explains_lost_points() -> None:
    noted = [answer for answer in ANSWERS.values() if answer.verifier_note]
    assert len(noted) >= 14
    for answer in noted:
        assert answer.verifier_note.startswith("Contoh: ")
        assert answer.self_points is not None
        assert answer.field_points is not None
        assert answer.field_points < answer.self_points
    assert len(misplaced()) >= 6


def test_the_complaint_answer_names_only_two_channels() -> None:
    answer = ANSWERS["21A.4a"]
    assert "112" in answer.narrative
    assert "Rabeg" in answer.narrative
    assert "P2TP2A" not in answer.narrative
    assert "UPT" not in answer.narrative
    assert "P2TP2A" in answer.verifier_note


def test_the_cycle_says_that_another_form_stands_in() -> None:
    cycle = read_cycle()
    assert cycle.example
    assert "2024" in cycle.note
    assert (cycle.first_evidence_year, cycle.last_evidence_year) == (2021, 2022)
    assert cycle.self_submitted_at < cycle.field_verified_at
    assert cycle.target in {level.name for level in EDITION.levels}


def test_every_person_belongs_somewhere() -> None:
    offices = {organization.short_name for organization in read_organizations()}
    for person in read_people():
        assert person.at in offices | REGIONS, person.email
