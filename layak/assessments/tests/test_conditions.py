"""Conditions: what does not apply to a city is neither asked nor counted."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.gaps import GapKind, gaps
from layak.assessments.locks import submit
from layak.assessments.models import Assessment, Stage
from layak.assessments.queries import overview, rubric_of
from layak.assessments.tests.make import AT, answer_of, make_real_sheet
from layak.audit.models import Entry
from tests.world import World, make_world

CONDITIONAL = "18.2"


@pytest.fixture
def world() -> World:
    return make_world()


def sign_in(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def say_unmet(sheet: Assessment, user: User, **data: object) -> int:
    path = reverse("assessment-conditions", args=[sheet.pk])
    return sign_in(user).post(path, {"reason": "Perpres 63/2020", **data}).status_code


@pytest.mark.django_db
def test_an_unmet_condition_takes_its_question_out_of_score_overview_and_gaps(
    world: World,
) -> None:
    sheet = make_real_sheet(world)
    before = overview(sheet, Stage.SELF, at=AT)
    worth = answer_of(sheet, CONDITIONAL).question.attainable
    assert say_unmet(sheet, world.secretariat, unmet="non-3t") == 302
    sheet.refresh_from_db()
    after = overview(sheet, Stage.SELF, at=AT)
    assert after.whole.questions == before.whole.questions - 1
    assert after.whole.attainable == before.whole.attainable - worth
    assert after.whole.attainable == rubric_of(sheet).attainable
    assert CONDITIONAL not in after.score.unanswered
    assert CONDITIONAL in before.score.unanswered
    open_codes = {gap.code for gap in gaps(sheet) if gap.kind == GapKind.UNANSWERED}
    assert CONDITIONAL not in open_codes
    assert len(open_codes) == after.whole.questions
    page = sign_in(world.officer).get(reverse("assessment-indicator", args=[sheet.pk, "18"]))
    html = re.sub(r"<[^>]+>", " ", page.content.decode())
    assert html.count("tidak berlaku") == 1


@pytest.mark.django_db
def test_the_reason_is_kept_and_the_condition_can_be_met_again(world: World) -> None:
    sheet = make_real_sheet(world)
    assert say_unmet(sheet, world.secretariat, unmet="non-3t") == 302
    assert say_unmet(sheet, world.secretariat, reason="Keliru") == 302
    sheet.refresh_from_db()
    assert sheet.unmet == []
    entries = Entry.objects.filter(verb="assessment.conditions_set").order_by("pk")
    assert [entry.reason for entry in entries] == ["Perpres 63/2020", "Keliru"]


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{"unmet": "non-3t", "reason": " "}, {"unmet": "di-bulan"}])
def test_without_reason_or_with_a_strange_code_nothing_changes(
    world: World, data: dict[str, str]
) -> None:
    sheet = make_real_sheet(world)
    assert say_unmet(sheet, world.secretariat, **data) == 422
    sheet.refresh_from_db()
    assert sheet.unmet == []


@pytest.mark.django_db
def test_a_submitted_sheet_keeps_its_conditions(world: World) -> None:
    sheet = make_real_sheet(world)
    submit(sheet, actor=world.secretariat, at=AT)
    assert say_unmet(sheet, world.secretariat, unmet="non-3t") == 422
