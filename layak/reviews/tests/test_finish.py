"""A stage ends when everything is decided, and is frozen as it was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from layak.assessments.models import Assessment, Stage
from layak.assessments.services import answer_question
from layak.assessments.tests.make import (
    AT,
    answer_of,
    fill,
    make_evidence,
    make_sheet,
    option_of,
    put,
)
from layak.lib.errors import Refusal
from layak.reviews import stages
from layak.reviews.models import Snapshot
from layak.reviews.tests.make import (
    REVIEWED,
    SUBMITTED,
    accept,
    accept_all,
    give_back,
    make_national_verifier,
    make_submitted,
    open_window,
)
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
VA = Stage.ADMINISTRATIVE
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_submitted(world)


def stage_of(sheet: Assessment) -> str:
    return Assessment.objects.get(pk=sheet.pk).stage


def test_before_handing_over_the_keeper_sees_what_is_missing(world: World) -> None:
    sheet = make_sheet(world)
    put(fill(sheet, "4.1"), make_evidence(world))
    fill(sheet, "4.2")
    found = stages.lacking(sheet, at=AT)
    assert (found.unanswered, found.missing) == (["12.1"], ["4.2"])
    assert (found.misplaced, found.unapproved) == ([], ["4.1", "4.2"])
    assert found.unmentioned == []
    assert found.any


def test_handing_over_locks_every_answer_and_freezes_the_sheet(
    world: World, sheet: Assessment
) -> None:
    snapshot = Snapshot.objects.get(assessment=sheet)
    assert (snapshot.stage, snapshot.taken_at) == (Stage.SELF, SUBMITTED)
    assert stage_of(sheet) == VA
    # Even a save that read its clock before the submission.
    for at in (SUBMITTED - HOUR, SUBMITTED, SUBMITTED + HOUR):
        answer = answer_of(sheet, "4.1")
        with pytest.raises(Refusal, match="sudah dikunci"):
            answer_question(
                answer, option=option_of(answer, "Separuh"), note="", actor=world.officer, at=at
            )


def test_a_sheet_is_handed_over_once(world: World, sheet: Assessment) -> None:
    with pytest.raises(Refusal, match="sudah diserahkan"):
        stages.submit_self(sheet, actor=world.secretariat, at=REVIEWED)
    assert Snapshot.objects.count() == 1


def test_undecided_answers_are_counted_and_named(world: World, sheet: Assessment) -> None:
    accept(answer_of(sheet, "4.2"), world.verifier)
    with pytest.raises(Refusal) as refused:
        stages.finish(sheet, actor=world.verifier, at=REVIEWED)
    assert str(refused.value) == "Masih ada 2 jawaban yang belum diputuskan: 4.1, 12.1."
    assert stage_of(sheet) == VA


def test_many_undecided_answers_are_not_all_named() -> None:
    codes = [str(number) for number in range(1, 8)]
    assert stages.named(codes) == "1, 2, 3, 4, 5 dan 2 lainnya"


def test_what_the_city_left_open_needs_no_decision(world: World) -> None:
    sheet = make_submitted(world, filled=("4.1",))
    accept(answer_of(sheet, "4.1"), world.verifier)
    snapshot = stages.finish(sheet, actor=world.verifier, at=REVIEWED)
    assert '"unanswered":["12.1","4.2"]' in snapshot.body


def test_a_stage_leads_to_the_next_and_the_last_one_is_final(
    world: World, sheet: Assessment
) -> None:
    national = make_national_verifier(world)
    accept_all(sheet, world.verifier, stage=VA)
    stages.finish(sheet, actor=world.verifier, at=REVIEWED)
    assert stage_of(sheet) == Stage.FIELD
    with pytest.raises(Refusal, match="diputuskan verifikator kementerian"):
        stages.finish(sheet, actor=world.verifier, at=REVIEWED)
    for stage in (Stage.FIELD, Stage.FINAL):
        accept_all(sheet, national, stage=stage)
        stages.finish(sheet, actor=national, at=REVIEWED)
    assert stage_of(sheet) == Stage.FINAL
    assert Snapshot.objects.filter(assessment=sheet).count() == 4
    with pytest.raises(Refusal, match="Tahap Final sudah diselesaikan"):
        stages.finish(sheet, actor=national, at=REVIEWED)
    with pytest.raises(Refusal, match="Tahap Final sudah diselesaikan"):
        accept(answer_of(sheet, "4.1"), national, stage=Stage.FINAL)


def test_a_window_for_repair_keeps_the_stage_open_until_it_closes(
    world: World, sheet: Assessment
) -> None:
    accept(answer_of(sheet, "4.1"), world.verifier)
    accept(answer_of(sheet, "12.1"), world.verifier)
    window = open_window(sheet, give_back(answer_of(sheet, "4.2"), world.verifier), at=REVIEWED)
    last = window.closes_at - timedelta(microseconds=1)
    with pytest.raises(Refusal, match=r"^Masa perbaikan 1 jawaban masih berjalan: 4\.2\.$"):
        stages.finish(sheet, actor=world.verifier, at=last)
    stages.finish(sheet, actor=world.verifier, at=window.closes_at)
    assert stage_of(sheet) == Stage.FIELD


def test_a_snapshot_is_never_changed_or_removed(sheet: Assessment) -> None:
    rows = Snapshot.objects.filter(assessment=sheet)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(digest="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    assert rows.count() == 1


def test_the_final_score_is_the_snapshots(world: World, sheet: Assessment) -> None:
    national = make_national_verifier(world)
    for stage, actor in ((VA, world.verifier), (Stage.FIELD, national), (Stage.FINAL, national)):
        accept_all(sheet, actor, stage=stage)
        last = stages.finish(sheet, actor=actor, at=REVIEWED)
    assert '"total":"100"' in last.body
    assert Decimal(100) == sheet.instrument.attainable
