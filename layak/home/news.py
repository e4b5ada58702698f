"""What every page tells beside the sheet at hand: its awards, a window that runs, what waits."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from layak.accounts.models import User
from layak.assessments.models import Assessment, Misplacement
from layak.assessments.querysets import UNDECIDED
from layak.home.places import Places
from layak.instruments.edition import UNKNOWN_LEVELS

# Written out, as every page asks for it: to put it together from querysets takes ten times as long
# as to answer it. The window may be that of another year's sheet of the city.
_NEWS = """
SELECT beside.keys, beside.codes, w.id, w.closes_at,
       (SELECT count(*) FROM assessments_misplacement m
         WHERE m.assessment_id = s.id AND m.status = ANY(%(undecided)s))
  FROM assessments_assessment s
  CROSS JOIN LATERAL (
       SELECT array_agg(b.id ORDER BY i.level_rule = %(unknown)s, b.id) AS keys,
              array_agg(i.code ORDER BY i.level_rule = %(unknown)s, b.id) AS codes
         FROM assessments_assessment b
         JOIN instruments_instrument i ON i.id = b.instrument_id
        WHERE b.city_id = s.city_id AND b.cycle_id = s.cycle_id) beside
  LEFT JOIN LATERAL (
       SELECT w.id, w.closes_at
         FROM reviews_remedialwindow w
         JOIN assessments_assessment o ON o.id = w.assessment_id
        WHERE o.city_id = s.city_id AND w.opened_at <= %(at)s AND w.closes_at > %(at)s
        ORDER BY w.closes_at
        LIMIT 1) w ON true
 WHERE s.id = %(sheet)s
"""


@dataclass(frozen=True, slots=True)
class News:
    """What is told beside a sheet.

    ``awards`` are the sheets of the same city and year, as key and code of the instrument, those
    with levels first; ``window`` is the key of the window that ends next and ``ends`` when;
    ``waiting`` are the documents that wait for this reader to say where they belong.
    """

    awards: tuple[tuple[int, str], ...] = ()
    window: int | None = None
    ends: datetime | None = None
    waiting: int = 0


def news_of(sheet: Assessment, user: User, places: Places, at: datetime) -> News:
    """In one query; for an office of whose sheet documents wait in two."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWS,
            {
                "sheet": sheet.pk,
                "at": at,
                "undecided": UNDECIDED,
                "unknown": UNKNOWN_LEVELS,
            },
        )
        keys, codes, window, ends, waiting = cursor.fetchone()
    # Who oversees the sheet sees all that wait; an office those that it may decide on.
    if waiting and not places.oversees:
        rows = Misplacement.objects.filter(assessment=sheet).undecided()
        waiting = rows.visible_to(user).editable_by(user).distinct().count()
    return News(tuple(zip(keys, codes, strict=True)), window, ends, waiting)
