"""Verbs about people: give and take roles, open and close the door."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from layak.accounts.models import Invitation, Membership, Role, User
from layak.accounts.places import grantable_roles
from layak.accounts.rules import may_be_held_at
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization


@transaction.atomic
def add_membership(
    person: User, organization: Organization, role: Role, *, actor: User | None, at: datetime
) -> Membership:
    """Give a person a role at a place. ``actor`` is None only for commands on this machine."""
    check_grant(actor, role, organization)
    # A role given twice at once would break on the constraint; the person's row makes them queue.
    User.objects.select_for_update().get(pk=person.pk)
    if Membership.objects.filter(user=person, organization=organization, role=role).exists():
        raise Refusal(
            _("%(name)s sudah menjadi %(role)s di %(place)s.")
            % {"name": person.name, "role": role.label, "place": organization.title}
        )
    with record(
        "membership.added",
        person,
        actor=actor,
        at=at,
        detail={"role": role.value, "organization": organization.pk},
    ):
        return Membership.objects.create(user=person, organization=organization, role=role)


@transaction.atomic
def remove_membership(membership: Membership, *, actor: User, at: datetime) -> None:
    """Take a role away. The installation keeps at least one administrator."""
    administrators = _lock_administrators()
    kept = Membership.objects.editable_by(actor)
    try:
        # A condition over other tables cannot be part of the locking read itself.
        found = Membership.objects.select_for_update(of=("self",)).get(
            pk__in=kept.filter(pk=membership.pk).values("pk")
        )
    except Membership.DoesNotExist:
        raise Refusal(_("Peran ini sudah tidak ada atau bukan wewenang Anda.")) from None
    if found.role == Role.ADMINISTRATOR and found.user.is_active:
        _require_another([row.user_id for row in administrators if row.pk != found.pk])
    detail = {"role": found.role, "organization": found.organization_id}
    with record("membership.removed", found.user, actor=actor, at=at, detail=detail):
        found.delete()


@transaction.atomic
def deactivate(person: User, *, actor: User, at: datetime, reason: str = "") -> None:
    """Close the door for a person: sessions end at once, links they gave out stop working."""
    administrators = _lock_administrators()
    person = _lock_editable(person, actor)
    if person.pk == actor.pk:
        raise Refusal(_("Anda tidak dapat menonaktifkan akun Anda sendiri."))
    if not person.is_active:
        raise Refusal(_("Akun %(name)s sudah nonaktif.") % {"name": person.name})
    if any(row.user_id == person.pk for row in administrators):
        _require_another([row.user_id for row in administrators if row.user_id != person.pk])
    with record("person.deactivated", person, actor=actor, at=at, reason=reason):
        person.is_active = False
        person.session_number += 1
        person.save(update_fields=["is_active", "session_number"])
        Invitation.objects.open(at).filter(invited_by=person).update(expires_at=at)


@transaction.atomic
def reactivate(person: User, *, actor: User, at: datetime) -> None:
    """Open the door again. The person signs in anew."""
    person = _lock_editable(person, actor)
    if person.is_active:
        raise Refusal(_("Akun %(name)s sudah aktif.") % {"name": person.name})
    with record("person.reactivated", person, actor=actor, at=at):
        person.is_active = True
        person.save(update_fields=["is_active"])


@transaction.atomic
def rename(person: User, name: str, *, actor: User, at: datetime) -> None:
    """Write a person's own name anew."""
    name = " ".join(name.split())
    if not name:
        raise Refusal(_("Nama belum diisi."))
    if person.pk != actor.pk:
        raise Refusal(_("Nama hanya dapat diubah oleh pemiliknya."))
    person = User.objects.select_for_update().get(pk=person.pk)
    with record("person.renamed", person, actor=actor, at=at):
        person.name = name
        person.save(update_fields=["name"])


def check_grant(actor: User | None, role: Role, organization: Organization) -> None:
    """Refuse a role that does not exist at a place or that the actor may not give there."""
    where = {"role": role.label, "place": organization.title}
    if not organization.active:
        raise Refusal(_("%(place)s sudah tidak aktif.") % where)
    if not may_be_held_at(role, Kind(organization.kind)):
        raise Refusal(_("Peran %(role)s tidak ada di %(place)s.") % where)
    if actor is not None and role not in grantable_roles(actor, organization):
        raise Refusal(_("Anda tidak berwenang memberi peran %(role)s di %(place)s.") % where)


def _lock_editable(person: User, actor: User) -> User:
    try:
        return User.objects.select_for_update().get(
            pk__in=User.objects.editable_by(actor).filter(pk=person.pk).values("pk")
        )
    except User.DoesNotExist:
        raise Refusal(_("Akun ini bukan wewenang Anda.")) from None


def _lock_administrators() -> list[Membership]:
    # Two administrators may remove each other at once: whoever comes second counts what is left.
    rows = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return list(rows.select_related("user").select_for_update().order_by("pk"))


def _require_another(others: Iterable[int]) -> None:
    if not list(others):
        raise Refusal(
            _("Ini administrator terakhir. Tunjuk administrator lain lebih dulu, lalu coba lagi.")
        )
