"""Files of figures: every row understood or explained, and a file twice is a file once."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from layak.accounts.models import User
from layak.lib.errors import Refusal
from layak.measures import importing
from layak.measures.columns import TITLES
from layak.measures.history import former_states
from layak.measures.models import ImportedFile, Observation
from layak.measures.tests.make import AT, make_areas, make_measure, make_observation
from layak.measures.workbook import write_figures, write_template
from layak.organizations.models import Organization
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

S = ImportedFile.State


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    make_measure()


def sheet(*rows: dict[str, Any], formats: dict[str, str] | None = None) -> bytes:
    """A workbook whose columns are those of the first row."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    styles = {key: book.add_format({"num_format": text}) for key, text in (formats or {}).items()}
    keys = list(rows[0])
    for column, key in enumerate(keys):
        page.write_string(0, column, TITLES[key])
        for row, said in enumerate(rows, 1):
            value = said.get(key)
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(row, column, value, None, 5)
            elif value is not None:
                page.write(row, column, value, styles.get(key))
    book.close()
    return made.getvalue()


def row(**said: Any) -> dict[str, Any]:
    return {
        "measure": "Kepemilikan akta kelahiran",
        "village": None,
        "period": "2023",
        "source": "SIAK Dukcapil",
        "value": None,
        "numerator": None,
        "denominator": None,
        **said,
    }


def read(
    world: World,
    data: bytes,
    name: str = "angka.xlsx",
    *,
    by: User | None = None,
    scope: Organization | None = None,
) -> ImportedFile:
    sent = importing.receive(
        scope or world.city, name, BytesIO(data), actor=by or world.secretariat, at=AT
    )
    importing.read(sent)
    return sent


def taken(sent: ImportedFile, reason: str = "") -> ImportedFile:
    sent = importing.begin_taking(sent, reason)
    importing.take(sent, at=AT)
    return sent


def told(sent: ImportedFile) -> dict[str, str]:
    return {cell: said for one in sent.findings["bad"] for cell, said in one["problems"]}


def test_good_rows_are_taken_and_bad_ones_named_by_their_cell() -> None:
    world = make_world()
    make_areas(world)
    sent = read(
        world,
        sheet(
            row(village="Cipare", value="22,3%"),
            row(village="Lopang", numerator=80, denominator=100),
            row(village="Banten", value="1.214"),
            row(village="Atlantis", value=50.5),
            row(village="Kasunyatan", value="=A1"),
            row(village="Kasunyatan", value="80%", measure="Akta kelahiran"),
        ),
    )
    assert (sent.state, sent.new, sent.bad) == (S.READ, 2, 4)
    assert set(told(sent)) == {"E4", "B5", "E6", "A7"}
    assert "rumus" in told(sent)["E6"]
    assert "“Kepemilikan akta kelahiran”" in told(sent)["A7"]
    assert not Observation.objects.exists()
    done = taken(sent)
    assert (done.state, done.new) == (S.DONE, 2)
    values = dict(Observation.objects.values_list("region__name", "value"))
    assert {name: float(value) for name, value in values.items()} == {"Cipare": 22.3, "Lopang": 80}
    assert set(Observation.objects.values_list("city", "province")) == {
        (world.city.pk, world.province.pk)
    }


def test_the_same_file_again_changes_nothing() -> None:
    world = make_world()
    data = sheet(row(value=50.5))
    taken(read(world, data))
    again = read(world, data)
    assert (again.new, again.changed, again.same) == (0, 0, 1)


def test_a_correction_needs_a_reason_and_keeps_what_was() -> None:
    world = make_world()
    old = make_observation(world, value=40)
    sent = read(world, sheet(row(value=50.5)))
    assert (sent.new, sent.changed) == (0, 1)
    with pytest.raises(Refusal, match="alasannya"):
        importing.begin_taking(sent, " ")
    taken(sent, "Data semester dimutakhirkan")
    old.refresh_from_db()
    assert float(old.value) == 50.5
    [former] = former_states(old)
    assert (float(former.value), former.who) == (40, world.secretariat.name)
    assert former.reason == "Data semester dimutakhirkan"


def test_percent_formats_and_merged_cells() -> None:
    world = make_world()
    sent = read(world, sheet(row(value=0.223), formats={"value": "0.0%"}))
    assert sent.new == 1
    taken(sent)
    assert float(Observation.objects.get().value) == 22.3
    bare = read(world, sheet(row(value=0.223)))
    assert "E2" in told(bare)

    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    for column, key in enumerate(("measure", "period", "source", "value")):
        page.write_string(0, column, TITLES[key])
    page.merge_range(1, 0, 2, 0, "Kepemilikan akta kelahiran")
    page.write_row(1, 1, ["2021", "SIAK Dukcapil"])
    page.write_row(2, 1, ["2022", "SIAK Dukcapil"])
    page.merge_range(1, 3, 2, 3, 70)
    book.close()
    merged = read(world, made.getvalue())
    assert merged.bad == 2
    assert set(told(merged)) == {"D2", "D3"}


def test_a_csv_with_either_separator_is_asked_about() -> None:
    world = make_world()
    head = "Ukuran;Kode wilayah;Periode;Sumber;Nilai\n"
    rows = (
        "stunted-children;36.73;2023;e-PPGBM;1.214\n"
        "stunted-children;36.73;2022;e-PPGBM;1536\n"
        "stunting;3673;2023;e-ppgbm;22,3%\n"
    )
    sent = read(world, (head + rows).encode(), "angka.csv")
    assert (sent.new, sent.bad) == (2, 1)
    assert "E2" in told(sent)


def test_what_is_in_other_hands_stays_out() -> None:
    world = make_world()
    data = sheet(row(value=50.5), row(measure="Imunisasi dasar lengkap", value=90))
    assert (read(world, data, by=world.officer).new, read(world, data, by=world.officer).bad) == (
        1,
        1,
    )
    outside = sheet({**row(value=9), "code": "36.72"})
    assert read(world, outside).bad == 1


def test_a_row_twice_is_taken_once() -> None:
    world = make_world()
    sent = read(world, sheet(row(value=50.5), row(value=60.5)))
    assert (sent.new, sent.bad) == (1, 1)
    assert "baris 2" in sent.findings["bad"][0]["problems"][0][1]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"PK\x03\x04broken", "angka.xlsx"), (b"Nama;Umur\nA;3\n", "a.csv"), (b"%PDF-1.4", "a.xlsx")],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(data: bytes, name: str) -> None:
    sent = read(make_world(), data, name)
    assert sent.state == S.REFUSED
    assert sent.refusal


def test_an_export_imported_as_it_is_changes_nothing() -> None:
    world = make_world()
    make_observation(world, numerator=8, denominator=900, group="sex:f,age:13-17")
    make_observation(
        world,
        period="2022-01/2022-04",
        value=Decimal("0.5"),
        coverage=Decimal("56.68"),
        note="a; b",
    )
    make_observation(world, world.village, code="stunted-children", source="e-ppgbm", value=1214)
    rows = Observation.objects.select_related("measure", "region__parent", "source")
    sent = read(world, write_figures(world.city, rows, at=AT))
    assert (sent.new, sent.changed, sent.same, sent.bad) == (0, 0, 3, 0), sent.findings


def test_the_template_has_a_row_for_each_area_and_says_nothing_yet() -> None:
    world = make_world()
    make_areas(world)
    sent = read(world, write_template(world.city, make_measure(), at=AT))
    assert (sent.total, sent.new, sent.bad) == (5, 0, 0)


def test_a_file_is_taken_once_even_when_its_job_comes_twice() -> None:
    world = make_world()
    sent = importing.begin_taking(read(world, sheet(row(value=50.5))), "")
    importing.take(sent, at=AT)
    again = ImportedFile.objects.get(pk=sent.pk)
    importing.take(again, at=AT)
    assert again.state == S.DONE
    with pytest.raises(Refusal):
        importing.begin_taking(again, "")


def test_who_lost_their_role_meanwhile_takes_nothing_over() -> None:
    world = make_world()
    sent = read(world, sheet(row(value=50.5)), by=world.officer)
    assert sent.new == 1
    world.officer.memberships.all().delete()
    done = taken(sent)
    assert (done.new, done.bad) == (0, 1)
    assert not Observation.objects.exists()


def test_what_somebody_else_entered_meanwhile_is_corrected_and_not_entered_twice() -> None:
    world = make_world()
    sent = read(world, sheet(row(village="Serang", value=50.5)))
    make_observation(world, world.village, value=40)
    done = taken(sent, "Sesuai berkas")
    assert (done.new, done.changed) == (0, 1)
    assert not importing.place_of(sent).exists()
    assert not list(importing.holding().iterdir())
