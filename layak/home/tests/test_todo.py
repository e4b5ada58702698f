"""What somebody owes is decided from plain values."""

from dataclasses import replace
from decimal import Decimal

from layak.assessments.gaps import Gap, GapKind
from layak.assessments.models import Stage
from layak.assessments.sheet import Given, Line
from layak.home.todo import Verb, tasks

LINE = Line(
    answer=1,
    code="4.2",
    label="Anak punya akta",
    row="4",
    attainable=Decimal(10),
    points=Decimal(6),
    filled=True,
    evidenced=True,
    mark=None,
    editable=True,
    offices=("Disdukcapil", "Dinkes"),
)
MISSING = Gap(GapKind.MISSING, "4.2", 1, "Belum ada: laporan.", Decimal(10), "Anak punya akta")
MISPLACED = Gap(GapKind.MISPLACED, "4.2", 1, "“x.pdf” lebih cocok untuk 5.1.", Decimal(4), "x")


def test_an_open_question_is_to_be_answered_for_all_its_points() -> None:
    line = replace(LINE, points=None, filled=False)
    [task] = tasks([line], [])
    assert (task.verb, task.points, task.owner) == (Verb.ANSWER, Decimal(10), "Disdukcapil")


def test_who_may_not_answer_hands_in_evidence_instead() -> None:
    line = replace(LINE, points=None, filled=False)
    [task] = tasks([line], [], may_answer=False)
    assert task.verb == Verb.ATTACH


def test_a_claim_without_proof_puts_its_own_points_at_risk() -> None:
    [task] = tasks([LINE], [MISPLACED, MISSING])
    assert (task.verb, task.points, task.said) == (Verb.ATTACH, Decimal(6), MISSING.what)


def test_a_document_in_the_wrong_place_is_to_be_moved() -> None:
    [task] = tasks([LINE], [MISPLACED])
    assert (task.verb, task.said) == (Verb.MOVE, MISPLACED.what)


def test_a_returned_answer_comes_with_the_note_of_the_verifier() -> None:
    line = replace(LINE, mark=Given(Stage.FIELD, Decimal(6), returned=True))
    [task] = tasks([line], [MISSING], {1: "Lampirkan laporan tahun 2022."})
    assert (task.verb, task.points) == (Verb.REPAIR, Decimal(4))
    assert task.said == "Lampirkan laporan tahun 2022."


def test_what_is_locked_is_owed_no_more() -> None:
    assert tasks([replace(LINE, editable=False)], [MISSING, MISPLACED]) == []


def test_a_finished_answer_is_no_task() -> None:
    assert tasks([LINE], []) == []


def test_the_most_points_come_first_but_the_own_questions_before_those_of_others() -> None:
    small = replace(LINE, answer=2, code="4.3", points=None, filled=False, attainable=Decimal(3))
    large = replace(LINE, answer=3, code="5.1", points=None, filled=False, offices=("Dinkes",))
    assert [task.code for task in tasks([small, large], [])] == ["5.1", "4.3"]
    own_first = tasks([small, large], [], leading={"Disdukcapil"})
    assert [task.code for task in own_first] == ["4.3", "5.1"]
