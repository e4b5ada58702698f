"""Verbs that change figures. Every figure keeps what it was, who changed it and why."""

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.measures.figures import share_of
from layak.measures.groups import is_group
from layak.measures.models import Dismissal, Measure, Observation, Source, city_path
from layak.measures.periods import Period
from layak.measures.reach import AREAS, reach_of
from layak.measures.rules import Rule
from layak.organizations.models import Kind, Organization

MOST_REASON = 300
# The number of an identity card or family card: a figure speaks of many, never of one.
_PERSONAL_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")


@dataclass(frozen=True, slots=True)
class Said:
    """What one figure says. ``value`` None: the share of the two counts.

    Shares are percent; ``coverage`` is percent of the target that was entered.
    """

    period: Period
    source: Source
    group: str = ""
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    coverage: Decimal | None = None
    method: str = ""
    citation: str = ""
    note: str = ""


NAMES = tuple(field.name for field in fields(Said))


@transaction.atomic
def enter(
    measure: Measure, region: Organization, said: Said, *, actor: User | None, at: datetime
) -> Observation:
    """Enter a figure. Raises ``Refusal`` where the same source already says one there and then."""
    if region.kind not in AREAS:
        raise Refusal(_("“%(name)s” bukan wilayah.") % {"name": region.name})
    said = checked(measure, said)
    observation = Observation(measure=measure, region=region, level=region.kind)
    observation.city, observation.province = _places_of(region)
    _refuse_outsiders(observation, actor)
    _refuse_twice(observation, said)
    _write(observation, said, actor, at)
    with record("observation.entered", actor=actor, at=at) as detail:
        observation.save()
        detail.update(observation=observation.pk, measure=measure.code)
    return observation


@transaction.atomic
def change(
    observation: Observation, said: Said, reason: str, *, actor: User | None, at: datetime
) -> Observation:
    """Correct a figure; what it said before is kept. Nothing is written when nothing differs."""
    rows = Observation.objects.select_related("measure", "region", "source")
    observation = rows.select_for_update(of=("self",)).get(pk=observation.pk)
    said = checked(observation.measure, said)
    _refuse_outsiders(observation, actor)
    if said_by(observation) == said:
        return observation
    reason = _reason(reason)
    _refuse_twice(observation, said)
    with record("observation.changed", observation, actor=actor, at=at, reason=reason):
        _write(observation, said, actor, at)
        observation.save()
    return observation


@transaction.atomic
def dismiss(
    observation: Observation, rule: Rule, reason: str, *, actor: User, at: datetime
) -> Dismissal:
    """Say why a figure is right although a rule doubts it; holds while the figure stays."""
    observation = Observation.objects.select_for_update().get(pk=observation.pk)
    reason = _reason(reason)
    row = Dismissal.objects.filter(observation=observation, rule=rule).first()
    row = row or Dismissal(observation=observation, rule=rule)
    row.value, row.reason, row.at, row.by = observation.value, reason, at, actor
    detail = {"rule": rule.value}
    with record("doubt.dismissed", observation, actor=actor, at=at, reason=reason, detail=detail):
        row.save()
    return row


def checked(measure: Measure, said: Said) -> Said:
    """The words tidied and the share worked out; raises ``Refusal`` with the first thing wrong.

    Only what no figure can be is refused; what is doubtful is taken and shown as doubtful.
    """
    method, citation, note = (_tidy(text) for text in (said.method, said.citation, said.note))
    if len(method) > 160 or len(citation) > 300:
        raise Refusal(_("Metode paling panjang 160 huruf, rujukan 300 huruf."))
    if any(_PERSONAL_NUMBER.search(text) for text in (method, citation, note)):
        raise Refusal(_("Jangan tulis NIK atau nomor KK; angka di sini tentang banyak orang."))
    if said.coverage is not None and not 0 <= said.coverage <= 100:
        raise Refusal(_("Cakupan adalah 0 sampai 100 persen."))
    if not is_group(said.group):
        raise Refusal(_("Kelompok “%(text)s” tidak dikenal.") % {"text": said.group})
    value = _value(measure, said)
    return replace(said, value=value, method=method, citation=citation, note=note)


def _value(measure: Measure, said: Said) -> Decimal:
    above, below = said.numerator, said.denominator
    if below is not None and above is None:
        raise Refusal(_("Penyebut diisi, pembilangnya belum."))
    if measure.is_share and above is not None and below is None:
        raise Refusal(_("Pembilang diisi, penyebutnya belum."))
    if said.value is not None:
        return said.value
    if not measure.is_share or above is None:
        raise Refusal(_("Nilai belum diisi."))
    share = share_of(above, below or 0)
    if share is None:
        raise Refusal(_("Penyebut nol: tidak ada yang dapat dibagi."))
    return share


def said_by(observation: Observation) -> Said:
    """What a figure says today."""
    return Said(**{name: getattr(observation, name) for name in NAMES})


def outside_reach() -> str:
    """The sentence for a figure that is in somebody else's hands."""
    return _("Ukuran atau wilayah ini diisi oleh kantor lain.")


def _refuse_outsiders(observation: Observation, actor: User | None) -> None:
    path = observation.region.path
    if actor is not None and not reach_of(actor).covers(observation.measure, path):
        raise Refusal(outside_reach())


def _refuse_twice(observation: Observation, said: Said) -> None:
    period = said.period
    same = Observation.objects.filter(
        region=observation.region,
        measure=observation.measure,
        starts=period.starts,
        ends=period.ends,
        source=said.source,
        group=said.group,
    )
    if same.exclude(pk=observation.pk).exists():
        words = {
            "source": said.source,
            "region": observation.region.title,
            "period": period.label,
        }
        raise Refusal(
            _("%(source)s sudah punya angka %(region)s untuk %(period)s. Ubah angka itu.") % words
        )


def _write(observation: Observation, said: Said, actor: User | None, at: datetime) -> None:
    for name in NAMES:
        if name != "period":
            setattr(observation, name, getattr(said, name))
    observation.starts, observation.ends = said.period.starts, said.period.ends
    observation.entered_at, observation.entered_by = at, actor


def _places_of(region: Organization) -> tuple[Organization | None, Organization | None]:
    """The city and the province of a region, itself included."""
    path = city_path(region.path)
    kinds = (Kind.CITY, Kind.PROVINCE)
    found = {row.kind: row for row in Organization.objects.filter(path__above=path, kind__in=kinds)}
    return found.get(Kind.CITY), found.get(Kind.PROVINCE)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal(_("Alasan belum diisi."))
    if len(reason) > MOST_REASON:
        raise Refusal(_("Alasan paling panjang 300 huruf."))
    return reason
