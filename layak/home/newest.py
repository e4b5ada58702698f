"""The newest sheet of a city, as every page tells of it that is about no other sheet."""

from django.db import connection

from layak.assessments.models import Assessment, Cycle
from layak.instruments.edition import UNKNOWN_LEVELS
from layak.instruments.models import Instrument
from layak.organizations.models import Organization

# In the order of ``leading_first``. Written out, as a page without a sheet of its own asks for it
# each time: to put it together from querysets takes five times as long as to answer it.
_NEWEST = """
SELECT s.id, s.city_id, s.cycle_id, s.instrument_id, s.example, o.name, c.year, i.code
  FROM organizations_organization o
  JOIN assessments_assessment s ON s.city_id = o.id
  JOIN assessments_cycle c ON c.id = s.cycle_id
  JOIN instruments_instrument i ON i.id = s.instrument_id
 WHERE o.path = %s
 ORDER BY c.year DESC, i.level_rule = %s, s.id
 LIMIT 1
"""


def newest_sheet(city: str) -> Assessment | None:
    """The newest sheet of a city by its path, with the names of what it is about.

    Whoever works in a city sees its sheets (``visible_to``); nobody else asks for them here.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [city, UNKNOWN_LEVELS])
        row = cursor.fetchone()
    if row is None:
        return None
    *own, name, year, code = row
    _key, place, cycle, instrument, _example = own
    alias = connection.alias
    # Values stand in the order of the model's fields.
    known = ["id", "city_id", "cycle_id", "instrument_id", "example"]
    sheet = Assessment.from_db(alias, known, own)
    sheet.city = Organization.from_db(alias, ["id", "name"], [place, name])
    sheet.cycle = Cycle.from_db(alias, ["id", "year"], [cycle, year])
    sheet.instrument = Instrument.from_db(alias, ["id", "code"], [instrument, code])
    return sheet
