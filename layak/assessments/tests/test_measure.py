"""Measured values: what was typed is understood or refused by name, and proposes a step."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from layak.assessments import measuring, services
from layak.assessments.measuring import Measured, Unit
from layak.assessments.models import Answer, Assessment, MeasuredValue
from layak.assessments.tests.make import AT, answer_of, make_real_sheet, make_sheet
from layak.lib.numbers import format_decimal
from tests.world import World, make_world

UP = ["over-75", "over-50", "over-25", "over-0", "zero"]
DOWN = ["zero", "up-to-5", "up-to-10", "up-to-20", "up-to-40", "over-40"]
TRAINING = ["over-75", "over-50", "over-25", "some", "none"]
CASES = ["all", "most", "some", "none"]
FALLING = ["none", "fell", "same", "rose", "no-data"]


def read(fields: dict[str, str], unit: Unit = Unit.SHARE) -> measuring.Typed:
    given = {"source": "Profil Anak 2022", "period": "2022", **fields}
    return measuring.typed(unit, {f"measured-{name}": text for name, text in given.items()})


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"value": "22,3"}, "22.3"),
        ({"value": "22,3 %"}, "22.3"),
        ({"value": "22.3"}, "22.3"),
        ({"value": "1,214"}, "1.214"),
        ({"value": "0"}, "0"),
        ({"value": "100%"}, "100"),
        ({"numerator": "1.214", "denominator": "2.428"}, "50"),
        ({"numerator": "1", "denominator": "3"}, "33.3333"),
        ({"numerator": "0", "denominator": "12"}, "0"),
        ({"numerator": "1", "denominator": "3", "value": "33,33"}, "33.3333"),
    ],
)
def test_shares_are_read_as_officials_write_them(fields: dict[str, str], value: str) -> None:
    found = read(fields)
    assert found.error == ""
    assert found.measured is not None
    assert found.measured.value == Decimal(value)


@pytest.mark.parametrize(
    ("fields", "wrong", "said"),
    [
        ({"numerator": "5", "denominator": "4"}, "numerator", "Pembilang: tidak boleh lebih besar"),
        ({"numerator": "5", "denominator": "0"}, "denominator", "Penyebut: tidak boleh nol."),
        ({"numerator": "5"}, "denominator", "Penyebut: wajib diisi bersama"),
        ({"denominator": "5"}, "numerator", "Pembilang: wajib diisi bersama"),
        ({"numerator": "22,3 %", "denominator": "5"}, "numerator", "“22,3 %” adalah persen"),
        ({"numerator": "1,214", "denominator": "5000"}, "numerator", "bukan bilangan bulat"),
        ({"value": "1.214"}, "value", "“1.214” berarti 1.214 persen, padahal paling besar 100."),
        ({"value": "100,01"}, "value", "paling besar 100"),
        ({"value": "banyak"}, "value", "Nilai: “banyak” bukan angka."),
        ({"value": "-3"}, "value", "tidak boleh negatif"),
        ({"value": "20", "numerator": "1", "denominator": "3"}, "value", "tidak sama dengan"),
        ({}, "value", "Nilai: isi nilainya"),
        ({"value": "20", "source": ""}, "source", "Sumber: wajib diisi"),
        ({"value": "20", "period": ""}, "period", "Periode: wajib diisi"),
        ({"value": "20", "period": "tahun lalu"}, "period", "sebutkan tahunnya"),
        ({"value": "20", "source": "x" * 301}, "source", "paling panjang 300"),
    ],
)
def test_nonsense_is_refused_in_one_sentence_that_names_its_field(
    fields: dict[str, str], wrong: str, said: str
) -> None:
    found = read(fields)
    assert found.measured is None
    assert found.wrong == wrong
    assert said in found.error
    assert all(found.texts[name] == text for name, text in fields.items())


def test_a_number_is_no_share() -> None:
    assert read({"value": "1.214"}, Unit.NUMBER).measured == Measured(
        Decimal(1214), None, None, "Profil Anak 2022", "2022"
    )
    assert "adalah persen" in read({"value": "22,3 %"}, Unit.NUMBER).error
    assert read({"value": "9" * 20}, Unit.NUMBER).wrong == "value"


def test_nothing_typed_is_no_figure_and_no_error() -> None:
    found = measuring.typed(Unit.SHARE, {"measured-value": "  "})
    assert (found.measured, found.error, found.empty) == (None, "", True)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_kept_share_is_typed_again_as_it_was(above: int, below: int) -> None:
    above = min(above, below)
    typed = {"numerator": format_decimal(Decimal(above), 0), "denominator": str(below)}
    kept = read(typed).measured
    assert kept is not None
    again = measuring.stored(Unit.SHARE, kept)
    sent = {f"measured-{name}": text for name, text in again.texts.items()}
    assert measuring.typed(Unit.SHARE, sent).measured == kept
    assert 0 <= kept.value <= 100


@pytest.mark.parametrize(
    ("codes", "value", "step"),
    [
        (UP, "75.0001", "over-75"),
        (UP, "75", "over-50"),
        (UP, "25", "over-0"),
        (UP, "0", "zero"),
        (DOWN, "0", "zero"),
        (DOWN, "5", "up-to-5"),
        (DOWN, "5.01", "up-to-10"),
        (DOWN, "22.3", "up-to-40"),
        (DOWN, "40.5", "over-40"),
        (TRAINING, "12", "some"),
        (TRAINING, "0", "none"),
        (CASES, "100", "all"),
        (CASES, "50", "some"),
        (CASES, "50.5", "most"),
    ],
)
def test_a_share_reaches_the_step_whose_threshold_it_meets(
    codes: list[str], value: str, step: str
) -> None:
    assert measuring.reached(Unit.SHARE, codes, Decimal(value)) == step


def test_where_the_ladder_has_no_threshold_nothing_is_proposed() -> None:
    assert measuring.reached(Unit.NUMBER, FALLING, Decimal(0)) == "none"
    assert measuring.reached(Unit.NUMBER, FALLING, Decimal(7)) is None
    assert measuring.reached(Unit.NUMBER, ["over-75", "zero"], Decimal(80)) is None
    assert measuring.reached(Unit.SHARE, ["applied", "adopted", "none"], Decimal(80)) is None


@given(st.decimals(0, 100, places=4))
def test_every_share_reaches_exactly_one_step_of_a_percentage_ladder(value: Decimal) -> None:
    for codes in (UP, DOWN, TRAINING, CASES):
        assert measuring.reached(Unit.SHARE, codes, value) in codes


# On the page


@pytest.fixture
def world() -> World:
    return make_world()


def send(world: World, answer: Answer, **fields: str) -> tuple[int, str]:
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.secretariat)
    sent = {"option": "", "note": "", "version": services.version_of(answer), **fields}
    http = client.post(reverse("answer", args=[answer.assessment_id, answer.question.code]), sent)
    return http.status_code, http.content.decode()


FIGURE = {
    "measured-numerator": "223",
    "measured-denominator": "1.000",
    "measured-source": "e-PPGBM",
    "measured-period": "Juni 2024",
}


@pytest.mark.django_db
def test_a_reverse_scored_figure_proposes_and_the_person_chooses(world: World) -> None:
    answer = answer_of(make_real_sheet(world), "13.1")
    assert answer.question.reverse
    chosen = answer.question.options.get(code="up-to-10")
    status, html = send(world, answer, do="measure", option=str(chosen.pk), **FIGURE)
    assert status == 200
    assert "22,30%" in html
    assert "menurut tangga jawaban: “Di atas 20% sampai 40%”" in html
    answer.refresh_from_db()
    assert answer.points is None
    send(world, answer, option=str(chosen.pk), **FIGURE)
    answer.refresh_from_db()
    assert answer.option == chosen
    kept = MeasuredValue.objects.get(answer=answer)
    assert (kept.value, kept.numerator, kept.source) == (Decimal("22.3"), Decimal(223), "e-PPGBM")


@pytest.mark.django_db
def test_the_proposed_step_is_taken_when_somebody_says_so(world: World) -> None:
    answer = answer_of(make_real_sheet(world), "13.1")
    proposed = answer.question.options.get(code="up-to-40")
    status, _html = send(world, answer, take=str(proposed.pk), **FIGURE)
    answer.refresh_from_db()
    assert (status, answer.option) == (302, proposed)


@pytest.mark.django_db
def test_a_refused_figure_keeps_everything_typed(world: World) -> None:
    answer = answer_of(make_real_sheet(world), "13.1")
    fields = FIGURE | {"measured-denominator": "0", "note": "Kata saya."}
    status, html = send(world, answer, **fields)
    assert status == 422
    assert "Penyebut: tidak boleh nol." in html
    for text in ("223", "e-PPGBM", "Juni 2024", "Kata saya."):
        assert text in html
    assert not MeasuredValue.objects.exists()


@pytest.mark.django_db
def test_an_emptied_figure_is_gone_and_others_do_not_touch_it(world: World) -> None:
    sheet: Assessment = make_sheet(world)
    answer = answer_of(sheet, "4.2")
    figure = Measured(Decimal(7), None, None, "Register", "2022")
    services.answer_question(answer, option=None, note="", measured=figure, actor=None, at=AT)
    services.answer_question(answer, option=None, note="Lain.", actor=None, at=AT)
    assert MeasuredValue.objects.get(answer=answer).value == 7
    answer.refresh_from_db()
    send(world, answer, note="Lain.")
    assert not MeasuredValue.objects.exists()
