"""Answers drawn from how many areas of a city fulfil what the item asks for."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments.drawing import change_of, offers
from layak.assessments.gaps import GapKind, gaps
from layak.assessments.models import Answer, Assessment, MeasuredValue
from layak.assessments.tests.make import AT, answer_of, make_real_sheet
from layak.facilities.serving import SERVES
from layak.instruments.models import Question
from layak.measures import services as figures
from layak.measures.areas import counts_between
from layak.measures.models import Measure, Observation
from layak.measures.publishing import publish_library
from layak.measures.serving import AREA_SHARES
from layak.measures.tests.make import make_areas, make_observation, make_said
from layak.organizations.models import Organization
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def places(world: World) -> dict[str, Organization]:
    return make_areas(world)


@pytest.fixture
def sheet(world: World, places: dict[str, Organization]) -> Assessment:
    return make_real_sheet(world)


def state(world: World, place: Organization, **said: Any) -> Observation:
    return make_observation(world, place, period="2022", **said)


def test_kecamatan_over_ninety_percent_are_counted_and_the_answer_keeps_the_count(
    world: World, places: dict[str, Organization], sheet: Assessment
) -> None:
    answer = answer_of(sheet, "25.5")
    state(world, places["Serang"], numerator=95, denominator=100)
    low = state(world, places["Kasemen"], numerator=90, denominator=100)
    [offer] = offers(answer, AT)
    assert (offer.amount, offer.refusal) == ("50,00%", "")
    assert offer.measured.source == (
        "SIAK Dukcapil: kecamatan dengan kepemilikan akta kelahiran di atas 90 persen"
    )
    assert save(world, answer, offer.key, above="1", below="2", source=offer.measured.source)
    kept = MeasuredValue.objects.get(answer=answer)
    assert kept.registry == "wilayah:birth-certificates:siak:2022"
    assert (kept.value, kept.numerator, kept.denominator) == tuple(map(Decimal, (50, 1, 2)))
    assert change_of(answer, AT) is None
    said = make_said(period="2022", numerator=91, denominator=100)
    figures.change(low, said, "Data ganda dihapus", actor=None, at=AT)
    changed = change_of(answer, AT)
    assert changed is not None
    assert changed.now.startswith("100,00% (2 dari 2)")
    assert MeasuredValue.objects.get(answer=answer).value == Decimal(50)
    [gap] = [one for one in gaps(sheet, at=AT) if one.kind == GapKind.CHANGED]
    assert gap.code == "25.5"


def save(world: World, answer: Answer, key: str, *, above: str, below: str, source: str) -> bool:
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.secretariat)
    sent = {
        "option": "",
        "note": "",
        "version": "new",
        "measured-from": key,
        "measured-numerator": above,
        "measured-denominator": below,
        "measured-source": source,
        "measured-period": "2022",
    }
    address = reverse("answer", args=[answer.assessment_id, answer.question.code])
    assert key in client.get(address).content.decode()
    return client.post(address, sent).status_code == 302


def test_an_area_without_a_figure_is_named_and_never_counted_as_none(
    world: World, places: dict[str, Organization], sheet: Assessment
) -> None:
    for name in ("Kelurahan Serang", "Cipare", "Lopang", "Kasunyatan"):
        state(world, places[name], code="child-marriages", value=0, source="simkah")
    [villages] = offers(answer_of(sheet, "26.7"), AT)
    assert villages.refusal == "Belum ada angka untuk 1 dari 5 desa/kelurahan: Banten."
    # Kecamatan Serang is added up from its kelurahan; of Kasemen one is missing.
    [districts] = offers(answer_of(sheet, "25.6"), AT)
    assert districts.refusal == "Belum ada angka untuk 1 dari 2 kecamatan: Kasemen."
    state(world, places["Banten"], code="child-marriages", value=2, source="simkah")
    [villages] = offers(answer_of(sheet, "26.7"), AT)
    [districts] = offers(answer_of(sheet, "25.6"), AT)
    assert (villages.amount, villages.refusal) == ("80,00%", "")
    assert (districts.amount, districts.refusal) == ("50,00%", "")


def test_the_newest_whole_period_of_each_source_is_offered(
    world: World, places: dict[str, Organization], sheet: Assessment
) -> None:
    cycle = sheet.cycle
    for source, period, names in (
        ("e-ppgbm", "2021-11", ("Serang", "Kasemen")),
        ("e-ppgbm", "2021-12", ("Serang",)),
        ("komdat", "2021-10", ("Serang", "Kasemen")),
        ("komdat", f"{cycle.first_evidence_year - 1}-12", ("Serang", "Kasemen")),
    ):
        for name in names:
            make_observation(
                *(world, places[name]),
                code="severe-wasting",
                source=source,
                period=period,
                value=int(name == "Serang"),
            )
    found = offers(answer_of(sheet, "25.7a"), AT)
    assert [one.measured.period for one in found] == ["November 2021", "Oktober 2021"]
    assert {one.amount for one in found} == {"50,00%"}


def test_other_cities_and_groups_are_not_counted(
    world: World, places: dict[str, Organization], sheet: Assessment
) -> None:
    state(world, places["Serang"], value=95, group="sex:f")
    state(world, world.other_city, value=95)
    first, last = make_said(period="2020").period.starts, AT.date()
    assert counts_between(world.city, "25.5", first, last) == []
    assert counts_between(world.city, "4.2", first, last) == []


def test_every_item_of_kind_outcome_is_drawn_from_something(sheet: Assessment) -> None:
    publish_library(AT)
    from_figures = {
        *(item.removeprefix("kla-2024/") for row in Measure.objects.all() for item in row.items),
        *(code for share in AREA_SHARES for code in (share.districts, share.villages)),
    }
    from_registry = {
        code
        for serving in SERVES.values()
        for code in (
            serving.districts,
            serving.villages,
            *(serving.items if serving.stated else ()),
        )
    }
    asked = Question.objects.filter(
        instrument=sheet.instrument, kind__in=["outcome", "outcome_low"]
    ).values_list("code", flat=True)
    assert len(asked) == 64
    assert set(asked) - from_figures - from_registry == set()
