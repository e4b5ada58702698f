"""Points by item of an earlier year on the page: filled in, refused, replaced, taken away."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.tests.make import make_instrument, make_sheet
from layak.audit.models import Entry
from layak.instruments.models import Instrument
from layak.scorecards.past_sheets import PastSheet
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def form() -> Instrument:
    return make_instrument()


def send(client: Client, world: World, form: Instrument, table: str, *, year: str = "2021") -> Any:
    client.force_login(User.objects.get(pk=world.secretariat.pk))
    given = {
        "year": year,
        "instrument": form.pk,
        "source": "Berita acara 4/2021",
        "table": SimpleUploadedFile("butir.csv", table.encode()),
    }
    return client.post(reverse("past-items-add", args=[world.city.pk]), given)


def test_the_blank_table_comes_back_filled_and_the_year_stands_beside_others(
    client: Client, world: World, form: Instrument
) -> None:
    client.force_login(User.objects.get(pk=world.secretariat.pk))
    url = reverse("past-items-blank", args=[world.city.pk, form.pk])
    blank = client.get(url).content.decode("utf-8-sig").splitlines()
    assert blank[0].startswith("kode;pertanyaan;mandiri;administrasi;lapangan;final;")
    assert [row.split(";")[0] for row in blank[1:]] == ["4.1", "4.2", "12.1"]
    points = ("12,5;10;;;Salah tempat", "30;;;;", "25;25;;;")
    filled = [
        row.replace(";;;;;;;", f";{own};;") for row, own in zip(blank[1:], points, strict=True)
    ]
    answer = send(client, world, form, "\n".join([blank[0], *filled]))
    assert (
        answer.headers["Location"] == f"{reverse('year-compare', args=[world.city.pk])}?tahun=2021"
    )
    noted = PastSheet.objects.get()
    assert {
        stage: {code: Decimal(points) for code, points in rows.items()}
        for stage, rows in noted.points.items()
    } == {
        "self": {"4.1": Decimal("12.5"), "4.2": Decimal(30), "12.1": Decimal(25)},
        "administrative": {"4.1": Decimal(10), "12.1": Decimal(25)},
    }
    assert noted.causes == {"administrative": {"4.1": "misplaced"}}
    send(client, world, form, "kode;mandiri\n4.1;7\n")
    assert list(PastSheet.objects.get().points["self"]) == ["4.1"]


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, world: World, form: Instrument
) -> None:
    answer = send(client, world, form, "kode;mandiri\n9.9;3\n4.1;banyak\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Baris 2: butir “9.9” tidak dikenal." in page
    assert "Baris 3:" in page
    assert 'value="Berita acara 4/2021"' in page
    assert not PastSheet.objects.exists()


def test_a_year_with_a_sheet_here_is_not_noted_beside_it(client: Client, world: World) -> None:
    sheet = make_sheet(world)
    table = "kode;mandiri\n4.1;7\n"
    page = send(client, world, sheet.instrument, table, year=str(sheet.cycle.year))
    assert "punya lembar di Layak" in page.content.decode()
    assert not PastSheet.objects.exists()


def test_a_noted_year_is_taken_away_and_stays_in_the_trail(
    client: Client, world: World, form: Instrument
) -> None:
    send(client, world, form, "kode;mandiri\n4.1;7\n")
    noted = PastSheet.objects.get()
    here = reverse("past-items-add", args=[world.city.pk])
    assert reverse("past-items-remove", args=[noted.pk]) in client.get(here).content.decode()
    client.post(reverse("past-items-remove", args=[noted.pk]))
    assert not PastSheet.objects.exists()
    assert Entry.objects.filter(verb="past_sheet.removed").count() == 1
