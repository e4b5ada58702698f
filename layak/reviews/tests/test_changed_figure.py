"""A verifier sees where an answer's figure came from, and that it was corrected since."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments import services
from layak.assessments.measuring import Measured
from layak.assessments.models import Assessment, Stage
from layak.assessments.tests.make import AT, fill, make_sheet
from layak.measures import services as figures
from layak.measures.models import Observation
from layak.measures.tests.make import make_observation, make_said
from layak.reviews.models import Snapshot
from layak.reviews.snapshots import Check, canonical, describe, verify
from layak.reviews.stages import submit_self
from layak.reviews.tests.make import SUBMITTED
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def handed_over(world: World, measured: Measured) -> Assessment:
    """A sheet handed over with one figure behind its answer."""
    sheet = make_sheet(world)
    answer = fill(sheet, "4.2", actor=world.officer)
    services.answer_question(
        *(answer,), option=answer.option, note="", measured=measured, actor=world.officer, at=AT
    )
    submit_self(sheet, actor=world.secretariat, at=SUBMITTED)
    return Assessment.objects.select_related("city", "cycle", "instrument").get(pk=sheet.pk)


def marriages(world: World) -> tuple[Observation, Measured]:
    row = make_observation(
        world, code="child-marriages", period="2022", source="simkah", value=Decimal(12)
    )
    stated = Measured(Decimal(12), None, None, str(row.source), "2022", observation=row.pk)
    return row, stated


def correct(row: Observation, world: World) -> None:
    said = make_said(period="2022", source="simkah", value=Decimal(14))
    figures.change(row, said, "Dua akad terlambat dicatat", actor=world.administrator, at=AT)


def figure_in(snapshot: Snapshot) -> dict[str, object]:
    answers = json.loads(snapshot.body)["answers"]
    found: dict[str, object] = next(one["measured"] for one in answers if one["code"] == "4.2")
    return found


def test_a_verifier_sees_that_a_figure_was_corrected_and_why(world: World) -> None:
    row, measured = marriages(world)
    sheet = handed_over(world, measured)
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.verifier)
    page = reverse("review-answer", args=[sheet.pk, "4.2"])
    shown = client.get(page).content.decode()
    assert f"12, {row.source}, 2022" in shown
    assert row.get_absolute_url() in shown
    assert "berubah sejak dijawab" not in shown
    correct(row, world)
    shown = client.get(page).content.decode()
    assert "Angkanya berubah sejak dijawab" in shown
    assert f"Waktu dijawab: 12, {row.source}, 2022." in shown
    assert f"Sekarang: 14, {row.source}, 2022." in shown
    assert "“Dua akad terlambat dicatat”" in shown
    assert client.get(row.get_absolute_url()).status_code == 200


def test_a_snapshot_names_the_figure_and_keeps_what_it_was(world: World) -> None:
    row, measured = marriages(world)
    sheet = handed_over(world, measured)
    kept = Snapshot.objects.get(assessment=sheet)
    assert figure_in(kept) == {
        "value": "12",
        "numerator": None,
        "denominator": None,
        "source": str(row.source),
        "period": "2022",
        "observation": row.pk,
    }
    correct(row, world)
    again = canonical(describe(sheet, Stage.SELF))
    assert again.encode() == kept.body.encode()
    assert verify(kept) == Check(whole=True, recomputed=True)


def test_a_typed_figure_is_frozen_as_it_always_was(world: World) -> None:
    _row, measured = marriages(world)
    sheet = handed_over(world, replace(measured, observation=None))
    kept = figure_in(Snapshot.objects.get(assessment=sheet))
    assert set(kept) == {"value", "numerator", "denominator", "source", "period"}
