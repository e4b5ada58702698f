"""Which bodies and channels of the city an answer is to name, and which it forgets.

What a question asks for is part of its instrument (``must_mention``); what the city has is in the
registry of facilities.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layak.assessments.models import Answer, Assessment
from layak.facilities.mentions import unmentioned
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.queries import known
from layak.instruments.models import Instrument

# More names than this are counted instead of listed.
LISTED = 12


@dataclass(frozen=True, slots=True)
class MentionCheck:
    """The rule of one question against one answer; ``registry`` is where the kind is listed."""

    title: str
    kind: FacilityKind
    known: Sequence[Facility]
    missing: Sequence[Facility]
    registry: str

    @property
    def met(self) -> bool:
        return bool(self.known) and not self.missing

    @property
    def sentence(self) -> str:
        """What is registered and not named: "Terdaftar tetapi belum disebut: ..."."""
        if not self.known:
            said = {"kind": self.kind.label}
            return _("Belum ada yang terdaftar sebagai %(kind)s di kota ini.") % said
        if not self.missing:
            return _("Semua yang terdaftar sudah disebut.")
        return _("Terdaftar tetapi belum disebut: %(names)s.") % {"names": self._names}

    @property
    def _names(self) -> str:
        names = ", ".join(facility.name for facility in self.missing[:LISTED])
        left = len(self.missing) - LISTED
        if left <= 0:
            return names
        return _("%(names)s dan %(left)s lainnya") % {"names": names, "left": left}


def mention_check(answer: Answer, text: str, at: datetime) -> MentionCheck | None:
    """Hold an answer's text against what its city has; None where the question asks for none."""
    return Mentions(answer.assessment, at).check(answer.question.must_mention, text)


def text_of(note: str, matrix: Iterable[Mapping[str, Any]]) -> str:
    """All that an answer says: its narrative and every cell of its table."""
    cells = (str(value) for row in matrix for value in row.values() if value is not None)
    return "\n".join([note, *cells])


class Mentions:
    """The rules of a sheet's instrument and what its city has of each kind, each read once."""

    def __init__(self, assessment: Assessment, at: datetime) -> None:
        self._assessment = assessment
        self._at = at
        self._known: dict[FacilityKind, Sequence[Facility]] = {}

    def check(self, rule: str, text: str) -> MentionCheck | None:
        """Hold a text against the rule of that code. One query for a kind not met before."""
        if not rule:  # most questions have none, and the instrument is large to read
            return None
        narrative = _narrative(self._assessment.instrument, rule)
        if narrative is None:
            return None
        kind = FacilityKind(narrative["subject"])
        if kind not in self._known:
            self._known[kind] = known(self._assessment.city, kind, self._at)
        where = {"kota": self._assessment.city.region_code, "jenis": kind.value}
        english = (get_language() or "").startswith("en")
        return MentionCheck(
            title=(narrative["name_en"] if english else "") or narrative["name"],
            kind=kind,
            known=self._known[kind],
            missing=unmentioned(text, self._known[kind]),
            registry=f"{reverse('facility-list')}?{urlencode(where)}",
        )


def _narrative(instrument: Instrument, rule: str) -> Mapping[str, str] | None:
    """The rule of an instrument by its code, where its subject is a kind of our registry."""
    kinds = set(FacilityKind.values)
    return next(
        (one for one in instrument.narratives if one["code"] == rule and one["subject"] in kinds),
        None,
    )
