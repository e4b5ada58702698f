"""Trying steps, finding the best ones, planning them, handing them over, watching them close."""

from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from layak.activities.models import FollowUp
from layak.activities.services import finish
from layak.assessments.models import Assessment
from layak.assessments.tests.make import AT, fill, make_sheet
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.scorecards.planning import hand_over, remove_plan
from layak.scorecards.plans import Plan, StepHours
from layak.scorecards.prospects import prospect_of
from layak.scorecards.tests.make import make_pairs, make_plan
from layak.scorecards.what_if import cheapest, most, what_if
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DUE = datetime(2023, 4, 1, 16, 59, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    world = make_world()
    make_pairs(world.other_city)
    return world


@pytest.fixture
def sheet(world: World) -> Assessment:
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    fill(sheet, "12.1", label="Separuh")
    return sheet


def ticked(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("langkah", [])


def test_trying_steps_moves_the_interval_and_writes_nothing(
    world: World, sheet: Assessment, client: Client
) -> None:
    found = prospect_of(sheet, at=AT)
    assert found is not None
    keys = {step.key for step in found.steps}
    assert {"4.1-attach", "4.2-answer", "4.2-attach", "12.1-attach", "12.1-raise"} == keys
    # Proof needs an answer first: it is brought along.
    tried = what_if(found, ["4.2-attach"])
    assert tried.chosen == {"4.2-answer", "4.2-attach"}
    assert tried.after.total.expected > found.last.total.expected
    client.force_login(world.leader)
    answer = client.post(
        reverse("prospect-suggest", args=[sheet.pk]), {"goal": "try", "langkah": ["4.1-attach"]}
    )
    assert ticked(answer["Location"]) == ["4.1-attach"]
    page = client.get(answer["Location"]).content.decode()
    assert "1 langkah dipilih: 3,00 jam kerja pada 1 OPD." in page
    assert not Plan.objects.exists()


def test_the_cheapest_way_reaches_the_level_with_the_confidence_asked_for(
    sheet: Assessment,
) -> None:
    found = prospect_of(sheet, at=AT)
    assert found is not None
    assert found.last.chance(40) < 0.8
    way = cheapest(found, 40, 0.8)
    assert way.reached
    assert what_if(found, way.keys).after.chance(40) >= 0.799
    # Nothing reaches more than there is: then it says so and shows the most.
    far = cheapest(found, 99, 0.9)
    assert not far.reached
    assert far.chance is not None
    assert far.chance < 0.9


def test_the_most_points_keep_within_the_hours_of_each_office(sheet: Assessment) -> None:
    found = prospect_of(sheet, at=AT)
    assert found is not None
    way = most(found, 7.0, 4.0)
    tried = what_if(found, way.keys)
    assert tried.hours <= 7
    assert set(way.keys) == {"12.1-attach", "4.2-answer", "4.2-attach"} or tried.hours > 3
    assert all(
        sum(step.hours for step in tried.steps if step.office == office) <= 4
        for office in {step.office for step in tried.steps}
    )


def test_a_search_from_the_page_ticks_what_it_found(
    world: World, sheet: Assessment, client: Client
) -> None:
    client.force_login(world.leader)
    where = reverse("prospect-suggest", args=[sheet.pk])
    answer = client.post(where, {"goal": "hours", "hours": "3", "each_office": ""})
    assert answer.status_code == 302
    assert ticked(answer["Location"])
    wrong = client.post(where, {"goal": "hours", "hours": "banyak"})
    assert wrong.status_code == 422
    assert "bukan angka" in wrong.content.decode()
    assert 'value="banyak"' in wrong.content.decode()
    empty = client.post(where, {"goal": "hours"})
    assert "Isi jam kerja seluruhnya" in empty.content.decode()


def test_a_plan_is_saved_handed_over_and_watched(
    world: World, sheet: Assessment, client: Client
) -> None:
    client.force_login(world.secretariat)
    where = reverse("plan-save", args=[sheet.pk])
    nameless = client.post(where, {"langkah": ["4.1-attach"]})
    assert "Beri nama rencana ini." in nameless.content.decode()
    client.post(where, {"langkah": ["4.1-attach", "12.1-attach"], "name": "Dua hari terakhir"})
    plan = Plan.objects.get()
    assert plan.low < plan.expected < plan.high
    first, second = plan.lines.order_by("answer__question__position")
    assert (first.office, second.office) == (world.civil, world.health)
    assert first.gain > 0
    client.post(
        reverse("plan-hand-over", args=[plan.pk]), {"line": [first.pk], "due": "2099-04-01"}
    )
    given = FollowUp.objects.get()
    assert (given.owner, given.source) == (world.civil, FollowUp.Source.PLAN)
    assert given.text.startswith("Lengkapi bukti: 4.1")
    finish(given, result="Laporan dilampirkan.", actor=world.officer, at=AT)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "selesai" in page
    assert "belum diserahkan" in page
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"plan.saved", "plan.handed_over", "follow_up.given"} <= verbs


def test_a_bad_date_keeps_the_ticks(world: World, client: Client) -> None:
    plan = make_plan(world)
    client.force_login(world.secretariat)
    line = plan.lines.get()
    for due in ("", "32 Mei", "2001-01-01"):
        answer = client.post(
            reverse("plan-hand-over", args=[plan.pk]), {"line": [line.pk], "due": due}
        )
        assert answer.status_code == 422
        assert f'value="{line.pk}" checked' in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_a_line_is_handed_over_once_and_the_plan_stays(world: World) -> None:
    plan = make_plan(world)
    keys = [line.pk for line in plan.lines.all()]
    assert hand_over(plan, keys, DUE, actor=world.secretariat, at=AT) == 1
    with pytest.raises(Refusal, match="belum diserahkan"):
        hand_over(plan, keys, DUE, actor=world.secretariat, at=AT)
    with pytest.raises(Refusal, match="tidak dapat dihapus"):
        remove_plan(plan, actor=world.secretariat, at=AT)
    assert plan.expected == Decimal(60)


def test_a_plan_that_nobody_was_given_can_be_taken_away(world: World, client: Client) -> None:
    plan = make_plan(world)
    client.force_login(world.secretariat)
    client.post(reverse("plan-remove", args=[plan.pk]))
    assert not Plan.objects.exists()
    client.force_login(world.stranger)
    assert client.get(reverse("plan", args=[plan.pk])).status_code == 404


def test_the_secretariat_says_what_steps_take(
    world: World, sheet: Assessment, client: Client
) -> None:
    client.force_login(world.secretariat)
    where = reverse("step-hours", args=[sheet.pk])
    assert "Anggapan umum: 3 jam." in client.get(where).content.decode()
    for typed in ("banyak", "0", "2.001"):
        wrong = client.post(where, {"attach": typed})
        assert wrong.status_code == 422
        assert f'value="{typed}"' in wrong.content.decode()
    assert client.post(where, {"attach": "1,5"}).headers["Location"].endswith("/perkiraan/")
    found = prospect_of(sheet, at=AT)
    assert found is not None
    assert {step.act.value: step.hours for step in found.steps} == {
        "attach": 1.5,
        "answer": 1.0,
        "raise": 40.0,
    }
    assert 'value="1,50"' in client.get(where).content.decode()
    client.post(where, {"attach": "", "raise": "24"})
    assert {row.act: row.hours for row in StepHours.objects.all()} == {"raise": Decimal(24)}
    told = [entry.detail for entry in Entry.objects.filter(verb="step_hours.changed")]
    assert {"attach": ["1.50", None], "raise": [None, "24"]} in told


def test_what_a_step_adds_lies_within_its_interval(sheet: Assessment) -> None:
    found = prospect_of(sheet, at=AT)
    assert found is not None
    for worth in what_if(found, ()).worth.values():
        assert 0 <= worth.low < worth.expected < worth.high
