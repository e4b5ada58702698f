"""A decision counts, explains itself, and never overwrites another one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import InternalError, transaction
from django.db.utils import DatabaseError

from layak.assessments.models import Assessment, Mark, Stage
from layak.assessments.services import answer_question, version_of
from layak.assessments.tests.make import answer_of, fill, make_sheet, option_of
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.reviews.counting import counted_before
from layak.reviews.deciding import Overtaken, decide
from layak.reviews.models import Decision
from layak.reviews.stages import finish
from layak.reviews.tests.make import (
    REVIEWED,
    accept,
    accept_all,
    adjust,
    give_back,
    make_national_verifier,
    make_submitted,
    open_window,
)
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
VA = Stage.ADMINISTRATIVE


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_submitted(world)


def mark_of(sheet: Assessment, code: str, stage: Stage = VA) -> Mark:
    return Mark.objects.get(answer__assessment=sheet, answer__question__code=code, stage=stage)


def test_accepting_keeps_the_points_that_were_submitted(world: World, sheet: Assessment) -> None:
    decision = accept(answer_of(sheet, "4.2"), world.verifier)
    assert decision.points == 30
    mark = mark_of(sheet, "4.2")
    assert (mark.points, mark.returned, mark.marked_by) == (Decimal(30), False, world.verifier)
    entry = Entry.objects.get(verb="answer.decided")
    assert entry.detail == {"stage": "administrative", "kind": "accepted", "points": "30.0000"}


def test_adjusting_takes_the_verifiers_points_and_the_reason(
    world: World, sheet: Assessment
) -> None:
    adjust(answer_of(sheet, "4.2"), "12.5", world.verifier)
    mark = mark_of(sheet, "4.2")
    assert (mark.points, mark.returned) == (Decimal("12.5"), False)
    assert mark.note == "Angka tidak sama dengan dokumen."


def test_returning_keeps_what_counts_so_far(world: World, sheet: Assessment) -> None:
    give_back(answer_of(sheet, "4.2"), world.verifier)
    mark = mark_of(sheet, "4.2")
    assert (mark.points, mark.returned) == (Decimal(30), True)


@pytest.mark.parametrize("kind", [Decision.Kind.ADJUSTED, Decision.Kind.RETURNED])
@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("", "missing"), "Tulis catatan: kota perlu tahu apa yang kurang."),
        (("  ", "missing"), "Tulis catatan: kota perlu tahu apa yang kurang."),
        (("Kurang.", ""), "Pilih alasan keputusan ini."),
        (("Kurang.", "malas"), "Pilih alasan keputusan ini."),
        (("k" * 2001, "missing"), "Catatan paling panjang 2000 karakter."),
    ],
)
def test_what_is_not_accepted_is_explained(
    world: World, sheet: Assessment, kind: Decision.Kind, told: tuple[str, str], said: str
) -> None:
    with pytest.raises(Refusal, match=f"^{said}$"):
        decide(
            answer_of(sheet, "4.2"),
            VA,
            kind,
            points=Decimal(1),
            note=told[0],
            cause=told[1],
            seen=None,
            actor=world.verifier,
            at=REVIEWED,
        )
    assert not Decision.objects.exists()
    assert not Mark.objects.exists()


@pytest.mark.parametrize("points", ["-0.01", "30.01", "NaN", "Infinity"])
def test_points_lie_within_the_question(world: World, sheet: Assessment, points: str) -> None:
    with pytest.raises(Refusal, match=r"^Nilai 4\.2 harus antara 0 dan 30,00\.$"):
        adjust(answer_of(sheet, "4.2"), points, world.verifier)


def test_the_province_decides_only_its_own_stage(world: World, sheet: Assessment) -> None:
    national = make_national_verifier(world)
    accept_all(sheet, world.verifier, stage=VA)
    finish(sheet, actor=world.verifier, at=REVIEWED)
    answer = answer_of(sheet, "4.1")
    with pytest.raises(Refusal, match="diputuskan verifikator kementerian"):
        accept(answer, world.verifier, stage=Stage.FIELD)
    with pytest.raises(Refusal, match="keputusan tahap lain tidak diubah lagi"):
        accept(answer, world.verifier)
    assert accept(answer, national, stage=Stage.FIELD).points == 20


def test_nobody_else_decides(world: World, sheet: Assessment) -> None:
    for role in ("secretariat", "officer", "stranger", "auditor"):
        with pytest.raises(Refusal, match="Anda bukan verifikator kota ini"):
            accept(answer_of(sheet, "4.1"), world.people[role])
    assert not Decision.objects.exists()


def test_before_submission_there_is_nothing_to_decide(world: World) -> None:
    answer = fill(make_sheet(world), "4.1")
    with pytest.raises(Refusal, match="belum diserahkan"):
        accept(answer, world.verifier)


def test_a_later_decision_replaces_the_earlier_one_and_both_stay(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    first = accept(answer, world.verifier)
    second = adjust(answer, "10", world.verifier, seen=first.pk, at=REVIEWED + HOUR)
    assert second.replaces == first
    assert list(Decision.objects.all().standing()) == [second]
    assert Decision.objects.count() == 2
    assert mark_of(sheet, "4.2").points == 10


def test_a_decision_that_the_verifier_has_not_seen_is_not_decided_over(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    standing = adjust(answer, "12.5", world.verifier)
    national = make_national_verifier(world)
    with pytest.raises(Overtaken) as refused:
        accept(answer, national, at=REVIEWED + HOUR)
    assert str(refused.value) == (
        "Vera Verifikator sudah memutuskan jawaban ini: nilai disesuaikan, nilai 12,50, "
        "19 April 2023 pukul 09.00 WIB."
    )
    assert refused.value.standing == standing
    assert mark_of(sheet, "4.2").points == Decimal("12.5")


def test_an_answer_repaired_meanwhile_is_not_accepted_unseen(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    seen = version_of(answer)
    returned = give_back(answer, world.verifier)
    open_window(sheet, returned, at=REVIEWED)
    repair(world, sheet, "Separuh")
    with pytest.raises(Refusal, match="diubah sesudah Anda membukanya"):
        decide(
            answer,
            VA,
            Decision.Kind.ACCEPTED,
            seen=returned.pk,
            version=seen,
            actor=world.verifier,
            at=REVIEWED + 2 * HOUR,
        )


def repair(world: World, sheet: Assessment, label: str) -> None:
    answer = answer_of(sheet, "4.2")
    answer_question(
        answer,
        option=option_of(answer, label),
        note="Sudah dilengkapi.",
        actor=world.officer,
        at=REVIEWED + HOUR,
    )


def test_accepting_a_repaired_answer_counts_the_repair(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.2")
    returned = give_back(answer, world.verifier)
    open_window(sheet, returned, at=REVIEWED)
    repair(world, sheet, "Separuh")
    decision = decide(
        answer,
        VA,
        Decision.Kind.ACCEPTED,
        seen=returned.pk,
        actor=world.verifier,
        at=REVIEWED + 2 * HOUR,
    )
    assert decision.points == 15
    # Undone and accepted once more, the repair still counts; at the next stage the mark does.
    later = adjust(answer, "3", world.verifier, seen=decision.pk, at=REVIEWED + 3 * HOUR)
    assert counted_before(answer_of(sheet, "4.2"), VA) == 15
    assert later.points == 3
    assert counted_before(answer_of(sheet, "4.2"), Stage.FIELD) == 3


def test_what_is_accepted_can_no_longer_be_repaired(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.2")
    returned = give_back(answer, world.verifier)
    open_window(sheet, returned, at=REVIEWED)
    decide(
        answer,
        VA,
        Decision.Kind.ACCEPTED,
        seen=returned.pk,
        actor=world.verifier,
        at=REVIEWED + HOUR,
    )
    with pytest.raises(Refusal, match="sudah dikunci"):
        repair(world, sheet, "Separuh")


def test_accepting_what_was_left_open_counts_nothing(world: World) -> None:
    sheet = make_submitted(world, filled=("4.1",))
    assert accept(answer_of(sheet, "12.1"), world.verifier).points == 0


def test_the_database_itself_keeps_a_decision_as_it_was(world: World, sheet: Assessment) -> None:
    decision = accept(answer_of(sheet, "4.2"), world.verifier)
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(points=1)
