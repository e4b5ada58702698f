"""Role by action by stage: every cell says allowed, or refused with which sentence."""

from collections.abc import Callable

import pytest

from layak.accounts.models import User
from layak.assessments.models import Assessment, Stage
from layak.assessments.services import advance
from layak.assessments.tests.make import answer_of, fill, make_sheet
from layak.lib.errors import Refusal
from layak.reviews.bulk import accept_many
from layak.reviews.stages import finish, submit_self
from layak.reviews.tests.make import (
    CODES,
    REVIEWED,
    SUBMITTED,
    accept,
    adjust,
    give_back,
    make_national_verifier,
)
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

NOBODY = "Anda bukan verifikator kota ini."
EARLY = "Penilaian mandiri belum diserahkan; belum ada yang dapat diverifikasi."
FIELD = "Tahap Verifikasi lapangan diputuskan verifikator kementerian."
FINAL = "Tahap Final diputuskan verifikator kementerian."
OVER = "Tahap Final sudah diselesaikan."
VERIFIERS = ("verifier", "national")
OTHERS = ("administrator", "secretariat", "officer", "head", "operator", "leader", "auditor")
STATES = ("self", "administrative", "field", "final", "finished")
ALLOWED = ""

# What a verifier of the province and one of the ministry hear, for every act alike.
CELLS: dict[tuple[str, str], str] = {
    ("verifier", "self"): EARLY,
    ("verifier", "administrative"): ALLOWED,
    ("verifier", "field"): FIELD,
    ("verifier", "final"): FINAL,
    ("verifier", "finished"): FINAL,
    ("national", "self"): EARLY,
    ("national", "administrative"): ALLOWED,
    ("national", "field"): ALLOWED,
    ("national", "final"): ALLOWED,
    ("national", "finished"): OVER,
    **{(role, state): NOBODY for role in (*OTHERS, "stranger") for state in STATES},
}


def finish_decided(sheet: Assessment, stage: Stage, who: User) -> None:
    """End a stage in which nothing is left to decide."""
    sheet.answers.update(submitted_points=None)
    finish(sheet, actor=who, at=REVIEWED)
    assert sheet.snapshots.filter(stage=stage).exists()


Act = Callable[[Assessment, Stage, User], object]
ACTS: dict[str, Act] = {
    "accept": lambda sheet, stage, who: accept(answer_of(sheet, "4.1"), who, stage=stage),
    "adjust": lambda sheet, stage, who: adjust(answer_of(sheet, "4.1"), "1", who, stage=stage),
    "return": lambda sheet, stage, who: give_back(answer_of(sheet, "4.1"), who, stage=stage),
    "accept many": lambda sheet, stage, who: accept_many(
        sheet,
        stage,
        {answer_of(sheet, "4.1").pk: answer_of(sheet, "4.1").question.attainable},
        actor=who,
        at=REVIEWED,
    ),
    "finish": finish_decided,
}


def sheet_in(world: World, state: str) -> tuple[Assessment, Stage]:
    sheet = make_sheet(world)
    for code in CODES:
        fill(sheet, code)
    stage = Stage.FINAL if state == "finished" else Stage(state)
    if stage != Stage.SELF:
        submit_self(sheet, actor=world.secretariat, at=SUBMITTED)
    if stage in {Stage.FIELD, Stage.FINAL}:
        advance(sheet, stage, actor=None, at=SUBMITTED)
    if state == "finished":
        national = make_national_verifier(world)
        for code in CODES:
            accept(answer_of(sheet, code), national, stage=stage)
        finish(sheet, actor=national, at=REVIEWED)
    return Assessment.objects.get(pk=sheet.pk), stage


def test_every_cell_is_written_down() -> None:
    roles = {*VERIFIERS, *OTHERS, "stranger"}
    assert set(CELLS) == {(role, state) for role in roles for state in STATES}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_a_role_may_act_or_hears_why_not(act: str, state: str) -> None:
    world = make_world()
    sheet, stage = sheet_in(world, state)
    people = {**world.people}
    people["national"] = people.get("national") or national_of(world)
    heard = {
        role: said(ACTS[act], sheet, stage, people[role])
        for role, at in CELLS
        if at == state and CELLS[role, at] != ALLOWED
    }
    assert heard == {
        role: text for (role, at), text in CELLS.items() if at == state and text != ALLOWED
    }


def national_of(world: World) -> User:
    found = User.objects.filter(name="Nadia Nasional").first()
    return found or make_national_verifier(world)


def said(act: Act, sheet: Assessment, stage: Stage, who: User) -> str:
    """The sentence with which an act is refused."""
    try:
        act(sheet, stage, who)
    except Refusal as refusal:
        return str(refusal)
    return ALLOWED


ALLOWED_CELLS = [cell for cell, text in CELLS.items() if text == ALLOWED]


@pytest.mark.parametrize("act", ["accept", "adjust", "return", "finish"])
@pytest.mark.parametrize(("role", "state"), ALLOWED_CELLS)
def test_who_may_act_does(act: str, role: str, state: str) -> None:
    world = make_world()
    sheet, stage = sheet_in(world, state)
    who = national_of(world) if role == "national" else world.people[role]
    assert said(ACTS[act], sheet, stage, who) == ALLOWED


@pytest.mark.parametrize("role", [*OTHERS, "verifier", "stranger"])
def test_handing_over_is_refused_after_the_self_assessment(role: str) -> None:
    world = make_world()
    sheet, _stage = sheet_in(world, "administrative")
    with pytest.raises(Refusal, match=r"^Penilaian mandiri ini sudah diserahkan\.$"):
        submit_self(sheet, actor=world.people[role], at=REVIEWED)
