"""Which deadline holds for a city, how much time it leaves, and the verbs that set one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layak.accounts.models import User
from layak.assessments.models import Assessment, Cycle, Deadline, Stage
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.lib.numbers import format_decimal
from layak.organizations.models import Kind, Organization

PLACES = (Kind.NATION, Kind.PROVINCE, Kind.CITY)
# A calendar slips by a year or two; anything further away is a mistyped year.
YEARS_BEFORE, YEARS_AFTER = 1, 3

Holding = Mapping[Stage, Deadline]


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as one city reads it; ``left`` is negative once it has passed."""

    stage: Stage
    closes_at: datetime
    zone: str
    source: str
    place: str
    left: timedelta

    @property
    def late(self) -> bool:
        """Half-open: at ``closes_at`` itself it is late."""
        return self.left <= timedelta()

    @property
    def said(self) -> str:
        """How much time is left, or how late it is: "12 hari lagi", "terlambat 3 jam"."""
        span = abs(self.left)
        days, hours, minutes = span.days, span // timedelta(hours=1), span // timedelta(minutes=1)
        if days >= 2:
            shown = format_decimal(Decimal(days), 0)
            amount = ngettext("%(n)s hari", "%(n)s hari", days) % {"n": shown}
        elif hours >= 1:
            amount = ngettext("%(n)s jam", "%(n)s jam", hours) % {"n": hours}
        else:
            amount = ngettext("%(n)s menit", "%(n)s menit", minutes) % {"n": minutes}
        pattern = _("terlambat %(amount)s") if self.late else _("%(amount)s lagi")
        return pattern % {"amount": amount}


def holding(city: Organization, cycle: Cycle) -> Holding:
    """The deadline of each stage that holds for a city: its own, else its province's or nation's.

    In one query; a stage without any deadline is left out.
    """
    return holding_many([city], cycle)[city.pk]


def holding_many(cities: Iterable[Organization], cycle: Cycle) -> dict[int, Holding]:
    """``holding`` of many cities, by their keys, in one query."""
    lines = {city.pk: _line_above(city.path) for city in cities}
    paths = {path for line in lines.values() for path in line}
    by_place: dict[str, dict[Stage, Deadline]] = {}
    for row in Deadline.objects.filter(cycle=cycle, organization__path__in=paths).select_related(
        "organization"
    ):
        by_place.setdefault(row.organization.path, {})[Stage(row.stage)] = row
    found: dict[int, Holding] = {}
    for city, line in lines.items():
        held: dict[Stage, Deadline] = {}
        # The nation first, so that a nearer place's deadline takes its place.
        for path in line:
            held |= by_place.get(path, {})
        found[city] = held
    return found


def next_for(assessment: Assessment, at: datetime) -> Due | None:
    """The deadline of a sheet's current stage, or None; in one query.

    The sheet comes with its city, cycle and instrument. The calendar of a cycle is that of the
    award with levels; nobody has published one of an award without.
    """
    if not assessment.instrument.ranked:
        return None
    city = assessment.city
    row = holding(city, assessment.cycle).get(Stage(assessment.stage))
    return due(row, city, at) if row else None


def due(row: Deadline, city: Organization, at: datetime) -> Due:
    """A deadline as a city reads it at an instant."""
    return Due(
        stage=Stage(row.stage),
        closes_at=row.closes_at,
        zone=city.timezone,
        source=row.source,
        place=row.organization.name,
        left=row.closes_at - at,
    )


def _line_above(path: str) -> list[str]:
    """The paths from the nation down to a place."""
    labels = path.split(".")
    return [".".join(labels[:depth]) for depth in range(1, len(labels) + 1)]


@transaction.atomic
def set_deadline(
    place: Organization,
    cycle: Cycle,
    stage: Stage,
    *,
    closes_at: datetime,
    source: str,
    actor: User | None,
    at: datetime,
    opens_at: datetime | None = None,
    note: str = "",
) -> Deadline:
    """Set when a stage ends at a place and for all below it that have none of their own."""
    if place.kind not in PLACES:
        raise Refusal(_("Tenggat ditetapkan untuk nasional, provinsi, kota atau kabupaten."))
    # Two keepers may set it at once: one after the other, so that the second hears of the first.
    Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if Deadline.objects.filter(cycle=cycle, organization=place, stage=stage).exists():
        raise Refusal(
            _("%(place)s sudah punya tenggat %(stage)s untuk siklus ini; ubah yang ada.")
            % {"place": place.name, "stage": stage.label}
        )
    row = Deadline(cycle=cycle, organization=place, stage=stage)
    _write(row, opens_at, closes_at, source, note)
    detail = {"year": cycle.year, "stage": stage, "closes_at": closes_at.isoformat()}
    with record("deadline.set", place, actor=actor, at=at, reason=source, detail=detail):
        row.save()
    return row


@transaction.atomic
def change_deadline(
    row: Deadline,
    *,
    closes_at: datetime,
    source: str,
    actor: User,
    at: datetime,
    opens_at: datetime | None = None,
    note: str = "",
) -> Deadline:
    """Move a deadline, or mend what is said of it; what it was before stays in its history."""
    row = Deadline.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=row.pk)
    detail = {"from": row.closes_at.isoformat(), "to": closes_at.isoformat()}
    _write(row, opens_at, closes_at, source, note)
    with record("deadline.changed", row, actor=actor, at=at, reason=source, detail=detail):
        row.save()
    return row


@transaction.atomic
def remove_deadline(row: Deadline, *, actor: User, at: datetime) -> None:
    """Take a deadline away: the one of the place above holds again."""
    detail = {"stage": row.stage, "closes_at": row.closes_at.isoformat(), "source": row.source}
    with record("deadline.removed", row.organization, actor=actor, at=at, detail=detail):
        row.delete()


def _write(
    row: Deadline, opens_at: datetime | None, closes_at: datetime, source: str, note: str
) -> None:
    source = " ".join(source.split())
    if not source:
        raise Refusal(_("Sumber tenggat belum diisi, misalnya nomor surat edarannya."))
    if opens_at is not None and closes_at <= opens_at:
        raise Refusal(_("Tenggat harus sesudah mulainya."))
    year = row.cycle.year
    if not year - YEARS_BEFORE <= closes_at.year <= year + YEARS_AFTER:
        raise Refusal(
            _("Tahun tenggat %(found)s terlalu jauh dari siklus %(year)s.")
            % {"found": closes_at.year, "year": year}
        )
    row.opens_at, row.closes_at, row.source, row.note = opens_at, closes_at, source, note.strip()
