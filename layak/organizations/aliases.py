"""Verbs about the other names under which an organization is known in its city."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Alias, Kind, Organization
from layak.organizations.people import Person
from layak.organizations.services import find_agency


@transaction.atomic
def add_alias(agency: Organization, name: str, *, actor: Person, at: datetime) -> Alias:
    """Let an office be found under one more name. In a city a name leads to one office only."""
    name = " ".join(name.split())
    if not name:
        raise Refusal(_("Nama lain belum diisi."))
    if agency.kind != Kind.AGENCY or agency.parent is None:
        raise Refusal(_("Hanya OPD dan instansi yang punya nama lain."))
    # Two people may enter the same name at once; the city's row makes them queue.
    city = Organization.objects.select_for_update().get(pk=agency.parent.pk)
    if (taken := find_agency(city, name)) is not None:
        raise Refusal(
            _("“%(name)s” sudah menjadi nama %(agency)s.") % {"name": name, "agency": taken.name}
        )
    with record("alias.added", agency, actor=actor, at=at, detail={"name": name}):
        return Alias.objects.create(organization=agency, scope=city, name=name)


@transaction.atomic
def remove_alias(alias: Alias, *, actor: Person, at: datetime) -> None:
    """Forget another name; an office's own names stay."""
    agency = alias.organization
    if alias.name in {agency.name, agency.short_name}:
        raise Refusal(_("Nama resmi dan nama singkat tidak dapat dihapus."))
    with record("alias.removed", agency, actor=actor, at=at, detail={"name": alias.name}):
        alias.delete()
