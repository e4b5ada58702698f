"""The first page per role: where the city stands, what is owed, what is wrong."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.accounts.models import Membership, Role
from layak.assessments import services
from layak.assessments.models import Answer, Assessment, Misplacement, Stage
from layak.assessments.tests.make import (
    AT,
    answer_of,
    fill,
    make_cycle,
    make_evidence,
    make_instrument,
    make_real_sheet,
    make_sheet,
    put,
)
from layak.home.tests.make import open_home, words
from layak.instruments.models import AwardLevel
from layak.organizations.models import Kind, Organization
from tests.world import PEOPLE, World, make_agency, make_person, make_region, make_world

pytestmark = pytest.mark.django_db
# Sixteen with what was found wrong in documents and what figures say today.
MOST_QUERIES = 16


def aim(sheet: Assessment, name: str) -> None:
    sheet.target = AwardLevel.objects.get(instrument=sheet.instrument, name=name)
    sheet.save()


def verify(sheet: Assessment, world: World, code: str, points: int, note: str = "") -> None:
    """A verifier gives points at the field stage; with a note the answer is returned."""
    services.mark(
        answer_of(sheet, code),
        Stage.FIELD,
        Decimal(points),
        note=note,
        returned=bool(note),
        actor=world.verifier,
        at=AT + timedelta(days=1),
    )


def section(html: str, name: str) -> str:
    """The words of one section, found by the id of its heading."""
    place = html.index(f'id="{name}"')
    return words(html[place - 200 : html.index("</section>", place)])


def test_the_city_reads_how_far_it_is_from_the_next_level() -> None:
    world = make_world()
    sheet = make_sheet(world)
    aim(sheet, "Lanjut")
    fill(sheet, "12.1")
    said = words(open_home(world.secretariat))
    assert "50,00" in said
    assert "Masih Dasar" in said
    assert "Penilaian mandiri, belum diverifikasi" in said
    assert "Kurang 11,00 poin menuju Lanjut, yang mulai dari 61." in said
    assert "Masih ada 50,00 poin pada 2 pertanyaan yang dapat diisi." in said


def test_a_city_that_reached_its_target_is_not_told_that_it_is_still_there() -> None:
    world = make_world()
    sheet = make_sheet(world)
    aim(sheet, "Dasar")
    fill(sheet, "12.1")
    said = words(open_home(world.secretariat))
    assert "Masih Dasar" not in said
    # How far the next level is, is said once.
    assert said.count("menuju Lanjut, yang mulai dari 61.") == 1
    assert "Lanjut mulai 61" not in said


def test_after_verification_the_verified_score_counts_and_only_returned_points_can_be_won() -> None:
    world = make_world()
    sheet = make_sheet(world)
    for code in ("4.1", "4.2", "12.1"):
        fill(sheet, code)
    verify(sheet, world, "4.1", 20)
    verify(sheet, world, "4.2", 10, "Lampirkan laporan tahun 2022.")
    verify(sheet, world, "12.1", 25)
    html = open_home(world.secretariat)
    said = words(html)
    assert "55,00" in said
    assert "Nilai sementara, verifikasi lapangan 21 Maret 2023" in said
    assert "Masih ada 20,00 poin pada 1 jawaban yang dikembalikan." in said
    owed = section(html, "pekerjaan")
    assert "Perbaiki: Label 4.2" in owed
    assert "Lampirkan laporan tahun 2022." in owed
    assert "+20,00" in owed
    assert "Label 12.1" not in owed


def test_the_secretariat_sees_every_office_and_an_office_its_own_work() -> None:
    world = make_world()
    make_sheet(world)
    everything = open_home(world.secretariat)
    assert "Dinas Kesehatan" in section(everything, "kemajuan")
    assert "Jawab: Label 12.1" in section(everything, "pekerjaan")
    own = open_home(world.officer)
    assert 'id="kemajuan"' not in own
    assert "Label 12.1" not in section(own, "pekerjaan")
    assert "Jawab: Label 4.2" in section(own, "pekerjaan")
    assert "dari 2 pertanyaan" in words(own)


def test_questions_that_nobody_leads_are_counted_too() -> None:
    world = make_world()
    sheet = make_real_sheet(world)
    progress = section(open_home(world.auditor), "kemajuan")
    nobodys = sheet.answers.filter(assignments=None).count()
    assert nobodys
    assert f"Belum ada penanggung jawab 0/{nobodys}" in progress
    assert "Dinas Kesehatan" in progress


def test_what_is_wrong_is_counted_and_leads_to_its_list() -> None:
    world = make_world()
    sheet = make_sheet(world)
    for code in ("4.1", "4.2"):
        fill(sheet, code)
    paper = make_evidence(world)
    put(answer_of(sheet, "4.1"), paper)
    put(answer_of(sheet, "12.1"), paper)
    Misplacement.objects.create(
        assessment=sheet,
        evidence=paper,
        filed=answer_of(sheet, "12.1"),
        suggested=answer_of(sheet, "4.1"),
        probability=Decimal("0.98"),
        noticed_at=AT,
    )
    wrong = section(html := open_home(world.secretariat), "masalah")
    assert "Salah tempat dokumen di indikator keliru 1" in wrong
    assert "Belum dijawab pertanyaan tanpa jawaban 1" in wrong
    assert "Ganda jawaban memakai berkas yang sama 2" in wrong
    for kind in ("missing", "unanswered", "duplicate"):
        assert f"/penilaian/{sheet.pk}/kekurangan/?office=all&amp;kind={kind}" in html
    assert f"/penilaian/{sheet.pk}/salah-tempat/" in html


def test_a_kelurahan_finds_what_the_form_asks_of_kelurahan() -> None:
    world = make_world()
    make_real_sheet(world)
    html = open_home(world.operator, "?pekerjaan=semua")
    owed = section(html, "pekerjaan")
    assert "Kelurahan Serang" in words(html)
    assert "26.2" in owed
    assert "25.2" not in owed
    assert "Peraturan" not in owed


def test_a_locked_sheet_owes_nothing() -> None:
    world = make_world()
    sheet = make_sheet(world)
    Answer.objects.filter(assessment=sheet).update(editable_until=AT)
    said = words(open_home(world.officer))
    assert "Tidak ada yang menunggu" in said
    assert "Tidak ada jawaban yang masih dapat diubah." in said


def test_only_five_tasks_are_shown_until_all_are_asked_for() -> None:
    world = make_world()
    make_real_sheet(world)
    assert open_home(world.secretariat).count('class="todo"') == 5
    assert open_home(world.secretariat, "?pekerjaan=semua").count('class="todo"') == 274


@pytest.mark.parametrize("role", [name for name in PEOPLE if name != "stranger"])
def test_each_role_reads_the_sheet_of_the_city_in_few_queries(role: str) -> None:
    world = make_world()
    sheet = make_real_sheet(world)
    client = Client()
    client.force_login(world.people[role])
    client.get("/")  # the form itself is read once a process
    verify(sheet, world, "1.1", 1, "Kurang jelas.")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/")
    assert "Kota Serang" in answer.content.decode()
    # A leader's page also tells who is late and how earlier years went.
    assert len(captured) <= MOST_QUERIES + (6 if role == "leader" else 0)


def test_the_page_speaks_english_too() -> None:
    world = make_world()
    make_sheet(world)
    html = open_home(world.secretariat, language="en")
    assert '<html lang="en">' in html


def test_somebody_without_a_sheet_is_told_what_comes_next() -> None:
    world = make_world()
    assert reverse("sheet-open") in open_home(world.secretariat)
    assert "Sekretariat gugus tugas membuka lembar" in words(open_home(world.officer))


def test_somebody_without_a_role_is_told_whom_to_ask() -> None:
    assert "Anda belum mendapat peran" in words(open_home(make_person("Budi Baru")))


def test_another_city_sees_nothing_of_this_one() -> None:
    world = make_world()
    make_sheet(world)
    said = words(open_home(world.stranger))
    assert "Serang" not in said
    assert "Belum ada lembar evaluasi" in said


def test_whoever_oversees_several_cities_gets_them_with_score_and_level() -> None:
    world = make_world()
    here = make_sheet(world)
    fill(here, "12.1")
    there = services.open_sheet(world.other_city, here.cycle, here.instrument, actor=None, at=AT)
    services.mark(
        answer_of(there, "12.1"), Stage.FIELD, Decimal("49.5"), actor=world.verifier, at=AT
    )
    two = make_person("Dua Kota", Role.VERIFIER, world.city)
    Membership.objects.create(user=two, organization=world.other_city, role=Role.VERIFIER)
    said = words(open_home(two))
    assert "2 lembar evaluasi siklus 2023" in said
    assert "Kota Serang Dasar Penilaian mandiri 50,00 11,00 ke Lanjut" in said
    assert "Kota Cilegon Belum berperingkat Verifikasi lapangan 49,50 0,50 ke Dasar" in said
    assert "Cilegon" not in words(open_home(world.leader))


def test_the_cities_come_in_pages_and_by_cycle_in_few_queries() -> None:
    world = make_world()
    instrument = make_instrument()
    for number in range(30):
        city = make_region(Kind.CITY, world.province, f"36.{10 + number}", f"Kota {number:02}")
        make_agency(city, "Dinas Kesehatan", "Dinkes")
        services.open_sheet(city, make_cycle(2023), instrument, actor=None, at=AT)
    services.open_sheet(world.city, make_cycle(2022), instrument, actor=None, at=AT)
    many = make_person("Banyak Kota")
    Membership.objects.bulk_create(
        Membership(user=many, organization=city, role=Role.VERIFIER)
        for city in Organization.objects.filter(kind=Kind.CITY)
    )
    client = Client()
    client.force_login(many)
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        first = words(client.get("/").content.decode())
    assert len(captured) <= MOST_QUERIES
    assert "Kota 00" in first
    assert "Kota 29" not in first
    assert "Kota 29" in words(open_home(many, "?tahun=2023&halaman=2"))
    assert "Kota Serang" in words(open_home(many, "?tahun=2022"))
    assert "Kota 29" in words(open_home(many, "?tahun=²&halaman=999"))


def test_a_person_in_two_cities_gets_both() -> None:
    world = make_world()
    sheet = make_sheet(world)
    services.open_sheet(world.other_city, sheet.cycle, sheet.instrument, actor=None, at=AT)
    Membership.objects.create(
        user=world.secretariat, organization=world.other_city, role=Role.SECRETARIAT
    )
    assert "2 lembar evaluasi" in words(open_home(world.secretariat))
