"""What stands in the PDF, DOCX and XLSX is what the sheet says: they are read back."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from layak.assessments.expecting import expect
from layak.assessments.models import Finding, Stage
from layak.documents.databook import DataBook, write_databook
from layak.documents.reading import read
from layak.documents.report import Signatures
from layak.documents.report_docx import write_report_docx
from layak.documents.report_pdf import write_report_pdf
from layak.evidence.models import Evidence
from layak.lib.numbers import format_decimal
from layak.organizations.models import Organization
from layak.reports.city import EXAMPLE, CityData
from layak.reports.gathering import city_of_sheet, city_of_snapshot
from layak.reports.kla import kla_report
from layak.reports.kla_book import kla_book
from layak.reports.league import league_book, league_report, read_league
from layak.reports.offices import offices_book, offices_report, read_offices
from layak.reports.recap import leader_page, recap_book, recap_report
from layak.reports.tests.make import NARRATIVE, make_reported, snapshot_of, take_points
from layak.reviews.tests.make import REVIEWED
from layak.scorecards import summaries
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def data(world: World) -> CityData:
    """A sheet of 35 of 100 points after one answer lost five."""
    sheet = make_reported(world, example=True)
    take_points(sheet, world)
    sheet.stage = "administrative"
    return city_of_sheet(sheet, at=REVIEWED)


def words(content: bytes, name: str) -> str:
    """The text of a file as one line."""
    return " ".join(read(content, name).text.split())


def cells(book: DataBook) -> dict[str, list[list[Any]]]:
    """The values of each sheet, from its headings on."""
    found = CalamineWorkbook.from_filelike(BytesIO(write_databook(book)))
    return {
        name: found.get_sheet_by_name(name).to_python(skip_empty_area=False)[3:]
        for name in found.sheet_names
    }


def expected(data: CityData) -> Iterator[str]:
    """What every form of the report has to say."""
    yield from (EXAMPLE.upper(), data.city, "Nama blok 1", "Nama indikator 12", "belum dijawab")
    yield from (NARRATIVE, "Kasemen", "1.214", "12,50", "=1+1", "Angka tidak sama dengan dokumen.")
    yield from ("SK Gugus Tugas KLA 2022.pdf", "04-1_SK-Gugus-Tugas-KLA_2022.pdf", "hlm. 3")
    yield from (format_decimal(total) for total in data.totals.values())
    for item in data.items:
        yield item.label
        yield item.text
    yield data.digest


def test_the_data_is_what_the_sheet_says(data: CityData) -> None:
    assert list(data.stages) == ["self", "administrative"]
    assert {stage: str(total) for stage, total in data.totals.items()} == {
        "self": "45",
        "administrative": "15",
    }
    assert [(paper.number, [use.code for use in paper.uses]) for paper in data.papers] == [
        (1, ["4.1", "12.1"]),
        (2, ["4.1"]),
    ]
    assert (data.awards["self"], data.next_level) == ("", "Dasar")


@pytest.mark.parametrize(
    ("write", "name"), [(write_report_pdf, "a.pdf"), (write_report_docx, "a.docx")]
)
def test_every_word_and_number_stands_in_the_report(data: CityData, write, name: str) -> None:  # type: ignore[no-untyped-def]  # a writer
    # Words broken at the end of a line are joined again.
    said = re.sub(r"[-\u00ad] ", "-", words(write(kla_report(data)), name)).replace("\u00ad", "")
    plain = said.replace("-", "").replace(" ", "").casefold()
    missing = [
        one
        for one in expected(data)
        if one.replace("-", "").replace(" ", "").casefold() not in plain
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("award", "title", "signer"),
    [
        ("KLA", "Laporan Evaluasi Kota Layak Anak", "Ketua Gugus Tugas Kota Layak Anak"),
        (
            "APE",
            "Laporan Evaluasi Anugerah Parahita Ekapraya",
            "Penanggung jawab evaluasi APE",
        ),
    ],
)
def test_a_report_bears_the_name_of_its_award(
    data: CityData, award: str, title: str, signer: str
) -> None:
    report = kla_report(replace(data, award=award))
    assert report.title == title
    (signatures,) = (block for block in report.blocks if isinstance(block, Signatures))
    assert [one.office for one in signatures.signers] == ["Wali Kota Serang", signer]


def test_the_pdf_is_made_for_archives_and_readers(data: CityData) -> None:
    pdf = write_report_pdf(kla_report(data))
    assert b"pdfaid:part>2<" in pdf
    assert b"pdfaid:conformance>A<" in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_value("Title") == "Laporan Evaluasi FORM"
    titles = [entry.get_title() for entry in document.get_toc()]
    assert [
        titles[0],
        *[title for title in titles if title in {"Blok 1: Nama blok 1", "4. Nama indikator 4"}],
    ] == ["Ringkasan", "Blok 1: Nama blok 1", "4. Nama indikator 4"]
    for page in document:
        assert EXAMPLE.upper() in page.get_textpage().get_text_bounded()


def test_equal_data_gives_equal_bytes(data: CityData) -> None:
    for write in (write_report_pdf, write_report_docx):
        assert write(kla_report(data)) == write(kla_report(data))
    assert write_databook(kla_book(data)) == write_databook(kla_book(data))


def test_the_workbook_holds_the_numbers_and_formulas_that_give_them(data: CityData) -> None:
    book = cells(kla_book(data))
    assert [row[1:] for row in book["Ringkasan"][1:]] == [
        ["Blok 1: Nama blok 1", 50, 20, 15],
        ["Blok 3: Nama blok 3", 50, 25, 0],
        ["Jumlah", 100, 45, 15],
        ["Peringkat", "", "belum mencapai", "belum mencapai"],
    ]
    assert [(row[0], row[4], row[5], row[6]) for row in book["Butir"][1:]] == [
        ("4.1", 20, 20, 15),
        ("4.2", 30, "", ""),
        ("12.1", 50, 25, ""),
    ]
    assert [row[1] for row in book["Data dukung"][1:]] == [paper.name for paper in data.papers]
    with zipfile.ZipFile(BytesIO(write_databook(kla_book(data)))) as packed:
        summary = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "SUM(D5:D6)" in summary
    assert "SUMIFS(" in summary


def test_the_recap_tells_of_the_self_assessment_alone(data: CityData) -> None:
    said = words(write_report_pdf(recap_report(data)), "a.pdf")
    assert "45,00 dari 100,00 poin" in said
    assert "Untuk Dasar kurang 5,00 poin" in said
    assert "Verifikasi administrasi" not in said
    assert cells(recap_book(data))["Ringkasan"][3][1:] == ["Jumlah", 100, 45]


def test_the_leader_has_one_page(data: CityData) -> None:
    pdf = write_report_pdf(leader_page(data))
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    said = words(pdf, "a.pdf")
    assert "Ringkasan untuk Wali Kota" in said
    assert "Nama indikator 12 0,00 50,00 50,00" in said


def test_the_offices_have_what_was_given_them(world: World) -> None:
    sheet = make_reported(world)
    shares = read_offices(sheet, at=REVIEWED)
    told = {one.name: (len(one.duties), one.count("filled"), int(one.won)) for one in shares.shares}
    civil, health = world.civil.name, world.health.name
    assert told == {civil: (2, 1, 20), health: (1, 1, 25)}
    said = words(write_report_pdf(offices_report(shares)), "a.pdf")
    assert f"{civil} 2 1 1 0 0 20,00 50,00" in said
    assert EXAMPLE.upper() not in said
    rows = cells(offices_book(shares))["OPD"]
    assert [health, 1, 1, 1, 0, 0, 25, 50] in rows


def test_equal_scores_share_a_rank_and_absent_cities_are_named(world: World) -> None:
    make_reported(world)
    summaries.refresh(REVIEWED)
    league = read_league(world.province, 2023, day=REVIEWED.date())
    assert [(line.rank, line.city, int(line.scores["self"])) for line in league.lines] == [
        (1, world.city.name, 45)
    ]
    assert list(league.without) == [world.other_city.name]
    named = league_report(replace(league, award="KLA"))
    assert named.title == "Peringkat Kabupaten/Kota Layak Anak"
    assert named.letterhead[-1] == "Evaluasi Kabupaten/Kota Layak Anak"
    said = words(write_report_pdf(league_report(league)), "a.pdf")
    assert f"1 {world.city.name} – 45,00 2/3 2/3" in said
    assert world.other_city.name in said
    assert cells(league_book(league))["Peringkat"][1][:4] == [1, world.city.name, "–", 45]


def test_a_province_without_sheets_has_an_empty_table(world: World) -> None:
    league = read_league(Organization.objects.get(pk=world.province.pk), 2031, day=REVIEWED.date())
    assert list(league.lines) == []
    assert write_report_pdf(league_report(league)).startswith(b"%PDF")
    assert write_databook(league_book(league)).startswith(b"PK")


def test_a_snapshot_gives_the_same_whatever_happens_to_the_sheet(world: World) -> None:
    sheet = make_reported(world)
    before = city_of_snapshot(snapshot_of(sheet))
    take_points(sheet, world)
    assert city_of_snapshot(snapshot_of(sheet)) == before


def test_what_is_in_doubt_is_told_of_a_live_sheet_only(world: World) -> None:
    sheet = make_reported(world)
    paper = Evidence.objects.get(name="SK Gugus Tugas KLA 2022.pdf")
    for kind, facts in (("year", {"said": [2019, 2019], "asked": [2022, 2022]}), ("personal", {})):
        Finding.objects.create(
            assessment=sheet,
            evidence=paper,
            kind=kind,
            facts={**facts, "by": "period"},
            noticed_at=REVIEWED,
        )
    whole = (Decimal(20), Decimal("33.3"), Decimal(41))
    expect(sheet, Stage.FINAL, whole, fingerprint="x", at=REVIEWED)
    data = city_of_sheet(sheet, at=REVIEWED)
    assert [(one.codes, one.document) for one in data.found] == [("4.1, 12.1", paper.name)]
    said = words(write_report_pdf(kla_report(data)), "a.pdf")
    assert "Berisi tahun 2019; yang diminta 2022." in said
    page = words(write_report_pdf(leader_page(data)), "a.pdf")
    assert "diperkirakan 20 sampai 41" in page
    assert "33,3" not in said + page
    frozen = city_of_snapshot(snapshot_of(sheet))
    assert (list(frozen.found), frozen.expected) == ([], None)


def test_a_sheet_still_being_filled_in_is_told_as_it_stands(world: World) -> None:
    sheet = make_reported(world)
    # As before it was handed over.
    sheet.answers.update(submitted_points=None)
    sheet.stage = "self"
    assert city_of_sheet(sheet, at=REVIEWED).totals == {"self": 45}
