"""The pages of the registry, as people meet them."""

from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from layak.accounts.models import Role
from layak.facilities import filters, services
from layak.facilities.days import parse_day
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.tests.make import AT, TODAY, make_areas, make_facility
from layak.lib.errors import Refusal
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are read on the day that the facilities of these tests were made for."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def said(facility: Facility, **changes: str) -> dict[str, str]:
    return {
        "kind": facility.kind,
        "name": facility.name,
        "aliases": "\n".join(facility.aliases),
        "region": str(facility.region_id),
        "operator": str(facility.operator_id or ""),
        **changes,
    }


def make_shelf(world: World) -> dict[str, Facility]:
    places = make_areas(world)
    return {
        "soon": make_facility(
            world, name="Segera", standard_met=True, valid_until=TODAY + timedelta(days=90)
        ),
        "late": make_facility(
            world, name="Lewat", standard_met=True, valid_until=TODAY - timedelta(days=1)
        ),
        "plain": make_facility(world, places["Kasemen"], name="Biasa", operator=world.health),
        "idle": make_facility(
            world, places["Cipare"], name="Sepi", kind=FacilityKind.PISA, used=False
        ),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"Segera", "Lewat", "Biasa", "Sepi"}),
        ({"keadaan": filters.SOON}, {"Segera"}),
        ({"keadaan": filters.EXPIRED}, {"Lewat"}),
        ({"keadaan": filters.WITHOUT}, {"Lewat", "Biasa", "Sepi"}),
        ({"keadaan": filters.IDLE}, {"Sepi"}),
        ({"keadaan": filters.CLOSED}, {"Tutup"}),
        ({"jenis": "pisa"}, {"Sepi"}),
        ({"kecamatan": "36.73.02"}, {"Biasa"}),
        ({"cari": "  SEG "}, {"Segera"}),
        (
            {"jenis": "?", "keadaan": "?", "kecamatan": "36.72.01", "opd": "²"},
            {"Segera", "Lewat", "Biasa", "Sepi"},
        ),
    ],
)
def test_the_list_shows_what_is_asked_for(
    client: Client, query: dict[str, str], names: set[str]
) -> None:
    world = make_world()
    make_shelf(world)
    gone = make_facility(world, name="Tutup")
    services.close(gone, "Pindah", actor=None, at=AT)
    client.force_login(world.leader)
    answer = client.get(reverse("facility-list"), query)
    assert {row.name for row in answer.context["page"]} == names


def test_the_list_by_office_and_the_warning_of_what_runs_out(client: Client) -> None:
    world = make_world()
    make_shelf(world)
    client.force_login(world.secretariat)
    answer = client.get(reverse("facility-list"), {"opd": world.health.pk})
    assert [row.name for row in answer.context["page"]] == ["Biasa"]
    assert "Kewajiban Dinkes" in answer.content.decode()
    shown = page(client, "facility-list")
    assert "1 sudah berakhir" in shown
    assert "1 berakhir dalam 90 hari" in shown


def test_a_reader_of_several_cities_chooses_one(client: Client) -> None:
    world = make_world()
    make_facility(world)
    client.force_login(world.verifier)
    assert "Taman Ciceri" in page(client, "facility-list")
    assert "Taman Ciceri" not in page(client, "facility-list", kota="36.72")
    assert client.get(reverse("facility-list"), {"kota": "36.04"}).status_code == 404
    client.force_login(world.stranger)
    assert client.get(reverse("facility-list"), {"kota": "36.73"}).status_code == 404
    client.force_login(make_person("Tanpa peran"))
    assert "Belum ada kota" in page(client, "facility-list")
    assert "Belum ada kota" in page(client, "facility-coverage")
    assert client.get(reverse("facility-export")).status_code == 404


def test_only_those_who_may_fill_in_see_the_buttons(client: Client) -> None:
    world = make_world()
    facility = make_facility(world)
    for person, may in ((world.operator, True), (world.leader, False)):
        client.force_login(person)
        assert (reverse("facility-add") in page(client, "facility-list")) is may
        change = reverse("facility-change", args=[facility.pk])
        assert (change in page(client, "facility", facility.pk)) is may


def test_a_kelurahan_offers_only_its_own_area_and_an_office_itself(client: Client) -> None:
    world = make_world()
    make_areas(world)
    client.force_login(world.operator)
    form = client.get(reverse("facility-add")).context["form"]
    assert list(form._regions.values()) == [world.village]
    assert form["region"].value() == str(world.village.pk)
    client.force_login(world.officer)
    form = client.get(reverse("facility-add")).context["form"]
    assert list(form._operators.values()) == [world.civil]
    assert form["operator"].value() == str(world.civil.pk)


def test_an_officer_is_led_to_what_the_own_office_runs(client: Client) -> None:
    world = make_world()
    make_facility(world, operator=world.civil)
    client.force_login(world.officer)
    assert "Hanya yang dijalankan Disdukcapil" in page(client, "facility-list")
    shown = page(client, "facility-list", opd=str(world.civil.pk))
    assert "Hanya yang dijalankan" not in shown


def add(client: Client, world: World, **changes: str) -> Any:
    data = {
        "kind": "rbra",
        "name": "Taman Ciceri",
        "region": str(world.village.pk),
        "valid_until": "2026-05-29",
        "standard_met": "on",
        "used": "yes",
        "aliases": "RPTRA\n\nTaman Main",
        **changes,
    }
    return client.post(reverse("facility-add"), data)


def test_a_form_enters_a_facility(client: Client) -> None:
    world = make_world()
    client.force_login(world.operator)
    answer = add(client, world, valid_until="29 Mei 2026")
    facility = Facility.objects.get()
    assert answer.headers["Location"] == facility.get_absolute_url()
    assert (facility.used, str(facility.valid_until)) == (True, "2026-05-29")
    assert facility.aliases == ["RPTRA", "Taman Main"]
    shown = page(client, "facility", facility.pk)
    assert "29 Mei 2026" in shown
    assert "Didaftarkan" in shown
    assert world.operator.name in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Nama fasilitas belum diisi."),
        ({"kind": ""}, "Jenis belum dipilih."),
        ({"kind": "zoo"}, "Pilih salah satu dari daftar."),
        ({"region": "999999"}, "Pilih salah satu dari daftar."),
        ({"valid_until": "besok"}, "“besok” bukan tanggal yang jelas."),
        ({"standard_met": ""}, "hanya untuk fasilitas yang memenuhi standar"),
        ({"contact": "NIK 3673011504900001"}, "Jangan tulis NIK"),
        ({"aliases": "x" * 161}, "160"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    client: Client, changes: dict[str, str], sentence: str
) -> None:
    world = make_world()
    client.force_login(world.operator)
    answer = add(client, world, note="Dekat sungai", **changes)
    shown = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in shown
    assert "Dekat sungai" in shown
    assert not Facility.objects.exists()


def test_a_look_alike_is_shown_before_it_is_entered(client: Client) -> None:
    world = make_world()
    make_facility(world, name="Taman Bermain Ciceri")
    client.force_login(world.operator)
    answer = add(client, world, name="Taman Bermain Anak Ciceri")
    assert answer.status_code == 422
    assert "Mungkin sudah terdaftar" in answer.content.decode()
    assert Facility.objects.count() == 1
    assert add(client, world, name="Taman Bermain Anak Ciceri", sure="1").status_code == 302
    assert Facility.objects.count() == 2


def test_a_form_changes_and_closes_a_facility(client: Client) -> None:
    world = make_world()
    facility = make_facility(world)
    client.force_login(world.operator)
    url = reverse("facility-change", args=[facility.pk])
    assert 'value="Taman Ciceri"' in page(client, "facility-change", facility.pk)
    assert client.post(url, said(facility, name="")).status_code == 422
    assert client.post(url, said(facility, name="Taman Baru", used="no")).status_code == 302
    facility.refresh_from_db()
    assert (facility.name, facility.used) == ("Taman Baru", False)
    close = reverse("facility-close", args=[facility.pk])
    assert client.post(close, {"reason": " "}).status_code == 422
    assert client.post(close, {"reason": "Digusur"}).status_code == 302
    shown = page(client, "facility", facility.pk)
    assert "Digusur" in shown
    assert "Diubah: nama, pemakaian" in shown
    # What is closed is only read.
    assert client.get(url).status_code == client.get(close).status_code == 404


def test_the_coverage_says_who_has_none(client: Client) -> None:
    world = make_world()
    shelf = make_shelf(world)
    client.force_login(world.leader)
    assert "Rumah ibadah ramah anak" in page(client, "facility-coverage")
    shown = page(client, "facility-coverage", jenis="rbra")
    assert "Banten, Kasunyatan" in shown
    assert "1/5" in shown
    assert str(shelf["soon"].region) in shown
    assert "seluruh kota" in page(client, "facility-coverage", jenis="channel")


def test_the_registry_is_downloaded_as_it_is_filtered(client: Client) -> None:
    world = make_world()
    make_shelf(world)
    client.force_login(world.leader)
    answer = client.get(reverse("facility-export"), {"jenis": "pisa"})
    assert "fasilitas-kota-serang.xlsx" in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["Nama", "Sepi"]


def test_pages_ask_the_same_few_questions_however_long_the_list(client: Client) -> None:
    world = make_world()
    places = make_areas(world)
    client.force_login(world.secretariat)
    names = ("facility-list", "facility-coverage")

    def counted() -> list[int]:
        found = []
        for name in names:
            with CaptureQueriesContext(connection) as caught:
                page(client, name)
            found.append(len(caught))
        return found

    make_facility(world, operator=world.civil)
    few = counted()
    for number in range(30):
        place = list(places.values())[number % len(places)]
        make_facility(world, place, name=f"Taman {number}", operator=world.health)
    assert counted() == few
    assert max(few) <= 14


@pytest.mark.parametrize(
    "text", ["29 Mei 2023", "29 may 2023", "29/5/2023", "29-05-2023", "29.05.2023", "2023-05-29"]
)
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    assert parse_day(text) == TODAY


@pytest.mark.parametrize(
    "text",
    ["", "Mei 2023", "29 Mei 23", "29 Foo 2023", "31-02-2023", "2023", "2023-5-29", "0/0/0000"],
)
def test_a_day_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_day(text)


def test_a_person_may_have_two_places(client: Client) -> None:
    world = make_world()
    person = make_person("Dua Peran", Role.OFFICER, world.civil)
    person.memberships.create(organization=world.district, role=Role.OPERATOR)
    client.force_login(person)
    assert add(client, world).status_code == 302
    assert Facility.objects.get().changed_by == person
