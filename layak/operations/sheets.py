"""Find a city's sheet, or open it with the newest published instrument that sets levels."""

from datetime import datetime

from django.utils.translation import gettext as _

from layak.assessments.models import Assessment, Cycle
from layak.assessments.services import open_sheet
from layak.instruments.models import Instrument
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization

EARLIEST, LATEST = 2006, 2100


def sheet_for(region_code: str, year: int, *, at: datetime) -> Assessment:
    """Return the sheet of a city and year, opening what is missing.

    Evidence speaks of the two years before the cycle unless the cycle says otherwise.
    """
    city = Organization.objects.filter(kind=Kind.CITY, region_code=region_code).first()
    if city is None:
        raise Refusal(
            _("Tidak ada kota atau kabupaten dengan kode %(code)s.") % {"code": region_code}
        )
    if not EARLIEST <= year <= LATEST:
        raise Refusal(_("%(year)s bukan tahun siklus.") % {"year": year})
    found = (
        Assessment.objects.filter(city=city, cycle__year=year)
        .select_related("city", "cycle", "instrument")
        .leading_first()
        .first()
    )
    if found is not None:
        return found
    instrument = Instrument.objects.published().leading_first().first()
    if instrument is None:
        raise Refusal(_("Belum ada instrumen yang terbit."))
    cycle, _created = Cycle.objects.get_or_create(
        year=year, defaults={"first_evidence_year": year - 2, "last_evidence_year": year - 1}
    )
    return open_sheet(city, cycle, instrument, actor=None, at=at)
