"""Note what became of each item in an earlier year, from a table that is checked first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.activities.models import FollowUp
from layak.assessments.models import Assessment, Stage
from layak.audit.services import record
from layak.instruments import queries as instruments
from layak.instruments.models import Instrument
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization
from layak.scorecards.past_sheets import PastSheet
from layak.scorecards.statements import SOURCE_LENGTH, score_of
from layak.scorecards.tables import Line, read_lines

# A table's columns, by the stage they are of.
CODE = ("kode", "butir", "code")
POINTS: Mapping[Stage, tuple[str, ...]] = {
    Stage.SELF: ("mandiri", "self"),
    Stage.ADMINISTRATIVE: ("administrasi", "administrative"),
    Stage.FIELD: ("lapangan", "field"),
    Stage.FINAL: ("final", "akhir"),
}
CAUSES: Mapping[Stage, tuple[str, ...]] = {
    Stage.ADMINISTRATIVE: ("alasan administrasi", "administrative_cause"),
    Stage.FIELD: ("alasan lapangan", "field_cause"),
    Stage.FINAL: ("alasan final", "final_cause"),
}

Texts = Mapping[str, Mapping[str, str]]  # by stage, then by item code


@dataclass(frozen=True, slots=True)
class PastYear:
    """What a source tells of a year: by item of ``instrument``, or totals of an ``edition``."""

    year: int
    source: str
    instrument: Instrument | None = None
    edition: str = ""
    points: Texts = field(default_factory=dict)
    causes: Texts = field(default_factory=dict)
    totals: Mapping[str, str] = field(default_factory=dict)
    example: bool = False


def read_items(data: bytes, instrument: Instrument) -> tuple[Texts, Texts]:
    """Read points and causes by item from CSV or XLSX.

    Raises ``Refusal`` with everything that is wrong, each with its row.
    """
    wrong: list[str] = []
    points: dict[str, dict[str, str]] = {}
    causes: dict[str, dict[str, str]] = {}
    known = instruments.rubric(instrument).items
    seen: set[str] = set()
    for line in _lines(data):
        code = _cell(line, CODE)
        if code not in known or code in seen:
            text = _("butir “%(code)s” ditulis dua kali") if code in seen else ""
            wrong.append(_at(line, (text or _("butir “%(code)s” tidak dikenal")) % {"code": code}))
            continue
        seen.add(code)
        for stage, names in POINTS.items():
            if (value := _points(line, names, wrong)) is not None:
                points.setdefault(stage.value, {})[code] = str(value)
        for stage, names in CAUSES.items():
            if typed := _cell(line, names):
                cause = _cause(typed)
                if cause is None:
                    wrong.append(
                        _at(line, _("alasan “%(cause)s” tidak dikenal") % {"cause": typed})
                    )
                else:
                    causes.setdefault(stage.value, {})[code] = cause
    if not points.get(Stage.SELF) and not wrong:
        wrong.append(_("Tidak ada nilai mandiri di tabel ini."))
    if wrong:
        raise Refusal(" ".join(wrong))
    return points, causes


def _lines(data: bytes) -> Sequence[Line]:
    lines = read_lines(data)
    if not lines[0].cells.keys() & set(CODE):
        raise Refusal(
            _("Kolom %(names)s tidak ada. Judul kolom ada di baris pertama.")
            % {"names": f"“{CODE[0]}”"}
        )
    return lines


def _cell(line: Line, names: Sequence[str]) -> str:
    return next((line.cells[name].strip() for name in names if line.cells.get(name)), "")


def _cause(typed: str) -> str | None:
    """A reason as verifiers name it, in the reader's language, or its code."""
    plain = typed.casefold()
    return next(
        (
            str(value)
            for value, label in FollowUp.Cause.choices
            if plain in {str(value), str(label).casefold()}
        ),
        None,
    )


def _points(line: Line, names: Sequence[str], wrong: list[str]) -> Decimal | None:
    try:
        return score_of(_cell(line, names))
    except Refusal as refusal:
        wrong.append(_at(line, str(refusal)))
        return None


def _at(line: Line, what: str) -> str:
    return _("Baris %(number)s: %(what)s.") % {"number": line.number, "what": what.rstrip(".")}


@transaction.atomic
def note_past_sheet(
    city: Organization, told: PastYear, *, actor: User | None, at: datetime
) -> PastSheet:
    """Keep a year of a city. What was kept of it before lies in the history."""
    if city.kind != Kind.CITY:
        raise Refusal(_("Hasil hanya dicatat untuk kota atau kabupaten."))
    if not told.source.strip() or len(told.source) > SOURCE_LENGTH:
        raise Refusal(
            _("Sumber wajib diisi, paling panjang %(most)s huruf.") % {"most": SOURCE_LENGTH}
        )
    # Two people may note the same year at once.
    Organization.objects.select_for_update().get(pk=city.pk)
    kept = PastSheet.objects.filter(
        city=city, year=told.year, instrument=told.instrument, edition=told.edition
    ).first()
    if Assessment.objects.filter(
        city=city, cycle__year=told.year, instrument__levels__isnull=False
    ).exists():
        raise Refusal(
            _("Tahun %(year)s punya lembar di Layak; nilainya dibaca dari sana.")
            % {"year": told.year}
        )
    sheet = kept or PastSheet(
        city=city, year=told.year, instrument=told.instrument, edition=told.edition
    )
    sheet.points, sheet.causes = dict(told.points), dict(told.causes)
    sheet.totals, sheet.example = dict(told.totals), told.example
    sheet.source = told.source.strip()
    sheet.entered_by, sheet.entered_at = actor, at
    with record("past_sheet.noted", city, actor=actor, at=at, detail={"year": told.year}):
        sheet.save()
    return sheet


@transaction.atomic
def remove_past_sheet(sheet: PastSheet, *, actor: User, at: datetime) -> None:
    """Take a noted year away; the history keeps it."""
    with record("past_sheet.removed", sheet.city, actor=actor, at=at, detail={"year": sheet.year}):
        sheet.delete()
