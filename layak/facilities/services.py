"""Verbs that change the registry of a city. Every row keeps what it was."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import User
from layak.audit.services import record
from layak.facilities.models import Facility, FacilityKind
from layak.facilities.reach import AREAS, reach_of
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization

# The number of an identity card or family card: it says who a person is, an office has none.
_PERSONAL_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said about a facility. Dates are days of the city's calendar; ``used`` None: unsaid.

    ``standard_on``, ``certificate`` and ``valid_until`` speak of a standard that is met.
    """

    kind: FacilityKind
    name: str
    region: Organization
    aliases: tuple[str, ...] = ()
    operator: Organization | None = None
    contact: str = ""
    standard_met: bool = False
    standard_on: date | None = None
    certificate: str = ""
    valid_until: date | None = None
    used: bool | None = None
    note: str = ""


FIELDS = tuple(field.name for field in fields(Facts))


def facts_of(facility: Facility) -> Facts:
    """What is said of a facility today."""
    said = {name: getattr(facility, name) for name in FIELDS}
    kind, aliases = FacilityKind(facility.kind), tuple(facility.aliases)
    return Facts(**{**said, "kind": kind, "aliases": aliases})


@transaction.atomic
def register(city: Organization, facts: Facts, *, actor: User | None, at: datetime) -> Facility:
    """Enter a facility of a city."""
    facts = checked(city, facts)
    _refuse_outsiders(city, facts, actor)
    lock(city)
    if (same := find_same(city, facts)) is not None:
        raise Refusal(already_there(same))
    facility = made(city, facts, actor=actor, at=at)
    detail = {"kind": facts.kind.value, "name": facts.name}
    with record("facility.registered", facility, actor=actor, at=at, detail=detail):
        facility.save()
    return facility


@transaction.atomic
def change(facility: Facility, facts: Facts, *, actor: User | None, at: datetime) -> Facility:
    """Say something else about a facility; what was said before is kept in its history.

    Nothing is written when nothing is different.
    """
    facility = _open_row(facility)
    facts = checked(facility.city, facts)
    _refuse_outsiders(facility.city, facts, actor)
    different = differences(facility, facts)
    if not different:
        return facility
    same = find_same(facility.city, facts)
    if same is not None and same.pk != facility.pk:
        raise Refusal(already_there(same))
    with record("facility.changed", facility, actor=actor, at=at, detail={"fields": different}):
        write(facility, facts, actor=actor, at=at)
    return facility


@transaction.atomic
def take_in(
    city: Organization,
    new: Sequence[Facts],
    changed: Sequence[tuple[Facility, Facts]] = (),
    *,
    actor: User | None,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Enter many at once under one entry, and change others. What each may be was decided before.

    All of it or nothing.
    """
    told = {**(detail or {}), "new": len(new), "changed": len(changed)}
    with record("facility.imported", city, actor=actor, at=at, detail=told):
        Facility.objects.bulk_create(
            [made(city, facts, actor=actor, at=at) for facts in new], batch_size=500
        )
    for facility, facts in changed:
        fields = {"fields": differences(facility, facts)}
        with record("facility.changed", facility, actor=actor, at=at, detail=fields):
            write(facility, facts, actor=actor, at=at)


@transaction.atomic
def close(facility: Facility, reason: str, *, actor: User | None, at: datetime) -> Facility:
    """Take a facility out of the counts from now on; its row and history stay."""
    facility = _open_row(facility)
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal(_("Alasan penutupan belum diisi."))
    with record("facility.closed", facility, actor=actor, at=at, reason=reason):
        facility.closed_at, facility.changed_at, facility.changed_by = at, at, actor
        facility.save(update_fields=["closed_at", "changed_at", "changed_by"])
    return facility


def checked(city: Organization, facts: Facts) -> Facts:
    """The facts with their texts tidied; raises ``Refusal`` with the first thing that is wrong."""
    facts = _tidied(facts)
    if not facts.name:
        raise Refusal(_("Nama fasilitas belum diisi."))
    if any(len(text) > 160 for text in (facts.name, facts.contact, *facts.aliases)):
        raise Refusal(_("Nama, nama lain, dan kontak paling panjang 160 huruf."))
    if len(facts.certificate) > 120:
        raise Refusal(_("Nomor SK atau sertifikat paling panjang 120 huruf."))
    if facts.region.kind not in AREAS or not _inside(city, facts.region):
        raise Refusal(_("“%(name)s” bukan wilayah %(city)s.") % _named(facts.region, city))
    operator = facts.operator
    if operator is not None and (operator.kind != Kind.AGENCY or not _inside(city, operator)):
        raise Refusal(_("“%(name)s” bukan OPD atau instansi %(city)s.") % _named(operator, city))
    if not facts.standard_met and (facts.standard_on or facts.valid_until or facts.certificate):
        raise Refusal(
            _("Tanggal dan nomor sertifikat hanya untuk fasilitas yang memenuhi standar.")
        )
    if facts.standard_on and facts.valid_until and facts.valid_until < facts.standard_on:
        raise Refusal(_("Masa berlaku berakhir sebelum standar ditetapkan."))
    texts = (facts.name, facts.contact, facts.note, *facts.aliases)
    if any(_PERSONAL_NUMBER.search(text) for text in texts):
        raise Refusal(_("Jangan tulis NIK atau nomor KK; cukup kontak kantor."))
    return facts


def differences(facility: Facility, facts: Facts) -> list[str]:
    """The names of the fields in which a facility differs from what is said now."""
    before = facts_of(facility)
    return [name for name in FIELDS if getattr(before, name) != getattr(facts, name)]


def find_same(city: Organization, facts: Facts) -> Facility | None:
    """The open facility of that kind and name in that area, if there is one."""
    rows = Facility.objects.filter(city=city, kind=facts.kind, region=facts.region, closed_at=None)
    return rows.filter(name__iexact=facts.name).select_related("region").first()


def already_there(same: Facility) -> str:
    """The sentence for a second facility of one kind and name in one area."""
    return _("“%(name)s” sudah terdaftar di %(region)s.") % {
        "name": same.name,
        "region": same.region.title,
    }


def write(facility: Facility, facts: Facts, *, actor: User | None, at: datetime) -> None:
    """Store checked facts in a row; works inside somebody's ``record``."""
    columns = {**_columns(facts), "changed_at": at, "changed_by": actor}
    for name, value in columns.items():
        setattr(facility, name, value)
    facility.save(update_fields=list(columns))


def made(city: Organization, facts: Facts, *, actor: User | None, at: datetime) -> Facility:
    """A row of checked facts, not stored yet."""
    return Facility(city=city, changed_at=at, changed_by=actor, **_columns(facts))


def _columns(facts: Facts) -> dict[str, Any]:
    columns = {name: getattr(facts, name) for name in FIELDS}
    return {**columns, "kind": facts.kind.value, "aliases": list(facts.aliases)}


def _tidied(facts: Facts) -> Facts:
    return replace(
        facts,
        name=_line(facts.name),
        aliases=tuple(dict.fromkeys(line for alias in facts.aliases if (line := _line(alias)))),
        contact=_line(facts.contact),
        certificate=_line(facts.certificate),
        note=facts.note.replace("\r\n", "\n").replace("\0", "").strip(),
    )


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _named(place: Organization, city: Organization) -> dict[str, str]:
    return {"name": place.title, "city": city.name}


def _inside(city: Organization, place: Organization) -> bool:
    return place.pk == city.pk or place.path.startswith(f"{city.path}.")


def _refuse_outsiders(city: Organization, facts: Facts, actor: User | None) -> None:
    if actor is not None and not reach_of(actor, city).covers(facts.region, facts.operator):
        raise Refusal(outside_reach())


def outside_reach() -> str:
    """The sentence for a facility that is in other hands."""
    return _("Anda hanya dapat mengisi fasilitas kantor Anda atau di wilayah Anda sendiri.")


def _open_row(facility: Facility) -> Facility:
    # The city first, as an import does: in another order the two could wait for each other.
    lock(facility.city)
    rows = Facility.objects.select_related("city", "region", "operator")
    facility = rows.select_for_update(of=("self",)).get(pk=facility.pk)
    if facility.closed_at is not None:
        raise Refusal(_("Fasilitas ini sudah ditutup."))
    return facility


def lock(city: Organization) -> None:
    """Let nobody else change the registry of this city until the transaction ends."""
    # Two people may enter the same facility at once; the city's row makes them queue. Whoever else
    # only refers to the city need not wait.
    Organization.objects.select_for_update(no_key=True).get(pk=city.pk)
