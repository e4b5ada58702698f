"""Who changed an answer, when, from what, why: read from its page."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.accounts.models import User
from layak.assessments import locks, relocating, services
from layak.assessments.approving import approve, reopen
from layak.assessments.assigning import Change, assign
from layak.assessments.difference import table_changes, text_pieces
from layak.assessments.matrix import columns_of
from layak.assessments.measuring import Measured
from layak.assessments.models import Answer, Assessment, Draft, Misplacement, Placement, Stage
from layak.assessments.tests.make import (
    AT,
    SHARE_MATRIX,
    answer_of,
    fill,
    make_evidence,
    make_sheet,
    option_of,
    put,
)
from layak.assessments.trail import Act, answer_trail
from tests.world import World, make_world

HOUR = timedelta(hours=1)
FIGURE = Measured(Decimal("93.39"), Decimal(10), Decimal(11), "SIAK", "2022")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_sheet(world)


def acts(answer: Answer, reader: User) -> list[Act]:
    """The trail as lines, oldest first."""
    whole = Answer.objects.select_related("assessment__city", "question").get(pk=answer.pk)
    return answer_trail(whole, reader)[::-1]


def facts(act: Act) -> dict[str, tuple[str, str]]:
    return {fact.label: (fact.before, fact.after) for fact in act.facts}


def page(world: World, answer: Answer, reader: str = "auditor") -> str:
    client = Client()
    client.force_login(world.people[reader])
    path = reverse("answer-history", args=[answer.assessment_id, answer.question.code])
    return client.get(path).content.decode()


def test_a_save_tells_who_when_and_from_what_to_what(world: World, sheet: Assessment) -> None:
    fill(sheet, "4.1", label="Separuh", actor=world.officer, note="Sudah ada kader.")
    answer = fill(sheet, "4.1", actor=world.head, at=AT + HOUR, note="Sudah ada 12 kader.")
    first, second = acts(answer, world.auditor)
    assert (first.at, first.who, first.title) == (AT, "Oki Petugas", "Menyimpan jawaban")
    assert facts(first)["Pilihan"] == ("–", "Separuh")
    assert (second.at, second.who) == (AT + HOUR, "Heri Kepala")
    assert facts(second)["Pilihan"] == ("Separuh", "Penuh")
    assert facts(second)["Nilai mandiri"] == ("10,00", "20,00")
    told = next(fact for fact in second.facts if fact.label == "Narasi")
    assert [(piece.kind, piece.text.strip()) for piece in told.pieces] == [
        ("same", "Sudah ada"),
        ("new", "12"),
        ("same", "kader."),
    ]


def test_cells_of_the_table_and_the_figure_are_told(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")

    def save(minutes: int, figure: Measured | None, numerator: str) -> None:
        row = {"group": "Cipocok", "numerator": numerator, "year": 2022}
        services.answer_question(
            answer,
            option=option_of(answer, "Penuh"),
            note="",
            matrix=[row],
            measured=figure,
            actor=world.officer,
            at=AT + timedelta(minutes=minutes),
        )

    save(0, FIGURE, "1200")
    save(1, replace(FIGURE, value=Decimal("94.5")), "1250")
    save(2, None, "1250")
    first, second, third = acts(answer, world.auditor)
    assert facts(first)["Nilai ukur"] == ("–", "93,39")
    assert facts(first)["Baris 1"][1] == "Wilayah Cipocok, Pembilang 1.200, Tahun 2022"
    assert facts(second)["Nilai ukur"] == ("93,39", "94,5")
    assert facts(second)["Baris 1, Pembilang"] == ("1.200", "1.250")
    assert facts(third)["Sumber"] == ("SIAK", "–")


def test_approval_and_its_return_are_told_with_the_reason(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.1", actor=world.officer)
    approve(answer, version=services.version_of(answer), actor=world.head, at=AT + HOUR)
    reopen(answer, reason="Angkanya lama.", actor=world.secretariat, at=AT + 2 * HOUR)
    _saved, approved, reopened = acts(answer, world.auditor)
    assert approved.title == "Menyetujui jawaban"
    assert facts(approved)["Persetujuan kepala OPD"] == ("belum disetujui", "disetujui")
    assert reopened.who == "Sari Sekretariat"
    assert reopened.reasons == ["Angkanya lama."]


def test_submission_and_repair_show_the_bounds_in_the_citys_zone(
    world: World, sheet: Assessment
) -> None:
    answer = fill(sheet, "4.1", actor=world.officer)
    locks.submit(sheet, actor=world.secretariat, at=AT + HOUR)
    locks.open_for_repair(
        sheet,
        [answer.pk],
        since=AT + 2 * HOUR,
        until=AT + 50 * HOUR,
        reason="SK belum ada.",
        actor=world.verifier,
        at=AT + 2 * HOUR,
    )
    _saved, submitted, opened = acts(answer, world.auditor)
    assert submitted.title == "Menyerahkan penilaian mandiri"
    assert facts(submitted)["Nilai saat diserahkan"] == ("–", "20,00")
    end = "20 Maret 2023 pukul 10.00 WIB"
    assert facts(submitted)["Dapat diubah sampai"] == ("tidak dibatasi", end)
    assert opened.title == "Membuka jawaban untuk diperbaiki"
    assert facts(opened)["Dapat diubah sampai"] == (end, "22 Maret 2023 pukul 11.00 WIB")
    assert opened.reasons == ["SK belum ada."]


def test_marks_of_a_stage_are_told_with_what_they_replaced(world: World, sheet: Assessment) -> None:
    answer = fill(sheet, "4.1", actor=world.officer)
    for hours, points in ((1, "20"), (2, "6")):
        services.mark(
            answer,
            Stage.FIELD,
            Decimal(points),
            note="Baru sebagian.",
            actor=world.verifier,
            at=AT + hours * HOUR,
        )
    _saved, first, second = acts(answer, world.auditor)
    assert facts(first)["Nilai Verifikasi lapangan"] == ("–", "20,00")
    assert facts(second)["Nilai Verifikasi lapangan"] == ("20,00", "6,00")
    assert second.reasons == ["Baru sebagian."]


def test_evidence_is_told_placed_moved_and_taken_away(world: World, sheet: Assessment) -> None:
    answer, other = answer_of(sheet, "4.1"), answer_of(sheet, "12.1")
    paper = make_evidence(world, "SK KLA.pdf")
    relocating.place(answer, paper, page=1, actor=world.officer, at=AT)
    wrong = Misplacement.objects.create(
        assessment=sheet,
        evidence=paper,
        filed=answer,
        suggested=other,
        probability=Decimal("0.9"),
        noticed_at=AT + HOUR,
    )
    relocating.move(wrong, actor=world.head, at=AT + 2 * HOUR)
    placed, noticed, moved = acts(answer, world.auditor)
    assert placed.title == "Menempatkan dokumen"
    assert facts(placed)["Dokumen ditempatkan"] == ("", "SK KLA.pdf, halaman 1")
    assert facts(noticed)["Dugaan salah tempat"][1] == "SK KLA.pdf, cocok untuk 12.1"
    assert (moved.title, moved.who) == ("Memindahkan dokumen yang salah tempat", "Heri Kepala")
    assert facts(moved)["Dokumen dikeluarkan"] == ("SK KLA.pdf, halaman 1", "")
    (arrived,) = acts(other, world.auditor)
    assert arrived.title == "Memindahkan dokumen yang salah tempat"
    there = Placement.objects.get(answer=other)
    relocating.take_away(there, reason="Salah lagi.", actor=world.officer, at=AT + 3 * HOUR)
    gone = acts(other, world.auditor)[-1]
    assert (gone.title, gone.reasons) == ("Mengeluarkan dokumen", ["Salah lagi."])


def test_documents_one_may_not_see_are_counted_not_named(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")
    for name in ("Rahasia A.pdf", "Rahasia B.pdf"):
        put(answer, make_evidence(world, name))
    assert "Rahasia A.pdf" in page(world, answer)
    seen = page(world, answer, "operator")
    assert "Rahasia" not in seen
    assert "2 dokumen yang tidak dapat Anda lihat" in seen


def test_a_change_of_the_office_is_told(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")
    assign(sheet, [answer.pk], world.health, Change.LEAD, actor=world.secretariat, at=AT + HOUR)
    (act,) = acts(answer, world.auditor)
    assert facts(act)["Penugasan"][1] == "Dinas Kesehatan menjadi penanggung jawab"
    assert acts(answer_of(sheet, "12.1"), world.auditor) == []


def test_drafts_are_nobody_elses(world: World, sheet: Assessment) -> None:
    client = Client()
    client.force_login(world.officer)
    path = reverse("answer-draft", args=[sheet.pk, "4.1"])
    client.post(path, {"do": "keep", "note": "Belum yakin", "version": "new"})
    assert Draft.objects.get().fields["note"] == "Belum yakin"
    assert "Belum yakin" not in page(world, answer_of(sheet, "4.1"), "secretariat")


def test_the_number_of_queries_does_not_grow(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")

    def change(count: int, since: int) -> None:
        for step in range(since, since + count):
            at = AT + timedelta(minutes=step)
            fill(sheet, "4.1", actor=world.officer, at=at, note=f"Narasi {step}")
            put(answer, make_evidence(world, f"Bukti {step}.pdf"), placed_at=at)

    change(1, 0)
    few = queries_of(world, answer)
    change(6, 1)
    assert queries_of(world, answer) == few <= 30


def queries_of(world: World, answer: Answer) -> int:
    client = Client()
    client.force_login(world.auditor)
    path = reverse("answer-history", args=[answer.assessment_id, answer.question.code])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_long_texts_are_shortened_around_what_changed() -> None:
    words = " ".join(f"kata{number}" for number in range(100))
    pieces = text_pieces(words, words.replace("kata50", "baru"))
    assert [piece.kind for piece in pieces] == ["same", "gone", "new", "same"]
    assert "kata0 " not in pieces[0].text
    assert pieces[1].text == "kata50"


def test_a_row_put_between_others_is_one_change() -> None:
    columns = columns_of(SHARE_MATRIX)
    rows: list[dict[str, object]] = [
        {"group": name, "numerator": "1", "year": 2022} for name in ("A", "C")
    ]
    more: list[dict[str, object]] = [
        rows[0],
        {"group": "B", "numerator": "2", "year": 2022},
        rows[1],
    ]
    (change,) = table_changes(columns, rows, more)
    assert (change.label, change.after) == ("Baris 2", "Wilayah B, Pembilang 2, Tahun 2022")
