"""A table is looked at, then taken in; every bad row is explained, the good ones are kept."""

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from layak.accounts.models import Role, User
from layak.audit.models import Entry
from layak.facilities import importing
from layak.facilities.importing import NEW, SKIP, Taken
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.planning import Action, Plan, make_plan
from layak.facilities.reach import reach_of
from layak.facilities.similar import similar_to, similar_within
from layak.facilities.tables import Cell, Line, read_table
from layak.facilities.tests.make import AT, TODAY, make_areas, make_facility, make_facts
from layak.facilities.tests.sheets import row_of, write_book, write_file
from layak.facilities.views import imports
from layak.facilities.workbook import write_registry, write_template
from layak.lib.errors import Refusal
from layak.organizations.models import Organization
from tests.world import World, make_person, make_world

pytestmark = pytest.mark.django_db


def line(number: int = 2, **cells: Any) -> Line:
    """A row as the reader gives it; a tuple is (what, text)."""
    found = {}
    for column, (key, value) in enumerate(cells.items()):
        what, text = value if isinstance(value, tuple) else ("text", value)
        found[key] = Cell(what, text, f"{chr(65 + column)}{number}")
    return Line(number, found)


def plan_of(world: World, *lines: Line, actor: User | None = None) -> Plan:
    return make_plan(lines, reach_of(actor or world.secretariat, world.city))


def complaint_of(world: World, **cells: Any) -> tuple[str, str]:
    """The cell and sentence with which one row is kept out."""
    plan = plan_of(world, line(**{"kind": "RBRA", "name": "Taman", **cells}))
    assert not plan.good
    ((_line, (problem,)),) = plan.bad
    return problem.cell, problem.sentence


def test_a_full_row_is_understood() -> None:
    world = make_world()
    places = make_areas(world)
    (row,) = plan_of(
        world,
        line(
            kind="ruang bermain ramah anak",
            name="Taman Ciceri",
            aliases="RPTRA; Taman Main",
            district="Kec. Serang",
            village="Kel. Cipare",
            operator="disdukcapil",
            contact="0254-1",
            standard_met="YA",
            standard_on="1 Mei 2023",
            certificate="SK 1",
            valid_until=("day", "2026-05-01"),
            used="belum",
            note="Dekat alun-alun",
        ),
    ).good
    assert row.action is Action.NEW
    assert row.facts == make_facts(
        places["Cipare"],
        aliases=("RPTRA", "Taman Main"),
        operator=world.civil,
        contact="0254-1",
        standard_met=True,
        standard_on=date(2023, 5, 1),
        certificate="SK 1",
        valid_until=date(2026, 5, 1),
        used=False,
        note="Dekat alun-alun",
    )


def test_an_area_is_found_by_its_names_and_never_guessed() -> None:
    world = make_world()
    places = make_areas(world)
    rows = plan_of(
        world,
        line(2, kind="RBRA", name="A"),
        line(3, kind="RBRA", name="B", district="Kota Serang"),
        line(4, kind="RBRA", name="C", district="Kasemen"),
        line(5, kind="RBRA", name="D", village="Lopang"),
        line(6, kind="RBRA", name="E", district="Kasemen", village="Banten"),
    ).good
    wanted = [world.city, world.city, places["Kasemen"], places["Lopang"], places["Banten"]]
    assert [row.facts.region for row in rows] == wanted
    assert complaint_of(world, district="Cilegon")[0] == "C2"
    assert "kelurahan" in complaint_of(world, district="Kasemen", village="Lopang")[1]
    Organization.objects.filter(pk=places["Banten"].pk).update(name="Lopang")
    assert complaint_of(world, village="Lopang") == (
        "C2",
        "Ada beberapa “Lopang”; isi kecamatannya.",
    )


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"kind": "Taman kota"}, "A2", "tidak dikenal"),
        ({"kind": ("formula", "")}, "A2", "rumus"),
        ({"name": ("error", "#N/A")}, "B2", "galat"),
        ({"name": ("day", "2023-05-01")}, "B2", "tanggal"),
        ({"village": ("formula", "")}, "C2", "rumus"),
        ({"district": ("merged", "Serang")}, "C2", "digabung"),
        ({"operator": "Dinas Antah"}, "C2", "belum dikenal"),
        ({"contact": ("number", "254200300")}, "C2", "nol di depannya"),
        ({"standard_met": "x"}, "C2", "Ya atau Tidak"),
        ({"used": ("number", "2")}, "C2", "Ya atau Tidak"),
        ({"valid_until": ("number", "45075")}, "C2", "bukan tanggal"),
        ({"valid_until": "2025"}, "C2", "tanggal yang jelas"),
        ({"valid_until": "31 Februari 2025"}, "C2", "tanggal yang jelas"),
        ({"valid_until": "05/29/2023"}, "C2", "tanggal yang jelas"),
        ({"valid_until": "1-5-23"}, "C2", "tanggal yang jelas"),
        ({"valid_until": "1 Mei 2025"}, "", "memenuhi standar"),
        ({"contact": "3673011504900001"}, "", "NIK"),
    ],
)
def test_a_bad_row_is_explained_with_its_cell(cells: dict[str, Any], cell: str, words: str) -> None:
    named, sentence = complaint_of(make_world(), **cells)
    assert named == cell
    assert words in sentence


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    world = make_world()
    plan = plan_of(world, line(7, kind="?", used="x"), line(8, kind="RBRA", name="Taman"))
    ((bad, problems),) = plan.bad
    assert bad.number == 7
    assert [problem.cell for problem in problems] == ["", "A7", "B7"]
    assert [row.line.number for row in plan.good] == [8]


def test_a_row_twice_in_the_file_counts_once() -> None:
    world = make_world()
    plan = plan_of(
        world,
        line(2, kind="RBRA", name="Taman Ciceri"),
        line(3, kind="RBRA", name="TAMAN CICERI."),
    )
    assert len(plan.good) == 1
    ((_line, (problem,)),) = plan.bad
    assert problem.sentence == "Sama dengan baris 2."


def take(world: World, *lines: Line, actor: User | None = None, **decisions: str) -> Taken:
    chosen = {int(number.removeprefix("row")): value for number, value in decisions.items()}
    return importing.take(world.city, lines, chosen, actor=actor or world.secretariat, at=AT)


def test_the_same_rows_again_change_nothing() -> None:
    world = make_world()
    rows = [
        line(2, kind="RBRA", name="Taman Ciceri", used="ya"),
        line(3, kind="saluran pengaduan", name=("number", "112")),
    ]
    assert take(world, *rows) == Taken(new=2, changed=0, same=0, skipped=0, bad=0)
    before = list(Facility.objects.order_by("pk").values())
    assert take(world, *rows) == Taken(new=0, changed=0, same=2, skipped=0, bad=0)
    assert list(Facility.objects.order_by("pk").values()) == before
    assert Entry.objects.filter(verb__startswith="facility.").count() == 1


def test_a_filled_cell_changes_and_an_empty_one_leaves_as_it_is() -> None:
    world = make_world()
    facility = make_facility(
        world, world.city, contact="0254-1", standard_met=True, valid_until=TODAY, certificate="SK"
    )
    done = take(world, line(kind="RBRA", name="Taman Ciceri", used="ya", standard_met="tidak"))
    assert done == Taken(new=0, changed=1, same=0, skipped=0, bad=0)
    facility.refresh_from_db()
    assert (facility.contact, facility.used) == ("0254-1", True)
    assert (facility.standard_met, facility.valid_until, facility.certificate) == (False, None, "")
    assert Entry.objects.get(verb="facility.changed").actor == world.secretariat


def test_another_spelling_that_is_known_leads_to_the_facility() -> None:
    world = make_world()
    facility = make_facility(world, world.city, name="Taman Bermain Ciceri", aliases=("RPTRA",))
    assert take(world, line(kind="RBRA", name="rptra", used="ya")).changed == 1
    facility.refresh_from_db()
    assert (facility.name, facility.aliases) == ("Taman Bermain Ciceri", ["RPTRA"])


def test_a_look_alike_waits_for_a_decision() -> None:
    world = make_world()
    facility = make_facility(world, world.city, name="Taman Bermain Ciceri")
    row = line(4, kind="RBRA", name="Taman Bermain Anak Ciceri", used="ya")
    (planned,) = plan_of(world, row).good
    assert list(planned.similar) == [facility]
    assert take(world, row) == Taken(new=0, changed=0, same=0, skipped=1, bad=0)
    assert take(world, row, row4=SKIP).skipped == 1
    assert take(world, row, row4="999999").skipped == 1
    assert take(world, row, row4=str(facility.pk)).changed == 1
    facility.refresh_from_db()
    assert (facility.aliases, facility.used) == (["Taman Bermain Anak Ciceri"], True)
    # Now the other spelling is known, so the row is no news.
    assert take(world, row).same == 1


def test_a_look_alike_may_be_another_facility() -> None:
    world = make_world()
    make_facility(world, world.city, name="Taman Bermain Ciceri")
    row = line(4, kind="RBRA", name="Taman Bermain Anak Ciceri")
    assert take(world, row, row4=NEW).new == 1
    assert Facility.objects.count() == 2


def test_nobody_imports_into_other_hands() -> None:
    world = make_world()
    places = make_areas(world)
    foreign = make_facility(world, places["Lopang"])
    rows = [
        line(2, kind="RBRA", name="Taman Satu", village="Cipare"),
        line(3, kind="RBRA", name="Taman Ciceri", village="Lopang", used="ya"),
        line(4, kind="RBRA", name="Taman Tiga", operator="Disdukcapil"),
        line(5, kind="RBRA", name="Taman Ciceri", village="Lopang", operator="Disdukcapil"),
    ]
    assert take(world, *rows, actor=world.officer) == Taken(1, 0, 0, 0, bad=3)
    assert take(world, *rows, actor=make_person("Tanpa peran")).bad == 4
    assert take(world, *rows, actor=world.stranger).bad == 4
    foreign.refresh_from_db()
    assert foreign.used is None
    cipare = make_person("Operator Cipare", Role.OPERATOR, places["Cipare"])
    assert take(world, *rows, actor=cipare).new == 1


def test_a_sealed_preview_is_opened_only_for_its_city_and_unchanged() -> None:
    world = make_world()
    plan = plan_of(world, line(kind="RBRA", name="Taman Ciceri"))
    sealed = importing.seal(world.city, plan)
    (again,) = importing.unseal(world.city, sealed)
    assert again == plan.good[0].line
    for city, text in ((world.other_city, sealed), (world.city, sealed + "x"), (world.city, "")):
        with pytest.raises(Refusal):
            importing.unseal(city, text)


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    world = make_world()
    make_areas(world)

    def counted(lines: list[Line]) -> int:
        with CaptureQueriesContext(connection) as caught:
            plan_of(world, *lines)
        return len(caught)

    few = counted([line(2, kind="RBRA", name="Taman 1")])
    many = [line(n, kind="RBRA", name=f"Taman {n}", village="Cipare") for n in range(2, 60)]
    assert counted(many) == few <= 9


def test_the_registry_comes_back_unchanged_from_its_own_workbook(tmp_path: Path) -> None:
    world = make_world()
    places = make_areas(world)
    make_facility(world, places["Cipare"], operator=world.civil, used=True, aliases=("A B", "C"))
    make_facility(world, places["Kasemen"], standard_met=True, valid_until=TODAY, certificate="1")
    make_facility(world, world.city, kind=FacilityKind.CHANNEL, name="112", contact="0254 1")
    make_facility(world, world.city, name="=1+1", used=False, note="Baris\nkedua")
    rows = Facility.objects.select_related("region__parent", "operator")
    path = write_file(tmp_path, write_registry(world.city, rows, at=AT))
    plan = plan_of(world, *read_table(path, path.name).lines)
    assert not plan.bad
    # Only the line break of a note does not survive a cell.
    assert [row.fields for row in plan.good if row.action is not Action.SAME] == [["note"]]
    assert len(plan.good) == 4


def test_the_empty_template_is_a_table_without_rows(tmp_path: Path) -> None:
    world = make_world()
    make_areas(world)
    path = write_file(tmp_path, write_template(world.city, at=AT))
    assert list(read_table(path, path.name).lines) == []


def send(client: Client, data: bytes, name: str = "fasilitas.xlsx") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("facility-import"), {"file": file})


def test_a_file_is_looked_at_then_taken_over(client: Client) -> None:
    world = make_world()
    make_areas(world)
    client.force_login(world.secretariat)
    make_facility(world, world.city, name="Taman Bermain Ciceri")
    data = write_book(
        [
            row_of(kind="RBRA", name="Taman Satu", village="Cipare"),
            row_of(kind="RBRA", name="Taman Dua", village="Antah"),
            row_of(kind="RBRA", name="Taman Bermain Anak Ciceri"),
        ]
    )
    shown = send(client, data)
    assert shown.status_code == 200
    page = unescape(shown.content.decode())
    assert "E3" in page
    assert "“Antah” bukan kelurahan" in page
    assert Facility.objects.count() == 1
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert sealed
    taken = client.post(reverse("facility-import"), {"sealed": sealed[1], "row-4": "new"})
    assert taken.status_code == 302
    assert set(Facility.objects.values_list("name", flat=True)) == {
        "Taman Satu",
        "Taman Bermain Ciceri",
        "Taman Bermain Anak Ciceri",
    }


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "a.xlsx"), (b"%PDF-1.4", "a.pdf"), (b"A;B\n1;2\n", "a.csv")]
)
def test_a_useless_file_is_refused_on_the_page(client: Client, data: bytes, name: str) -> None:
    world = make_world()
    client.force_login(world.secretariat)
    answer = send(client, data, name)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert client.post(reverse("facility-import")).status_code == 422


def test_a_tampered_preview_is_refused_with_a_sentence(client: Client) -> None:
    world = make_world()
    client.force_login(world.secretariat)
    answer = client.post(reverse("facility-import"), {"sealed": "x", "row-2": "new"}, follow=True)
    assert "tidak berlaku lagi" in answer.content.decode()
    assert not Facility.objects.exists()


def test_a_long_preview_shows_its_first_rows_and_takes_them_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    client.force_login(world.secretariat)
    monkeypatch.setattr(imports, "_MOST_SHOWN", 2)
    names = ("Alun-alun", "Bukit", "Curug", "Danau")
    rows = [row_of(kind="RBRA", name=name) for name in names]
    shown = unescape(send(client, write_book([*rows, *rows])).content.decode())
    assert shown.count("hanya 2 baris pertama.") == 2
    assert "Curug" not in shown
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown)
    assert sealed
    client.post(reverse("facility-import"), {"sealed": sealed[1]})
    assert set(Facility.objects.values_list("name", flat=True)) == set(names)


def test_look_alikes_inside_one_file_wait_for_a_decision() -> None:
    world = make_world()
    rows = [
        line(2, kind="RBRA", name="Taman Bermain Ciceri", contact="0254 1"),
        line(3, kind="RBRA", name="Taman Bermain Anak Ciceri", used="ya"),
        line(4, kind="RBRA", name="Taman Anak Ciceri", contact="0254 2"),
        line(5, kind="RBRA", name="Alun-alun"),
    ]
    first, second, third, other = plan_of(world, *rows).good
    assert not first.doubtful
    assert not other.doubtful
    assert [list(row.earlier) for row in (second, third)] == [[first], [second, first]]
    assert take(world, *rows) == Taken(new=2, changed=0, same=0, skipped=2, bad=0)
    Facility.objects.all().delete()
    # The third is the second, and the second is the first: one place with three spellings.
    assert take(world, *rows, row3="row-2", row4="row-3") == Taken(2, 0, 0, 0, 0)
    park = Facility.objects.get(name="Taman Bermain Ciceri")
    assert park.aliases == ["Taman Bermain Anak Ciceri", "Taman Anak Ciceri"]
    assert (park.used, park.contact) == (True, "0254 2")
    # Sent again, all three name the one place; a row cannot change it three times.
    assert (again := take(world, *rows)).bad == 2
    assert again.new == 0


def test_look_alikes_inside_one_file_may_be_two_places() -> None:
    world = make_world()
    rows = [
        line(2, kind="RBRA", name="Taman Bermain Ciceri"),
        line(3, kind="RBRA", name="Taman Bermain Anak Ciceri"),
    ]
    assert take(world, *rows, row3=NEW).new == 2


def test_a_row_follows_the_row_it_is_said_to_be() -> None:
    world = make_world()
    facility = make_facility(world, world.city, name="Taman Ciceri")
    rows = [
        line(2, kind="RBRA", name="Taman Bermain Ciceri"),
        line(3, kind="RBRA", name="Taman Bermain Anak Ciceri", used="ya"),
    ]
    # What was skipped takes nothing with it, and nobody may name a row that was not offered.
    assert take(world, *rows, row3="row-2").skipped == 2
    assert take(world, *rows, row2=NEW, row3="row-9") == Taken(1, 0, 0, 1, 0)
    Facility.objects.exclude(pk=facility.pk).delete()
    assert take(world, *rows, row2=str(facility.pk), row3="row-2").changed == 1
    facility.refresh_from_db()
    assert facility.aliases == ["Taman Bermain Ciceri", "Taman Bermain Anak Ciceri"]
    assert facility.used


def test_rows_of_one_place_that_contradict_each_other_are_named() -> None:
    world = make_world()
    rows = [
        line(
            2, kind="RBRA", name="Taman Bermain Ciceri", standard_met="ya", standard_on="1 Mei 2023"
        ),
        line(
            3,
            kind="RBRA",
            name="Taman Bermain Anak Ciceri",
            standard_met="ya",
            valid_until="1 Mei 2022",
        ),
    ]
    with pytest.raises(Refusal, match=r"Baris 3: Masa berlaku berakhir"):
        take(world, *rows, row3="row-2")
    assert not Facility.objects.exists()


def test_names_in_a_file_are_compared_as_the_database_compares_them() -> None:
    world = make_world()
    places = make_areas(world)
    pairs = [
        ("Taman Bermain Ciceri", "Taman Anak Ciceri", world.city, world.city, True),
        ("UPTD PPA", "UPTD PPA Kota Serang", world.city, world.city, True),
        ("Taman Satu", "Taman Tiga", world.city, world.city, False),
        ("Ruang_Bermain", "RUANG BERMAIN", world.city, world.city, True),
        ("SDN Serang 1", "SDN Serang 2", world.city, world.city, False),
        ("Taman Ciceri", "Taman Cicéri Ramah", places["Serang"], places["Cipare"], True),
        ("Taman Ciceri", "Taman Ciceri", places["Lopang"], places["Cipare"], False),
    ]
    for one, other, here, there, alike in pairs:
        given = [make_facts(here, name=one), make_facts(there, name=other)]
        assert similar_within(given) == ({1: [0]} if alike else {}), (one, other)
        row = make_facility(world, here, name=one)
        assert bool(similar_to(world.city, given[1:])) == alike, (one, other)
        Facility.objects.filter(pk=row.pk).delete()


def test_the_preview_asks_about_rows_that_look_alike(client: Client) -> None:
    world = make_world()
    client.force_login(world.secretariat)
    rows = [
        row_of(kind="RBRA", name="Taman Bermain Ciceri"),
        row_of(kind="RBRA", name="Taman Bermain Anak Ciceri"),
    ]
    page = unescape(send(client, write_book(rows)).content.decode())
    assert "Sama dengan baris 2" in page
    assert 'name="row-3" value="row-2"' in page
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert sealed
    client.post(reverse("facility-import"), {"sealed": sealed[1], "row-3": "row-2"})
    assert Facility.objects.get().aliases == ["Taman Bermain Anak Ciceri"]
