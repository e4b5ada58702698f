"""The list of an office as XLSX: taken along, filled in, brought back."""

import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from layak.accounts.models import User
from layak.assessments import services
from layak.assessments.locks import submit
from layak.assessments.models import Answer, Assessment, MeasuredValue, Placement
from layak.assessments.roundtrip import FILL_KEYS, TITLES
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
from layak.documents import cells
from layak.documents.addresses import cell_name
from layak.documents.fillable import HEAD_ROW
from tests.world import World, make_world

Change = Mapping[str, Mapping[str, Any]]
Book = Callable[[Any, list[list[Any]]], None]


@pytest.fixture
def world() -> World:
    return make_world()


def sign_in(user: User, language: str = "id") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(user)
    return client


def exported(sheet: Assessment, user: User, language: str = "id") -> bytes:
    http = sign_in(user, language).get(reverse("worklist-sheet", args=[sheet.pk]))
    assert http.status_code == 200
    return bytes(http.content)


def grid_of(content: bytes) -> list[list[Any]]:
    """The cells of the sheet as texts, row by row from the top."""
    page = json.loads(cells.read(content, "isian.xlsx").pages[0])
    rows: list[list[Any]] = [[] for _number in range(page["rows"][-1][0])]
    for number, row in page["rows"]:
        rows[number - 1] = [cell[1] if cell else "" for cell in row]
    return rows


def written(rows: list[list[Any]], finish: Book | None = None) -> bytes:
    """Rows as a workbook: texts as texts, numbers as numbers, ``=...`` as formulas."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Isian")
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(at, place, value, None, 5)
            elif value != "":
                sheet.write(at, place, value)
    if finish:
        finish(sheet, rows)
    book.close()
    return made.getvalue()


def filled(content: bytes, change: Change, finish: Book | None = None) -> bytes:
    """The exported sheet with some fields typed over, by code and column."""
    rows = grid_of(content)
    places = {title: place for place, title in enumerate(rows[HEAD_ROW])}
    for row in rows[HEAD_ROW + 1 :]:
        for key, value in change.get(row[0], {}).items():
            row[places[str(TITLES[key])]] = value
    return written(rows, finish)


def send(sheet: Assessment, user: User, content: bytes, name: str = "isian.xlsx") -> HttpResponse:
    path = reverse("worklist-import", args=[sheet.pk])
    return sign_in(user).post(path, {"berkas": SimpleUploadedFile(name, content)})  # type: ignore[return-value]  # the client's answer is one


def text_of(http: HttpResponse) -> str:
    html = re.sub(r"<(script|style).*?</\1>", "", http.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace("&quot;", '"')


def decide(sheet: Assessment, user: User, http: HttpResponse, **choices: str) -> HttpResponse:
    found = re.search(r'name="isian" value="([^"]+)"', http.content.decode())
    assert found, text_of(http)
    path = reverse("worklist-import", args=[sheet.pk])
    return sign_in(user).post(path, {"isian": found[1], **choices}, follow=True)  # type: ignore[return-value]  # as above


@pytest.mark.django_db
def test_a_filled_sheet_is_shown_first_and_then_saved(world: World) -> None:
    sheet = make_sheet(world)
    content = filled(
        exported(sheet, world.officer),
        {
            "4.1": {"option": "Separuh", "note": "Baris satu\nbaris dua"},
            "4.2": {"option": "penuh "},
        },
    )
    shown = send(sheet, world.officer, content)
    assert "2 baris berubah, 0 perlu diputuskan, 0 tidak dapat dipakai" in text_of(shown)
    assert answer_of(sheet, "4.1").points is None
    assert "2 jawaban disimpan." in text_of(decide(sheet, world.officer, shown))
    answer = answer_of(sheet, "4.1")
    assert answer.points == 10
    assert answer.note == "Baris satu\nbaris dua"
    assert answer_of(sheet, "4.2").points == 30
    assert Entry.objects.filter(verb="answer.saved", actor_id=world.officer.pk).count() == 2


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(world: World) -> None:
    sheet = make_sheet(world)
    untouched = exported(sheet, world.officer)
    content = filled(untouched, {"4.1": {"option": "Separuh"}})
    decide(sheet, world.officer, send(sheet, world.officer, content))
    again = text_of(send(sheet, world.officer, content))
    assert "0 baris berubah, 0 perlu diputuskan, 0 tidak dapat dipakai, 2 tetap" in again
    # Neither does a sheet in which nothing was typed, however old it is.
    assert "0 baris berubah, 0 perlu diputuskan" in text_of(send(sheet, world.officer, untouched))
    assert Entry.objects.filter(verb="answer.saved").count() == 1


@pytest.mark.django_db
def test_what_somebody_else_changed_is_shown_side_by_side_and_stays_unless_chosen(
    world: World,
) -> None:
    sheet = make_sheet(world)
    content = filled(exported(sheet, world.officer), {"4.1": {"option": "Separuh", "note": "Saya"}})
    fill(sheet, "4.1", actor=world.head, note="Kepala")
    shown = send(sheet, world.officer, content)
    text = text_of(shown)
    assert "0 baris berubah, 1 perlu diputuskan" in text
    assert "Kepala" in text
    assert "Saya" in text
    decide(sheet, world.officer, shown)
    assert answer_of(sheet, "4.1").note == "Kepala"
    key = f"pilih-{answer_of(sheet, '4.1').pk}"
    # Changed once more while the page was open: not even "mine" overwrites what was not shown.
    fill(sheet, "4.1", actor=world.head, note="Kepala lagi", at=AT + timedelta(hours=1))
    refused = decide(sheet, world.officer, shown, **{key: "isian"})
    assert "diubah orang lain" in text_of(refused)
    assert answer_of(sheet, "4.1").note == "Kepala lagi"
    decide(sheet, world.officer, send(sheet, world.officer, content), **{key: "isian"})
    assert answer_of(sheet, "4.1").note == "Saya"


@pytest.mark.django_db
def test_each_bad_row_is_explained_by_its_cell_and_the_good_ones_are_kept(world: World) -> None:
    sheet = make_sheet(world)
    long = {"option": "Setengah-setengah", "note": "x" * 2001, "value": "12"}
    content = filled(exported(sheet, world.officer), {"4.1": long, "4.2": {"option": "Penuh"}})
    shown = send(sheet, world.officer, content)
    text = text_of(shown)
    row = HEAD_ROW + 2
    assert f"I{row}: “Setengah-setengah” bukan salah satu jawaban" in text
    assert f"O{row}: Narasi paling panjang 2000 karakter." in text
    assert "1 baris berubah, 0 perlu diputuskan, 1 tidak dapat dipakai" in text
    decide(sheet, world.officer, shown)
    assert answer_of(sheet, "4.2").points == 30
    assert answer_of(sheet, "4.1").points is None


@pytest.mark.django_db
def test_formulas_and_joined_cells_are_not_believed(world: World) -> None:
    sheet = make_sheet(world)

    def join(book: Any, rows: list[list[Any]]) -> None:
        book.merge_range(HEAD_ROW + 2, 14, HEAD_ROW + 2, 15, "Gabung")

    content = filled(exported(sheet, world.officer), {"4.1": {"note": "=1+1"}}, join)
    text = text_of(send(sheet, world.officer, content))
    assert f"O{HEAD_ROW + 2}: berisi rumus; ketik nilainya." in text
    assert f"O{HEAD_ROW + 3}: selnya digabung; pisahkan dahulu." in text


@pytest.mark.django_db
def test_columns_may_stand_in_another_order_but_keep_their_names(world: World) -> None:
    sheet = make_sheet(world)
    rows = grid_of(filled(exported(sheet, world.officer), {"4.1": {"option": "Penuh"}}))
    width = max(map(len, rows))
    turned = [list(reversed([*row, *[""] * (width - len(row))])) for row in rows]
    assert "1 baris berubah" in text_of(send(sheet, world.officer, written(turned)))
    rows[HEAD_ROW][8] = "Pilihan saya"
    refused = send(sheet, world.officer, written(rows))
    assert refused.status_code == 422
    assert "Kolom “Jawaban” tidak ditemukan." in text_of(refused)


@pytest.mark.django_db
def test_rows_that_are_not_of_the_list_are_refused_one_by_one(world: World) -> None:
    sheet = make_sheet(world)
    rows = grid_of(filled(exported(sheet, world.officer), {"4.1": {"option": "Penuh"}}))
    key = rows[HEAD_ROW].index("Kunci")
    foreign = list(rows[HEAD_ROW + 1])
    foreign[0], foreign[key] = "12.1", f"{sheet.pk}:{answer_of(sheet, '12.1').pk}"
    new = ["", "Baris baru", *[""] * 6, "Penuh"]
    double = list(rows[HEAD_ROW + 1])
    text = text_of(send(sheet, world.officer, written([*rows, foreign, new, double])))
    assert "1 baris berubah, 0 perlu diputuskan, 3 tidak dapat dipakai" in text
    assert text.count("Butir ini bukan tugas Disdukcapil") == 2
    assert f"Sama dengan baris {HEAD_ROW + 2}; pakai satu saja." in text


@pytest.mark.django_db
def test_a_locked_answer_says_so_in_its_row(world: World) -> None:
    sheet = make_sheet(world)
    content = filled(exported(sheet, world.officer), {"4.1": {"option": "Penuh"}})
    shown = send(sheet, world.officer, content)
    submit(sheet, actor=world.secretariat, at=AT)
    assert "sudah dikunci" in text_of(decide(sheet, world.officer, shown))
    assert "0 baris berubah, 0 perlu diputuskan, 1 tidak" in text_of(
        send(sheet, world.officer, content)
    )
    assert answer_of(sheet, "4.1").points is None


@pytest.mark.django_db
def test_names_of_documents_lay_them_under_the_answer(world: World) -> None:
    sheet = make_sheet(world)
    put(answer_of(sheet, "4.1"), make_evidence(world, "Lama.pdf"))
    make_evidence(world, "Baru.pdf")
    content = exported(sheet, world.officer)
    content = filled(content, {"4.1": {"files": "Lama.pdf; Baru.pdf; Entah.pdf"}})
    shown = send(sheet, world.officer, content)
    assert "“Entah.pdf” belum diserahkan" in text_of(shown)
    decide(sheet, world.officer, shown)
    placed = Placement.objects.filter(answer=answer_of(sheet, "4.1"))
    assert set(placed.values_list("evidence__name", flat=True)) == {"Lama.pdf", "Baru.pdf"}
    assert "0 baris berubah" in text_of(send(sheet, world.officer, content))


@pytest.mark.django_db
def test_a_figure_is_understood_and_reaches_its_step(world: World) -> None:
    sheet = make_real_sheet(world)
    held = (
        Answer.objects.filter(
            assessment=sheet, question__percentage=True, assignments__organization=world.civil
        )
        .select_related("question")
        .first()
    )
    assert held is not None
    code = held.question.code
    figure = {"numerator": 74865, "denominator": "80.000", "source": "Disdukcapil"}
    untouched = exported(sheet, world.officer)
    half = text_of(send(sheet, world.officer, filled(untouched, {code: {**figure, "period": ""}})))
    assert "Periode: wajib diisi bersama nilai ukur." in half
    words = filled(untouched, {code: {**figure, "period": 2022, "numerator": "banyak"}})
    assert "“banyak” bukan angka" in text_of(send(sheet, world.officer, words))
    content = filled(untouched, {code: {**figure, "period": 2022}})
    decide(sheet, world.officer, send(sheet, world.officer, content))
    kept = MeasuredValue.objects.get(answer=held)
    assert kept.numerator == 74865
    assert kept.denominator == 80000
    assert kept.period == "2022"
    assert "0 baris berubah, 0 perlu diputuskan" in text_of(send(sheet, world.officer, content))


@pytest.mark.django_db
def test_points_that_lie_on_no_step_stay_when_only_the_narrative_changes(world: World) -> None:
    sheet = make_sheet(world)
    answer = answer_of(sheet, "4.2")
    services.answer_question(answer, option=None, points=17, note="", actor=None, at=AT)  # type: ignore[arg-type]  # a whole number
    content = filled(exported(sheet, world.officer), {"4.2": {"note": "Ditambah"}})
    decide(sheet, world.officer, send(sheet, world.officer, content))
    answer.refresh_from_db()
    assert answer.points == 17
    assert answer.note == "Ditambah"


@pytest.mark.django_db
def test_an_emptied_answer_is_opened_again(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.1", actor=world.officer)
    shown = send(
        sheet, world.officer, filled(exported(sheet, world.officer), {"4.1": {"option": ""}})
    )
    assert "dikosongkan" in text_of(shown)
    decide(sheet, world.officer, shown)
    assert answer_of(sheet, "4.1").points is None


@pytest.mark.django_db
def test_a_sheet_in_english_comes_back_too(world: World) -> None:
    sheet = make_sheet(world)
    content = exported(sheet, world.officer, "en")
    rows = grid_of(content)
    assert "Kunci" not in rows[HEAD_ROW]
    rows[HEAD_ROW + 1][8] = str(option_of(answer_of(sheet, "4.1"), "Penuh"))
    assert "1 baris berubah" in text_of(send(sheet, world.officer, written(rows)))


def many(book: Any, rows: list[list[Any]]) -> None:
    for number in range(10_000):
        book.write(number + 50, 0, "x")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkas kosong."),
        (b"PK\x03\x04 rusak", "Berkas rusak atau tidak dapat dibaca."),
        (b"butir;jawaban\n4.1;Penuh", "Ini bukan XLSX."),
        (written([["Judul"], ["Isi"]]), "Ini bukan lembar isian dari Layak"),
        (written([["Kunci"]], many), "paling besar 5 MB dan 2.000 baris"),
        (b"x" * (5 * 1024 * 1024 + 1), "paling besar 5 MB"),
    ],
    ids=["nothing", "broken", "csv", "other", "ten-thousand-rows", "large"],
)
def test_what_is_no_such_sheet_gets_one_sentence(
    world: World, content: bytes, sentence: str
) -> None:
    sheet = make_sheet(world)
    http = send(sheet, world.officer, content, "isian.csv" if b";" in content else "isian.xlsx")
    assert http.status_code == 422
    assert sentence in text_of(http)


@pytest.mark.django_db
def test_a_preview_of_another_person_or_a_changed_one_is_not_taken(world: World) -> None:
    sheet = make_sheet(world)
    content = filled(exported(sheet, world.officer), {"4.1": {"option": "Penuh"}})
    shown = send(sheet, world.officer, content)
    assert "tidak berlaku" in text_of(decide(sheet, world.head, shown))
    path = reverse("worklist-import", args=[sheet.pk])
    assert sign_in(world.officer).post(path, {"isian": "bohong"}).status_code == 422
    assert answer_of(sheet, "4.1").points is None


@pytest.mark.django_db
def test_a_text_that_looks_like_a_formula_is_written_as_text(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.1", note="=HYPERLINK(1)", actor=world.officer)
    content = exported(sheet, world.officer)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Isian")
    assert "=HYPERLINK(1)" in [cell for row in rows.to_python() for cell in row]
    assert "0 baris berubah" in text_of(send(sheet, world.officer, content))


def test_cells_are_named_as_spreadsheets_do() -> None:
    assert [cell_name(5, place) for place in (0, 25, 26, 701, 702)] == [
        "A5",
        "Z5",
        "AA5",
        "ZZ5",
        "AAA5",
    ]


@pytest.mark.django_db
def test_what_comes_from_another_site_is_not_read(world: World) -> None:
    sheet = make_sheet(world)
    content = exported(sheet, world.officer)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officer)
    path = reverse("worklist-import", args=[sheet.pk])
    assert client.post(path, {"berkas": SimpleUploadedFile("x.xlsx", content)}).status_code == 403


@pytest.mark.django_db
def test_without_a_file_there_is_a_sentence(world: World) -> None:
    sheet = make_sheet(world)
    http = sign_in(world.officer).post(reverse("worklist-import", args=[sheet.pk]))
    assert http.status_code == 422
    assert "Pilih dahulu berkasnya." in http.content.decode()


def test_every_field_has_a_title() -> None:
    assert set(FILL_KEYS) < set(TITLES)
