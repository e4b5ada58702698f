"""Sheets with returned answers for tests."""

from datetime import datetime
from decimal import Decimal

from layak.accounts.models import Role, User
from layak.assessments import locks
from layak.assessments.models import Assessment, Stage
from layak.assessments.services import advance, mark
from layak.assessments.tests.make import AT, answer_of, fill, make_sheet
from layak.reviews import windows
from layak.reviews.models import CAUSES, Decision, RemedialWindow
from tests.world import World, make_person

NOTE = "Sebutkan juga UPTD PPA."


def make_ministry(world: World) -> User:
    """Enter a verifier of the ministry."""
    return make_person("Nadia Kementerian", Role.VERIFIER, world.nation)


def make_submitted(world: World, *, stage: Stage = Stage.FIELD) -> Assessment:
    """Open the small form, answer it halfway, submit it, and move it on to a stage."""
    sheet = make_sheet(world)
    for code in ("4.1", "4.2", "12.1"):
        fill(sheet, code, label="Separuh", actor=world.officer)
    sheet = locks.submit(sheet, actor=world.secretariat, at=AT)
    order = list(Stage)
    for later in order[2 : order.index(stage) + 1]:
        advance(sheet, later, actor=world.secretariat, at=AT)
        sheet.stage = later
    return sheet


def give_back(sheet: Assessment, code: str, *, by: User, at: datetime) -> Decision:
    """Return an answer at the sheet's stage."""
    answer = answer_of(sheet, code)
    points = answer.submitted_points or Decimal(0)
    stage = Stage(sheet.stage)
    mark(answer, stage, points, note=NOTE, returned=True, actor=by, at=at)
    return Decision.objects.create(
        answer=answer,
        stage=stage,
        kind=Decision.Kind.RETURNED,
        points=points,
        cause=CAUSES.UNWRITTEN,
        note=NOTE,
        decided_by=by,
        decided_at=at,
    )


def make_window(world: World, at: datetime) -> RemedialWindow:
    """Open a window on question 4.2, which Disdukcapil answers."""
    sheet, ministry = make_submitted(world), make_ministry(world)
    decision = give_back(sheet, "4.2", by=ministry, at=at)
    return windows.open_window(sheet, [decision.pk], reason="", actor=ministry, at=at)
