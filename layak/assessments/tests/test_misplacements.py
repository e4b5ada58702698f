"""The inbox of misplaced documents and the decisions made in it."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from layak.accounts.models import Role, User
from layak.assessments import relocating
from layak.assessments.models import Answer, Assessment, Misplacement, Placement, Suggestion
from layak.assessments.tests.make import AT, answer_of, make_evidence, make_sheet, put
from layak.assessments.traces import count_terms, first_page, mark_terms, missing_terms
from layak.audit.models import Entry
from layak.evidence.models import Evidence
from layak.lib.errors import Refusal
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db
TEXT = "Rekap akta kelahiran.\nJumlah akta kelahiran dan NIK anak."


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def misplace(
    world: World,
    sheet: Assessment,
    name: str = "Rekap akta.pdf",
    *,
    filed: str = "12.1",
    suggested: str = "4.2",
    probability: str = "0.94",
) -> Misplacement:
    """Notice that a document of Disdukcapil lies wrong."""
    evidence = make_evidence(world, name, pages=["Halaman judul.", TEXT])
    put(answer_of(sheet, filed), evidence)
    Suggestion.objects.create(
        assessment=sheet,
        evidence=evidence,
        indicators=[{"number": 4, "probability": 0.94}],
        items=[{"code": suggested, "probability": 0.8}],
        terms=["akta kelahiran", "nik", "kutipan"],
        suggested_at=AT,
    )
    return Misplacement.objects.create(
        assessment=sheet,
        evidence=evidence,
        filed=answer_of(sheet, filed),
        suggested=answer_of(sheet, suggested),
        probability=Decimal(probability),
        noticed_at=AT,
    )


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(user)
    return client


def inbox(user: User, sheet: Assessment, **query: Any) -> str:
    """Open the inbox; return its text without tags, spaces in single."""
    http = client_of(user).get(reverse("misplacement-list", args=[sheet.pk]), query)
    assert http.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", http.content.decode()))


def press(user: User, verb: str, row: Misplacement, **data: str) -> int:
    http = client_of(user).post(reverse(f"misplacement-{verb}", args=[row.pk]), data)
    return http.status_code


def codes_of(row: Misplacement) -> list[str]:
    placed = Placement.objects.filter(evidence=row.evidence)
    return sorted(placed.values_list("answer__question__code", flat=True))


def test_the_inbox_says_from_where_to_where_how_sure_and_why(
    world: World, sheet: Assessment
) -> None:
    misplace(world, sheet)
    said = inbox(world.secretariat, sheet)
    assert "12.1 → 4.2 · keyakinan 94%" in said
    assert "Dari 100 saran seyakin ini, sekitar 94 benar." in said
    assert "akta kelahiran 2×" in said
    assert "nik 1×" in said
    assert "kutipan" not in said
    assert "Halaman 2 dari 2" in said
    assert "30,00 poin dapat terpengaruh" in said


def test_the_surest_document_is_opened_first_and_any_other_by_its_link(
    world: World, sheet: Assessment
) -> None:
    misplace(world, sheet, "Pertama.pdf", probability="0.99")
    second = misplace(world, sheet, "Kedua.pdf", probability="0.71")
    assert "sekitar 99 benar" in inbox(world.secretariat, sheet)
    assert "sekitar 71 benar" in inbox(world.secretariat, sheet, pilih=second.pk)
    assert "sekitar 99 benar" in inbox(world.secretariat, sheet, pilih="bukan-angka")


def test_what_an_office_decides_comes_before_what_it_only_sees(
    world: World, sheet: Assessment
) -> None:
    foreign = misplace(world, sheet, "Milik Dinkes.pdf", filed="12.1", suggested="12.1")
    Evidence.objects.filter(pk=foreign.evidence_id).update(organization=world.health)
    misplace(world, sheet, "Milik sendiri.pdf", probability="0.71")
    assert "sekitar 71 benar" in inbox(world.officer, sheet)
    assert "sekitar 94 benar" in inbox(world.secretariat, sheet)


def test_no_suggestion_is_ever_told_as_certain(world: World, sheet: Assessment) -> None:
    misplace(world, sheet, probability="1.0000")
    assert "keyakinan 99%" in inbox(world.secretariat, sheet)


def test_one_click_moves_the_document_and_tells_how_to_take_it_back(
    world: World, sheet: Assessment
) -> None:
    row = misplace(world, sheet)
    http = client_of(world.secretariat).post(
        reverse("misplacement-move", args=[row.pk]), follow=True
    )
    assert codes_of(row) == ["4.2"]
    assert "dipindahkan dari 12.1 ke 4.2." in http.content.decode()
    assert reverse("misplacement-reopen", args=[row.pk]) in http.content.decode()
    assert Entry.objects.get(verb="evidence.moved").actor == world.secretariat


def test_a_move_taken_back_returns_the_document(world: World, sheet: Assessment) -> None:
    row = misplace(world, sheet)
    press(world.secretariat, "move", row)
    press(world.secretariat, "reopen", row)
    row.refresh_from_db()
    assert row.status == Misplacement.Status.OPEN
    assert codes_of(row) == ["12.1"]


def test_taking_back_keeps_a_placement_that_was_there_before(
    world: World, sheet: Assessment
) -> None:
    row = misplace(world, sheet)
    put(answer_of(sheet, "4.2"), row.evidence)
    relocating.move(row, actor=world.secretariat, at=AT + timedelta(days=1))
    relocating.reopen(row, actor=world.secretariat, at=AT + timedelta(days=2))
    assert codes_of(row) == ["12.1", "4.2"]


def test_a_document_can_go_to_another_question_than_the_suggested_one(
    world: World, sheet: Assessment
) -> None:
    row = misplace(world, sheet)
    press(world.secretariat, "move", row, to="4.1 Label 4.1")
    assert codes_of(row) == ["4.1"]
    press(world.secretariat, "reopen", row)
    row.refresh_from_db()
    assert row.suggested == answer_of(sheet, "4.2"), "the suggestion is Layak's again"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("99.9", "Tidak ada pertanyaan “99.9” pada lembar ini."),
        ("", "Pilih dahulu pertanyaan tujuannya."),
        ("12.1", "Dokumen ini sudah berada di 12.1."),
    ],
)
def test_a_target_that_is_none_is_refused_in_one_sentence(
    world: World, sheet: Assessment, code: str, sentence: str
) -> None:
    row = misplace(world, sheet)
    http = client_of(world.secretariat).post(
        reverse("misplacement-move", args=[row.pk]), {"to": code}, follow=True
    )
    assert sentence in http.content.decode()
    assert codes_of(row) == ["12.1"]


def test_left_with_a_reason_it_is_settled_and_the_reason_stays(
    world: World, sheet: Assessment
) -> None:
    row = misplace(world, sheet)
    press(world.secretariat, "leave", row, reason="Memang untuk persalinan")
    row.refresh_from_db()
    assert (row.status, row.reason) == (Misplacement.Status.KEPT, "Memang untuk persalinan")
    assert codes_of(row) == ["12.1"]
    assert "Tidak ada dokumen yang salah tempat" in inbox(world.secretariat, sheet)
    history = inbox(world.secretariat, sheet, status="diputuskan")
    assert "Dibiarkan" in history
    assert "Sari Sekretariat" in history
    assert "“Memang untuk persalinan”" in history


def test_asking_names_the_leading_office_and_leaves_the_document_in_the_inbox(
    world: World, sheet: Assessment
) -> None:
    row = misplace(world, sheet)
    assert "Belum yakin, tanyakan Disdukcapil" in inbox(world.secretariat, sheet)
    press(world.secretariat, "ask", row)
    said = inbox(world.officer, sheet)
    assert "Ditanyakan kepada Disdukcapil oleh Sari Sekretariat" in said
    assert "Pindahkan ke 4.2" in said
    press(world.officer, "move", row)
    assert codes_of(row) == ["4.2"]


def test_the_second_decision_is_refused(world: World, sheet: Assessment) -> None:
    row = misplace(world, sheet)
    relocating.leave(row, actor=world.secretariat, at=AT)
    http = client_of(world.officer).post(reverse("misplacement-move", args=[row.pk]), follow=True)
    assert "Dokumen ini sudah diputuskan orang lain." in http.content.decode()
    assert codes_of(row) == ["12.1"]


@pytest.mark.parametrize("code", ["12.1", "4.2"])
def test_a_locked_question_gives_and_takes_nothing(
    world: World, sheet: Assessment, code: str
) -> None:
    row = misplace(world, sheet)
    Answer.objects.filter(pk=answer_of(sheet, code).pk).update(editable_until=AT)
    with pytest.raises(Refusal, match=f"Jawaban {code} sudah dikunci"):
        relocating.move(row, actor=world.secretariat, at=AT)
    assert codes_of(row) == ["12.1"]


def test_taken_away_by_hand_it_no_longer_lies_wrong(world: World, sheet: Assessment) -> None:
    row = misplace(world, sheet)
    placement = Placement.objects.get(evidence=row.evidence)
    relocating.take_away(placement, actor=world.secretariat, at=AT)
    assert not Misplacement.objects.exists()


def test_offices_of_either_question_and_of_the_document_decide(
    world: World, sheet: Assessment
) -> None:
    row = misplace(world, sheet)
    nurse = make_person("Nia Perawat", Role.OFFICER, world.health)
    for person in (world.secretariat, world.officer, nurse):
        assert row in Misplacement.objects.editable_by(person)


def test_whoever_only_looks_sees_no_button(world: World, sheet: Assessment) -> None:
    row = misplace(world, sheet)
    said = inbox(world.auditor, sheet)
    assert "12.1 → 4.2" in said
    assert "Pindahkan ke" not in said
    assert "Yang memutuskan: sekretariat" in said
    assert press(world.auditor, "move", row) == 404
    assert codes_of(row) == ["12.1"]


def test_a_stranger_does_not_even_learn_that_it_exists(world: World, sheet: Assessment) -> None:
    row = misplace(world, sheet)
    client = client_of(world.stranger)
    assert client.get(reverse("misplacement-list", args=[sheet.pk])).status_code == 404
    assert press(world.stranger, "leave", row) == 404


def test_the_part_that_changes_is_asked_for_alone(world: World, sheet: Assessment) -> None:
    misplace(world, sheet)
    http = client_of(world.secretariat).get(
        reverse("misplacement-list", args=[sheet.pk]), headers={"hx-request": "true"}
    )
    assert b"<html" not in http.content
    assert b'id="inbox"' in http.content


def test_text_of_a_document_is_never_markup(world: World, sheet: Assessment) -> None:
    row = misplace(world, sheet)
    row.evidence.file.text.pages = ["<script>alert(1)</script> akta kelahiran"]
    row.evidence.file.text.save()
    http = client_of(world.secretariat).get(reverse("misplacement-list", args=[sheet.pk]))
    assert b"<script>alert" not in http.content
    assert b"<mark>akta kelahiran</mark>" in http.content


def test_the_inbox_costs_the_same_for_one_document_and_for_thirty(
    world: World, sheet: Assessment, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        misplace(world, sheet, f"Rekap {number}.pdf")
    client = client_of(world.secretariat)
    with django_assert_max_num_queries(17):
        assert client.get(reverse("misplacement-list", args=[sheet.pk])).status_code == 200


# Words and where they stand


def test_terms_are_counted_as_whole_words_across_line_breaks() -> None:
    pages = ["Akta\nkelahiran dan AKTA KELAHIRAN; aktakelahiran", "nik, teknik"]
    counted = {term.text: term.count for term in count_terms(["akta kelahiran", "nik", "x"], pages)}
    assert counted == {"akta kelahiran": 2, "nik": 1}


def test_missing_terms_are_short_and_each_brings_a_new_word() -> None:
    phrases = ["korban kekerasan", "kekerasan", "rumah aman", "sangat panjang sekali ini", "nik"]
    assert missing_terms(phrases, ["nik"], 3) == ["korban kekerasan", "rumah aman"]


def test_the_first_page_with_a_term_is_the_one_to_open() -> None:
    assert first_page(["akta"], ["sampul", "isi akta", "akta"]) == 2
    assert first_page(["akta"], ["sampul"]) == 1
    assert first_page([], ["sampul"]) == 1


def test_longer_terms_are_marked_before_the_words_inside_them() -> None:
    ((first, second, third),) = mark_terms("Rekap akta kelahiran anak", ["akta", "akta kelahiran"])
    assert (first.text, second.text, third.text) == ("Rekap ", "akta kelahiran", " anak")
    assert [run.marked for run in (first, second, third)] == [False, True, False]


def test_a_sentence_that_a_printed_page_broke_is_one_line_again() -> None:
    broken = "Menimbang\n• bahwa asap rokok\nmembahayakan kesehatan;\n• bahwa perlu"
    ((only,),) = mark_terms(broken, [])
    assert only.text == "Menimbang\n• bahwa asap rokok membahayakan kesehatan;\n• bahwa perlu"
