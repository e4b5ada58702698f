"""Serang, January 2022, as far as figures tell: stunting by source, and what is whose to do.

Story 4 without its declaration: the health office reads that stunting is its job too, and by how
much. Told through the HTTP client, with the published figures of the real city.
"""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from layak.accounts.models import Role
from layak.assessments.tests.make import make_real_sheet
from layak.facilities.models import FacilityKind
from layak.facilities.tests.make import make_facility
from layak.measures import facts
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 7, 15, 3, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    world = make_world()
    facts.load(NOW)
    return world


@pytest.fixture
def health(world: World) -> Client:
    """Somebody of the health office, signed in."""
    client = Client(headers={"accept-language": "id"})
    client.force_login(make_person("Hana Dinkes", Role.OFFICER, world.health))
    return client


def read(client: Client, path: str) -> str:
    """What a page says, in one line."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(strip_tags(answer.content.decode()).split())


def test_stunting_stands_by_source_and_is_never_averaged(health: Client) -> None:
    page = read(health, reverse("measure", args=["stunting"]))
    assert "2023 · SSGI/SKI SSGI/SKI survei" in page
    assert "22,3%" in page
    assert "Juni 2024" in page
    assert "4,1%" in page
    assert "56,68%" in page  # of the target was entered
    for average in ("13,2%", "13,20%"):
        assert average not in page
    # What is doubtful stands beside the figures, and is set aside only with a reason.
    assert "Kesampingkan" in page


def test_an_office_receives_its_list_with_what_each_line_is_worth(
    world: World, health: Client
) -> None:
    sheet = make_real_sheet(world)
    make_facility(world, kind=FacilityKind.PRAP, operator=world.health)
    page = read(health, reverse("duties", args=[sheet.pk]))
    assert "Prevalensi stunting" in page
    for code in ("13.3", "25.7d", "26.8d", "15.1"):
        assert code in page
    assert "PRAP" in page
    # What another office states is not on the list.
    assert "Kepemilikan akta kelahiran" not in page
