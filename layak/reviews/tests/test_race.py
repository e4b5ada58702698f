"""Two people at the same instant: exactly one outcome, nothing lost."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from layak.assessments.models import Answer, Assessment, Mark, Stage
from layak.assessments.services import answer_question
from layak.assessments.tests.make import answer_of, fill, make_sheet, option_of
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.reviews.bulk import Offers, accept_many
from layak.reviews.deciding import Overtaken
from layak.reviews.models import Decision, Snapshot
from layak.reviews.stages import finish, submit_self
from layak.reviews.tests.make import CODES, REVIEWED, SUBMITTED, accept, adjust, make_submitted
from tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
VA = Stage.ADMINISTRATIVE


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads that start together; each result, or the refusal it ended with."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(60)
            results[place] = act()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
        assert not thread.is_alive()
    return results


@pytest.fixture
def world() -> World:
    return make_world()


def refusals(results: list[object]) -> list[Refusal]:
    return [result for result in results if isinstance(result, Refusal)]


def test_of_two_decisions_one_stands_and_the_other_hears_of_it(world: World) -> None:
    sheet = make_submitted(world)
    answer = answer_of(sheet, "4.2")
    acts = [
        lambda: accept(answer, world.verifier),
        lambda: adjust(answer, "10", world.verifier),
        lambda: adjust(answer, "20", world.verifier),
    ]
    results = at_once(*acts)
    assert [type(one) for one in refusals(results)] == [Overtaken, Overtaken]
    standing = Decision.objects.get(answer=answer)
    assert Mark.objects.get(answer=answer, stage=VA).points == standing.points
    assert standing in results
    assert Entry.objects.filter(verb="answer.decided").count() == 1


def test_a_decision_is_in_the_snapshot_or_comes_too_late(world: World) -> None:
    sheet = make_submitted(world)
    accept(answer_of(sheet, "4.1"), world.verifier)
    accept(answer_of(sheet, "12.1"), world.verifier)
    first = accept(answer_of(sheet, "4.2"), world.verifier)
    answer = answer_of(sheet, "4.2")
    changed, finished = at_once(
        lambda: adjust(
            answer, "10", world.verifier, seen=first.pk, at=REVIEWED + timedelta(minutes=1)
        ),
        lambda: finish(sheet, actor=world.verifier, at=REVIEWED + timedelta(minutes=1)),
    )
    assert isinstance(finished, Snapshot)
    total = json.loads(finished.body)["scores"]["administrative"]["total"]
    if isinstance(changed, Decision):
        assert total == "80"
    else:
        assert isinstance(changed, Refusal)
        assert total == "100"
    assert Mark.objects.get(answer=answer, stage=VA).points == (
        10 if isinstance(changed, Decision) else 30
    )


def test_accepting_together_and_one_by_one_never_decide_twice(world: World) -> None:
    sheet = make_submitted(world)
    shown = {
        answer_of(sheet, code).pk: answer_of(sheet, code).question.attainable for code in CODES
    }
    answer = answer_of(sheet, "4.2")
    results = at_once(
        lambda: accept_many(sheet, VA, shown, actor=world.verifier, at=REVIEWED),
        lambda: accept_many(sheet, VA, shown, actor=world.verifier, at=REVIEWED),
        lambda: adjust(answer, "10", world.verifier),
    )
    assert Decision.objects.count() == len(CODES)
    accepted = [offer for one in results if isinstance(one, Offers) for offer in one.offered]
    adjusted = [one for one in results if isinstance(one, Decision)]
    assert len(accepted) + len(adjusted) == len(CODES)


def test_of_two_submissions_one_counts(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    results = at_once(
        lambda: submit_self(sheet, actor=world.secretariat, at=SUBMITTED),
        lambda: submit_self(sheet, actor=world.administrator, at=SUBMITTED),
    )
    assert len(refusals(results)) == 1
    assert Snapshot.objects.count() == 1
    assert Entry.objects.filter(verb="assessment.submitted").count() == 1


def test_of_two_that_end_a_stage_one_does(world: World) -> None:
    sheet = make_submitted(world)
    for code in ("4.1", "4.2", "12.1"):
        accept(answer_of(sheet, code), world.verifier)
    results = at_once(
        lambda: finish(sheet, actor=world.verifier, at=REVIEWED),
        lambda: finish(sheet, actor=world.verifier, at=REVIEWED),
    )
    assert len(refusals(results)) == 1
    assert Assessment.objects.get(pk=sheet.pk).stage == Stage.FIELD
    assert Snapshot.objects.filter(stage=VA).count() == 1


def test_a_save_is_in_the_snapshot_or_refused(world: World) -> None:
    sheet = make_sheet(world)
    answer = fill(sheet, "4.1", label="Separuh")
    step = option_of(answer, "Penuh")
    saved, frozen = at_once(
        # Its clock was read before the submission's, as that of a save that had to wait.
        lambda: answer_question(
            answer,
            option=step,
            note="",
            actor=world.officer,
            at=SUBMITTED - timedelta(seconds=1),
        ),
        lambda: submit_self(sheet, actor=world.secretariat, at=SUBMITTED),
    )
    assert isinstance(frozen, Snapshot)
    kept = json.loads(frozen.body)["answers"][0]
    row = Answer.objects.get(pk=answer.pk)
    if isinstance(saved, Answer):
        assert (kept["points"], row.points, row.submitted_points) == (
            "20",
            Decimal(20),
            Decimal(20),
        )
    else:
        assert (kept["points"], row.points, row.submitted_points) == (
            "10",
            Decimal(10),
            Decimal(10),
        )
