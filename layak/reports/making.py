"""Which document each kind of report is, as plain data ready for the press."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from layak.documents.databook import DataBook
from layak.documents.report import Report
from layak.organizations.models import Organization
from layak.reports.city import CityData
from layak.reports.gathering import city_of_sheet, city_of_snapshot
from layak.reports.kla import kla_report
from layak.reports.kla_book import kla_book
from layak.reports.league import league_book, league_report, read_league
from layak.reports.models import Format, Kind, Rendering
from layak.reports.offices import offices_book, offices_report, read_offices
from layak.reports.recap import leader_page, recap_book, recap_report

# The one page is no table to calculate with.
FORMATS = {
    Kind.KLA: (Format.PDF, Format.DOCX, Format.XLSX),
    Kind.RECAP: (Format.PDF, Format.DOCX, Format.XLSX),
    Kind.OFFICES: (Format.PDF, Format.DOCX, Format.XLSX),
    Kind.LEADER: (Format.PDF, Format.DOCX),
    Kind.LEAGUE: (Format.PDF, Format.DOCX, Format.XLSX),
}
# Who has what is told as it is now, never from a snapshot.
OF_A_SNAPSHOT = (Kind.KLA, Kind.RECAP, Kind.LEADER)
OF_A_SHEET = (Kind.KLA, Kind.RECAP, Kind.OFFICES, Kind.LEADER)


def document_of(rendering: Rendering, *, at: datetime) -> Report | DataBook:
    """Gather what a report says and lay it out. Always in Indonesian: these are official papers.

    Raises ``Refusal`` when it cannot be told.
    """
    book = rendering.format == Format.XLSX
    with translation.override("id"):
        match Kind(rendering.kind):
            case Kind.LEAGUE:
                province, year = rendering.province, rendering.year
                if province is None or year is None:
                    raise ValueError("a league table is of a province and a year")
                league = read_league(province, year, day=_day(province, at))
                return league_book(league) if book else league_report(league)
            case Kind.OFFICES:
                if rendering.assessment is None:
                    raise ValueError("a recap of offices is of a sheet")
                offices = read_offices(rendering.assessment, at=at)
                return offices_book(offices) if book else offices_report(offices)
            case Kind.KLA:
                data = _city(rendering, at)
                return kla_book(data) if book else kla_report(data)
            case Kind.RECAP:
                data = _city(rendering, at)
                return recap_book(data) if book else recap_report(data)
            case Kind.LEADER:
                return leader_page(_city(rendering, at))


def _city(rendering: Rendering, at: datetime) -> CityData:
    if rendering.snapshot is not None:
        return city_of_snapshot(rendering.snapshot)
    if rendering.assessment is None:
        raise ValueError("a report is of a sheet or of its snapshot")
    return city_of_sheet(rendering.assessment, at=at)


def _day(place: Organization, at: datetime) -> date:
    return at.astimezone(ZoneInfo(place.timezone or settings.TIME_ZONE)).date()


def file_name(rendering: Rendering) -> str:
    """What a download is called: ``laporan-kla_kota-serang_2023_field.pdf``."""
    if rendering.assessment is not None:
        sheet = rendering.assessment
        parts = [sheet.city.name, str(sheet.cycle.year)]
        parts += [rendering.snapshot.stage] if rendering.snapshot else []
        parts += ["contoh"] if sheet.example else []
    else:
        parts = [rendering.province.name if rendering.province else "", str(rendering.year)]
    plain = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts]
    return "_".join([_stem(rendering), *plain]) + f".{rendering.format}"


def _stem(rendering: Rendering) -> str:
    if rendering.kind == Kind.KLA and rendering.assessment is not None:
        return f"laporan-{rendering.assessment.instrument.award.lower()}"
    return _STEMS[Kind(rendering.kind)]


_STEMS = {
    Kind.RECAP: "rekap-mandiri",
    Kind.OFFICES: "rekap-opd",
    Kind.LEADER: "ringkasan",
    Kind.LEAGUE: "peringkat",
}
