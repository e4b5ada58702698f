"""Verbs about invitations: a one-time link of which only the digest is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from layak.accounts.models import Invitation, Membership, Role, User
from layak.accounts.services import check_grant
from layak.audit.services import record
from layak.lib.errors import Refusal
from layak.organizations.models import Kind, Organization

LIFETIME = timedelta(days=7)
HERE = "http://127.0.0.1:8000"


@transaction.atomic
def invite(
    email: str, role: Role, organization: Organization, *, actor: User | None, at: datetime
) -> tuple[Invitation, str]:
    """Invite a person and return the invitation with its secret, which is never seen again.

    An earlier open invitation to the same role is withdrawn. ``actor`` is None only for commands.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(_("“%(email)s” bukan alamat surel.") % {"email": email}) from None
    check_grant(actor, role, organization)
    member = Membership.objects.filter(user__email__iexact=email, organization=organization)
    if member.filter(role=role).exists():
        raise Refusal(
            _("%(email)s sudah menjadi %(role)s di %(place)s.")
            % {"email": email, "role": role.label, "place": organization.title}
        )
    Invitation.objects.open(at).filter(email=email, role=role, organization=organization).update(
        expires_at=at
    )
    return _write(email, role, organization, actor=actor, at=at)


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User, at: datetime) -> None:
    """Make an open invitation end now."""
    kept = Invitation.objects.editable_by(actor).filter(pk=invitation.pk).values("pk")
    found = Invitation.objects.select_for_update().filter(pk__in=kept).first()
    if found is None:
        raise Refusal(_("Undangan ini bukan wewenang Anda."))
    if found.accepted_at is not None or found.expires_at <= at:
        raise Refusal(_("Undangan ini sudah tidak terbuka."))
    with record("invitation.withdrawn", found, actor=actor, at=at):
        found.expires_at = at
        found.save(update_fields=["expires_at"])


@transaction.atomic
def accept_invitation(
    secret: str, *, name: str, password: str, at: datetime, email: str = ""
) -> User:
    """Turn an invitation into a new person with its role. Works once.

    ``email`` is asked only by the link of the first administrator, which names nobody.
    Somebody who already has an account joins with ``join`` after signing in.
    """
    invitation = open_invitation(secret, at=at, lock=True)
    address = (invitation.email or email).strip().lower()
    person = User(email=address, name=" ".join(name.split()))
    if not person.name:
        raise Refusal(_("Nama belum diisi."))
    try:
        validate_email(address)
        validate_password(password, person)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from None
    if User.objects.filter(email__iexact=address).exists():
        raise Refusal(
            _("Surel ini sudah punya akun. Masuklah lebih dulu, lalu buka undangan ini lagi.")
        )
    person.set_password(password)
    person.save()
    _take(invitation, person, at=at)
    return person


@transaction.atomic
def join(secret: str, *, actor: User, at: datetime) -> Membership:
    """Take up an invitation with the account one has. It must be addressed to it."""
    invitation = open_invitation(secret, at=at, lock=True)
    if invitation.email.lower() != actor.email.lower():
        raise Refusal(_("Undangan ini ditujukan kepada orang lain."))
    return _take(invitation, actor, at=at)


def open_invitation(secret: str, *, at: datetime, lock: bool = False) -> Invitation:
    """Find the invitation a secret opens; refuse an unknown, used or expired one in a sentence."""
    rows = (
        Invitation.objects.select_for_update()
        if lock
        else Invitation.objects.select_related("organization")
    )
    invitation = rows.filter(secret_digest=digest_of(secret)).first()
    if invitation is None:
        raise Refusal(_("Tautan undangan ini tidak dikenal. Periksa apakah tautannya lengkap."))
    if invitation.accepted_at is not None:
        raise Refusal(_("Undangan ini sudah dipakai. Masuklah dengan surel dan kata sandi Anda."))
    if invitation.expires_at <= at:
        raise Refusal(
            _("Undangan ini sudah tidak berlaku. Mintalah tautan baru kepada pengundang.")
        )
    return invitation


@transaction.atomic
def first_administrator_link(*, at: datetime, site: str = HERE) -> str | None:
    """Make the one link for the first administrator; None once an active administrator exists.

    Each call ends the link of the call before, so at most one is open.
    """
    # Two servers starting together must not both hand out a link.
    nation = Organization.objects.select_for_update().filter(kind=Kind.NATION).first()
    if nation is None:
        raise Refusal(_("Wilayah belum dimuat; administrator pertama belum dapat diundang."))
    if Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exists():
        return None
    Invitation.objects.open(at).filter(email="").update(expires_at=at)
    _invitation, secret = _write("", Role.ADMINISTRATOR, nation, actor=None, at=at)
    return link_of(secret, site)


def link_of(secret: str, site: str = HERE) -> str:
    """Write the whole address of an invitation."""
    return site.rstrip("/") + reverse("invitation-accept", args=[secret])


def digest_of(secret: str) -> str:
    """What is kept of a secret: SHA-256 in hexadecimal. The secret has 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _write(
    email: str, role: Role, organization: Organization, *, actor: User | None, at: datetime
) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        secret_digest=digest_of(secret),
        email=email,
        role=role,
        organization=organization,
        invited_by=actor,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    detail = {"role": role.value, "organization": organization.pk}
    with record("person.invited", organization, actor=actor, at=at, detail=detail):
        invitation.save()
    return invitation, secret


def _take(invitation: Invitation, person: User, *, at: datetime) -> Membership:
    with record("invitation.accepted", invitation, actor=person, at=at):
        membership, _new = Membership.objects.get_or_create(
            user=person, organization=invitation.organization, role=invitation.role
        )
        invitation.accepted_at = at
        invitation.accepted_by = person
        invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership
