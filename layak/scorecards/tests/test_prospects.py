"""What is expected of a sheet: from its own evidence, kept for the ladder, shown with reasons."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments.expecting import Expectation
from layak.assessments.models import Assessment, Finding, Mark, Stage
from layak.assessments.tests.make import (
    AT,
    answer_of,
    fill,
    make_evidence,
    make_real_sheet,
    make_sheet,
    put,
)
from layak.evidence.models import DocumentKind, Facts
from layak.forecast.claims import Evidence
from layak.instruments.models import Question
from layak.reviews.tests.returned import make_window
from layak.scorecards.accepted import count_acceptance, learned
from layak.scorecards.foreseeing import refresh
from layak.scorecards.models import Summary
from layak.scorecards.plans import Acceptance
from layak.scorecards.prospects import prospect_of
from layak.scorecards.summaries import refresh as count
from layak.scorecards.tests.make import make_pairs
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    sheet = make_sheet(world)
    for code in ("4.1", "4.2", "12.1"):
        fill(sheet, code)
    return sheet


def state(sheet: Assessment, code: str) -> Evidence:
    found = prospect_of(sheet, at=AT)
    assert found is not None
    return next(one.evidence for one in found.last.sheet.claims if one.code == code)


def test_without_known_results_there_is_no_number(sheet: Assessment) -> None:
    assert prospect_of(sheet, at=AT) is None
    count(AT)
    refresh(AT)
    assert not Expectation.objects.exists()


def test_the_states_of_the_evidence_come_from_what_lies_there(
    world: World, sheet: Assessment
) -> None:
    make_pairs(world.other_city)
    assert state(sheet, "4.1") is Evidence.MISSING
    paper = make_evidence(world)
    put(answer_of(sheet, "4.1"), paper)
    assert state(sheet, "4.1") is Evidence.COMPLETE
    put(answer_of(sheet, "4.2"), paper)
    assert state(sheet, "4.1") is Evidence.REUSED
    facts = {"said": [2015, 2015], "asked": [2022, 2022], "by": "period"}
    Finding.objects.create(
        assessment=sheet, evidence=paper, kind=Finding.Kind.YEAR, facts=facts, noticed_at=AT
    )
    assert state(sheet, "4.1") is state(sheet, "4.2") is Evidence.WRONG_YEAR
    Finding.objects.update(status=Finding.Status.DISMISSED)
    assert state(sheet, "4.1") is Evidence.REUSED


def test_a_policy_on_a_circular_alone_is_known_as_such(world: World) -> None:
    make_pairs(world.other_city)
    sheet = make_real_sheet(world)
    policy = Question.objects.filter(instrument=sheet.instrument, kind="policy")[1]
    answer = answer_of(sheet, policy.code)
    answer.points = policy.attainable
    answer.save(update_fields=["points"])
    paper = make_evidence(world, "Surat edaran.pdf")
    put(answer, paper)
    Facts.objects.create(evidence=paper, kind=DocumentKind.CIRCULAR, read_at=AT)
    assert state(sheet, policy.code) is Evidence.CIRCULAR


def test_the_ladder_is_drawn_from_one_kept_row(
    world: World, sheet: Assessment, client: Client
) -> None:
    make_pairs(world.other_city)
    count(AT)
    assert refresh(AT) == 1
    assert refresh(AT + timedelta(minutes=1)) == 0
    kept = Expectation.objects.get()
    assert kept.low < kept.expected < kept.high <= Summary.objects.get().total
    client.force_login(world.leader)
    for path in (reverse("home"), sheet.get_absolute_url()):
        assert f"{kept.low:.0f}–{kept.high:.0f}" in client.get(path).content.decode()
    put(answer_of(sheet, "12.1"), make_evidence(world))
    count(AT)
    assert refresh(AT + timedelta(minutes=2)) == 1
    assert Expectation.objects.get().expected > kept.expected


def test_what_verifiers_decided_teaches_other_cities_but_not_the_same_sheet(
    world: World, sheet: Assessment
) -> None:
    make_pairs(world.other_city)
    for code in ("4.1", "4.2", "12.1"):
        answer = answer_of(sheet, code)
        answer.marks.create(stage=Stage.ADMINISTRATIVE, points=answer.points or 0, marked_at=AT)
    assert count_acceptance(sheet, at=AT) == 3
    assert sum(row.items for row in Acceptance.objects.all()) == 3
    Assessment.objects.filter(pk=sheet.pk).update(stage=Stage.FIELD)
    sheet.refresh_from_db()
    assert learned(sheet).items == 0
    other = Assessment(pk=sheet.pk + 1, city=world.other_city, instrument=sheet.instrument)
    assert learned(other).items == 3


def test_points_sent_back_in_an_open_window_can_still_be_won(world: World) -> None:
    make_pairs(world.other_city)
    window = make_window(world, AT)
    Mark.objects.update(points=0)
    sheet = Assessment.objects.select_related("city", "instrument", "target").get(
        pk=window.assessment_id
    )
    now = window.opened_at + timedelta(hours=1)
    found = prospect_of(sheet, at=now)
    assert found is not None
    assert {step.act.value for step in found.steps} == {"repair"}
    late = prospect_of(sheet, at=window.closes_at)
    assert late is not None
    assert late.steps == []
    assert late.last.total.high <= found.last.total.high


def test_the_page_says_why_and_what_is_not_known(
    world: World, sheet: Assessment, client: Client
) -> None:
    make_pairs(world.other_city)
    client.force_login(world.officer)
    page = client.get(reverse("prospect", args=[sheet.pk])).content.decode()
    assert "3 butir belum ada buktinya" in page
    assert "Baru 3 pasangan nilai nyata" in page
    assert "Simpan rencana" not in page
    client.force_login(world.stranger)
    assert client.get(reverse("prospect", args=[sheet.pk])).status_code == 404


def test_an_expectation_keeps_both_its_ends(sheet: Assessment) -> None:
    from_to = (Decimal(40), Decimal(60))
    Expectation.objects.create(
        assessment=sheet,
        stage=Stage.FINAL,
        low=from_to[0],
        expected=Decimal(50),
        high=from_to[1],
        foreseen_at=AT,
    )
    assert Assessment.objects.select_related("expectation").get().expectation.high == from_to[1]
