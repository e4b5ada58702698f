"""Who decided what, what a window went through, and what an auditor finds in the log."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.activities import services as activities
from layak.assessments.models import Assessment, Stage
from layak.assessments.tests.make import AT, answer_of, fill, make_sheet
from layak.assessments.trail import Act
from layak.audit.services import record
from layak.reviews import windows
from layak.reviews.deciding import decide
from layak.reviews.models import Decision, RemedialWindow
from layak.reviews.tests.make import REVIEWED, accept, adjust, give_back, make_submitted
from layak.reviews.trail import decision_trail, window_trail
from tests.world import World, make_world

HOUR = timedelta(hours=1)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sheet(world: World) -> Assessment:
    return make_submitted(world)


def facts(act: Act) -> dict[str, tuple[str, str]]:
    return {fact.label: (fact.before, fact.after) for fact in act.facts}


def read(world: World, name: str, *args: object, reader: str = "auditor", **asked: str) -> str:
    client = Client()
    client.force_login(world.people[reader])
    return client.get(reverse(name, args=args), asked).content.decode()


def test_every_decision_tells_what_it_replaced(world: World, sheet: Assessment) -> None:
    answer = answer_of(sheet, "4.1")
    first = give_back(answer, world.verifier)
    decide(
        answer,
        Stage.ADMINISTRATIVE,
        Decision.Kind.ACCEPTED,
        seen=first.pk,
        actor=world.verifier,
        at=REVIEWED + HOUR,
    )
    second, opened = decision_trail(answer)
    label = "Keputusan Verifikasi administrasi"
    assert opened.title == second.title == "Memutuskan jawaban"
    assert facts(opened)[label][0] == "belum diputuskan"
    assert facts(opened)["Sebab"] == ("", "Dokumen belum ada")
    assert opened.reasons == ["Lampirkan SK yang berlaku."]
    assert (second.who, second.at) == ("Vera Verifikator", REVIEWED + HOUR)
    assert facts(second)[label] == (facts(opened)[label][1], "Diterima, nilai 20,00")
    assert "Riwayat keputusan 4.1" in read(world, "decision-history", sheet.pk, "4.1")


def test_a_decision_of_an_answer_nobody_looked_at(world: World, sheet: Assessment) -> None:
    assert "Belum ada keputusan" in read(world, "decision-history", sheet.pk, "4.1")


def opened_window(world: World, sheet: Assessment) -> RemedialWindow:
    decision = give_back(answer_of(sheet, "4.1"), world.verifier)
    return windows.open_window(
        sheet, [decision.pk], reason="SK belum ada.", actor=world.verifier, at=REVIEWED
    )


def test_a_window_tells_its_whole_life(world: World, sheet: Assessment) -> None:
    window = opened_window(world, sheet)
    returned = window.returned.get()
    windows.give_owner(returned, world.health, actor=world.secretariat, at=REVIEWED + HOUR)
    windows.extend(
        window,
        window.closes_at + 24 * HOUR,
        reason="Listrik padam.",
        actor=world.verifier,
        at=REVIEWED + 2 * HOUR,
    )
    window.refresh_from_db()
    assert windows.remind(window.closes_at - 5 * HOUR)
    activities.finish(
        returned.follow_up, result="SK dilampirkan.", actor=world.officer, at=REVIEWED + 3 * HOUR
    )
    whole = RemedialWindow.objects.select_related("assessment__city").get(pk=window.pk)
    told = window_trail(whole, window.closes_at)[::-1]
    assert [act.title for act in told] == [
        "Membuka masa perbaikan",
        "Menyerahkan perbaikan kepada kantor",
        "Memperpanjang masa perbaikan",
        "Menyelesaikan tindak lanjut",
        "Mengirim pengingat",
        "Masa perbaikan berakhir dengan sendirinya",
    ]
    opened, given, extended, finished, _reminded, _closed = told
    assert (opened.who, opened.at) == ("Vera Verifikator", REVIEWED)
    assert facts(opened)["Dikembalikan kepada Disdukcapil"][1] == "4.1"
    assert any("diberi tahu" in after for _before, after in facts(opened).values())
    assert opened.reasons == ["SK belum ada."]
    assert facts(given)["Pemilik perbaikan 4.1"] == ("Disdukcapil", "Dinkes")
    assert given.who == "Sari Sekretariat"
    was, now = facts(extended)["Ditutup pada"]
    assert (was, now) == ("21 April 2023 pukul 09.00 WIB", "22 April 2023 pukul 09.00 WIB")
    assert extended.reasons == ["Listrik padam."]
    assert facts(finished)["Perbaikan 4.1"] == ("belum selesai", "selesai: SK dilampirkan.")
    assert "Listrik padam." in read(world, "window-history", window.pk)


def test_an_open_window_has_not_ended(world: World, sheet: Assessment) -> None:
    window = opened_window(world, sheet)
    whole = RemedialWindow.objects.select_related("assessment__city").get(pk=window.pk)
    (act,) = window_trail(whole, REVIEWED + HOUR)
    assert act.title == "Membuka masa perbaikan"


def shown(world: World, sheet: Assessment, **asked: str) -> str:
    """The rows of the search, without the choices above them."""
    page = read(world, "trail-search", sheet.pk, **asked)
    return page[page.index("</form>", page.index('class="filters"')) :]


def test_an_auditor_searches_by_person_verb_day_and_question(
    world: World, sheet: Assessment
) -> None:
    accept(answer_of(sheet, "4.1"), world.verifier)
    adjust(answer_of(sheet, "4.2"), "3", world.verifier)
    everything = shown(world, sheet)
    assert "Menyimpan jawaban 4.1" in everything
    assert "Memutuskan jawaban 4.2" in everything
    by_person = shown(world, sheet, orang=str(world.officer.pk))
    assert "Menyimpan jawaban 4.1" in by_person
    assert "Memutuskan jawaban" not in by_person
    by_verb = shown(world, sheet, tindakan="answer.decided")
    assert "Menyimpan jawaban" not in by_verb
    by_question = shown(world, sheet, pertanyaan="4.2", tindakan="answer.decided")
    assert "Memutuskan jawaban 4.2" in by_question
    assert "Memutuskan jawaban 4.1" not in by_question
    # The verdict fell on 19 April at 09.00 in Serang.
    assert "Memutuskan jawaban" in shown(world, sheet, sejak="2023-04-19", sampai="2023-04-19")
    assert "Memutuskan jawaban" not in shown(world, sheet, sampai="2023-04-18")
    assert "Tidak ada catatan" in shown(world, sheet, sejak="2030-01-01")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"sejak": "kemarin"}, "“kemarin” bukan tanggal."),
        (
            {"sejak": "2023-05-02", "sampai": "2023-05-01"},
            "Hari terakhir lebih awal daripada hari pertama.",
        ),
    ],
)
def test_a_wrong_day_is_said_in_one_sentence(
    world: World, sheet: Assessment, asked: dict[str, str], sentence: str
) -> None:
    assert sentence in read(world, "trail-search", sheet.pk, **asked)


def test_the_log_of_another_city_is_not_mixed_in(world: World, sheet: Assessment) -> None:
    with record("answer.saved", world.other_city, actor=world.stranger, at=AT, reason="Cilegon"):
        pass
    assert "Cilegon" not in shown(world, sheet)


def test_the_log_is_written_as_csv_that_no_spreadsheet_runs(
    world: World, sheet: Assessment
) -> None:
    answer = answer_of(sheet, "4.1")
    with record("answer.reopened", answer, actor=world.head, at=REVIEWED, reason="=1+1"):
        pass
    client = Client()
    client.force_login(world.auditor)
    path = reverse("trail-export", args=[sheet.pk])
    response = client.get(path, {"tindakan": "answer.reopened"})
    text = response.getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text))
    assert row["at"] == "2023-04-19T09:00:00.000+07:00"
    assert (row["who"], row["question"], row["reason"]) == ("Heri Kepala", "4.1", "'=1+1")


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    sheet = make_sheet(world)
    fill(sheet, "4.1", actor=world.officer)
    few = queries_of(world, sheet)
    for step in range(1, 30):
        fill(sheet, "4.2", actor=world.officer, at=AT + step * HOUR)
    assert queries_of(world, sheet) == few <= 16


def queries_of(world: World, sheet: Assessment) -> int:
    client = Client()
    client.force_login(world.auditor)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("trail-search", args=[sheet.pk]))
    return len(asked)
