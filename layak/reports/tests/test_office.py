"""An office program opens every DOCX and XLSX, and calculates what the data says."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from layak.documents.databook import FIRST_ROW, DataBook, Formula, Value, write_databook
from layak.documents.report import Report
from layak.documents.report_docx import write_report_docx
from layak.reports.gathering import city_of_sheet
from layak.reports.kla import kla_report
from layak.reports.kla_book import kla_book
from layak.reports.league import league_book, league_report, read_league
from layak.reports.offices import offices_book, offices_report, read_offices
from layak.reports.recap import leader_page, recap_book, recap_report
from layak.reports.tests.make import make_reported, take_points
from layak.reviews.tests.make import REVIEWED
from layak.scorecards import summaries
from tests.world import make_world

pytestmark = pytest.mark.django_db
SECONDS = 600.0
# Programs trust the values that lie in a file unless told to calculate anew.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


@pytest.fixture(scope="module")
def program() -> str:
    """LibreOffice, or a loud skip."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("no LibreOffice here: DOCX and XLSX were NOT opened by an office program")
    return found


def converted(program: str, folder: Path, wanted: str, files: Sequence[Path]) -> Path:
    """Open files and save them as another kind, in one run; the folder they lie in then."""
    profile, out = folder / "profile", folder / f"as-{wanted}"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_ALWAYS, encoding="utf-8")
    words = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to"]
    subprocess.run(
        [*words, wanted, "--outdir", str(out), *map(str, files)],
        check=True,
        timeout=SECONDS,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )
    return out


def made() -> tuple[Mapping[str, Report], Mapping[str, DataBook]]:
    """Every report and every workbook of one verified sheet and its province."""
    world = make_world()
    sheet = make_reported(world, example=True)
    take_points(sheet, world)
    sheet.stage = "administrative"
    summaries.refresh(REVIEWED)
    data = city_of_sheet(sheet, at=REVIEWED)
    offices = read_offices(sheet, at=REVIEWED)
    league = read_league(world.province, 2023, day=REVIEWED.date())
    reports = {
        "laporan": kla_report(data),
        "rekap": recap_report(data),
        "opd": offices_report(offices),
        "ringkasan": leader_page(data),
        "peringkat": league_report(league),
    }
    books = {
        "buku-laporan": kla_book(data),
        "buku-rekap": recap_book(data),
        "buku-opd": offices_book(offices),
        "buku-peringkat": league_book(league),
    }
    return reports, books


def forgetful(book: DataBook) -> DataBook:
    """The same workbook whose formulas carry a wrong value: what is right must be calculated."""

    def forget(value: Value) -> Value:
        return Formula(value.text, -1) if isinstance(value, Formula) else value

    sheets = [
        replace(sheet, rows=[[forget(value) for value in row] for row in sheet.rows])
        for sheet in book.sheets
    ]
    return replace(book, sheets=sheets)


def calculated(path: Path, book: DataBook) -> list[str]:
    """What the saved workbook says otherwise than the data."""
    found = CalamineWorkbook.from_path(path)
    wrong = []
    for sheet in book.sheets:
        cells = found.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        for at, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                if isinstance(value, Formula):
                    said, want = cells[FIRST_ROW + at][column], value.value
                    same = (
                        said == want
                        if isinstance(want, str)
                        else abs(Decimal(str(said)) - Decimal(want)) < Decimal("0.000001")
                    )
                    if not same:
                        wrong.append(f"{path.name} {sheet.name} {value.text}: {said}, not {want}")
    return wrong


def test_an_office_program_opens_every_file_and_calculates_the_data(
    program: str, tmp_path: Path
) -> None:
    reports, books = made()
    files = []
    for name, report in reports.items():
        files.append(tmp_path / f"{name}.docx")
        files[-1].write_bytes(write_report_docx(report))
    for name, book in books.items():
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(write_databook(forgetful(book)))
    pdfs = converted(program, tmp_path, "pdf", files)
    for file in files:
        with pypdfium2.PdfDocument(pdfs / f"{file.stem}.pdf") as pdf:
            said = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert "Kota Serang" in said, file.name
        assert "CONTOH" in said.upper(), file.name
        assert "#NAME" not in said, file.name
    saved = converted(program, tmp_path, "xlsx", [one for one in files if one.suffix == ".xlsx"])
    wrong = [
        line for name, book in books.items() for line in calculated(saved / f"{name}.xlsx", book)
    ]
    assert wrong == []
