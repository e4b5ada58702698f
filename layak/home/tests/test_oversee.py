"""The pages of those who look over many cities: everything they say, in few queries."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from layak.accounts.models import Role
from layak.assessments import locks, services
from layak.assessments.models import Assessment, Deadline, Stage
from layak.assessments.tests.make import answer_of, fill, make_cycle, make_instrument, make_sheet
from layak.home.tests.make import words
from layak.organizations.models import Kind
from layak.reviews.models import Decision
from layak.scorecards import services as scorecards
from layak.scorecards.statements import Statement
from layak.scorecards.summaries import refresh
from tests.world import World, make_person, make_region, make_world

pytestmark = pytest.mark.django_db
AT = datetime(2023, 4, 1, 2, tzinfo=UTC)
MOST_QUERIES = 12


def read(person: object, name: str, *args: object, query: str = "") -> str:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # a user of the world
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    # A blank for each tag, so that neighbouring cells stay apart.
    return words(answer.content.decode().replace("<", " <"))


def queries_of(person: object, path: str) -> int:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # a user of the world
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def decided(world: World, sheet: Assessment, code: str, kind: Decision.Kind) -> None:
    said = {} if kind == Decision.Kind.ACCEPTED else {"note": "Kurang.", "cause": "missing"}
    answer = answer_of(sheet, code)
    Decision.objects.create(
        answer=answer,
        stage=Stage.ADMINISTRATIVE,
        kind=kind,
        points=Decimal(10),
        decided_by=world.verifier,
        decided_at=AT,
        **said,
    )
    services.mark(
        answer,
        Stage.ADMINISTRATIVE,
        Decimal(10),
        returned=kind == Decision.Kind.RETURNED,
        note="Kurang." if said else "",
        actor=world.verifier,
        at=AT,
    )


def in_verification(world: World) -> Assessment:
    """Kota Serang: all answered and submitted, two of three decided."""
    sheet = make_sheet(world)
    for code in ("4.1", "4.2", "12.1"):
        fill(sheet, code)
    sheet = locks.submit(sheet, actor=world.secretariat, at=AT)
    decided(world, sheet, "4.1", Decision.Kind.ACCEPTED)
    decided(world, sheet, "12.1", Decision.Kind.RETURNED)
    refresh(AT)
    return sheet


def award(world: World, year: int, level: str, source: str = "SK") -> None:
    said = Statement(year, "final", None, level, f"{source} {year}")
    scorecards.add_past_result(world.city, said, actor=None, at=AT)


def test_a_province_reads_stage_completeness_scores_and_who_decided_how_much() -> None:
    world = make_world()
    in_verification(world)
    said = read(world.verifier, "province", world.province.pk)
    assert "1 dari 2 kota dan kabupaten membuka lembar evaluasi siklus 2023" in said
    assert "Terisi 3/3 Berdata dukung 0/3 Terverifikasi 2/3" in said
    assert "EM 100,00 → VA 20,00" in said
    assert "Kota Cilegon Riwayat Belum dibuka" in said
    assert "Vera Verifikator 2 1 0 1 1" in said


def test_a_province_sees_which_city_is_late_and_a_nearer_deadline_holds() -> None:
    world = make_world()
    sheet = in_verification(world)
    for place, days in ((world.province, 5), (world.city, -3)):
        Deadline.objects.create(
            cycle=sheet.cycle,
            organization=place,
            stage=Stage.ADMINISTRATIVE,
            closes_at=timezone.now() + timedelta(days=days),
            source="Surat edaran",
        )
    said = read(world.verifier, "province", world.province.pk)
    assert "1 melewati tenggat tahapnya" in said
    assert "terlambat 3 hari" in said


def test_a_score_is_shown_as_it_was_counted_and_again_after_the_next_counting() -> None:
    world = make_world()
    sheet = in_verification(world)
    services.mark(
        answer_of(sheet, "4.2"), Stage.ADMINISTRATIVE, Decimal(30), actor=world.verifier, at=AT
    )
    assert "VA 20,00" in read(world.verifier, "province", world.province.pk)
    assert refresh(timezone.now()) == 1
    assert "VA 50,00" in read(world.verifier, "province", world.province.pk)


@pytest.mark.parametrize("order", ["city", "stage", "filled", "total", "due", "changed", "x"])
def test_the_cities_of_a_province_are_ordered_by_every_column(order: str) -> None:
    world = make_world()
    in_verification(world)
    said = read(
        world.verifier, "province", world.province.pk, query=f"?urut={order}&arah=turun&tahun=x"
    )
    first = said.index("Kota Serang") < said.index("Kota Cilegon")
    assert first


def test_a_province_of_forty_cities_costs_no_more_queries_than_one_of_two() -> None:
    world = make_world()
    in_verification(world)
    path = reverse("province", args=[world.province.pk])
    few = queries_of(world.verifier, path)
    instrument = make_instrument("form-lain")
    for number in range(38):
        city = make_region(Kind.CITY, world.province, f"36.{10 + number}", f"Kota {number:02}")
        services.open_sheet(city, make_cycle(), instrument, actor=None, at=AT)
    refresh(AT)
    assert queries_of(world.verifier, path) <= few <= MOST_QUERIES


def test_whoever_does_not_oversee_a_province_does_not_even_learn_that_it_has_a_page() -> None:
    world = make_world()
    for person in (world.leader, world.administrator, world.stranger):
        client = Client()
        client.force_login(person)
        assert client.get(reverse("province", args=[world.province.pk])).status_code == 404
        assert client.get(reverse("nation")).status_code == 404


def test_the_ministry_reads_the_nation_by_province_with_levels_and_movement() -> None:
    world = make_world()
    in_verification(world)
    ministry = make_person("Mentari Kementerian", Role.LEADER, world.nation)
    award(world, 2021, "Dasar")
    award(world, 2022, "Lanjut")
    said = read(ministry, "nation")
    assert "1 dari 2 kota dan kabupaten membuka lembar evaluasi siklus 2023" in said
    assert "Banten 1/2 100% 67% 20,00" in said
    assert "2022 – 1 – 1 naik" in said
    assert "2021 1 – – 1 pertama kali" in said
    assert "Kota Serang" in read(ministry, "province", world.province.pk)


def test_a_level_that_sources_contradict_is_counted_as_unsure() -> None:
    world = make_world()
    make_sheet(world)
    ministry = make_person("Mentari Kementerian", Role.LEADER, world.nation)
    award(world, 2022, "Dasar")
    award(world, 2022, "Lanjut", "Berita")
    assert "2022 – – 1 1 pertama kali" in read(ministry, "nation")
    assert "2022: sumber bertentangan" in read(ministry, "province", world.province.pk)


def test_the_nation_costs_few_queries_and_is_the_first_page_of_the_ministry() -> None:
    world = make_world()
    in_verification(world)
    instrument = make_instrument("form-lain")
    services.open_sheet(world.other_city, make_cycle(), instrument, actor=None, at=AT)
    ministry = make_person("Mentari Kementerian", Role.LEADER, world.nation)
    assert queries_of(ministry, reverse("nation")) <= MOST_QUERIES
    assert "Per provinsi" in read(ministry, "home")
    assert "Beban verifikator" in read(world.verifier, "home")
