"""Two awards of one city and year stand side by side; one of them has no known levels."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.assessments.claims import Claim, Reach
from layak.assessments.deadlines import next_for, set_deadline
from layak.assessments.expecting import Expectation
from layak.assessments.learned import taught
from layak.assessments.models import Assessment, Placement, Stage
from layak.assessments.placing import UNREAD, Decision, Form, Item
from layak.assessments.services import open_sheet
from layak.assessments.tests.make import (
    AT,
    answer_of,
    fill,
    make_cycle,
    make_evidence,
    make_instrument,
    put,
)
from layak.instruments import files
from layak.instruments.services import publish
from layak.operations.sheets import sheet_for
from layak.reports.league import read_league
from layak.scorecards.foreseeing import refresh as foresee
from layak.scorecards.levels import levels
from layak.scorecards.prospects import prospect_of
from layak.scorecards.queries import history_of
from layak.scorecards.summaries import refresh as count
from layak.scorecards.tests.make import make_pairs
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Two:
    """A city with a sheet of each award in one cycle. The one without levels was opened first."""

    world: World
    first: Assessment
    second: Assessment


@pytest.fixture
def two() -> Two:
    world = make_world()
    cycle = make_cycle()
    plain = publish(files.read(files.find("ape-2024")), actor=None, at=AT)
    second = open_sheet(world.city, cycle, plain, actor=None, at=AT)
    first = open_sheet(world.city, cycle, make_instrument("xyz-2023"), actor=None, at=AT)
    for code in ("4.1", "4.2", "12.1"):
        fill(first, code)
    return Two(world, first, second)


def read(person: object, address: str) -> str:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # always a User here
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().replace(" >", ">")


def test_the_first_page_speaks_of_the_award_with_levels_and_leads_to_the_other(two: Two) -> None:
    for person in (two.world.secretariat, two.world.officer, two.world.leader):
        page = read(person, "/")
        assert 'class="ladder"' in page
        assert f'href="/?lembar={two.first.pk}" aria-current="true">XYZ</a>' in page
        other = read(person, f"/?lembar={two.second.pk}")
        assert f'href="/?lembar={two.second.pk}" aria-current="true">APE</a>' in other
        assert "APE 2023" in other
        assert 'class="ladder"' not in other
        assert "Jenjang belum diketahui" in other


def test_nobody_reaches_the_sheet_of_another_city_by_the_switch(two: Two) -> None:
    client = Client()
    client.force_login(two.world.stranger)
    assert client.get(f"/?lembar={two.second.pk}").status_code == 404


@pytest.mark.parametrize(
    "name", ["assessment", "gap-list", "evidence-list", "delivery-add", "assign", "prospect"]
)
def test_a_page_of_a_sheet_leads_to_the_same_page_of_the_other(two: Two, name: str) -> None:
    page = read(two.world.secretariat, reverse(name, args=[two.first.pk]))
    assert f'href="{reverse(name, args=[two.second.pk])}">APE</a>' in page


def test_one_award_alone_shows_no_switch(two: Two) -> None:
    two.second.delete()
    page = read(two.world.secretariat, "/")
    assert 'class="awards"' not in page
    assert "XYZ 2023" not in page


def test_a_second_award_costs_the_frame_no_query(two: Two) -> None:
    address = reverse("organization-list")
    read(two.world.secretariat, address)
    with CaptureQueriesContext(connection) as both:
        read(two.world.secretariat, address)
    two.second.delete()
    with CaptureQueriesContext(connection) as alone:
        read(two.world.secretariat, address)
    assert len(both) == len(alone)


def test_without_bands_no_page_names_a_level_a_next_one_or_a_forecast(two: Two) -> None:
    make_pairs(two.world.other_city)
    keeper, sheet = two.world.secretariat, two.second.pk
    overview = read(keeper, reverse("assessment", args=[sheet]))
    assert "Jenjang belum diketahui" in overview
    assert "belum berperingkat" not in overview
    assert "Peringkat berikutnya" not in overview
    target = read(keeper, reverse("assessment-target", args=[sheet]))
    assert "Jenjang belum diketahui" in target
    assert 'class="target"' not in target
    prospect = read(keeper, reverse("prospect", args=[sheet]))
    assert "Belum dapat diperkirakan" in prospect
    assert "tahu terlalu sedikit" in prospect
    assert prospect_of(two.second, at=AT) is None


def test_the_worker_foresees_only_awards_with_levels(two: Two) -> None:
    make_pairs(two.world.other_city)
    count(AT)
    assert foresee(AT) == 1
    assert [row.assessment for row in Expectation.objects.all()] == [two.first]
    assert foresee(AT) == 0


def test_levels_history_and_league_are_those_of_the_award_with_levels(two: Two) -> None:
    count(AT)
    assert [band.name for band in levels().bands] == ["Dasar", "Lanjut"]
    assert {row.sheet for row in history_of(two.world.city).results} == {two.first.pk}
    league = read_league(two.world.province, 2023, day=AT.date())
    assert [line.questions for line in league.lines] == [3]
    assert sheet_for("36.73", 2023, at=AT) == two.first


def test_a_province_looks_at_one_award_at_a_time(two: Two) -> None:
    count(AT)
    address = reverse("province", args=[two.world.province.pk])
    page = read(two.world.verifier, address)
    assert reverse("assessment", args=[two.first.pk]) in page
    assert reverse("assessment", args=[two.second.pk]) not in page
    # The rail beside it still leads to the sheet at hand.
    other = read(two.world.verifier, f"{address}?penghargaan=APE").partition("<main")[2]
    assert reverse("assessment", args=[two.second.pk]) in other
    assert reverse("assessment", args=[two.first.pk]) not in other


def test_the_calendar_of_one_award_makes_nobody_late_for_the_other(two: Two) -> None:
    set_deadline(
        two.world.city, two.first.cycle, Stage.SELF, closes_at=AT, source="Surat", actor=None, at=AT
    )
    assert next_for(two.first, AT) is not None
    assert next_for(two.second, AT) is None
    address = f"{reverse('deadline-list')}?siklus={two.first.cycle.year}"
    assert "Lembar APE tidak bertenggat" in read(two.world.secretariat, address)
    for sheet, undated in ((two.first, False), (two.second, True)):
        page = read(two.world.secretariat, reverse("assessment", args=[sheet.pk]))
        assert ("Lembar APE tidak bertenggat" in page) == undated


def test_a_sheet_of_another_award_that_is_further_passes_no_deadline(two: Two) -> None:
    set_deadline(
        two.world.city, two.first.cycle, Stage.SELF, closes_at=AT, source="Surat", actor=None, at=AT
    )
    Assessment.objects.filter(pk=two.second.pk).update(stage=Stage.FIELD)
    page = read(two.world.secretariat, f"{reverse('deadline-list')}?siklus={two.first.cycle.year}")
    assert "sudah lewat" not in page


def test_a_document_of_one_award_is_found_and_linked_for_the_other(two: Two) -> None:
    used, loose = make_evidence(two.world, "Dipakai.pdf"), make_evidence(two.world, "Lain.pdf")
    put(answer_of(two.first, "4.1"), used)
    client = Client()
    client.force_login(two.world.secretariat)
    address = reverse("answer-place", args=[two.second.pk, "6.2"])
    page = client.get(address).content.decode()
    assert "dipakai di XYZ 4.1" in page
    assert loose.name in page
    narrowed = client.get(f"{address}?lain=1").content.decode()
    assert used.name in narrowed
    assert loose.name not in narrowed
    client.post(address, {"evidence": used.pk})
    assert Placement.objects.filter(evidence=used).count() == 2
    told = client.get(reverse("document-use", args=[used.pk])).content.decode()
    assert "untuk 2 penghargaan" in told
    assert "XYZ, siklus 2023" in told
    assert "APE, siklus 2023" in told


def test_the_library_offers_each_award_of_the_newest_year(two: Two) -> None:
    paper = make_evidence(two.world, "Laporan.pdf")
    client = Client()
    client.force_login(two.world.secretariat)
    page = client.get(reverse("document-use", args=[paper.pk])).content.decode()
    assert "Pertanyaan XYZ" in page
    assert "Pertanyaan APE" in page
    wish = {"sheet": two.second.pk, "to": "11.2", "knowingly": "1"}
    client.post(reverse("document-reuse", args=[paper.pk]), wish)
    [placement] = Placement.objects.filter(evidence=paper)
    assert placement.answer == answer_of(two.second, "11.2")
    assert not taught(two.world.city.pk).exists()


def test_a_form_nobody_taught_takes_only_what_names_its_item() -> None:
    form = Form([Item("1.1", "1", 1, "1", "Dasar hukum", "Apa dasar hukumnya?")])
    assert form.decide(None, UNREAD) == Decision(None)
    assert form.decide(Claim(Reach.INDICATOR, "1"), UNREAD) == Decision(None)
    assert form.decide(Claim(Reach.ITEM, "1.1"), UNREAD) == Decision("1.1")
