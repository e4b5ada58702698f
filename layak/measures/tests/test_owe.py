"""What is missing, who owes it, and giving a measure to another office."""

import pytest
from django.test import Client
from django.urls import reverse

from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.measures import queries, responsibilities, services
from layak.measures.models import Observation, Responsibility
from layak.measures.periods import last_finished
from layak.measures.reach import reach_of
from layak.measures.tests.make import AT, make_measure, make_observation, make_said
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def give(world: World, office: str = "health") -> Responsibility:
    return responsibilities.give(
        *(make_measure(), world.city, getattr(world, office)), actor=world.secretariat, at=AT
    )


def test_what_is_missing_stands_with_the_office_that_owes_it(world: World) -> None:
    measure = make_measure()
    period = last_finished(queries.day_in(world.city, AT), measure.cadence)
    owed = {one.office: dict(one.rows) for one in queries.owed_in(world.city, AT)}
    assert owed[world.civil][measure].missing == 1
    assert measure not in owed[world.health]
    assert None in owed  # what no office of this city answers for
    make_observation(world, world.village, period=period.code)
    owed = {one.office: dict(one.rows) for one in queries.owed_in(world.city, AT)}
    assert measure not in owed.get(world.civil, {})


def test_a_measure_given_to_another_office_is_theirs_to_enter_and_to_owe(world: World) -> None:
    row, measure = make_observation(world), make_measure()
    assert reach_of(world.officer).covers(measure, world.city.path)
    assert row in Observation.objects.editable_by(world.officer)
    give(world)
    assert not reach_of(world.officer).covers(measure, world.city.path)
    assert row not in Observation.objects.editable_by(world.officer)
    assert queries.offices_for(world.city, [measure])[measure.pk] == world.health
    with pytest.raises(Refusal):
        services.change(row, make_said(value=81), "Ralat", actor=world.officer, at=AT)
    give(world, "civil")
    assert Responsibility.objects.count() == 1
    assert row in Observation.objects.editable_by(world.officer)
    assert Entry.objects.filter(verb="measure.given").count() == 2
    give(world, "civil")
    assert Entry.objects.filter(verb="measure.given").count() == 2


def test_only_an_office_of_the_city_is_given_a_measure(world: World) -> None:
    for office in ("other_agency", "village", "city"):
        with pytest.raises(Refusal, match="bukan kantor kota ini"):
            give(world, office)


def test_the_page_tells_what_is_owed_and_its_keeper_gives_it_away(world: World) -> None:
    measure = make_measure()
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.secretariat)
    page = client.get(reverse("measure-due")).content.decode()
    address = reverse("measure-office", args=[measure.code])
    assert world.civil.name in page
    assert address in page
    refused = client.post(address, {"office": str(world.other_agency.pk)})
    assert refused.status_code == 422
    assert "bukan kantor kota ini" in refused.content.decode()
    sent = client.post(address, {"office": str(world.health.pk)})
    assert sent.status_code == 302
    assert Responsibility.objects.get().office == world.health
    client.force_login(world.officer)
    assert address not in client.get(reverse("measure-due")).content.decode()
