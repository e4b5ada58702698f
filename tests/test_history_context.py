"""No former state is kept without who, what and when: a whole cycle is lived through to see it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from layak.accounts import services as accounts
from layak.accounts.invitations import accept_invitation, invite
from layak.accounts.models import Role
from layak.activities import services as activities
from layak.assessments import deadlines, proving, relocating, services
from layak.assessments.approving import approve, reopen
from layak.assessments.assigning import Change, assign, propose
from layak.assessments.conditions import set_unmet
from layak.assessments.dismissing import dismiss
from layak.assessments.dismissing import reopen as reopen_finding
from layak.assessments.erasing import erase
from layak.assessments.findings import Finding
from layak.assessments.handing_out import give_out
from layak.assessments.measuring import Measured
from layak.assessments.models import Answer, Assessment, Deadline, Misplacement, Stage
from layak.assessments.revising import replace as put_in_place
from layak.assessments.tests.make import AT, answer_of, fill, make_evidence, make_sheet, option_of
from layak.documents.personal import Personal, Trace
from layak.evidence.correcting import correct
from layak.evidence.gathering import gather
from layak.evidence.models import Aspect
from layak.evidence.remembering import (
    clear_personal_data,
    note_personal_data,
    restrict_again,
)
from layak.facilities import services as facilities
from layak.facilities.tests.make import make_facility
from layak.forecast.steps import Act
from layak.instruments.models import AwardLevel
from layak.measures import publishing, responsibilities
from layak.measures import services as figures
from layak.measures.publishing import read_library
from layak.measures.rules import Rule
from layak.measures.services import said_by
from layak.measures.tests.make import make_measure, make_observation
from layak.reviews import session_asking, session_checks, session_children, sessions, windows
from layak.reviews.bulk import accept_many, offers
from layak.reviews.deciding import decide
from layak.reviews.models import Decision
from layak.reviews.session_lines import Person
from layak.reviews.sessions import Facts
from layak.reviews.stages import finish, submit_self
from layak.reviews.tests.make import CODES, accept_all, adjust, give_back, make_national_verifier
from layak.reviews.tests.session_make import (
    BEGINS,
    CHILDREN,
    LATER,
    TEAM,
    make_check,
    make_session,
    ministry_of,
    photo_file,
    raise_question,
)
from layak.scorecards import services as scorecards
from layak.scorecards.noting import PastYear, note_past_sheet
from layak.scorecards.planning import hand_over, remove_plan, set_hours
from layak.scorecards.statements import Statement
from layak.scorecards.tests.make import make_plan
from tests.permission_table import ARGUMENTS, ROWS, Row
from tests.test_permissions import refusal
from tests.world import World, make_world

HOUR = timedelta(hours=1)
WHAT_IS_TOLD = ("actor", "verb", "at")
PASSWORD = "sebuah kata sandi yang panjang"

EVENTS: list[type[models.Model]] = [
    model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None) is not None
]


def silent() -> list[str]:
    """Former states that were kept without saying who, what and when."""
    found = []
    for events in EVENTS:
        rows = events._default_manager.values("pgh_id", "pgh_label", "pgh_context__metadata")
        for row in rows:
            told = row["pgh_context__metadata"] or {}
            if missing := [name for name in WHAT_IS_TOLD if name not in told]:
                found.append(f"{events._meta.label} {row['pgh_label']} lacks {', '.join(missing)}")
    return found


def told() -> set[str]:
    """The tables of which at least one former state is kept."""
    return {events._meta.label for events in EVENTS if events._default_manager.exists()}


# One chapter for each part of the house; together they change and remove a row of every table.


def answer_and_prove(world: World, sheet: Assessment) -> None:
    """Save with figure and table, place, move, leave, take away, approve, reopen."""
    answer = answer_of(sheet, "4.1")
    figure = Measured(Decimal(90), Decimal(9), Decimal(10), "SIAK", "2022")
    for minute, measured in enumerate([figure, replace(figure, value=Decimal(91)), None]):
        services.answer_question(
            answer,
            option=option_of(answer, "Penuh"),
            note="Sudah.",
            matrix=[{"group": "Serang", "numerator": str(minute), "year": 2022}],
            measured=measured,
            actor=world.officer,
            at=AT + timedelta(minutes=minute),
        )
    paper, other = make_evidence(world, "SK.pdf"), make_evidence(world, "Foto.pdf")
    relocating.place(answer, paper, actor=world.officer, at=AT)
    wrong = _suspect(answer, paper.pk, "12.1")
    relocating.move(wrong, actor=world.officer, at=AT + HOUR)
    relocating.reopen(wrong, actor=world.officer, at=AT + 2 * HOUR)
    relocating.ask(wrong, actor=world.officer, at=AT + 3 * HOUR)
    relocating.leave(wrong, reason="Benar di sini.", actor=world.officer, at=AT + 4 * HOUR)
    placed = relocating.place(answer, other, actor=world.officer, at=AT)
    relocating.place(answer, other, page=1, actor=world.head, at=AT + HOUR)
    _suspect(answer, other.pk, "4.2")
    relocating.take_away(placed, actor=world.officer, at=AT + 2 * HOUR)
    answer.refresh_from_db()
    approve(answer, version=services.version_of(answer), actor=world.head, at=AT + 5 * HOUR)
    reopen(answer, reason="Angka lama.", actor=world.secretariat, at=AT + 6 * HOUR)


def _suspect(answer: Answer, evidence: int, code: str) -> Misplacement:
    return Misplacement.objects.create(
        assessment=answer.assessment,
        evidence_id=evidence,
        filed=answer,
        suggested=answer_of(answer.assessment, code),
        probability=Decimal("0.9"),
        noticed_at=AT,
    )


def keep_the_sheet(world: World, sheet: Assessment) -> None:
    """Assign, hand out, aim, set conditions and deadlines."""
    assign(
        sheet,
        [answer_of(sheet, "4.1").pk],
        world.health,
        Change.CONTRIBUTE,
        actor=world.secretariat,
        at=AT,
    )
    propose(sheet, actor=world.secretariat, at=AT)
    give_out(sheet, actor=world.secretariat, at=AT)
    level = AwardLevel.objects.filter(instrument=sheet.instrument).first()
    services.set_target(sheet, level, actor=world.secretariat, at=AT)
    set_unmet(sheet, [], reason="Tidak ada.", actor=world.secretariat, at=AT)
    row = deadlines.set_deadline(
        world.city,
        sheet.cycle,
        Stage.SELF,
        closes_at=AT + 100 * HOUR,
        source="Surat",
        actor=world.secretariat,
        at=AT,
    )
    deadlines.change_deadline(
        row, closes_at=AT + 200 * HOUR, source="Surat 2", actor=world.secretariat, at=AT
    )
    deadlines.remove_deadline(Deadline.objects.get(), actor=world.secretariat, at=AT)


def verify_and_repair(world: World, sheet: Assessment) -> None:
    """Hand over, return, open a window, extend it, repair, decide again, accept, finish."""
    ministry = make_national_verifier(world)
    for code in CODES:
        fill(sheet, code, actor=world.officer, at=AT + 7 * HOUR)
    proof = make_evidence(world, "Laporan 12.1.pdf")
    relocating.place(answer_of(sheet, "12.1"), proof, actor=world.officer, at=AT + 7 * HOUR)
    submit_self(sheet, actor=world.secretariat, at=AT + 8 * HOUR)
    sheet.refresh_from_db()
    at = AT + 30 * 24 * HOUR
    first = give_back(answer_of(sheet, "4.1"), world.verifier)
    window = windows.open_window(sheet, [first.pk], reason="SK", actor=world.verifier, at=at)
    returned = window.returned.select_related("follow_up", "window").get()
    windows.give_owner(returned, world.health, actor=world.secretariat, at=at + HOUR)
    windows.extend(
        window,
        window.closes_at + HOUR,
        reason="Listrik padam.",
        actor=world.verifier,
        at=at + HOUR,
    )
    fill(sheet, "4.1", actor=world.officer, at=at + 2 * HOUR)
    activities.finish(returned.follow_up, result="Sudah.", actor=world.head, at=at + 3 * HOUR)
    activities.take_up(returned.follow_up, reason="Belum.", actor=world.head, at=at + 4 * HOUR)
    decide(
        answer_of(sheet, "4.1"),
        Stage.ADMINISTRATIVE,
        Decision.Kind.ACCEPTED,
        seen=first.pk,
        actor=world.verifier,
        at=at + 5 * HOUR,
    )
    adjust(answer_of(sheet, "4.2"), "3", world.verifier)
    shown = {one.answer: one.points for one in offers(sheet, Stage.ADMINISTRATIVE).offered}
    accept_many(sheet, Stage.ADMINISTRATIVE, shown, actor=world.verifier, at=at + 6 * HOUR)
    finish(sheet, actor=world.verifier, at=at + 7 * HOUR)
    sheet.refresh_from_db()
    accept_all(sheet, ministry, stage=Stage.FIELD, at=at + 8 * HOUR)


def change_people(world: World, _sheet: Assessment) -> None:
    """Invite, give and take roles, rename, deactivate; sign in by the door."""
    now = timezone.now()
    _invitation, secret = invite(
        "baru@example.id", Role.OFFICER, world.civil, actor=world.secretariat, at=now
    )
    person = accept_invitation(secret, name="Baru", password=PASSWORD, at=now)
    Client().post("/akun/login/", {"login": person.email, "password": PASSWORD})
    accounts.rename(person, "Bari", actor=person, at=now)
    second = accounts.add_membership(
        person, world.civil, Role.HEAD, actor=world.secretariat, at=now
    )
    accounts.remove_membership(second, actor=world.secretariat, at=now)
    accounts.deactivate(person, actor=world.secretariat, at=now)
    accounts.reactivate(person, actor=world.secretariat, at=now)


def change_the_registry(world: World, _sheet: Assessment) -> None:
    """A facility is changed and closed."""
    facility = make_facility(world)
    facts = replace(facilities.facts_of(facility), contact="0254")
    facilities.change(facility, facts, actor=world.secretariat, at=AT)
    facilities.close(facility, "Pindah.", actor=world.secretariat, at=AT)


def correct_the_past(world: World, _sheet: Assessment) -> None:
    """A result of an earlier year is corrected and removed; its items are noted, and once more."""
    said = Statement(2022, "final", None, "Pratama", "SK 1")
    row = scorecards.add_past_result(world.city, said, actor=world.secretariat, at=AT)
    again = Statement(2022, "final", None, "Madya", "SK 1")
    row = scorecards.change_past_result(row, again, actor=world.secretariat, at=AT)
    scorecards.remove_past_result(row, actor=world.secretariat, at=AT)
    for points in ("600", "612.5"):
        past = PastYear(2019, "SK 2", edition="form-lama", totals={"self": "700", "final": points})
        note_past_sheet(world.city, past, actor=world.secretariat, at=AT)


def hold_sessions(world: World, _sheet: Assessment) -> None:
    """A field session is changed, filled, emptied and removed; children are counted twice."""
    ministry, at = ministry_of(world), LATER
    session = make_session(world)
    facts = Facts(TEAM, BEGINS, BEGINS + 7 * HOUR, place="Aula")
    session = sessions.change(session, facts, seen=session.changed_at, actor=ministry, at=at)
    agenda = sessions.add_to_agenda(session, time(9), subject="Buka", actor=ministry, at=at)
    sessions.remove_from_agenda(agenda, actor=ministry, at=at)
    there = sessions.note_presence(session, Person("Siti", "Dinkes"), actor=ministry, at=at)
    sessions.remove_presence(there, actor=ministry, at=at)
    session_asking.withdraw(raise_question(session, world), actor=ministry, at=at)
    with TemporaryDirectory() as folder:
        seen = make_check(session, world)
        photo = session_checks.add_photo(seen, photo_file(Path(folder)), actor=ministry, at=at)
    session_checks.remove_photo(photo, actor=ministry, at=at)
    session_checks.remove(seen, actor=ministry, at=at)
    sessions.remove(session, actor=ministry, at=at)
    children = make_session(world, CHILDREN)
    for boys in (4, 5):
        before = session_children.version_of(session_children.counted(children))
        heads = {band: session_children.Heads(boys, 3) for band in session_children.Band}
        session_children.count(children, heads, seen=before, actor=ministry, at=at)


def correct_figures(world: World, _sheet: Assessment) -> None:
    """A figure is corrected, a doubt dismissed twice, the list of measures published anew."""
    row = make_observation(world)
    said = replace(said_by(row), value=Decimal(81))
    figures.change(row, said, "Salah ketik.", actor=world.secretariat, at=AT)
    for reason in ("Benar.", "Sudah diperiksa lagi."):
        figures.dismiss(row, Rule.JUMP, reason, actor=world.secretariat, at=AT)

    def renamed(name: str) -> list[dict[str, Any]]:
        return [{**one, "name": f"{one['name']} baru"} for one in read_library(name)]

    with patch.object(publishing, "read_library", renamed):
        assert publishing.publish_library(AT)


def know_the_documents(world: World, sheet: Assessment) -> None:
    """Read a document twice, correct it, judge it, give it a newer version, erase both."""
    older, newer = make_evidence(world, "Daftar.pdf"), make_evidence(world, "Daftar 2.pdf")
    for pages in (["Laporan tahun 2021"], ["Laporan tahun 2022"]):
        gather([(older, pages)], at=AT)
    correct(older, Aspect.KIND, "decree", reason="", actor=world.secretariat, at=AT)
    one = Trace(Personal.IDENTITY, page=1, start=0, end=16, child=True)
    for traces in ([one], [one, replace(one, page=2)], []):
        note_personal_data(older, traces, at=AT)
    note_personal_data(older, [one], at=AT)
    clear_personal_data(older, reason="Contoh.", actor=world.secretariat, at=AT)
    restrict_again(older, actor=world.secretariat, at=AT)
    answer = answer_of(sheet, "12.1")
    relocating.place(answer, older, actor=world.secretariat, at=AT)
    finding = Finding.objects.create(
        assessment=sheet, evidence=older, answer=answer, kind=Finding.Kind.UNSIGNED, noticed_at=AT
    )
    dismiss(finding, reason="Sudah.", actor=world.secretariat, at=AT)
    finding.refresh_from_db()
    reopen_finding(finding, actor=world.secretariat, at=AT)
    put_in_place(older, newer, actor=world.secretariat, at=AT)
    erase(older, reason="Diminta.", actor=world.secretariat, at=AT)
    facility = make_facility(world, name="Rumah baca Unyur")
    proof = proving.link(facility, newer, actor=world.secretariat, at=AT)
    proving.unlink(proof, actor=world.secretariat, at=AT)


def plan_the_way(world: World, sheet: Assessment) -> None:
    """A plan is handed over; another is taken away; a step takes longer than was thought."""
    plan = make_plan(world, sheet)
    lines = list(plan.lines.values_list("pk", flat=True))
    hand_over(plan, lines, due=AT + HOUR, actor=world.secretariat, at=AT)
    remove_plan(make_plan(world, sheet), actor=world.secretariat, at=AT)
    for hours in (Decimal(6), Decimal(8)):
        set_hours(world.city, {Act.REPAIR: hours}, actor=world.secretariat, at=AT)


def share_the_counting(world: World, _sheet: Assessment) -> None:
    """A measure is given to one office, then to another."""
    for office in (world.civil, world.health):
        responsibilities.give(make_measure(), world.city, office, actor=world.secretariat, at=AT)


Chapter = Callable[[World, Assessment], None]
CHAPTERS: Iterable[Chapter] = (
    answer_and_prove,
    know_the_documents,
    plan_the_way,
    keep_the_sheet,
    verify_and_repair,
    change_people,
    change_the_registry,
    correct_the_past,
    hold_sessions,
    correct_figures,
    share_the_counting,
)
# Tables whose rows no service changes or removes; the triggers would keep what they were.
NEVER_CHANGED = {"reviews.DecisionEvent", "reviews.ReplyEvent"}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_a_whole_cycle_leaves_no_former_state_without_who_what_and_when(world: World) -> None:
    sheet = make_sheet(world)
    for chapter in CHAPTERS:
        chapter(world, sheet)
        assert silent() == [], f"{chapter.__name__} changes rows outside of record(...)"
    every = {events._meta.label for events in EVENTS}
    assert every - told() == NEVER_CHANGED, "live through a change of these tables above"


def test_each_act_keeps_its_own_verb(world: World) -> None:
    sheet = make_sheet(world)
    verify_and_repair(world, sheet)
    windows_ = apps.get_model("reviews", "RemedialWindowEvent")
    moved = windows_._default_manager.get(pgh_label="changed").pgh_context.metadata
    assert moved["verb"] == "window.extended"
    assert moved["reason"] == "Listrik padam."
    follow_ups = apps.get_model("activities", "FollowUpEvent")
    verbs = follow_ups._default_manager.values_list("pgh_context__metadata__verb", flat=True)
    assert {"follow_up.postponed", "follow_up.handed", "follow_up.finished"} <= set(verbs)


def test_a_change_outside_of_a_record_is_found(world: World) -> None:
    answer = fill(make_sheet(world), "4.1", actor=world.officer)
    assert silent() == []
    Answer.objects.filter(pk=answer.pk).update(points=0)
    assert silent() == ["assessments.AnswerEvent changed lacks actor, verb, at"]


def test_a_removal_outside_of_a_record_is_found(world: World) -> None:
    answer = fill(make_sheet(world), "4.1", actor=world.officer)
    row = services.mark(answer, Stage.FIELD, Decimal(1), actor=world.verifier, at=AT)
    row.delete()
    assert silent() == ["assessments.MarkEvent removed lacks actor, verb, at"]


def first_who_may(row: Row) -> str:
    return min(row.may - {"anonymous"}, default="")


POSTED = [row for row in ROWS if row.method == "post" and first_who_may(row)]


@pytest.mark.parametrize("row", POSTED, ids=lambda row: row.name)
def test_no_page_changes_a_row_without_saying_who(world: World, row: Row) -> None:
    with transaction.atomic():
        if row.name in ARGUMENTS:
            ARGUMENTS[row.name](world)
        before = len(silent())
        transaction.set_rollback(True)
    assert refusal(row, first_who_may(row), world) == ""
    assert len(silent()) == before
