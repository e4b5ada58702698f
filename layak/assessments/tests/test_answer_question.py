"""The page of one question: read, answer, keep what was typed, never write over another."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments import services
from layak.assessments.matrix import share_sentence
from layak.assessments.models import Answer, Assessment, Placement, Stage
from layak.assessments.tests.make import (
    AT,
    answer_of,
    fill,
    make_evidence,
    make_real_sheet,
    make_sheet,
    option_of,
    put,
)
from layak.audit.models import Entry
from layak.organizations.models import Kind
from tests.world import World, make_region, make_world

pytestmark = pytest.mark.django_db
SAVE_QUERIES = 16


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def browser(user: User, *, htmx: bool = False) -> Client:
    client = Client(headers={"accept-language": "id", **({"hx-request": "true"} if htmx else {})})
    client.force_login(user)
    return client


def url_of(sheet: Assessment, code: str) -> str:
    return reverse("answer", args=[sheet.pk, code])


def form_of(answer: Answer, label: str = "Penuh", **fields: str) -> dict[str, str]:
    """What the page sends back when somebody chooses a step."""
    return {
        "option": str(option_of(answer, label).pk) if label else "",
        "note": "",
        "version": services.version_of(answer),
        "matrix-rows": "0",
        **fields,
    }


def plain(http: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", http.content.decode()).split())


# Answering


def test_choosing_a_step_saves_its_points_and_leaves_a_trail(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    http = browser(world.officer).post(
        url_of(sheet, "4.2"), form_of(answer, "Separuh", note="Cakupan naik.")
    )
    assert http.status_code == 302
    answer.refresh_from_db()
    assert (answer.points, answer.note) == (Decimal(15), "Cakupan naik.")
    assert answer.changed_by == world.officer
    assert Entry.objects.get(verb="answer.saved").actor_id == world.officer.pk


def test_the_head_of_the_office_answers_too_but_another_office_does_not(
    world: World, sheet: Assessment
) -> None:
    mine, theirs = answer_of(sheet, "4.2"), answer_of(sheet, "12.1")
    head = browser(world.head)
    assert head.post(url_of(sheet, "4.2"), form_of(mine)).status_code == 302
    assert head.post(url_of(sheet, "12.1"), form_of(theirs)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.points is None


def test_whoever_may_not_answer_reads_without_a_form(world: World, sheet: Assessment) -> None:
    fill(sheet, "4.2", note="Isi narasi.")
    http = browser(world.verifier).get(url_of(sheet, "4.2"))
    assert "Isi narasi." in plain(http)
    assert 'id="answer-form"' not in http.content.decode()
    sent = browser(world.verifier).post(
        url_of(sheet, "4.2"), form_of(answer_of(sheet, "4.2"), "Separuh")
    )
    assert sent.status_code == 404


def test_a_stranger_does_not_even_learn_that_the_question_exists(
    world: World, sheet: Assessment
) -> None:
    stranger = browser(world.stranger)
    assert stranger.get(url_of(sheet, "4.2")).status_code == 404
    assert stranger.get(url_of(sheet, "99.9")).status_code == 404
    assert browser(world.officer).get(url_of(sheet, "99.9")).status_code == 404


def test_a_step_of_another_question_is_not_taken(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.2")
    had = (answer.option, answer.points)
    foreign = option_of(answer_of(sheet, "4.1"), "Penuh")
    http = browser(world.officer).post(
        url_of(sheet, "4.2"), form_of(answer, "", option=str(foreign.pk), note="Tetap.")
    )
    assert http.status_code == 422
    assert "Pilihan itu tidak ada pada pertanyaan ini." in http.content.decode()
    answer.refresh_from_db()
    assert (answer.option, answer.points) == had


def test_an_answer_can_be_emptied_again(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.2")
    browser(world.officer).post(url_of(sheet, "4.2"), form_of(answer, do="clear"))
    answer.refresh_from_db()
    assert answer.points is None
    assert answer.option is None


def test_a_locked_answer_is_shown_without_a_form_and_takes_nothing(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    sent = form_of(answer, note="Terlambat.")
    Answer.objects.filter(pk=answer.pk).update(editable_until=AT)
    http = browser(world.officer).get(url_of(sheet, "4.2"))
    assert "Jawaban ini sudah dikunci." in plain(http)
    late = browser(world.officer).post(url_of(sheet, "4.2"), sent)
    assert late.status_code == 422
    assert "sudah dikunci" in plain(late)
    answer.refresh_from_db()
    assert answer.note == ""


def test_a_narrative_that_is_too_long_is_refused_and_stays_on_the_page(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    long = "panjang " * 300
    http = browser(world.officer).post(url_of(sheet, "4.2"), form_of(answer, note=long))
    assert http.status_code == 422
    assert "Narasi paling panjang 2000 karakter." in plain(http)
    assert long in http.content.decode()
    assert f'value="{option_of(answer, "Penuh").pk}" checked' in http.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"note": "nol \0 di tengah", "matrix-rows": "1", "matrix-0-group": "a\0b"},
        {"matrix-rows": "99999"},
        {"matrix-rows": "minus", "option": "0", "do": "apa saja"},
        {"matrix-rows": "1", "matrix-0-numerator": "9" * 600},
        {"matrix-rows": "1", "matrix-0-numerator": "-5", "matrix-0-year": "9999"},
        {"version": ""},
    ],
)
def test_strange_input_is_taken_or_refused_but_never_breaks(
    world: World, sheet: Assessment, sent: dict[str, str]
) -> None:
    answer = answer_of(sheet, "4.1")
    http = browser(world.officer).post(url_of(sheet, "4.1"), {**form_of(answer), **sent})
    assert http.status_code in {302, 422}


@pytest.mark.parametrize(
    "query", [{"q": "a\0b"}, {"q": "%_\\"}, {"halaman": "x"}, {"q": "a" * 900}]
)
def test_a_strange_search_finds_nothing_or_something(
    world: World, sheet: Assessment, query: dict[str, str]
) -> None:
    assert browser(world.officer).get(place_url(sheet, "4.1"), query).status_code == 200


@pytest.mark.parametrize(
    "query", ["evidence=%00&page=%00", "page=0", "page=-1", "office=%00&stage=x"]
)
def test_a_strange_address_shows_the_page(world: World, sheet: Assessment, query: str) -> None:
    http = browser(world.officer).get(f"{url_of(sheet, '4.1')}?{query}")
    assert http.status_code == 200


def test_a_code_no_form_could_have_is_not_found(world: World, sheet: Assessment) -> None:
    base = reverse("assessment", args=[sheet.pk])
    assert browser(world.officer).get(f"{base}pertanyaan/%00/").status_code == 404
    assert browser(world.officer).get(f"{base}indikator/..%00/").status_code == 404


# Two people at once


def test_two_officers_at_once_never_write_over_each_other_in_silence(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    first = form_of(answer, "Penuh", note="Kata Oki.")
    second = form_of(answer, "Belum ada", note="Kata Heri.")
    browser(world.officer).post(url_of(sheet, "4.2"), first)
    http = browser(world.head).post(url_of(sheet, "4.2"), second)
    assert http.status_code == 422
    text = plain(http)
    assert "Jawaban ini diubah orang lain sesudah Anda membukanya." in text
    assert "Kata Oki." in text
    assert "Kata Heri." in text
    assert "Oki Petugas" in text
    answer.refresh_from_db()
    assert answer.note == "Kata Oki."


def test_after_seeing_both_the_second_may_decide(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.2")
    second = form_of(answer, "Belum ada", note="Kata Heri.")
    browser(world.officer).post(url_of(sheet, "4.2"), form_of(answer, note="Kata Oki."))
    shown = browser(world.head).post(url_of(sheet, "4.2"), second).content.decode()
    version = re.search(r'name="version" id="version" value="([^"]+)"', shown)
    assert version is not None
    again = browser(world.head).post(
        url_of(sheet, "4.2"), {**second, "version": version.group(1).replace("&#x2B;", "+")}
    )
    assert again.status_code == 302
    answer.refresh_from_db()
    assert (answer.note, answer.points) == ("Kata Heri.", Decimal(0))


# Points that came with a sheet


def test_points_between_two_steps_are_shown_as_brought_and_kept(
    world: World, sheet: Assessment
) -> None:
    answer = services.answer_question(
        answer_of(sheet, "4.2"), option=None, points=Decimal("7.77"), note="", actor=None, at=AT
    )
    http = browser(world.officer).get(url_of(sheet, "4.2"))
    assert "Nilai dari lembar" in plain(http)
    assert "7,77" in plain(http)
    sent = form_of(answer, "", option="keep", note="Catatan baru.")
    browser(world.officer).post(url_of(sheet, "4.2"), sent)
    answer.refresh_from_db()
    assert (answer.points, answer.note) == (Decimal("7.77"), "Catatan baru.")


def test_a_page_cannot_bring_points_that_are_not_there(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.2", label="Separuh")
    assert "Nilai dari lembar" not in plain(browser(world.officer).get(url_of(sheet, "4.2")))
    browser(world.officer).post(
        url_of(sheet, "4.2"), form_of(answer, "", option="keep", points="30")
    )
    answer.refresh_from_db()
    assert answer.points is None


# The table


def test_numbers_are_typed_as_officials_write_them_and_kept_exactly(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.1")
    table = {
        "matrix-rows": "3",
        "matrix-0-group": "Kasemen",
        "matrix-0-numerator": "1.214,50",
        "matrix-0-year": "2022",
    }
    browser(world.officer).post(url_of(sheet, "4.1"), form_of(answer, **table))
    answer.refresh_from_db()
    assert answer.matrix == [{"group": "Kasemen", "numerator": "1214.50", "year": 2022}]
    html = browser(world.officer).get(url_of(sheet, "4.1")).content.decode()
    assert 'value="1.214,5"' in html


def test_a_table_of_shares_says_what_it_amounts_to() -> None:
    rows: list[dict[str, Any]] = [
        {"group": "Kasemen", "numerator": "90", "denominator": "100", "year": 2021},
        {"group": "Kasemen", "numerator": "95", "denominator": "100", "year": 2022},
        {"group": "Curug", "numerator": "91", "denominator": "100", "year": 2022},
        {"group": "Belum ada angka", "numerator": None, "denominator": None, "year": 2022},
    ]
    said = "Dari matriks: 93,00% pada 2022, naik 3,00 poin persen dari 2021."
    assert share_sentence(rows) == said
    assert share_sentence(rows[:1]) == "Dari matriks: 90,00% pada 2021."
    assert share_sentence([{"group": "Lain", "year": 2022}]) == ""
    assert share_sentence([{"numerator": "1", "denominator": "0", "year": 2022}]) == ""


def test_what_is_no_number_is_named_by_row_and_column_and_nothing_is_lost(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.1")
    table = {
        "matrix-rows": "2",
        "matrix-0-group": "Kasemen",
        "matrix-1-group": "Curug",
        "matrix-1-numerator": "banyak",
        "matrix-1-year": "dua ribu",
    }
    http = browser(world.officer).post(url_of(sheet, "4.1"), form_of(answer, **table))
    assert http.status_code == 422
    text = plain(http)
    assert "Baris 2, Pembilang: “banyak” bukan angka." in text
    assert "Baris 2, Tahun: “dua ribu” bukan tahun." in text
    assert 'value="banyak"' in http.content.decode()
    answer.refresh_from_db()
    assert answer.points is None


def test_another_row_keeps_what_was_typed_and_saves_nothing(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.1")
    table = {"matrix-rows": "5", "matrix-4-group": "Curug"}
    http = browser(world.officer).post(
        url_of(sheet, "4.1"), form_of(answer, do="add-row", note="Belum jadi.", **table)
    )
    html = http.content.decode()
    assert http.status_code == 200
    assert 'name="matrix-rows" value="6"' in html
    assert 'value="Curug"' in html
    assert "Belum jadi." in html
    answer.refresh_from_db()
    assert answer.changed_at is None
    part = browser(world.officer, htmx=True).post(
        url_of(sheet, "4.1"), form_of(answer, do="add-row", **table)
    )
    assert 'name="matrix-rows" value="6"' in part.content.decode()
    assert "<html" not in part.content.decode()


def test_a_table_asked_of_each_kecamatan_names_them(world: World) -> None:
    make_region(Kind.DISTRICT, world.city, "36.73.02", "Kasemen")
    sheet = make_real_sheet(world)
    answer = (
        Answer.objects.filter(assessment=sheet, question__asked_of="kecamatan")
        .exclude(question__matrix={})
        .select_related("question")
        .first()
    )
    assert answer is not None
    html = browser(world.secretariat).get(answer.get_absolute_url()).content.decode()
    assert 'value="Kasemen"' in html
    assert 'name="matrix-rows" value="2"' in html


def test_a_question_without_a_table_shows_none(world: World, sheet: Assessment) -> None:
    assert 'id="matrix"' not in browser(world.officer).get(url_of(sheet, "4.2")).content.decode()


# Without leaving the page


def test_a_choice_saves_at_once_and_gives_back_only_what_changed(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.2")
    http = browser(world.officer, htmx=True).post(url_of(sheet, "4.2"), form_of(answer))
    html = http.content.decode()
    assert http.status_code == 200
    assert "<html" not in html
    for part in ("version", "score", "filled", "own-line", "state"):
        assert re.search(rf'id="{part}"[^>]*hx-swap-oob', html), part
    assert "30,00" in html
    assert "Tersimpan" in html


def test_a_save_asks_the_database_little(world: World, sheet: Assessment) -> None:
    http = browser(world.officer, htmx=True)
    http.post(url_of(sheet, "4.2"), form_of(answer_of(sheet, "4.2")))  # the ladder is read once
    sent = form_of(answer_of(sheet, "4.2"), note="Lengkap.")
    with CaptureQueriesContext(connection) as asked:
        assert http.post(url_of(sheet, "4.2"), sent).status_code == 200
    assert answer_of(sheet, "4.2").note == "Lengkap."
    assert len(asked) <= SAVE_QUERIES
    assert not any('FROM "instruments_instrument"' in one["sql"] for one in asked)


def test_a_head_who_saves_is_offered_to_approve_what_is_now_there(
    world: World, sheet: Assessment
) -> None:
    sent = form_of(answer_of(sheet, "4.2"))
    html = browser(world.head, htmx=True).post(url_of(sheet, "4.2"), sent).content.decode()
    assert "Setujui jawaban ini" in html
    assert services.version_of(answer_of(sheet, "4.2")) in html


def test_a_refused_choice_brings_the_whole_form_back_as_it_was_typed(
    world: World, sheet: Assessment
) -> None:
    stale = form_of(answer_of(sheet, "4.2"), note="Kata saya.")
    fill(sheet, "4.2", label="Separuh")
    http = browser(world.officer, htmx=True).post(url_of(sheet, "4.2"), stale)
    assert http.status_code == 422
    assert http.headers["HX-Retarget"] == "#answer-form"
    assert "Kata saya." in http.content.decode()
    assert "<html" not in http.content.decode()


# What stands around the answer


def test_a_returned_answer_carries_the_verifiers_words_at_the_top(
    world: World, sheet: Assessment
) -> None:
    answer = fill(sheet, "4.2")
    services.mark(
        answer,
        Stage.FIELD,
        Decimal(15),
        note="Angka berbeda.",
        returned=True,
        actor=world.verifier,
        at=AT,
    )
    text = plain(browser(world.officer).get(url_of(sheet, "4.2")))
    said = "Keputusan verifikasi lapangan: dikembalikan, nilai sementara 15,00 “Angka berbeda.”"
    assert said in text
    assert text.index(said) < text.index("Riwayat nilai")
    assert "Vera Verifikator" in text


def test_the_history_has_one_line_a_stage(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.2", actor=world.officer)
    services.mark(answer, Stage.ADMINISTRATIVE, Decimal(15), note="Sesuai.", actor=None, at=AT)
    text = plain(browser(world.officer).get(url_of(sheet, "4.2")))
    history = text[text.index("Riwayat nilai") :]
    for said in (
        "Penilaian mandiri 30,00 Oki Petugas, 20 Maret 2023",
        "Verifikasi administrasi 15,00 Sesuai.",
        "Verifikasi lapangan – Belum dinilai",
    ):
        assert said in history


def test_the_neighbours_follow_the_filter(world: World, sheet: Assessment) -> None:
    client = browser(world.secretariat)
    all_questions = client.get(url_of(sheet, "4.2")).content.decode()
    assert 'aria-label="Pertanyaan berikutnya, 12.1"' in all_questions
    own = client.get(url_of(sheet, "4.2"), {"office": str(world.civil.pk)}).content.decode()
    assert "Pertanyaan berikutnya" not in own
    assert 'aria-label="Pertanyaan sebelumnya, 4.1"' in own
    assert f"office={world.civil.pk}" in own


# Evidence beside it


def test_evidence_lies_beside_the_question_page_by_page(world: World, sheet: Assessment) -> None:
    evidence = make_evidence(world, "Uraian.txt", pages=("Halaman satu.", "Isi halaman dua."))
    put(answer_of(sheet, "4.2"), evidence)
    client = browser(world.officer)
    first = plain(client.get(url_of(sheet, "4.2")))
    assert "Halaman satu." in first
    assert "Halaman 1 dari 2" in first
    query = {"evidence": str(evidence.pk), "page": "2"}
    assert "Isi halaman dua." in plain(client.get(url_of(sheet, "4.2"), query))
    beyond = {"evidence": str(evidence.pk), "page": "77"}
    assert "Halaman 2 dari 2" in plain(client.get(url_of(sheet, "4.2"), beyond))


def test_the_cited_page_lies_open_first(world: World, sheet: Assessment) -> None:
    evidence = make_evidence(world, "Uraian.txt", pages=("Halaman satu.", "Isi halaman dua."))
    put(answer_of(sheet, "4.2"), evidence, page=2)
    assert "Isi halaman dua." in plain(browser(world.officer).get(url_of(sheet, "4.2")))


def test_requirements_say_what_is_there_and_what_is_missing(
    world: World, sheet: Assessment
) -> None:
    text = plain(browser(world.officer).get(url_of(sheet, "4.2")))
    assert "0 dari 1 syarat" in text
    assert "Belum ada Laporan untuk 4.2" in text
    put(answer_of(sheet, "4.2"), make_evidence(world))
    assert "1 dari 1 syarat" in plain(browser(world.officer).get(url_of(sheet, "4.2")))


def test_documents_a_reader_may_not_open_are_only_counted(world: World, sheet: Assessment) -> None:
    put(answer_of(sheet, "4.2"), make_evidence(world, "Rahasia.pdf"))
    text = plain(browser(world.operator).get(url_of(sheet, "4.2")))
    assert "1 dokumen tidak dapat Anda buka." in text
    assert "Rahasia.pdf" not in text


def place_url(sheet: Assessment, code: str) -> str:
    return reverse("answer-place", args=[sheet.pk, code])


def test_a_document_is_found_and_laid_under_a_question(world: World, sheet: Assessment) -> None:
    evidence = make_evidence(world, "Profil Anak 2022.pdf", pages=("a", "b", "c"))
    make_evidence(world, "Lain.pdf")
    client = browser(world.officer)
    page = client.get(place_url(sheet, "4.2"), {"q": "anak profil"})
    handing_in = reverse("delivery-add", args=[sheet.pk])
    assert f'href="{handing_in}?pertanyaan=4.2"' in page.content.decode()
    found = plain(page)
    assert "Profil Anak 2022.pdf" in found
    assert "Lain.pdf" not in found
    http = client.post(place_url(sheet, "4.2"), {"evidence": str(evidence.pk), "page": "2"})
    assert http.status_code == 302
    placement = Placement.objects.get(answer=answer_of(sheet, "4.2"), evidence=evidence)
    assert (placement.source, placement.page) == (Placement.Source.PERSON, 2)


def test_a_page_the_document_does_not_have_is_refused_in_a_sentence(
    world: World, sheet: Assessment
) -> None:
    evidence = make_evidence(world)
    http = browser(world.officer).post(
        place_url(sheet, "4.2"), {"evidence": str(evidence.pk), "page": "9"}, follow=True
    )
    assert "Dokumen ini hanya sampai halaman 1." in plain(http)
    assert not Placement.objects.exists()


def test_nobody_lays_documents_under_the_question_of_another_office(
    world: World, sheet: Assessment
) -> None:
    evidence = make_evidence(world)
    officer = browser(world.officer)
    assert officer.get(place_url(sheet, "12.1")).status_code == 404
    sent = officer.post(place_url(sheet, "12.1"), {"evidence": str(evidence.pk)})
    assert sent.status_code == 404
    assert officer.post(place_url(sheet, "4.2"), {"evidence": "0"}).status_code == 404
    assert not Placement.objects.exists()


def test_taking_away_leaves_the_document_with_the_city(world: World, sheet: Assessment) -> None:
    evidence = make_evidence(world)
    placement = put(answer_of(sheet, "4.2"), evidence)
    url = reverse("answer-take-away", args=[sheet.pk, "4.2", placement.pk])
    assert browser(world.operator).post(url).status_code == 404
    assert browser(world.officer).get(url).status_code == 405
    assert browser(world.officer).post(url).status_code == 302
    assert not Placement.objects.exists()
    evidence.refresh_from_db()
