"""Handing out: the work is open, and each person hears once what is new for them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import Membership, Role
from layak.assessments.assigning import Change, assign
from layak.assessments.deadlines import set_deadline
from layak.assessments.handing_out import give_out, named
from layak.assessments.models import Assessment, Stage
from layak.assessments.tests.make import AT, answer_of, make_sheet
from layak.lib.errors import Refusal
from layak.notices.models import Notice
from layak.organizations.models import Organization
from tests.world import World, make_person, make_world

LATER = AT + timedelta(days=1)


@pytest.fixture
def world() -> World:
    return make_world()


def correct(
    world: World, sheet: Assessment, office: Organization, change: Change, code: str
) -> None:
    answers = [answer_of(sheet, code).pk]
    assign(sheet, answers, office, change, actor=world.secretariat, at=AT)


@pytest.mark.django_db
def test_heads_and_officers_hear_how_much_by_when_and_where(world: World) -> None:
    sheet = make_sheet(world)
    set_deadline(
        world.province,
        sheet.cycle,
        Stage.SELF,
        closes_at=datetime(2023, 3, 31, 16, 59, tzinfo=UTC),
        source="SE Gubernur 1/2023",
        actor=None,
        at=AT,
    )
    told = give_out(sheet, actor=world.secretariat, at=AT)
    assert told.people == 2
    assert list(told.unreached) == [world.health]
    assert {notice.recipient for notice in Notice.objects.all()} == {world.officer, world.head}
    notice = Notice.objects.filter(recipient=world.officer).get()
    assert notice.subject == "Tugas evaluasi FORM Kota Serang 2023 untuk Disdukcapil"
    assert "2 pertanyaan: 2 sebagai penanggung jawab, bernilai sampai 50,00 poin" in notice.text
    assert "31 Maret 2023 pukul 23.59 WIB (SE Gubernur 1/2023)" in notice.text
    assert notice.due_at == datetime(2023, 3, 31, 16, 59, tzinfo=UTC)
    assert notice.path == f"/penilaian/{sheet.pk}/tugas/?opd={world.civil.pk}"
    sheet.refresh_from_db()
    assert sheet.handed_out_at == AT


@pytest.mark.django_db
def test_handed_out_again_only_what_changed_is_told(world: World) -> None:
    sheet = make_sheet(world)
    nurse = make_person("Nur Dinkes", Role.OFFICER, world.health)
    give_out(sheet, actor=world.secretariat, at=AT)
    with pytest.raises(Refusal):
        give_out(sheet, actor=world.secretariat, at=LATER)
    correct(world, sheet, world.health, Change.LEAD, "4.1")
    assert give_out(sheet, actor=world.secretariat, at=LATER).people == 3
    newest = Notice.objects.filter(created_at=LATER)
    assert "Bukan tugas lagi: 4.1." in newest.get(recipient=world.head).text
    assert "Baru atau berubah: 4.1." in newest.get(recipient=nurse).text
    assert newest.get(recipient=nurse).subject.endswith("untuk Dinkes berubah")
    correct(world, sheet, world.health, Change.CONTRIBUTE, "4.2")
    third = LATER + timedelta(hours=1)
    assert give_out(sheet, actor=world.secretariat, at=third).people == 1


@pytest.mark.django_db
def test_an_office_that_lost_everything_hears_of_it(world: World) -> None:
    sheet = make_sheet(world)
    give_out(sheet, actor=world.secretariat, at=AT)
    for code in ("4.1", "4.2"):
        correct(world, sheet, world.health, Change.LEAD, code)
    told = give_out(sheet, actor=world.secretariat, at=LATER)
    assert told.people == 2
    assert list(told.unreached) == [world.health]


@pytest.mark.django_db
def test_who_works_for_two_offices_hears_once_of_both(world: World) -> None:
    sheet = make_sheet(world)
    Membership.objects.create(user=world.officer, organization=world.health, role=Role.OFFICER)
    give_out(sheet, actor=world.secretariat, at=AT)
    notice = Notice.objects.get(recipient=world.officer)
    assert "Disdukcapil mendapat 2" in notice.text
    assert "Dinkes mendapat 1" in notice.text


@pytest.mark.django_db
def test_nothing_assigned_is_nothing_to_hand_out(world: World) -> None:
    sheet = make_sheet(world)
    for answer in sheet.answers.all():
        answer.assignments.all().delete()
    with pytest.raises(Refusal):
        give_out(sheet, actor=world.secretariat, at=AT)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_the_page_shows_what_will_be_told_and_then_tells_it(world: World) -> None:
    sheet = make_sheet(world)
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.secretariat)
    path = reverse("handout", args=[sheet.pk])
    before = client.get(path).content.decode()
    assert "belum ada orang" in before
    after = client.post(path, follow=True).content.decode()
    assert "2 orang diberi tahu" in after
    assert "Belum ada orang di Dinkes." in after
    again = client.post(path)
    assert again.status_code == 422
    assert Notice.objects.count() == 2


def test_many_codes_are_counted() -> None:
    assert named(["1", "2"]) == "1, 2"
    assert named([str(n) for n in range(15)]).endswith("11 dan 3 lagi")
