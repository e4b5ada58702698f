"""What an office counts and runs, with what it is worth."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments.duties import duties_of
from layak.assessments.tests.make import AT, make_real_sheet
from layak.facilities.models import FacilityKind
from layak.facilities.tests.make import make_facility
from layak.measures.publishing import publish_library
from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_measures_and_facilities_are_worth_the_questions_behind_them() -> None:
    world = make_world()
    publish_library(AT)
    sheet = make_real_sheet(world)
    make_facility(world, operator=world.civil)
    duties = duties_of(sheet, world.civil, AT)
    worth = {one.measure.code: one.worth for one in duties.measures}
    assert worth["birth-certificates"].codes == ["4.2", "25.5", "26.6"]
    assert worth["child-cards"].codes == ["4.3"]
    assert worth["child-cards"].attainable == Decimal(1)
    [run] = duties.facilities
    assert run.kind == FacilityKind.RBRA
    assert set(run.worth.codes) == {"11.1", "11.2", "25.12", "26.14"}
    assert duties.worth.attainable == run.worth.attainable + sum(
        one.attainable for one in worth.values()
    )
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.officer)
    page = client.get(reverse("duties", args=[sheet.pk])).content.decode()
    assert "Kepemilikan akta kelahiran" in page
    assert "26.14" in page
    assert (
        client.get(reverse("duties", args=[sheet.pk]), {"opd": world.health.pk}).status_code == 404
    )
