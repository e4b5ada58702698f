"""Sheets in verification: the small form filled, proven and handed over."""

from datetime import datetime, timedelta
from decimal import Decimal

from layak.accounts.models import Role, User
from layak.activities.models import FollowUp
from layak.assessments.models import Answer, Assessment, Stage
from layak.assessments.tests.make import AT, answer_of, fill, make_evidence, make_sheet, put
from layak.reviews.deciding import decide
from layak.reviews.models import Decision, RemedialWindow, ReturnedAnswer
from layak.reviews.stages import submit_self
from tests.world import World, make_person

SUBMITTED = AT + timedelta(days=1)
REVIEWED = AT + timedelta(days=30)
CODES = ("4.1", "4.2", "12.1")


def make_submitted(world: World, *, filled: tuple[str, ...] = CODES) -> Assessment:
    """Fill questions of the small form with all their points, prove them, hand the sheet over."""
    sheet = make_sheet(world)
    for code in filled:
        put(fill(sheet, code, actor=world.officer), make_evidence(world, f"Bukti {code}.pdf"))
    submit_self(sheet, actor=world.secretariat, at=SUBMITTED)
    return Assessment.objects.select_related("city", "cycle", "instrument").get(pk=sheet.pk)


def make_national_verifier(world: World) -> User:
    """A verifier of the ministry, who decides at every stage."""
    return make_person("Nadia Nasional", Role.VERIFIER, world.nation)


def accept(
    answer: Answer, actor: User, *, stage: Stage = Stage.ADMINISTRATIVE, at: datetime = REVIEWED
) -> Decision:
    """Accept an answer nobody decided yet."""
    return decide(answer, stage, Decision.Kind.ACCEPTED, seen=None, actor=actor, at=at)


def adjust(answer: Answer, points: str, actor: User, **fields: object) -> Decision:
    """Give an answer other points, for a reason."""
    facts: dict[str, object] = {
        "stage": Stage.ADMINISTRATIVE,
        "kind": Decision.Kind.ADJUSTED,
        "note": "Angka tidak sama dengan dokumen.",
        "cause": FollowUp.Cause.UNCLEAR,
        "seen": None,
        "at": REVIEWED,
    } | fields
    return decide(answer, points=Decimal(points), actor=actor, **facts)  # type: ignore[arg-type]  # facts of several types


def give_back(answer: Answer, actor: User, **fields: object) -> Decision:
    """Return an answer to the city."""
    facts: dict[str, object] = {
        "stage": Stage.ADMINISTRATIVE,
        "kind": Decision.Kind.RETURNED,
        "note": "Lampirkan SK yang berlaku.",
        "cause": FollowUp.Cause.MISSING,
        "seen": None,
        "at": REVIEWED,
    } | fields
    return decide(answer, actor=actor, **facts)  # type: ignore[arg-type]  # facts of several types


def accept_all(sheet: Assessment, actor: User, *, stage: Stage, at: datetime = REVIEWED) -> None:
    """Accept every answer of the small form at a stage."""
    for code in CODES:
        accept(answer_of(sheet, code), actor, stage=stage, at=at)


def open_window(sheet: Assessment, decision: Decision, *, at: datetime) -> RemedialWindow:
    """Two days for the repair of one returned answer, rows only."""
    window = RemedialWindow.objects.create(
        assessment=sheet,
        stage=decision.stage,
        opened_at=at,
        closes_at=at + timedelta(hours=48),
        opened_by=decision.decided_by,
    )
    follow_up = FollowUp.objects.create(
        city=sheet.city,
        source=FollowUp.Source.REVIEW,
        text=decision.note,
        due=window.closes_at,
        created_at=at,
    )
    ReturnedAnswer.objects.create(
        window=window, answer=decision.answer, decision=decision, follow_up=follow_up
    )
    Answer.objects.filter(pk=decision.answer_id).update(
        editable_from=at, editable_until=window.closes_at
    )
    return window
