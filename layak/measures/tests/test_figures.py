"""Figures as people enter, correct and doubt them, and as pages show them."""

from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.measures import importing, services
from layak.measures.models import Dismissal, Measure, Observation, Source
from layak.measures.publishing import publish_library
from layak.measures.rules import Rule
from layak.measures.tests.make import AT, make_areas, make_measure, make_observation, make_said
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def at_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def form(row: Observation, **changes: str) -> dict[str, str]:
    return {"period": row.period.code, "source": str(row.source_id), "value": "80", **changes}


def test_the_library_is_published_once() -> None:
    assert publish_library(AT) > 20
    assert publish_library(AT) == 0
    assert Measure.objects.filter(is_share=True).exists()
    assert Source.objects.filter(kind="survey").exists()


def test_who_may_enter_what() -> None:
    world = make_world()
    akta, weighed = make_measure(), make_measure("stunting")
    said = make_said()
    services.enter(akta, world.city, said, actor=world.officer, at=AT)
    with pytest.raises(Refusal):
        services.enter(weighed, world.city, said, actor=world.officer, at=AT)
    services.enter(weighed, world.village, said, actor=world.operator, at=AT)
    with pytest.raises(Refusal):
        services.enter(weighed, world.city, said, actor=world.operator, at=AT)
    with pytest.raises(Refusal):
        services.enter(akta, world.other_city, said, actor=world.secretariat, at=AT)
    rows = Observation.objects.all()
    assert set(rows.editable_by(world.officer).values_list("measure__code", flat=True)) == {
        "birth-certificates"
    }
    assert set(rows.editable_by(world.operator).values_list("region", flat=True)) == {
        world.village.pk
    }
    assert rows.visible_to(world.operator).count() == rows.visible_to(world.verifier).count() == 2
    assert not rows.visible_to(world.stranger).exists()


def test_one_source_says_one_thing_there_and_then() -> None:
    world = make_world()
    make_observation(world)
    with pytest.raises(Refusal, match="sudah punya angka"):
        make_observation(world, value=70)
    make_observation(world, value=70, source="susenas")
    make_observation(world, value=70, group="sex:f")
    assert Observation.objects.count() == 3


def test_a_share_is_worked_out_and_what_is_doubtful_is_taken(client: Client) -> None:
    world = make_world()
    row = make_observation(world, numerator=110, denominator=100)
    assert row.value == Decimal(110)
    client.force_login(world.leader)
    shown = page(client, "measure", "birth-certificates")
    assert "Pembilang di atas penyebut" in shown
    assert "Kesampingkan" not in shown


def test_a_correction_keeps_the_old_value_with_who_and_why(client: Client) -> None:
    world = make_world()
    row = make_observation(world, value=80)
    client.force_login(world.officer)
    address = reverse("observation-change", args=[row.pk])
    answer = client.post(address, form(row, value="81,5"))
    assert answer.status_code == 422
    assert 'value="81,5"' in answer.content.decode()
    assert client.post(address, form(row, value="81,5", reason="Salah ketik")).status_code == 302
    shown = page(client, "observation", row.pk)
    assert "81,5" in shown
    assert "Salah ketik" in shown
    assert world.officer.name in shown
    assert Entry.objects.filter(verb="observation.changed", reason="Salah ketik").exists()


def test_a_corrected_count_brings_its_share_along(client: Client) -> None:
    world = make_world()
    row = make_observation(world, numerator=80, denominator=100)
    client.force_login(world.officer)
    address = reverse("observation-change", args=[row.pk])
    value = client.get(address).context["form"]["value"].value()
    changed = form(row, value=value, numerator="90", denominator="100", reason="Salah hitung")
    assert client.post(address, changed).status_code == 302
    row.refresh_from_db()
    assert row.value == 90


def test_a_kelurahans_doubt_stands_where_its_kecamatan_is_looked_at(client: Client) -> None:
    world = make_world()
    make_observation(world, make_areas(world)["Cipare"], numerator=12, denominator=10)
    client.force_login(world.leader)
    told = "Pembilang 12 lebih besar daripada penyebut 10."
    assert told not in page(client, "measure", "birth-certificates")
    assert told in page(client, "measure", "birth-certificates", kecamatan="36.73.01")


def test_a_doubt_is_set_aside_for_its_figure_as_it_is_only(client: Client) -> None:
    world = make_world()
    row = make_observation(world, value=120)
    make_observation(world, value=130, period="2022")
    client.force_login(world.secretariat)
    address = reverse("observation-dismiss", args=[row.pk, Rule.RANGE.value])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "Termasuk pendatang"}).status_code == 302
    assert Dismissal.objects.get().reason == "Termasuk pendatang"
    shown = page(client, "measure", "birth-certificates")
    assert "Termasuk pendatang" in shown
    assert shown.count("Di luar batas") == 2
    services.change(row, make_said(value=125), "Ralat", actor=world.secretariat, at=AT)
    assert "Termasuk pendatang" not in page(client, "measure", "birth-certificates")
    assert client.get(reverse("observation-dismiss", args=[row.pk, "jump"])).status_code == 404


def test_a_figure_is_entered_on_the_page(client: Client) -> None:
    world = make_world()
    measure = make_measure("stunted-children")
    client.force_login(world.operator)
    source = str(Source.objects.get(code="e-ppgbm").pk)
    address = reverse("observation-add", args=[measure.code])
    said = {"region": str(world.village.pk), "period": "Juni 2024", "source": source}
    answer = client.post(address, {**said, "value": "1,214"})
    assert answer.status_code == 422
    assert "1,214" in answer.content.decode()
    assert client.post(address, {**said, "value": "1.214", "sex": "f"}).status_code == 302
    row = Observation.objects.get()
    assert (row.value, row.group, row.period.code) == (Decimal(1214), "sex:f", "2024-06")
    assert client.post(address, {**said, "region": "9", "value": "3"}).status_code == 422


def test_the_list_shows_the_newest_of_each_source_side_by_side(client: Client) -> None:
    world = make_world()
    make_observation(world, code="stunting", source="ssgi", value="22.3")
    make_observation(world, code="stunting", source="e-ppgbm", period="2024-06", value="4.1")
    make_observation(world, code="stunting", source="ssgi", period="2022", value="23.8")
    client.force_login(world.officer)
    shown = page(client, "measure-list")
    assert "22,3" in shown
    assert "4,1" in shown
    assert "23,8" not in shown
    doubtful = client.get(reverse("measure-list"), {"tampil": "meragukan"})
    assert [row.measure.code for row in doubtful.context["rows"]] == ["stunting"]
    own = client.get(reverse("measure-list"), {"tampil": "milik-saya"})
    assert {row.measure.code for row in own.context["rows"]} == {
        "birth-certificates",
        "child-cards",
        "registered-children",
    }


def test_areas_are_added_up_by_their_counts_and_those_missing_are_named(client: Client) -> None:
    world = make_world()
    places = make_areas(world)
    for name, above, below in (("Cipare", 9, 10), ("Lopang", 9, 90)):
        make_observation(world, places[name], numerator=above, denominator=below, period="2024-S1")
    client.force_login(world.leader)
    answer = client.get(reverse("measure", args=["birth-certificates"]))
    heat = answer.context["heat"]
    cells = {row.region.name: row.cells[0] for row in heat.rows}
    assert cells["Serang"].value == Decimal(18)
    assert (cells["Serang"].there, cells["Serang"].expected) == (2, 3)
    assert cells["Kasemen"].value is None
    due = answer.context["missing"].due
    assert (due.period.code, due.there, due.expected) == ("2024-S1", 2, 5)
    inside = client.get(reverse("measure", args=["birth-certificates"]), {"kecamatan": "36.73.01"})
    assert {row.region.name for row in inside.context["heat"].rows} == {
        "Serang",
        "Cipare",
        "Lopang",
    }


def test_the_province_adds_up_its_cities_and_prefers_what_they_say_themselves(
    client: Client,
) -> None:
    world = make_world()
    make_observation(world, world.village, numerator=1, denominator=2, period="2024-S1")
    make_observation(world, world.other_city, value=77, period="2024-S1")
    client.force_login(world.verifier)
    answer = client.get(reverse("measure", args=["birth-certificates"]))
    values = {row.region.name: (row.value, row.stated) for _code, row in answer.context["children"]}
    assert values == {"Kota Serang": (Decimal(50), False), "Kota Cilegon": (Decimal(77), True)}
    assert client.get(reverse("measure-list"), {"wilayah": "36.73"}).status_code == 200
    assert client.get(reverse("measure-list"), {"wilayah": "id"}).status_code == 404


@pytest.mark.parametrize("query", ["32.01", "36.72", "id", "'; --", "36.73.01", "x" * 90])
def test_a_place_that_is_not_ones_own_is_not_found(client: Client, query: str) -> None:
    world = make_world()
    client.force_login(world.leader)
    assert client.get(reverse("measure-list"), {"wilayah": query}).status_code == 404


def fill(world: World) -> None:
    places = make_areas(world)
    for number in range(1, 7):
        for place in (world.city, *places.values()):
            for source in ("siak", "susenas"):
                make_observation(
                    *(world, place),
                    period=f"2024-{number:02}",
                    source=source,
                    numerator=120,
                    denominator=100,
                )


@pytest.mark.parametrize("person", ["secretariat", "officer", "operator", "verifier"])
def test_a_page_asks_as_much_for_many_figures_as_for_few(client: Client, person: str) -> None:
    world = make_world()
    fill(world)
    client.force_login(getattr(world, person))
    for name, args in (("measure-list", []), ("measure", ["birth-certificates"])):
        address = reverse(name, args=args)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        found = [one["sql"][:120] for one in asked.captured_queries]
        assert len(found) <= MOST_QUERIES, found


def test_the_export_reads_what_the_reader_sees(client: Client) -> None:
    world = make_world()
    make_observation(world)
    client.force_login(world.stranger)
    answer = client.get(reverse("measure-export"))
    assert answer["Content-Type"].endswith("sheet")
    assert answer.content[:2] == b"PK"


def test_a_small_file_is_sent_looked_at_and_taken(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    world = make_world()
    make_measure()
    client.force_login(world.secretariat)
    head = b"Ukuran;Kode wilayah;Periode;Sumber;Nilai\n"
    rows = b"stunting;36.73;2023;SSGI;22,3%\nstunting;36.73;kapan;SSGI;1%\n"
    file = SimpleUploadedFile("angka.csv", head + rows, "text/csv")
    answer = client.post(reverse("measure-import"), {"file": file})
    assert answer.status_code == 302
    shown = unescape(client.get(answer["Location"]).content.decode())
    assert "C3" in shown
    assert "22,3%" in shown
    assert client.post(answer["Location"]).status_code == 302
    assert Observation.objects.get().value == Decimal("22.3")
    assert "Impor selesai" in client.get(answer["Location"]).content.decode()


def test_a_large_file_waits_for_the_worker_and_says_so(
    client: Client, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    world = make_world()
    make_measure()
    client.force_login(world.secretariat)
    content = BytesIO(b"Ukuran;Periode;Sumber;Nilai\nstunting;2023;SSGI;22,3%\n")
    content.name = "angka.csv"
    answer = client.post(reverse("measure-import"), {"file": content})
    assert "Sedang dibaca" in client.get(answer["Location"]).content.decode()
