"""More time is for what still waits: neither a decision nor the end of the stage is undone."""

from datetime import timedelta

import pytest

from layak.accounts.models import User
from layak.assessments.models import Assessment, Stage
from layak.assessments.tests.make import answer_of
from layak.lib.errors import Refusal
from layak.reviews import windows
from layak.reviews.deciding import decide
from layak.reviews.models import Decision, RemedialWindow
from layak.reviews.stages import finish
from layak.reviews.tests.make import REVIEWED, accept, give_back, make_submitted
from tests.world import World, make_world

HOUR = timedelta(hours=1)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_submitted(world)


def opened(sheet: Assessment, verifier: User, *codes: str) -> tuple[RemedialWindow, list[Decision]]:
    made = [give_back(answer_of(sheet, code), verifier) for code in codes]
    keys = [one.pk for one in made]
    return windows.open_window(sheet, keys, reason="", actor=verifier, at=REVIEWED), made


def accept_again(sheet: Assessment, code: str, seen: Decision, verifier: User) -> None:
    decide(
        answer_of(sheet, code),
        Stage.ADMINISTRATIVE,
        Decision.Kind.ACCEPTED,
        seen=seen.pk,
        actor=verifier,
        at=REVIEWED + HOUR,
    )


def test_more_time_does_not_open_what_was_decided(world: World, sheet: Assessment) -> None:
    window, (first, _second) = opened(sheet, world.verifier, "4.1", "4.2")
    accept_again(sheet, "4.1", first, world.verifier)
    until, at = window.closes_at + HOUR, REVIEWED + 2 * HOUR
    windows.extend(window, until, reason="Listrik padam.", actor=world.verifier, at=at)
    assert not answer_of(sheet, "4.1").is_editable(at)
    assert answer_of(sheet, "4.2").is_editable(at)
    assert answer_of(sheet, "4.2").editable_until == until


def test_a_window_ends_with_its_stage(world: World, sheet: Assessment) -> None:
    window, (first,) = opened(sheet, world.verifier, "4.1")
    accept_again(sheet, "4.1", first, world.verifier)
    for code in ("4.2", "12.1"):
        accept(answer_of(sheet, code), world.verifier)
    finish(sheet, actor=world.verifier, at=REVIEWED + 2 * HOUR)
    returned = window.returned.select_related("window", "follow_up").get()
    with pytest.raises(Refusal, match="Tahap Verifikasi administrasi sudah diselesaikan"):
        windows.give_owner(returned, world.health, actor=world.secretariat, at=REVIEWED + 3 * HOUR)
