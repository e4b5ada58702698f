"""What people say of a document wins over what was read, for ever, and is remembered."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from layak.audit.models import Entry
from layak.documents.kinds import Paper
from layak.documents.results import Failure, ReadResult, refused
from layak.evidence import scans
from layak.evidence.correcting import correct
from layak.evidence.gathering import gather
from layak.evidence.models import Aspect, Correction, DocumentKind, Evidence, Facts, ScannedPage
from layak.evidence.services import ReadFile, take_in
from layak.lib.errors import Refusal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

AT = datetime(2023, 3, 20, 2, tzinfo=UTC)
PAGES = [
    """PEMERINTAH KOTA SERANG
LAPORAN CAKUPAN AKTA TAHUN 2021
Nomor: 470/12/2022
Serang, 3 Januari 2022""",
    "Halaman dua",
]


@pytest.fixture
def world() -> World:
    return make_world()


def make_evidence(world: World, *, scanned: tuple[int, ...] = ()) -> Evidence:
    file = ReadFile("ab" * 32, 10, "laporan.pdf", "application/pdf", PAGES, 2, scanned)
    rows, _new = take_in([file], city=world.city, organization=world.city, actor=None, at=AT)
    [evidence] = rows.values()
    gather([(evidence, PAGES)], at=AT)
    return evidence


def say(world: World, evidence: Evidence, aspect: Aspect, value: str) -> None:
    correct(evidence, aspect, value, reason="", actor=world.secretariat, at=AT)


def test_every_kind_that_is_read_has_a_name_for_people() -> None:
    assert set(Paper) == set(DocumentKind.values)


def test_what_was_read_is_kept_with_its_ground(world: World) -> None:
    facts = make_evidence(world).facts
    assert (facts.kind, facts.number, facts.dated) == ("report", "470/12/2022", date(2022, 1, 3))
    assert (facts.first_year, facts.last_year) == (2021, 2021)
    assert facts.city_named == world.city
    assert facts.grounds["number"]["page"] == 1
    assert facts.grounds["number"]["words"] == "Nomor: 470/12/2022"


def test_numbers_and_births_of_people_are_neither_read_nor_kept_as_grounds(world: World) -> None:
    listed = """PEMERINTAH KOTA SERANG
DAFTAR SISWA PENERIMA IMUNISASI
1. Budi Contoh, NIK 3673014203160001, lahir 2 Maret 2016
2. Ani Contoh, NIK 3673015509150002, lahir 15 September 2016
Serang, 9 September 2022"""
    evidence = make_evidence(world)
    gather([(evidence, [listed])], at=AT)
    facts = Facts.objects.get(evidence=evidence)
    assert (facts.first_year, facts.dated) == (2022, date(2022, 9, 9))
    assert "3673" not in str(facts.grounds)
    assert "Maret" not in str(facts.grounds)


def test_a_correction_outlives_every_reading(world: World) -> None:
    evidence = make_evidence(world)
    say(world, evidence, Aspect.PERIOD, "2022-2023")
    say(world, evidence, Aspect.KIND, "table")
    say(world, evidence, Aspect.NUMBER, "")
    gather([(evidence, PAGES)], at=AT)
    facts = Facts.objects.get(evidence=evidence)
    assert (facts.first_year, facts.last_year, facts.kind, facts.number) == (
        2022,
        2023,
        "table",
        "",
    )
    assert "period" not in facts.grounds
    assert facts.dated == date(2022, 1, 3)
    assert Entry.objects.filter(verb="evidence.corrected").count() == 3
    assert apps.get_model("evidence", "FactsEvent").objects.filter(pgh_obj=evidence.pk).exists()


def test_the_same_correction_twice_is_one(world: World) -> None:
    evidence = make_evidence(world)
    for _ in range(2):
        say(world, evidence, Aspect.KIND, "table")
    assert Correction.objects.count() == 1


def test_a_correction_is_never_rewritten(world: World) -> None:
    evidence = make_evidence(world)
    say(world, evidence, Aspect.KIND, "table")
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(value="report")


@pytest.mark.parametrize(
    ("aspect", "value"),
    [
        (Aspect.KIND, "novel"),
        (Aspect.DATED, "2023-02-30"),
        (Aspect.PERIOD, "2023-2022"),
        (Aspect.PERIOD, "besok"),
        (Aspect.CITY, "999999999"),
        (Aspect.ISSUER, "x"),
        (Aspect.SIGNATURE, "valid"),
        (Aspect.NUMBER, "x" * 121),
    ],
)
def test_what_cannot_be_is_refused(world: World, aspect: Aspect, value: str) -> None:
    evidence = make_evidence(world)
    with pytest.raises(Refusal):
        say(world, evidence, aspect, value)
    assert not Correction.objects.exists()


def test_the_page_shows_facts_and_a_keeper_mends_one(world: World, client: Client) -> None:
    evidence = make_evidence(world)
    client.force_login(world.secretariat)
    page = reverse("evidence", args=[evidence.pk])
    shown = client.get(page).content.decode()
    assert "470/12/2022" in shown
    assert "3 Januari 2022" in shown
    address = reverse("evidence-correct", args=[evidence.pk, "period"])
    assert b'value="2021"' in client.get(address).content
    refused = client.post(address, {"first": "2023", "last": "2022"})
    assert b"2023" in refused.content
    assert not Correction.objects.exists()
    answer = client.post(address, {"first": "2022", "last": "2023", "reason": "Salah baca"})
    assert answer.headers["Location"] == f"{page}#fakta"
    assert "2022–2023" in client.get(page).content.decode()


def test_a_reader_of_the_city_corrects_nothing(world: World, client: Client) -> None:
    evidence = make_evidence(world)
    client.force_login(world.leader)
    address = reverse("evidence-correct", args=[evidence.pk, "kind"])
    assert client.post(address, {"value": "table"}).status_code == 404
    assert b"/fakta/" not in client.get(reverse("evidence", args=[evidence.pk])).content


def seen(text: str, flaws: str = "[]") -> ReadResult:
    measures = '"skew": 0, "resolution": 200, "sharpness": 1, "darkness": 0, "contrast": 1'
    page = f'{{"text": "{text}", "turned": 90, {measures}, "confidence": 0.9, "flaws": {flaws}}}'
    return ReadResult(pages=(page,), page_count=1)


def test_pages_are_kept_one_by_one_and_an_unclear_one_is_told(world: World) -> None:
    evidence = make_evidence(world, scanned=(1, 2))
    digest = evidence.file_id
    assert scans.progress(digest).waiting == 2
    words = "Tulisan pada halaman dua yang lebih panjang"
    scans.keep_page(digest, 2, seen(words, '["blurred"]'), at=AT)
    scans.keep_page(digest, 1, refused(Failure.TIMEOUT), at=AT)
    assert (scans.progress(digest).read, scans.progress(digest).failed) == (1, 1)
    assert scans.pages_of(digest) == [PAGES[0], words]
    gather([(evidence, scans.pages_of(digest))], at=AT)
    facts = Facts.objects.get(evidence=evidence)
    assert facts.legibility == "unclear"
    assert facts.grounds["legibility"] == {"confidence": 0.8, "words": "blurred", "page": 2}
    assert ScannedPage.objects.get(number=2).turned == 90


def test_a_good_text_does_not_yield_to_less(world: World) -> None:
    evidence = make_evidence(world, scanned=(1,))
    scans.keep_page(evidence.file_id, 1, seen("LAPORAN"), at=AT)
    assert scans.pages_of(evidence.file_id)[0] == PAGES[0]
    assert not ScannedPage.objects.get().replaced


def test_a_child_that_babbles_costs_only_the_page(world: World) -> None:
    evidence = make_evidence(world, scanned=(1,))
    scans.keep_page(evidence.file_id, 1, ReadResult(pages=('{"text": 1}',)), at=AT)
    assert ScannedPage.objects.get().state == ScannedPage.State.FAILED
