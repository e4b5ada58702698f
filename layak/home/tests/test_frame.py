"""The frame around every page: few queries, only what the reader may reach."""

import pytest
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from layak.accounts.models import User
from layak.assessments.tests.make import make_sheet
from layak.home.frame import Frame, frame
from tests.world import PEOPLE, make_person, make_world

pytestmark = pytest.mark.django_db
MOST_DESTINATIONS = 6


def ask(user: User | None, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    if user is not None:
        request.user = user
    return request


def frame_of(user: User | None, path: str = "/") -> Frame:
    found = frame(ask(user, path))["frame"]
    assert isinstance(found, Frame)
    return found


def names(found: Frame) -> list[str]:
    return [place.name for place in found.destinations]


def test_a_page_that_draws_no_frame_asks_nothing() -> None:
    world = make_world()
    with CaptureQueriesContext(connection) as captured:
        frame(ask(world.secretariat))
    assert len(captured) == 0


def test_the_anonymous_visitor_costs_nothing() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert frame_of(None) == Frame()
    assert len(captured) == 0


@pytest.mark.parametrize("role", PEOPLE)
def test_a_frame_takes_three_queries_at_most(role: str) -> None:
    world = make_world()
    make_sheet(world)
    with CaptureQueriesContext(connection) as captured:
        found = frame_of(world.people[role])
    assert len(captured) <= 3
    assert 2 <= len(found.destinations) <= MOST_DESTINATIONS


def test_the_frame_tells_city_cycle_and_office() -> None:
    world = make_world()
    make_sheet(world, example=True)
    found = frame_of(world.officer)
    assert (found.city, found.cycle, found.example) == ("Kota Serang", "Siklus 2023", True)
    assert found.place == ["Petugas OPD", "Dinas Kependudukan dan Pencatatan Sipil"]
    assert (found.initials, found.user_name) == ("OP", "Oki Petugas")
    assert names(found) == ["Beranda", "Penilaian", "Data dukung", "Lapangan", "Organisasi"]


def test_only_those_who_keep_people_are_led_to_them() -> None:
    world = make_world()
    make_sheet(world)
    assert "Pengguna" in names(frame_of(world.secretariat))
    assert "Pengguna" not in names(frame_of(world.operator))


def test_the_place_where_the_reader_is_stands_out() -> None:
    world = make_world()
    sheet = make_sheet(world)
    found = frame_of(world.secretariat, f"/penilaian/{sheet.pk}/kekurangan/")
    assert [place.name for place in found.destinations if place.current] == ["Penilaian"]
    found = frame_of(world.secretariat, f"/penilaian/{sheet.pk}/salah-tempat/")
    assert [place.name for place in found.destinations if place.current] == ["Data dukung"]


def test_another_city_is_not_named() -> None:
    world = make_world()
    sheet = make_sheet(world)
    found = frame_of(world.stranger, f"/penilaian/{sheet.pk}/")
    assert (found.city, found.cycle) == ("Kota Cilegon", "")


def test_somebody_without_a_role_finds_home_only() -> None:
    found = frame_of(make_person("Budi Baru"))
    assert names(found) == ["Beranda"]
    assert found.place == ["Belum mendapat peran"]


def test_the_base_page_draws_it() -> None:
    world = make_world()
    make_sheet(world)
    request = ask(world.secretariat)
    drawn = render_to_string("ui/base.html", frame(request), request=request)
    assert "Kota Serang" in drawn
    assert 'aria-current="page"' in drawn
