"""Deadlines: which holds, how it is said, who sets it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from layak.accounts.models import Membership, Role, User
from layak.assessments import deadlines
from layak.assessments.models import Assessment, Cycle, Deadline, Stage
from layak.assessments.tests.make import AT, make_cycle, make_instrument, make_sheet
from layak.audit.models import Entry
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from tests.world import World, make_person, make_world

MARCH = datetime(2023, 3, 31, 16, 59, tzinfo=UTC)
Fields = dict[str, str]


@pytest.fixture
def world() -> World:
    return make_world()


def put(place: Organization, *, days: int = 0, stage: Stage = Stage.SELF) -> Deadline:
    return deadlines.set_deadline(
        place,
        make_cycle(),
        stage,
        closes_at=MARCH + timedelta(days=days),
        source=f"Surat {place.name}",
        actor=None,
        at=AT,
    )


def sign_in(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_the_nearest_place_decides(world: World) -> None:
    put(world.nation)
    put(world.province, days=3)
    put(world.nation, stage=Stage.FIELD)
    assert deadlines.holding(world.city, make_cycle())[Stage.SELF].organization == world.province
    put(world.city, days=5)
    held = deadlines.holding(world.city, make_cycle())
    assert held[Stage.SELF].organization == world.city
    assert held[Stage.FIELD].organization == world.nation
    assert Stage.FINAL not in held


@pytest.mark.django_db
def test_many_cities_cost_one_query(
    world: World, django_assert_num_queries: Callable[..., object]
) -> None:
    put(world.province)
    put(world.other_city, days=9)
    cycle = make_cycle()
    with django_assert_num_queries(1):  # type: ignore[attr-defined]  # a context manager
        held = deadlines.holding_many([world.city, world.other_city], cycle)
    assert held[world.city.pk][Stage.SELF].organization == world.province
    assert held[world.other_city.pk][Stage.SELF].organization == world.other_city


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(days=12, hours=3), "12 hari lagi"),
        (timedelta(hours=47), "47 jam lagi"),
        (timedelta(minutes=59), "59 menit lagi"),
        (timedelta(), "terlambat 0 menit"),
        (timedelta(hours=-3), "terlambat 3 jam"),
        (timedelta(days=-2), "terlambat 2 hari"),
    ],
)
def test_what_is_left_is_said_in_words(world: World, before: timedelta, said: str) -> None:
    put(world.province)
    due = deadlines.next_for(make_sheet(world), MARCH - before)
    assert due is not None
    with translation.override("id"):
        assert due.said == said
    assert due.late == (before <= timedelta())


@pytest.mark.django_db
def test_a_sheet_without_deadline_has_none(world: World) -> None:
    assert deadlines.next_for(make_sheet(world), AT) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": "  "}, "Sumber tenggat belum diisi"),
        ({"opens_at": MARCH}, "harus sesudah mulainya"),
        ({"closes_at": MARCH.replace(year=2032)}, "terlalu jauh dari siklus 2023"),
    ],
)
def test_a_deadline_that_cannot_be_is_refused(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    fields: dict[str, object] = {"closes_at": MARCH, "source": "Surat", **changes}
    with translation.override("id"), pytest.raises(Refusal, match=sentence):
        deadlines.set_deadline(world.city, make_cycle(), Stage.SELF, actor=None, at=AT, **fields)  # type: ignore[arg-type]  # one field at a time
    assert not Deadline.objects.exists()


FIELDS = {
    "stage": "self",
    "closes_on": "2023-03-31",
    "closes_time": "23:59",
    "zone": "Asia/Jakarta",
    "source": "SE Gubernur 1/2023",
}


@pytest.mark.django_db
def test_a_keeper_sets_moves_and_removes_the_deadline_of_the_city(world: World) -> None:
    make_cycle()
    client = sign_in(world.secretariat)
    fields = {**FIELDS, "organization": str(world.city.pk)}
    assert client.post(f"{reverse('deadline-add')}?siklus=2023", fields).status_code == 302
    row = Deadline.objects.get()
    assert row.closes_at == MARCH
    again = client.post(f"{reverse('deadline-add')}?siklus=2023", fields)
    assert "ubah yang ada" in again.content.decode()
    path = reverse("deadline-change", args=[row.pk])
    assert client.post(path, {**FIELDS, "zone": "Asia/Makassar"}).status_code == 302
    row.refresh_from_db()
    assert row.closes_at == MARCH - timedelta(hours=1)
    page = client.get(reverse("deadline-list")).content.decode()
    assert "31 Maret 2023 pukul 22.59 WIB" in page
    assert "SE Gubernur 1/2023" in page
    client.post(reverse("deadline-remove", args=[row.pk]))
    assert not Deadline.objects.exists()
    verbs = ["deadline.set", "deadline.changed", "deadline.removed"]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == verbs


@pytest.mark.django_db
def test_a_city_cannot_move_what_its_province_set(world: World) -> None:
    row = put(world.province)
    client = sign_in(world.secretariat)
    path = reverse("deadline-change", args=[row.pk])
    assert client.post(path, FIELDS).status_code == 404
    fields = {**FIELDS, "organization": str(world.province.pk)}
    refused = client.post(f"{reverse('deadline-add')}?siklus=2023", fields)
    assert refused.status_code == 422
    assert Deadline.objects.get() == row
    page = client.get(reverse("deadline-list")).content.decode()
    assert "ditetapkan Banten" in page
    assert "Tetapkan sendiri" in page


@pytest.mark.django_db
def test_what_was_typed_stays_when_the_date_is_none(world: World) -> None:
    make_cycle()
    fields = {**FIELDS, "organization": str(world.city.pk), "closes_on": "kapan-kapan"}
    http = sign_in(world.secretariat).post(f"{reverse('deadline-add')}?siklus=2023", fields)
    assert http.status_code == 422
    assert "Ini bukan tanggal." in http.content.decode()
    assert "SE Gubernur 1/2023" in http.content.decode()


@pytest.mark.django_db
def test_a_province_sees_what_holds_in_each_of_its_cities(world: World) -> None:
    put(world.province)
    make_sheet(world)
    page = sign_in(world.verifier).get(reverse("deadline-list")).content.decode()
    assert "Yang berlaku di tiap kota" in page
    assert "Kota Serang" in page
    assert "Tetapkan tenggat" not in page


@pytest.mark.django_db
def test_the_overview_says_how_much_time_is_left(world: World) -> None:
    sheet = make_sheet(world)
    client = sign_in(world.officer)
    assert "belum ditetapkan" in client.get(reverse("assessment", args=[sheet.pk])).content.decode()
    put(world.province)
    page = client.get(reverse("assessment", args=[sheet.pk])).content.decode()
    assert "31 Maret 2023 pukul 23.59 WIB" in page
    assert "terlambat" in page


def national_administrator(world: World) -> User:
    return make_person("Nina Nasional", Role.ADMINISTRATOR, world.nation)


@pytest.mark.django_db
def test_the_nation_opens_a_cycle_and_a_city_its_sheet(world: World) -> None:
    make_instrument()
    nation = sign_in(national_administrator(world))
    fields = {"year": "2026", "first_evidence_year": "2024", "last_evidence_year": "2025"}
    assert nation.post(reverse("cycle-add"), fields).status_code == 302
    assert nation.post(reverse("cycle-add"), fields).status_code == 422
    assert sign_in(world.administrator).get(reverse("cycle-add")).status_code == 404
    cycle = Cycle.objects.get(year=2026)
    city = sign_in(world.secretariat)
    page = city.get(reverse("sheet-open")).content.decode()
    assert "Kota Cilegon" not in page
    chosen = {
        "city": str(world.city.pk),
        "cycle": str(cycle.pk),
        "instrument": str(make_instrument("lain").pk),
    }
    assert city.post(reverse("sheet-open"), chosen).status_code == 302
    sheet = Assessment.objects.get()
    assert sheet.answers.count() == 3
    assert city.post(reverse("sheet-open"), chosen).status_code == 422
    foreign = {**chosen, "city": str(world.other_city.pk)}
    assert city.post(reverse("sheet-open"), foreign).status_code == 422
    assert Assessment.objects.count() == 1


@pytest.mark.django_db
def test_a_secretariat_of_the_nation_opens_no_cycle(world: World) -> None:
    Membership.objects.create(
        user=(person := make_person("Sekretaris")), organization=world.nation, role=Role.SECRETARIAT
    )
    assert sign_in(person).get(reverse("cycle-add")).status_code == 404
