"""The log of one sheet: what an auditor asks it for, and how it is written to a file."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import StringIO
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from layak.accounts.models import OVERSEERS, Membership, User
from layak.assessments.models import Answer, Assessment, Delivery, Misplacement, Placement
from layak.assessments.querysets import AssessmentQuerySet
from layak.audit.models import Entry
from layak.audit.services import subject_of
from layak.audit.verbs import words
from layak.evidence.models import Evidence
from layak.lib.errors import Refusal
from layak.reviews.models import RemedialWindow

# A cell that a spreadsheet would take for a formula is written as text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def audited_by(user: User) -> AssessmentQuerySet:
    """Sheets whose whole log a person may read: of the cities they oversee."""
    above = Membership.objects.filter(
        user=user, role__in=OVERSEERS, organization__path__above=OuterRef("city__path")
    )
    return Assessment.objects.filter(Exists(above))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor asks for; days are the city's, both included. Empty is everything."""

    person: int | None = None
    verb: str = ""
    since: date | None = None
    until: date | None = None
    code: str = ""

    @property
    def query(self) -> str:
        """The same as parameters of an address."""
        said = {
            "orang": self.person or "",
            "tindakan": self.verb,
            "sejak": self.since.isoformat() if self.since else "",
            "sampai": self.until.isoformat() if self.until else "",
            "pertanyaan": self.code,
        }
        return urlencode({name: value for name, value in said.items() if value})


def wanted(given: Mapping[str, str]) -> Wanted:
    """Read the parameters of an address. Raises ``Refusal`` with a sentence for a wrong day."""
    person = given.get("orang", "")
    found = Wanted(
        person=int(person) if person.isdecimal() and len(person) < 10 else None,
        verb=given.get("tindakan", ""),
        since=_day(given.get("sejak", "")),
        until=_day(given.get("sampai", "")),
        code=given.get("pertanyaan", "").strip()[:16],
    )
    if found.since and found.until and found.until < found.since:
        raise Refusal(_("Hari terakhir lebih awal daripada hari pertama."))
    return found


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(_("“%(text)s” bukan tanggal.") % {"text": text}) from error


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a page shows it; ``url`` is the page that tells more, or empty."""

    entry: Entry
    what: str
    who: str
    code: str
    about: str
    url: str


class Logbook:
    """What was done with a sheet, its answers, documents, windows and hand-overs."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    @cached_property
    def codes(self) -> dict[str, str]:
        """The code of each question, by the name its answer has in the log."""
        rows = Answer.objects.filter(assessment=self.assessment).order_by("question__position")
        label = Answer._meta.label_lower
        return {f"{label}:{pk}": code for pk, code in rows.values_list("pk", "question__code")}

    @cached_property
    def windows(self) -> dict[str, int]:
        rows = RemedialWindow.objects.filter(assessment=self.assessment)
        label = RemedialWindow._meta.label_lower
        return {f"{label}:{pk}": pk for pk in rows.values_list("pk", flat=True)}

    @cached_property
    def documents(self) -> dict[str, str]:
        """Names of the documents that lie, or were thought to lie wrong, on the sheet."""
        placed = Placement.objects.filter(answer__assessment=self.assessment).values("evidence")
        wrong = Misplacement.objects.filter(assessment=self.assessment).values("evidence")
        rows = Evidence.objects.filter(pk__in=placed.union(wrong))
        label = Evidence._meta.label_lower
        return {f"{label}:{pk}": name for pk, name in rows.values_list("pk", "name")}

    @cached_property
    def _others(self) -> list[str]:
        rows = Delivery.objects.filter(assessment=self.assessment).values_list("pk", flat=True)
        label = Delivery._meta.label_lower
        return [subject_of(self.assessment), *(f"{label}:{pk}" for pk in rows)]

    def all(self) -> QuerySet[Entry]:
        """Every entry about the sheet, newest first."""
        subjects = [*self._others, *self.codes, *self.windows, *self.documents]
        return Entry.objects.filter(subject__in=subjects).order_by("-at", "-pk")

    def entries(self, asked: Wanted) -> QuerySet[Entry]:
        """The entries that are asked for, newest first."""
        rows = self.all().select_related("actor")
        zone = ZoneInfo(self.assessment.city.timezone)
        if asked.person:
            rows = rows.filter(actor=asked.person)
        if asked.verb:
            rows = rows.filter(verb=asked.verb)
        if asked.since:
            rows = rows.filter(at__gte=datetime.combine(asked.since, time(), zone))
        if asked.until:
            # The whole last day belongs to it.
            rows = rows.filter(
                at__lt=datetime.combine(asked.until + timedelta(days=1), time(), zone)
            )
        if asked.code:
            wanted_code = asked.code.casefold()
            keys = [key for key, code in self.codes.items() if code.casefold() == wanted_code]
            rows = rows.filter(subject__in=keys)
        return rows

    def people(self) -> list[tuple[int, str]]:
        """Who did anything on the sheet, by name."""
        rows = self.all().order_by().exclude(actor=None).values_list("actor", flat=True).distinct()
        return list(User.objects.filter(pk__in=rows).order_by("name").values_list("pk", "name"))

    def verbs(self) -> list[tuple[str, str]]:
        """What was done on the sheet, by its words."""
        found = self.all().order_by().values_list("verb", flat=True).distinct()
        return sorted(((verb, words(verb)) for verb in found), key=lambda one: one[1])

    def line(self, entry: Entry) -> Line:
        """An entry in words."""
        code = self.codes.get(entry.subject, "")
        return Line(
            entry,
            what=words(entry.verb),
            who=entry.actor.get_full_name() if entry.actor else "Layak",
            code=code,
            about=self.documents.get(entry.subject, ""),
            url=self._url(entry.subject, code),
        )

    def _url(self, subject: str, code: str) -> str:
        if code:
            return reverse("answer-history", args=[self.assessment.pk, code])
        if subject in self.windows:
            return reverse("window-history", args=[self.windows[subject]])
        return ""


def as_csv(book: Logbook, asked: Wanted) -> Iterator[str]:
    """The entries asked for as CSV, a line at a time: instants in the city's zone, a point for
    decimals, ``detail`` as JSON."""
    zone = ZoneInfo(book.assessment.city.timezone)
    # Spreadsheets take a file without this mark for another encoding.
    yield "\ufeff" + _row(
        ["at", "who", "verb", "what", "question", "about", "reason", "subject", "detail"]
    )
    for entry in book.entries(asked).iterator(chunk_size=2_000):
        line = book.line(entry)
        detail = json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""
        yield _row(
            [
                entry.at.astimezone(zone).isoformat(timespec="milliseconds"),
                line.who,
                entry.verb,
                line.what,
                line.code,
                line.about,
                entry.reason,
                entry.subject,
                detail,
            ]
        )


def _row(cells: list[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(
        [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    )
    return written.getvalue()
