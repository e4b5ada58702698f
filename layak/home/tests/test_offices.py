"""The offices of a sheet: side by side for the secretary, and each its own page."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from layak.assessments import locks, services
from layak.assessments.models import Answer, Assessment, Deadline, Stage
from layak.assessments.tests.make import answer_of, fill, make_sheet
from layak.home.offices import ORDERS, board, office_page, ordered
from layak.home.tests.make import open_home, words
from layak.home.todo import Verb
from layak.scorecards.services import add_past_result
from layak.scorecards.statements import Statement
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
AT = datetime(2023, 4, 1, 2, tzinfo=UTC)
LATER = AT + timedelta(days=3)


def due(world: World, sheet: Assessment, closes_at: datetime, stage: Stage = Stage.SELF) -> None:
    Deadline.objects.create(
        cycle=sheet.cycle,
        organization=world.city,
        stage=stage,
        closes_at=closes_at,
        source="Surat edaran",
    )


def reread(sheet: Assessment) -> Assessment:
    return Assessment.objects.select_related("city", "cycle", "instrument").get(pk=sheet.pk)


def returned(world: World, sheet: Assessment, code: str, until: datetime) -> None:
    answer = answer_of(sheet, code)
    services.mark(
        answer,
        Stage.ADMINISTRATIVE,
        Decimal(5),
        note="Kurang bukti.",
        returned=True,
        actor=world.verifier,
        at=AT,
    )
    Answer.objects.filter(pk=answer.pk).update(editable_from=AT, editable_until=until)


def test_each_office_has_the_points_and_gaps_of_what_it_leads() -> None:
    world = make_world()
    sheet = make_sheet(world)
    fill(sheet, "4.1", label="Separuh")
    page = board(reread(sheet), at=AT)
    civil, health = page.lines
    assert str(civil.office) == "Disdukcapil"
    assert (civil.tally.won, civil.tally.attainable) == (Decimal(10), Decimal(50))
    assert (civil.tally.filled, civil.tally.questions, civil.changed_at) == (
        1,
        2,
        answer_of(sheet, "4.1").changed_at,
    )
    # One answer without evidence and one without an answer.
    assert (civil.gaps, health.gaps) == (2, 1)
    assert health.tally.won == Decimal(0)
    assert health.changed_at is None


def test_what_is_not_filled_is_late_only_once_the_deadline_has_passed() -> None:
    world = make_world()
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    due(world, sheet, LATER)
    assert not board(reread(sheet), at=LATER - timedelta(microseconds=1)).late
    late = board(reread(sheet), at=LATER).late
    assert [(str(line.office), line.late) for line in late] == [("Dinkes", 1), ("Disdukcapil", 1)]


def test_nobody_is_called_late_without_a_deadline() -> None:
    sheet = make_sheet(make_world())
    assert not board(reread(sheet), at=LATER).late


def test_a_returned_answer_is_late_when_its_time_ran_out_unrepaired() -> None:
    world = make_world()
    sheet = make_sheet(world)
    for code in ("4.1", "4.2", "12.1"):
        fill(sheet, code, at=AT - timedelta(days=1))
    locks.submit(sheet, actor=world.secretariat, at=AT)
    for code in ("4.1", "4.2"):
        returned(world, sheet, code, LATER)
    fill(sheet, "4.2", at=AT + timedelta(hours=1))
    assert not board(reread(sheet), at=LATER - timedelta(seconds=1)).late
    (civil,) = board(reread(sheet), at=LATER).late
    assert (str(civil.office), civil.late, civil.tally.returned) == ("Disdukcapil", 1, 2)


def test_every_column_orders_the_offices_both_ways() -> None:
    world = make_world()
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    due(world, sheet, AT)
    lines = board(reread(sheet), at=LATER).lines
    for order in ORDERS:
        up = [str(line.office) for line in ordered(lines, order, down=False)]
        down = [str(line.office) for line in ordered(lines, order, down=True)]
        assert sorted(up) == sorted(down) == ["Dinkes", "Disdukcapil"]
    assert str(ordered(lines, "won", down=True)[0].office) == "Disdukcapil"
    assert str(ordered(lines, "won", down=False)[0].office) == "Dinkes"


def test_an_office_reads_its_indicators_points_and_next_steps() -> None:
    world = make_world()
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    page = office_page(reread(sheet), world.civil, at=AT)
    (row,) = page.indicators
    assert (row.indicator.code, row.tally.won) == ("4", Decimal(20))
    assert [(step.verb, step.code) for step in page.steps] == [
        (Verb.ANSWER, "4.2"),
        (Verb.ATTACH, "4.1"),
    ]


def test_the_pages_say_what_they_know_and_keep_strangers_out() -> None:
    world = make_world()
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    due(world, sheet, timezone.now() - timedelta(days=3))
    client = Client()
    client.force_login(world.leader)
    path = reverse("office-board", args=[sheet.pk])
    said = words(client.get(path + "?urut=won&arah=turun").content.decode().replace("<", " <"))
    assert "2 organisasi terlambat." in said
    assert said.index("Dinas Kependudukan") < said.index("Dinas Kesehatan")
    client.force_login(world.officer)
    assert client.get(path).status_code == 404
    own = client.get(reverse("office", args=[sheet.pk, world.civil.pk])).content.decode()
    assert "Jawab: Label 4.2" in own
    assert client.get(reverse("office", args=[sheet.pk, world.health.pk])).status_code == 404
    assert reverse("office", args=[sheet.pk, world.civil.pk]) in open_home(world.officer)


def test_a_leader_reads_who_is_late_and_how_the_years_went() -> None:
    world = make_world()
    sheet = make_sheet(world)
    fill(sheet, "4.1")
    due(world, sheet, timezone.now() - timedelta(days=3))
    for source in ("Pratama", "Madya"):
        said = Statement(2022, "final", None, source, f"Berita {source}")
        add_past_result(world.city, said, actor=None, at=AT)
    said_home = words(open_home(world.leader).replace("<", " <"))
    assert "Siapa yang terlambat" in said_home
    assert "Dinas Kesehatan 1 jawaban terlambat" in said_home
    assert "terlambat 3 hari" in said_home
    assert "Pratama / Madya sumber bertentangan" in said_home
    assert "Kemajuan OPD" not in said_home


def test_the_board_costs_the_same_queries_however_much_is_answered() -> None:
    world = make_world()
    sheet = make_sheet(world)
    client = Client()
    client.force_login(world.secretariat)
    path = reverse("office-board", args=[sheet.pk])

    def count() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    empty = count()
    for code in ("4.1", "4.2", "12.1"):
        fill(sheet, code)
    assert count() == empty <= 20
