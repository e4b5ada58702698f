"""What an answer must name: the rule is the instrument's, the list is the city's."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.gaps import GapKind, gaps
from layak.assessments.mentions_check import text_of
from layak.assessments.models import Assessment
from layak.assessments.services import answer_question
from layak.assessments.tests.make import AT, answer_of, make_real_sheet
from layak.assessments.tests.test_answer_question import url_of
from layak.facilities.models import Facility, FacilityKind
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

STORY = (
    "Layanan pengaduan kekerasan terhadap anak tersedia melalui panggilan darurat 112 dan "
    "aplikasi pengaduan Rabeg, keduanya memiliki dasar hukum dan SOP."
)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_real_sheet(world)


def register(world: World, *names: str, kind: FacilityKind = FacilityKind.CHANNEL) -> None:
    for name in names:
        Facility.objects.create(
            city=world.city, region=world.city, kind=kind, name=name, changed_at=AT
        )


def say(sheet: Assessment, note: str, matrix: list[Mapping[str, Any]] | None = None) -> None:
    answer = answer_of(sheet, "21A.4a")
    option = answer.question.options.get(code="adopted")
    answer_question(answer, option=option, note=note, matrix=matrix, actor=None, at=AT)


def page(user: User, url: str) -> str:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client.get(url).content.decode()


def test_serang_2023_names_only_112_and_rabeg(world: World, sheet: Assessment) -> None:
    register(world, "Panggilan darurat 112", "Aplikasi Rabeg", "UPTD PPA Kota Serang", "P2TP2A")
    register(world, "PUSPAGA Ceria", kind=FacilityKind.PUSPAGA)
    Facility.objects.filter(name="Panggilan darurat 112").update(aliases=["112"])
    Facility.objects.filter(name="Aplikasi Rabeg").update(aliases=["Rabeg"])
    say(sheet, STORY)
    said = "Terdaftar tetapi belum disebut: P2TP2A, UPTD PPA Kota Serang."
    html = page(world.secretariat, url_of(sheet, "21A.4a"))
    assert said in html
    registry = f"{reverse('facility-list')}?kota=36.73&amp;jenis=channel"
    assert registry in html
    [gap] = [one for one in gaps(sheet, at=AT) if one.kind == GapKind.UNMENTIONED]
    assert (gap.code, gap.what) == ("21A.4a", said)
    listed = page(world.secretariat, f"{reverse('gap-list', args=[sheet.pk])}?kind=unmentioned")
    assert said in listed
    assert registry in listed


def test_what_is_named_in_the_table_is_named(world: World, sheet: Assessment) -> None:
    register(world, "UPTD PPA Kota Serang", "P2TP2A")
    say(sheet, "Ada UPTD PPA.", [{"name": "Relawan P2TP2A", "place": "Curug"}])
    assert not [one for one in gaps(sheet, at=AT) if one.kind == GapKind.UNMENTIONED]
    html = page(world.secretariat, url_of(sheet, "21A.4a"))
    assert "Semua yang terdaftar sudah disebut." in html
    assert text_of("a", [{"x": None, "y": 3}]) == "a\n3"


def test_a_city_without_a_list_is_told_so(world: World, sheet: Assessment) -> None:
    say(sheet, STORY)
    html = page(world.secretariat, url_of(sheet, "21A.4a"))
    assert "Belum ada yang terdaftar sebagai Saluran pengaduan di kota ini." in html
    assert "Daftarkan dahulu" in html
    assert [one.kind for one in gaps(sheet, at=AT) if one.code == "21A.4a"].count(
        GapKind.UNMENTIONED
    ) == 1


def test_closed_channels_and_those_of_other_cities_are_not_asked_for(
    world: World, sheet: Assessment
) -> None:
    register(world, "Panggilan darurat 112", "Hotline lama")
    Facility.objects.filter(name="Panggilan darurat 112").update(aliases=["112"])
    Facility.objects.filter(name="Hotline lama").update(closed_at=AT)
    Facility.objects.create(
        city=world.other_city,
        region=world.other_city,
        kind=FacilityKind.CHANNEL,
        name="Kanal Cilegon",
        changed_at=AT,
    )
    say(sheet, STORY)
    assert not [one for one in gaps(sheet, at=AT) if one.kind == GapKind.UNMENTIONED]


def test_an_open_answer_and_other_questions_are_not_asked(world: World, sheet: Assessment) -> None:
    register(world, "P2TP2A")
    assert not [one for one in gaps(sheet, at=AT) if one.kind == GapKind.UNMENTIONED]
    html = page(world.secretariat, url_of(sheet, "21A.4a"))
    assert "Terdaftar tetapi belum disebut: P2TP2A." in html
    other = page(world.secretariat, url_of(sheet, "4.1"))
    assert "Kelengkapan uraian" not in other
