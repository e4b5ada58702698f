"""The list of all evidence: where each document lies, filters, pages, one-click placing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments.models import Assessment, Misplacement, Placement, Suggestion
from layak.assessments.shelf import PER_PAGE, read_wanted
from layak.assessments.tests.make import AT, answer_of, make_evidence, make_sheet, put
from layak.evidence.models import Evidence, StoredFile
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def shelf(user: User, sheet: Assessment, **query: Any) -> str:
    http = client_of(user).get(reverse("evidence-list", args=[sheet.pk]), query)
    assert http.status_code == 200
    return http.content.decode()


def names(page: str) -> list[str]:
    return re.findall(r'class="title" href="[^"]+">([^<]+)<', page)


def suggest(sheet: Assessment, evidence: Evidence, *codes: str) -> None:
    Suggestion.objects.create(
        assessment=sheet,
        evidence=evidence,
        indicators=[{"number": int(code.split(".")[0]), "probability": 0.3} for code in codes],
        items=[{"code": code, "probability": 0.5} for code in codes],
        unsure=True,
        suggested_at=AT,
    )


def make_many(world: World, count: int) -> list[Evidence]:
    """Hand in many documents: in threes of one instant, so that pages must not rely on time."""
    StoredFile.objects.bulk_create(
        StoredFile(f"{number:064x}", 1000, "application/pdf", 1, AT) for number in range(count)
    )
    return Evidence.objects.bulk_create(
        Evidence(
            city=world.city,
            file_id=f"{number:064x}",
            organization=world.civil,
            name=f"Dokumen {number:03}.pdf",
            kind=Evidence.Kind.DOCUMENT,
            received_at=AT + timedelta(minutes=number // 3),
        )
        for number in range(count)
    )


def test_each_document_stands_with_the_questions_it_lies_under(
    world: World, sheet: Assessment
) -> None:
    evidence = make_evidence(world, "Rekap.pdf")
    put(answer_of(sheet, "4.1"), evidence)
    put(answer_of(sheet, "4.2"), evidence)
    page = shelf(world.secretariat, sheet)
    assert names(page) == ["Rekap.pdf"]
    assert reverse("answer", args=[sheet.pk, "4.1"]) in page
    assert reverse("answer", args=[sheet.pk, "4.2"]) in page


def test_the_tabs_count_and_filter_the_states(world: World, sheet: Assessment) -> None:
    loose, guessed, wrong = (make_evidence(world, f"{name}.pdf") for name in "abc")
    suggest(sheet, loose, "4.2")
    put(answer_of(sheet, "4.1"), guessed, source=Placement.Source.SUGGESTION)
    put(answer_of(sheet, "12.1"), wrong)
    Misplacement.objects.create(
        assessment=sheet,
        evidence=wrong,
        filed=answer_of(sheet, "12.1"),
        suggested=answer_of(sheet, "4.2"),
        probability="0.9",
        noticed_at=AT,
    )
    page = shelf(world.secretariat, sheet)
    assert re.findall(r'<span class="muted">(\d+)</span></a>', page) == ["3", "1", "1", "1"]
    for state, name in (("belum", "a.pdf"), ("saran", "b.pdf"), ("salah", "c.pdf")):
        assert names(shelf(world.secretariat, sheet, status=state)) == [name]


def test_search_office_and_kind_narrow_the_list(world: World, sheet: Assessment) -> None:
    make_evidence(world, "Rekap AKTA.pdf")
    other = make_evidence(world, "Foto.pdf")
    Evidence.objects.filter(pk=other.pk).update(kind="photo", organization=world.health)
    assert names(shelf(world.secretariat, sheet, cari="akta")) == ["Rekap AKTA.pdf"]
    assert names(shelf(world.secretariat, sheet, opd=world.health.pk)) == ["Foto.pdf"]
    assert names(shelf(world.secretariat, sheet, jenis="photo")) == ["Foto.pdf"]
    assert "Tidak ada dokumen yang cocok" in shelf(world.secretariat, sheet, cari="%_x")


def test_what_an_address_names_but_is_not_there_is_left_out(
    world: World, sheet: Assessment
) -> None:
    make_evidence(world, "Rekap.pdf")
    odd = {"status": "x", "opd": "9" * 30, "jenis": "x", "sesudah": "kapan_1", "sebelum": "_"}
    assert names(shelf(world.secretariat, sheet, **odd)) == ["Rekap.pdf"]
    assert read_wanted({"cari": "a\0b"}).text == "ab"


def test_pages_follow_each_other_without_gap_or_repetition(world: World, sheet: Assessment) -> None:
    rows = make_many(world, PER_PAGE * 2 + 7)
    expected = [row.name for row in reversed(rows)]
    client = client_of(world.secretariat)
    url = reverse("evidence-list", args=[sheet.pk])
    query, seen, pages = "", [], []
    while True:
        page = client.get(f"{url}?{query}").content.decode()
        seen += names(page)
        pages.append(names(page))
        older = re.search(r'href="\?([^"]*sesudah=[^"]*)"', page)
        if older is None:
            break
        query = older.group(1).replace("&amp;", "&")
    assert seen == expected
    newer = re.search(r'href="\?([^"]*sebelum=[^"]*)"', page)
    assert newer is not None
    back = client.get(f"{url}?{newer.group(1).replace('&amp;', '&')}").content.decode()
    assert names(back) == pages[-2]


def test_three_hundred_documents_cost_ten_queries_and_no_text(
    world: World, sheet: Assessment, django_assert_max_num_queries: Any
) -> None:
    rows = make_many(world, 300)
    answer = answer_of(sheet, "4.1")
    for row in rows[::3]:
        put(answer, row, source=Placement.Source.SUGGESTION)
        suggest(sheet, row, "4.2", "12.1")
    suggest(sheet, rows[-2], "4.2")
    url = reverse("evidence-list", args=[sheet.pk])
    for person in (world.secretariat, world.officer, world.auditor):
        client = client_of(person)
        client.get(url)  # the published form is read once a process
        with django_assert_max_num_queries(10) as queries:
            client.get(url)
    asked = " ".join(query["sql"] for query in queries.captured_queries)
    assert "evidence_filetext" not in asked
    assert "OFFSET" not in asked


def test_one_click_places_a_document_under_an_offered_item(world: World, sheet: Assessment) -> None:
    evidence = make_evidence(world, "Samar.pdf")
    suggest(sheet, evidence, "4.2", "12.1")
    page = shelf(world.officer, sheet, status="belum")
    assert "Tempatkan di 4.2" in page
    assert "Tempatkan di 12.1" in page
    http = client_of(world.officer).post(
        reverse("placement-add", args=[sheet.pk, evidence.pk]),
        {"to": "4.2", "back": "status=belum"},
    )
    assert http.headers["Location"].endswith("?status=belum")
    placement = Placement.objects.get()
    assert placement.answer == answer_of(sheet, "4.2")
    assert placement.source == Placement.Source.PERSON


def test_one_click_confirms_a_suggested_place(world: World, sheet: Assessment) -> None:
    placement = put(
        answer_of(sheet, "4.1"), make_evidence(world), source=Placement.Source.SUGGESTION
    )
    url = reverse("placement-confirm", args=[placement.pk])
    assert url in shelf(world.officer, sheet)
    http = client_of(world.officer).post(url, headers={"hx-request": "true"})
    placement.refresh_from_db()
    assert placement.source == Placement.Source.PERSON
    part = http.content.decode()
    assert part.strip().startswith("<li")
    assert url not in part


def test_an_office_takes_up_offers_for_its_own_questions_only(
    world: World, sheet: Assessment
) -> None:
    loose, placed = make_evidence(world, "Samar.pdf"), make_evidence(world, "Jelas.pdf")
    Evidence.objects.update(organization=world.health)
    suggest(sheet, loose, "4.2", "12.1")
    own = put(answer_of(sheet, "4.1"), placed, source=Placement.Source.SUGGESTION)
    other = put(answer_of(sheet, "12.1"), placed, source=Placement.Source.SUGGESTION)
    page = shelf(world.officer, sheet)
    assert "Tempatkan di 4.2" in page
    assert "Tempatkan di 12.1" not in page
    assert reverse("placement-confirm", args=[own.pk]) in page
    assert reverse("placement-confirm", args=[other.pk]) not in page
    url = reverse("placement-add", args=[sheet.pk, loose.pk])
    assert client_of(world.officer).post(url, {"to": "12.1"}).status_code == 404
    assert client_of(world.officer).post(url, {"to": "4.2"}).status_code == 302


def test_a_question_that_is_not_there_is_told_and_nothing_placed(
    world: World, sheet: Assessment
) -> None:
    evidence = make_evidence(world)
    http = client_of(world.officer).post(
        reverse("placement-add", args=[sheet.pk, evidence.pk]), {"to": "77.7"}, follow=True
    )
    assert "Tidak ada pertanyaan “77.7” pada lembar ini." in http.content.decode()
    assert not Placement.objects.exists()


def test_the_way_back_never_leaves_the_list_nor_breaks_a_header(
    world: World, sheet: Assessment
) -> None:
    evidence = make_evidence(world)
    for back in ("//example.org/?x", "a\r\nSet-Cookie: x=1"):
        for headers in ({}, {"hx-request": "true"}):
            http = client_of(world.officer).post(
                reverse("placement-add", args=[sheet.pk, evidence.pk]),
                {"to": "77.7", "back": back},
                headers=headers,
            )
            target = http.headers.get("Location") or http.headers["HX-Redirect"]
            assert target.startswith(reverse("evidence-list", args=[sheet.pk]) + "?")
            assert "Set-Cookie" not in http.headers


def test_whoever_only_looks_gets_no_buttons(world: World, sheet: Assessment) -> None:
    evidence = make_evidence(world)
    suggest(sheet, evidence, "4.2")
    assert "Tempatkan di" not in shelf(world.auditor, sheet)
    http = client_of(world.auditor).post(
        reverse("placement-add", args=[sheet.pk, evidence.pk]), {"to": "4.2"}
    )
    assert http.status_code == 404


def test_a_village_operator_does_not_see_what_offices_handed_in(
    world: World, sheet: Assessment
) -> None:
    make_evidence(world)
    assert names(shelf(world.operator, sheet)) == []


def test_a_stranger_finds_nothing(world: World, sheet: Assessment) -> None:
    url = reverse("evidence-list", args=[sheet.pk])
    assert client_of(world.stranger).get(url).status_code == 404
