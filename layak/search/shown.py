"""Documents as a list of hits tells of them: what they are, whose, and how often they are used."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from layak.evidence.models import DocumentKind, Evidence


class Document(NamedTuple):
    """One document, without any text. ``city`` and ``office`` are keys, ``kind`` what was read.

    ``answers``: in how many answers it is used, of all years; ``personal``: whether personal data
    was found in it.
    """

    key: int
    city: int
    office: int
    name: str
    file_kind: str
    received_at: datetime
    zone: str
    giver: str
    kind: str
    number: str
    first_year: int | None
    last_year: int | None
    personal: bool
    answers: int

    @property
    def called(self) -> str:
        """Its kind in the reader's language; where none was read, that of its file.

        Not by ``get_kind_display``, which translates every kind there is to say one.
        """
        if self.kind:
            return str(DocumentKind(self.kind).label)
        return str(Evidence.Kind(self.file_kind).label)


# Written out: put together from querysets, it made a hundred objects for twenty lines of a page and
# took three times as long.
_DOCUMENTS = """
SELECT e.id, e.city_id, e.organization_id, e.name, e.kind, e.received_at, c.timezone,
       coalesce(nullif(o.short_name, ''), o.name), coalesce(f.kind, ''), coalesce(f.number, ''),
       f.first_year, f.last_year,
       EXISTS (SELECT FROM evidence_personaldata p WHERE p.evidence_id = e.id),
       (SELECT count(*) FROM assessments_placement l WHERE l.evidence_id = e.id)
  FROM evidence_evidence e
  JOIN organizations_organization c ON c.id = e.city_id
  JOIN organizations_organization o ON o.id = e.organization_id
  LEFT JOIN evidence_facts f ON f.evidence_id = e.id
 WHERE e.id = ANY(%s)
"""


def documents(keys: Iterable[int]) -> dict[int, Document]:
    """Documents by key. Whether a person may know of them is the caller's to ask."""
    with connection.cursor() as cursor:
        cursor.execute(_DOCUMENTS, [list(keys)])
        return {row[0]: Document._make(row) for row in cursor.fetchall()}
