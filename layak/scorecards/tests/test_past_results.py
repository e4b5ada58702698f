"""Results of earlier years: noted, corrected, imported; contradictions stand side by side."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from layak.audit.models import Entry
from layak.instruments import files
from layak.instruments.services import publish
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization
from layak.scorecards import history, services
from layak.scorecards.models import PastResult
from layak.scorecards.queries import history_of
from layak.scorecards.statements import Statement, differ, stage_of, statement
from layak.scorecards.tables import read_lines
from tests.world import World, make_region, make_world

pytestmark = pytest.mark.django_db
AT = datetime(2023, 8, 1, 2, tzinfo=UTC)
HEAD = "kode,kota,tahun,tahap,nilai,peringkat,sumber,catatan\n"


def said(**fields: Any) -> Statement:
    given: dict[str, Any] = {
        "year": "2022",
        "stage": "final",
        "score": "",
        "level": "Pratama",
        "source": "SK 1",
    }
    return statement(**{**given, **fields})


def note(world: World, **fields: str) -> PastResult:
    return services.add_past_result(world.city, said(**fields), actor=world.secretariat, at=AT)


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # a user of the world
    return client


@pytest.mark.parametrize(
    ("written", "stage", "named"),
    [
        ("EM", "self", ""),
        ("VA_prov", "administrative", "VA_prov"),
        ("VLH_interim", "field", "VLH_interim"),
        ("Final", "final", ""),
        ("unclear", "", ""),
        ("", "", ""),
    ],
)
def test_a_stage_is_read_as_the_field_writes_it(written: str, stage: str, named: str) -> None:
    assert stage_of(written) == (stage, named)


def test_everything_wrong_in_a_row_is_said_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        statement(year="dua", stage="babak", score="1.500", level="", source=" ")
    for part in ("Tahun “dua”", "Tahap “babak”", "Sumber belum diisi"):
        assert part in str(refused.value)


def test_a_score_and_a_level_contradict_nothing_but_two_scores_do() -> None:
    assert not differ([(Decimal(600), ""), (None, "Pratama"), (None, "pratama")])
    assert differ([(Decimal(600), ""), (Decimal(601), "")])
    assert differ([(None, "Madya"), (None, "Pratama")])


def test_two_sources_that_disagree_stand_side_by_side() -> None:
    world = make_world()
    note(world)
    note(world, level="Madya", source="Berita 2")
    note(world, year="2021")
    years = history_of(world.city).years
    assert [(year.year, year.disputed) for year in years] == [(2022, True), (2021, False)]
    assert {row.level for row in years[0].results} == {"Pratama", "Madya"}


def test_the_same_word_of_the_same_source_is_noted_once() -> None:
    world = make_world()
    note(world)
    with pytest.raises(Refusal, match="sudah tercatat"):
        note(world)
    assert PastResult.objects.count() == 1


def test_a_correction_keeps_what_was_said_before() -> None:
    world = make_world()
    result = note(world)
    services.change_past_result(
        result, said(level="Madya"), actor=world.secretariat, at=AT, reason="salah ketik"
    )
    former = PastResult.pgh_event_model.objects.get()  # type: ignore[attr-defined]  # by history
    assert (former.level, former.pgh_context.metadata["reason"]) == ("Pratama", "salah ketik")
    services.remove_past_result(result, actor=world.secretariat, at=AT)
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["past_result.added", "past_result.changed", "past_result.removed"]


def test_the_form_notes_and_an_outsider_is_not_even_told_of_it() -> None:
    world = make_world()
    typed = {"year": "2023", "stage": "final", "score": "612,5", "level": "", "source": "SK 9"}
    path = reverse("past-result-add", args=[world.city.pk])
    assert client_of(world.stranger).post(path, typed).status_code == 404
    assert client_of(world.leader).post(path, typed).status_code == 404
    assert client_of(world.secretariat).post(path, typed).status_code == 302
    assert PastResult.objects.get().score == Decimal("612.5")


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    world = make_world()
    typed = {"year": "2023", "stage": "", "score": "1200", "level": "", "source": "Kabar X"}
    answer = client_of(world.secretariat).post(
        reverse("past-result-add", args=[world.city.pk]), typed
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "harus antara 0 dan 1000" in html
    assert "Kabar X" in html
    assert not PastResult.objects.exists()


def test_a_table_is_looked_through_before_it_is_noted() -> None:
    world = make_world()
    note(world)
    table = (
        HEAD + "36.73,,2022,final,,Pratama,SK 1,\n"
        ",Kota Serang,2021,final,,Pratama,SK 2,\n"
        ",Kota Serang,2021,final,,Madya,Berita,\n"
        ",Kota Cilegon,2021,final,,Madya,SK 2,\n"
        ",Kota Entah,2021,final,,Madya,SK 2,\n"
        ",Kota Serang,kemarin,final,,Madya,,\n"
    )
    client = client_of(world.secretariat)
    path = reverse("past-result-import")
    upload = SimpleUploadedFile("riwayat.csv", table.encode())
    html = client.post(path, {"table": upload}).content.decode()
    assert PastResult.objects.count() == 1
    for part in ("Kota Cilegon bukan wilayah", "“Kota Entah” tidak dikenal", "Tahun “kemarin”"):
        assert part in html
    preview = history.look_through(table.encode(), user=world.secretariat)
    assert preview.counts == {"new": 2, "known": 1, "bad": 3}
    assert sum(row.disputed for row in preview.readings) == 2
    client.post(path, {"confirmed": history.written(preview)})
    assert PastResult.objects.count() == 3
    client.post(path, {"confirmed": history.written(preview)})
    assert PastResult.objects.count() == 3


def test_a_confirmation_cannot_carry_rows_of_another_city() -> None:
    world = make_world()
    forged = HEAD + "36.72,,2022,final,,KLA,SK palsu,\n"
    client_of(world.secretariat).post(reverse("past-result-import"), {"confirmed": forged})
    assert not PastResult.objects.exists()


def test_a_workbook_is_read_like_a_table() -> None:
    world = make_world()
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet()
    for place, row in enumerate(
        [["Kota", "Tahun", "Tahap", "Nilai", "Sumber"], ["Kota Serang", 2023, "VL", 600.4, "BA 7"]]
    ):
        sheet.write_row(place, 0, row)
    book.close()
    preview = history.look_through(made.getvalue(), user=world.secretariat)
    ((city, read),) = preview.new
    assert (city, read.year, read.stage) == (world.city, 2023, "field")
    assert read.score == Decimal("600.4")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 nothing", b"\xff\xfe\x00", b"kota;tahun\n", b"nama,nilai\na,b\n"],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Refusal):
        history.look_through(data, user=None)


def test_semicolons_of_an_indonesian_spreadsheet_are_understood() -> None:
    (line,) = read_lines(b"Kota;Nilai\nKota Serang;600,40\n")
    assert line.cells == {"kota": "Kota Serang", "nilai": "600,40"}


def enter_published_cities() -> None:
    """The provinces and cities that the published results speak of."""
    nation = make_region(Kind.NATION, None, "", "Indonesia")
    provinces: dict[str, Organization] = {}
    for line in read_lines(history.PUBLISHED.read_bytes()):
        code = line.cells["kode"]
        province = provinces.get(code[:2])
        if province is None:
            province = make_region(Kind.PROVINCE, nation, code[:2], f"Provinsi {code[:2]}")
            provinces[code[:2]] = province
        if not Organization.objects.filter(region_code=code).exists():
            make_region(Kind.CITY, province, code, line.cells["kota"])


def test_the_published_results_load_once_with_sources_and_conflicts() -> None:
    enter_published_cities()
    rows = len(read_lines(history.PUBLISHED.read_bytes()))
    assert history.load(AT) == rows
    assert history.load(AT) == 0
    assert not PastResult.objects.filter(source="").exists()
    batu = history_of(Organization.objects.get(name="Kota Batu"))
    assert {year.year for year in batu.years if year.disputed} == {2018, 2019, 2021}
    serang = history_of(Organization.objects.get(name="Kota Serang"))
    awards = [row for row in serang.results if row.stage == "final"]
    assert {row.level for row in awards} == {"Pratama"}


def test_the_page_shows_every_source_and_the_picture_its_levels() -> None:
    world = make_world()
    publish(files.read(files.find("kla-2024")), actor=None, at=AT)
    note(world)
    note(world, level="Madya", source="<b>Berita</b>")
    html = client_of(world.officer).get(reverse("city-history", args=[world.city.pk]))
    text = html.content.decode()
    assert "sumber bertentangan" in text
    assert "&lt;b&gt;Berita&lt;/b&gt;" in text
    assert "#A9683A" in text  # bronze, in the picture
    assert "2022: Pratama" in text
