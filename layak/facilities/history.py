"""What was done with a facility, read from the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from layak.audit.models import Entry
from layak.audit.services import subject_of
from layak.facilities.models import Facility

MOST = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: what, by whom (empty: by Layak itself), when and why."""

    what: str
    who: str
    at: datetime
    reason: str = ""


def trail_of(facility: Facility) -> list[Step]:
    """The newest steps first. One query."""
    entries = Entry.objects.filter(subject=subject_of(facility)).select_related("actor")
    return [
        Step(
            _said(entry.verb, entry.detail),
            entry.actor.get_full_name() if entry.actor else "",
            entry.at,
            entry.reason,
        )
        for entry in entries.order_by("-at", "-pk")[:MOST]
    ]


def field_labels() -> Mapping[str, str]:
    """The fields of a facility in the reader's language."""
    return {
        "kind": _("jenis"),
        "name": _("nama"),
        "region": _("wilayah"),
        "aliases": _("nama lain"),
        "operator": _("pelaksana"),
        "contact": _("kontak"),
        "standard_met": _("standar"),
        "standard_on": _("tanggal standar"),
        "certificate": _("nomor sertifikat"),
        "valid_until": _("masa berlaku"),
        "used": _("pemakaian"),
        "note": _("catatan"),
    }


def _said(verb: str, detail: Mapping[str, object]) -> str:
    if verb == "facility.registered":
        return _("Didaftarkan")
    if verb == "facility.closed":
        return _("Ditutup")
    labels, changed = field_labels(), detail.get("fields")
    names = (
        [labels.get(str(name), str(name)) for name in changed] if isinstance(changed, list) else []
    )
    return _("Diubah: %(fields)s") % {"fields": ", ".join(names)} if names else _("Diubah")
