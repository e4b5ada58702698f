"""Figures that answers are drawn from: stamped as they were, and told when they change."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments import services
from layak.assessments.gaps import GapKind, gaps
from layak.assessments.measuring import Measured
from layak.assessments.models import Answer, Assessment, MeasuredValue
from layak.assessments.tests.make import AT, answer_of, make_real_sheet
from layak.facilities.models import FacilityKind
from layak.facilities.tests.make import make_facility
from layak.measures import services as figures
from layak.measures.models import Observation
from layak.measures.tests.make import make_observation, make_said
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_real_sheet(world)


def page(world: World, answer: Answer) -> str:
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.officer)
    return client.get(answer.get_absolute_url()).content.decode()


def send(world: World, answer: Answer, **fields: str) -> tuple[int, str]:
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.officer)
    answer.refresh_from_db()
    sent = {"option": "", "note": "", "version": services.version_of(answer), **fields}
    http = client.post(answer.get_absolute_url(), sent)
    return http.status_code, http.content.decode()


def fields_of(row: Observation, **said: str) -> dict[str, str]:
    """What the page sends after a figure was picked."""
    return {
        "measured-from": f"angka-{row.pk}",
        "measured-numerator": "802",
        "measured-denominator": "1.000",
        "measured-source": str(row.source),
        "measured-period": "2022",
        **said,
    }


def make_figure(world: World, numerator: int = 802) -> Observation:
    return make_observation(world, period="2022", numerator=numerator, denominator=1000)


def draw(world: World, sheet: Assessment) -> tuple[Answer, Observation]:
    """An answer drawn from a figure."""
    answer, row = answer_of(sheet, "4.2"), make_figure(world)
    assert send(world, answer, **fields_of(row))[0] == 302
    return answer, row


def correct(row: Observation, value: int) -> None:
    said = make_said(period="2022", numerator=value, denominator=1000)
    figures.change(row, said, "Data ganda dihapus", actor=None, at=AT)


def test_a_picked_figure_is_shown_first_and_kept_with_the_answer(
    world: World, sheet: Assessment
) -> None:
    answer, row = answer_of(sheet, "4.2"), make_figure(world)
    make_observation(world, period="2024", value=90)
    shown = page(world, answer)
    assert "80,20%" in shown
    assert "Periode lain" in shown
    status, html = send(world, answer, draw=f"angka-{row.pk}")
    assert status == 200
    assert 'name="measured-numerator" value="802" autocomplete="off" readonly' in html
    assert not MeasuredValue.objects.exists()
    assert send(world, answer, **fields_of(row))[0] == 302
    kept = MeasuredValue.objects.get(answer=answer)
    assert kept.observation == row
    assert kept.value == Decimal("80.2")
    assert [kept.numerator, kept.denominator] == [Decimal(802), Decimal(1000)]
    assert (kept.source, kept.period) == (str(row.source), "2022")


def test_a_correction_changes_no_answer_and_is_told_on_its_page_and_among_the_gaps(
    world: World, sheet: Assessment
) -> None:
    answer, row = draw(world, sheet)
    assert "berubah sejak dijawab" not in page(world, answer)
    correct(row, 790)
    kept = MeasuredValue.objects.get(answer=answer)
    assert kept.value == Decimal("80.2")
    shown = page(world, answer)
    assert "80,20% (802 dari 1.000)" in shown
    assert "79,00% (790 dari 1.000)" in shown
    assert "Data ganda dihapus" in shown
    [gap] = [one for one in gaps(sheet, at=AT) if one.kind == GapKind.CHANGED]
    assert gap.code == "4.2"
    assert gap.registry == row.get_absolute_url()
    # The old figure may be saved again with a narrative; it stays what it was.
    assert send(world, answer, note="Naik.", **fields_of(row))[0] == 302
    assert MeasuredValue.objects.get(answer=answer).value == Decimal("80.2")
    new = fields_of(row, **{"measured-numerator": "790"})
    assert send(world, answer, **new)[0] == 302
    assert MeasuredValue.objects.get(answer=answer).value == Decimal(79)
    assert not [one for one in gaps(sheet, at=AT) if one.kind == GapKind.CHANGED]


def test_a_figure_that_says_no_longer_what_the_page_showed_is_not_kept(
    world: World, sheet: Assessment
) -> None:
    answer, row = answer_of(sheet, "4.2"), make_figure(world)
    status, html = send(world, answer, **fields_of(row, **{"measured-numerator": "990"}))
    assert status == 422
    assert "sekarang 80,20%, lain daripada isian ini" in html
    assert 'value="990"' in html
    assert not MeasuredValue.objects.exists()


def test_only_figures_of_the_own_city_that_answer_the_question_can_be_picked(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    elsewhere = make_observation(world, world.other_city, period="2022", value=99)
    other = make_observation(world, code="child-cards", period="2022", value=98)
    area = make_observation(world, world.village, period="2022", value=97)
    shown = page(world, answer)
    for row in (elsewhere, other, area):
        assert f"angka-{row.pk}" not in shown
        assert send(world, answer, **fields_of(row))[0] == 422
        assert "tidak tersedia lagi" in send(world, answer, draw=f"angka-{row.pk}")[1]
    assert not MeasuredValue.objects.exists()


def test_a_figure_that_contradicts_itself_says_why_it_cannot_be_used(
    world: World, sheet: Assessment
) -> None:
    make_figure(world, numerator=1100)
    shown = page(world, answer_of(sheet, "4.2"))
    assert "tidak boleh lebih besar daripada penyebut" in shown
    assert "Pakai angka ini" not in shown


def test_a_figure_let_go_is_a_typed_one_and_one_typed_again_stays_drawn(
    world: World, sheet: Assessment
) -> None:
    answer, row = draw(world, sheet)
    same = Measured(Decimal("80.2"), Decimal(802), Decimal(1000), str(row.source), "2022")
    services.answer_question(answer, option=None, note="", measured=same, actor=None, at=AT)
    assert MeasuredValue.objects.get(answer=answer).observation == row
    loose = fields_of(row, **{"measured-from": "", "measured-numerator": "810"})
    assert "readonly" not in send(world, answer, draw="", **loose)[1]
    assert send(world, answer, **loose)[0] == 302
    kept = MeasuredValue.objects.get(answer=answer)
    assert (kept.observation, kept.value) == (None, Decimal(81))
    correct(row, 500)
    assert not [one for one in gaps(sheet, at=AT) if one.kind == GapKind.CHANGED]


def test_the_share_of_villages_with_a_facility_answers_and_changes_with_the_registry(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "26.14")
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.secretariat)
    address = reverse("answer", args=[sheet.pk, "26.14"])
    shown = client.get(address).content.decode()
    assert "Registri fasilitas, RBRA, desa/kelurahan" in shown
    sent = {
        "option": "",
        "note": "",
        "version": "new",
        "measured-from": f"fasilitas-{FacilityKind.RBRA.value}",
        "measured-numerator": "0",
        "measured-denominator": "1",
        "measured-source": "Registri fasilitas, RBRA, desa/kelurahan",
    }
    picked = client.post(address, {**sent, "draw": "fasilitas-rbra"}).content.decode()
    period = picked.partition('name="measured-period" value="')[2].partition('"')[0]
    assert client.post(address, {**sent, "measured-period": period}).status_code == 302
    assert MeasuredValue.objects.get(answer=answer).registry == "rbra"
    assert not [one for one in gaps(sheet, at=AT) if one.kind == GapKind.CHANGED]
    make_facility(world)
    [gap] = [one for one in gaps(sheet, at=AT) if one.kind == GapKind.CHANGED]
    assert gap.code == "26.14"
    assert "berubah sejak dijawab" in client.get(address).content.decode()
