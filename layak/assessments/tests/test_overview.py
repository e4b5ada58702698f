"""The overview of a sheet, its indicators, the list of sheets and the target."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import Membership, Role, User
from layak.assessments import services
from layak.assessments.models import Assessment, Stage
from layak.assessments.tests.make import (
    AT,
    answer_of,
    fill,
    make_cycle,
    make_evidence,
    make_real_sheet,
    make_sheet,
    put,
)
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def page(user: User, url: str, **query: str) -> str:
    """Open a page and return its text without tags, spaces in single."""
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    http = client.get(url, query)
    assert http.status_code == 200
    return plain(http.content.decode())


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def overview_of(sheet: Assessment, user: User, **query: str) -> str:
    return page(user, reverse("assessment", args=[sheet.pk]), **query)


def test_the_sentence_says_where_the_sheet_stands_and_what_comes_next(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "12.1")
    assert "50 adalah Dasar; Lanjut mulai 61." in overview_of(sheet, world.secretariat)


def test_figures_tell_won_possible_lost_and_the_way_to_the_next_level(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "12.1", label="Separuh")
    services.mark(answer_of(sheet, "12.1"), Stage.ADMINISTRATIVE, Decimal(10), actor=None, at=AT)
    text = overview_of(sheet, world.secretariat)
    assert "Didapat 10,00 belum berperingkat" in text
    assert "Masih mungkin 50,00 dari 2 jawaban" in text
    assert "Hilang 40,00" in text
    assert "Menuju Dasar (50) 40,00" in text


def test_a_change_shows_at_once_in_the_table_of_indicators(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "12.1", label="Separuh")
    before = overview_of(sheet, world.secretariat)
    assert before == overview_of(sheet, world.secretariat)
    fill(sheet, "12.1")
    after = overview_of(sheet, world.secretariat)
    assert after.count("50,00") > before.count("50,00")
    english = Client(headers={"accept-language": "en"})
    english.force_login(world.secretariat)
    english.cookies["django_language"] = "en"
    drawn = plain(english.get(reverse("assessment", args=[sheet.pk])).content.decode())
    assert "Filled" in drawn
    assert "Terisi" not in drawn


def test_the_newest_stage_with_marks_is_shown_until_another_is_chosen(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "12.1")
    services.mark(answer_of(sheet, "12.1"), Stage.FIELD, Decimal(25), actor=None, at=AT)
    assert "Didapat 25,00" in overview_of(sheet, world.secretariat)
    assert "Didapat 50,00" in overview_of(sheet, world.secretariat, stage="self")
    assert "Didapat 25,00" in overview_of(sheet, world.secretariat, stage="nonsense")


def test_the_ladder_carries_the_self_score_the_verified_score_and_the_target(world: World) -> None:
    sheet = make_sheet(world)
    level = sheet.instrument.levels.get(name="Lanjut")
    services.set_target(sheet, level, actor=world.secretariat, at=AT)
    fill(sheet, "12.1")
    services.mark(answer_of(sheet, "12.1"), Stage.FINAL, Decimal(25), actor=None, at=AT)
    text = overview_of(sheet, world.secretariat)
    for said in ("Terverifikasi 25,00", "Sasaran 61", "Mandiri 50,00", "sasaran Lanjut kurang 36"):
        assert said in text


def test_a_score_in_the_gap_between_two_levels_is_explained(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "12.1")
    services.mark(answer_of(sheet, "12.1"), Stage.FIELD, Decimal(50), actor=None, at=AT)
    services.mark(answer_of(sheet, "4.2"), Stage.FIELD, Decimal("10.4"), actor=None, at=AT)
    text = overview_of(sheet, world.secretariat)
    assert "Nilai 60,40 berada di celah antara 60 (Dasar) dan 61 (Lanjut)" in text


def test_an_officer_starts_with_the_own_office_and_can_take_the_filter_away(world: World) -> None:
    sheet = make_sheet(world)
    text = overview_of(sheet, world.officer)
    assert "Nama indikator 4" in text
    assert "Nama indikator 12" not in text
    assert "Hanya pertanyaan Disdukcapil (organisasi Anda)" in text
    assert "Nama indikator 12" in overview_of(sheet, world.officer, office="all")


def test_a_narrow_view_names_the_questions_themselves(world: World) -> None:
    sheet = make_sheet(world)
    health = str(world.health.pk)
    assert "Label 12.1" in overview_of(sheet, world.secretariat, office=health)
    assert "Label 12.1" not in overview_of(sheet, world.secretariat)


def test_an_office_sees_its_own_lines_beside_the_standing_of_the_whole_city(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "12.1")
    text = overview_of(sheet, world.officer)
    assert "Didapat 50,00" in text
    assert "Masih mungkin 50,00 dari 2 jawaban" in text


def test_only_what_was_sent_back_remains_when_asked_for(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "12.1")
    back = answer_of(sheet, "12.1")
    services.mark(back, Stage.FIELD, Decimal(10), returned=True, actor=None, at=AT)
    text = overview_of(sheet, world.secretariat, returned="1")
    assert "Label 12.1" in text
    assert "dikembalikan" in text
    assert "Nama indikator 4" not in text


def test_nothing_sent_back_says_what_to_do_next(world: World) -> None:
    sheet = make_sheet(world)
    text = overview_of(sheet, world.secretariat, returned="1")
    assert "Tidak ada jawaban yang dikembalikan" in text
    assert "Tampilkan semua" in text


def test_progress_counts_filled_evidenced_approved_and_verified_questions(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    put(answer_of(sheet, "4.1"), make_evidence(world))
    services.mark(answer_of(sheet, "4.1"), Stage.FIELD, Decimal(5), actor=None, at=AT)
    services.mark(answer_of(sheet, "4.2"), Stage.FIELD, Decimal(5), actor=None, at=AT)
    text = overview_of(sheet, world.secretariat)
    assert "Terisi 50% Berdata dukung 50% Disetujui 0% Terverifikasi 100%" in text


def test_a_sheet_on_another_form_says_so_and_an_example_is_called_one(world: World) -> None:
    sheet = make_sheet(world, example=True, note="Formulir 2023 tidak dipublikasikan.")
    text = overview_of(sheet, world.secretariat)
    assert "Formulir 2023 tidak dipublikasikan." in text
    assert "contoh" in text


def test_a_change_of_filter_gets_only_the_part(world: World) -> None:
    sheet = make_sheet(world)
    client = Client(headers={"hx-request": "true"})
    client.force_login(world.secretariat)
    html = client.get(reverse("assessment", args=[sheet.pk])).content.decode()
    assert html.lstrip().startswith('<div id="overview">')
    assert "<html" not in html
    back = client.get(
        reverse("assessment", args=[sheet.pk]), headers={"hx-history-restore-request": "true"}
    )
    assert "<html" in back.content.decode()


def test_whoever_sees_one_sheet_goes_straight_to_it(world: World, client: Client) -> None:
    sheet = make_sheet(world)
    client.force_login(world.officer)
    http = client.get(reverse("assessment-list"))
    assert http.status_code == 302
    assert http.headers["Location"] == reverse("assessment", args=[sheet.pk])


def test_several_sheets_are_listed_and_none_says_what_to_wait_for(world: World) -> None:
    assert "Belum ada lembar evaluasi" in page(world.verifier, reverse("assessment-list"))
    sheet = make_sheet(world)
    services.open_sheet(world.other_city, make_cycle(), sheet.instrument, actor=None, at=AT)
    text = page(world.verifier, reverse("assessment-list"))
    assert "Kota Serang 2023" in text
    assert "Kota Cilegon 2023" in text


def test_an_indicator_lists_its_questions_and_its_neighbours(world: World) -> None:
    sheet = make_sheet(world)
    text = page(world.verifier, reverse("assessment-indicator", args=[sheet.pk, "4"]))
    assert "Label 4.1" in text
    assert "Label 4.2" in text
    assert "12 , indikator berikutnya" in text


def test_an_indicator_the_form_does_not_have_is_not_found(world: World, client: Client) -> None:
    sheet = make_sheet(world)
    client.force_login(world.verifier)
    http = client.get(reverse("assessment-indicator", args=[sheet.pk, "99"]))
    assert http.status_code == 404


def test_a_stranger_does_not_even_learn_that_the_sheet_exists(world: World, client: Client) -> None:
    sheet = make_sheet(world)
    client.force_login(world.stranger)
    for name in ("assessment", "gap-list", "assessment-target"):
        assert client.get(reverse(name, args=[sheet.pk])).status_code == 404


def test_the_secretariat_sets_the_target_and_takes_it_back(world: World, client: Client) -> None:
    sheet = make_sheet(world)
    level = sheet.instrument.levels.get(name="Lanjut")
    client.force_login(world.secretariat)
    url = reverse("assessment-target", args=[sheet.pk])
    assert client.post(url, {"target": str(level.pk)}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.target == level
    client.post(url, {"target": ""})
    sheet.refresh_from_db()
    assert sheet.target is None


def test_a_level_of_another_form_is_no_target(world: World, client: Client) -> None:
    sheet = make_sheet(world)
    client.force_login(world.secretariat)
    http = client.post(reverse("assessment-target", args=[sheet.pk]), {"target": "999999"})
    assert http.status_code == 422
    sheet.refresh_from_db()
    assert sheet.target is None


def test_a_verifier_may_look_but_sets_no_target(world: World, client: Client) -> None:
    sheet = make_sheet(world)
    client.force_login(world.verifier)
    assert client.get(reverse("assessment", args=[sheet.pk])).status_code == 200
    assert client.get(reverse("assessment-target", args=[sheet.pk])).status_code == 404
    assert "Tetapkan sasaran" not in overview_of(sheet, world.verifier)


def test_the_real_form_is_drawn_in_twelve_queries(
    world: World, client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    sheet = make_real_sheet(world)
    for number in range(40):
        put(sheet.answers.all()[number], make_evidence(world, f"Laporan {number}.pdf"))
    client.force_login(world.secretariat)
    url = reverse("assessment", args=[sheet.pk])
    client.get(url)
    with django_assert_max_num_queries(12):
        http = client.get(url)
    text = plain(http.content.decode())
    assert "274" in text
    assert http.content.decode().count('class="group"') == sheet.instrument.clusters.count()


def test_a_person_of_two_offices_starts_with_one_that_has_questions(world: World) -> None:
    sheet = make_sheet(world)
    Membership.objects.create(user=world.operator, organization=world.health, role=Role.OFFICER)
    text = overview_of(sheet, world.operator)
    assert "Hanya pertanyaan Dinkes (organisasi Anda)" in text
