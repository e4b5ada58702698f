"""People, what they are where, and how they are invited."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from layak.audit.history import keeps_history, keeps_history_without
from layak.organizations.ltree import LtreeField
from layak.organizations.models import Kind, Organization, OrganizationQuerySet
from layak.organizations.people import Person


class Role(models.TextChoices):
    """What a person may do at an organization and, for offices that oversee, below it."""

    ADMINISTRATOR = "administrator", _("Administrator")
    SECRETARIAT = "secretariat", _("Sekretariat gugus tugas")
    OFFICER = "officer", _("Petugas OPD")
    HEAD = "head", _("Kepala OPD")
    OPERATOR = "operator", _("Operator kecamatan/kelurahan")
    VERIFIER = "verifier", _("Verifikator")
    LEADER = "leader", _("Pimpinan")
    AUDITOR = "auditor", _("Auditor")


# Roles that look over everything below their place, those of them that also keep it in order, and
# those that do the work of their own office.
OVERSEERS = (Role.ADMINISTRATOR, Role.SECRETARIAT, Role.VERIFIER, Role.LEADER, Role.AUDITOR)
KEEPERS = (Role.ADMINISTRATOR, Role.SECRETARIAT)
HANDS = (Role.OFFICER, Role.HEAD, Role.OPERATOR)


def kept_by(user: User) -> models.Q:
    """Rows with an ``organization`` and a ``role`` that a person may give and take away.

    An administrator does so everywhere below, a secretariat too, except for administrators.
    """
    above = Membership.objects.filter(
        user=user, organization__path__above=models.OuterRef("organization__path")
    )
    as_administrator = models.Exists(above.filter(role=Role.ADMINISTRATOR))
    as_secretariat = models.Exists(above.filter(role=Role.SECRETARIAT))
    return models.Q(as_administrator) | (
        ~models.Q(role=Role.ADMINISTRATOR) & models.Q(as_secretariat)
    )


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """The person themself, colleagues of one place, and everyone in places they oversee."""
        seen = Membership.objects.visible_to(user).values("user")
        return self.filter(models.Q(pk=user.pk) | models.Q(pk__in=seen) | _placeless_for(user))

    def grantable_by(self, user: User) -> UserQuerySet:
        """People with at least one role in this person's hands: they may be given more."""
        kept = Membership.objects.editable_by(user).filter(user=models.OuterRef("pk"))
        return self.filter(models.Exists(kept) | _placeless_for(user))

    def editable_by(self, user: User) -> UserQuerySet:
        """People all of whose roles lie in this person's hands; not one with a role elsewhere."""
        elsewhere = Membership.objects.filter(~kept_by(user), user=models.OuterRef("pk"))
        return self.grantable_by(user).filter(~models.Exists(elsewhere))


def _placeless_for(user: User) -> models.Q:
    """People without any role belong to the administrators of the whole nation."""
    anywhere = Membership.objects.filter(user=models.OuterRef("pk"))
    national = Membership.objects.filter(
        user=user, role=Role.ADMINISTRATOR, organization__kind=Kind.NATION
    )
    return ~models.Q(models.Exists(anywhere)) & models.Q(models.Exists(national))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def grantable_by(self, user: User) -> UserQuerySet:
        return self.get_queryset().grantable_by(user)

    def editable_by(self, user: User) -> UserQuerySet:
        return self.get_queryset().editable_by(user)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@keeps_history_without("password", "last_login", "session_number")
class User(Person):
    """One person. Signs in with an e-mail address; deactivated, never deleted."""

    email = models.EmailField("surel", unique=True)
    name = models.CharField("nama", max_length=120)
    is_active = models.BooleanField("aktif", default=True)
    created_at = models.DateTimeField("dibuat pada", auto_now_add=True)
    session_number = models.PositiveIntegerField(
        "nomor sesi", default=0, db_default=0, editable=False
    )
    organizations: models.ManyToManyField[Organization, Membership] = models.ManyToManyField(
        Organization, through="Membership", related_name="members"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = "pengguna"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_in_any_case_is_one")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    def own_organizations(self) -> OrganizationQuerySet:
        """Where they have a role."""
        return Organization.objects.filter(
            pk__in=Membership.objects.filter(user=self).values("organization")
        )

    def visible_organizations(self) -> OrganizationQuerySet:
        """Every region; of the offices those of a city where, or above which, they have a role."""
        mine = Membership.objects.filter(user=self)
        # Cut from the office's own path, so that finding its city needs no second row.
        city = models.Func(
            models.OuterRef("path"),
            models.Value(0),
            models.Value(-1),
            function="subpath",
            output_field=LtreeField(),
        )
        beside = mine.filter(organization__path__within=city)
        above = mine.filter(organization__path__above=models.OuterRef("path"))
        return Organization.objects.filter(
            ~models.Q(kind=Kind.AGENCY) | models.Exists(beside) | models.Exists(above)
        )

    def keeps_places(self) -> bool:
        """Whether they keep any place as secretariat or administrator."""
        return Membership.objects.filter(user=self, role__in=KEEPERS).exists()

    def editable_organizations(self) -> OrganizationQuerySet:
        """What lies at or below a place they keep as secretariat or administrator."""
        kept = Membership.objects.filter(
            user=self, role__in=KEEPERS, organization__path__above=models.OuterRef("path")
        )
        return Organization.objects.filter(models.Exists(kept))

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Counting up ends every session at once; none comes back with a reactivation.
        value = f"{self.password}:{self.session_number}"
        return salted_hmac(
            "layak.accounts.session", value, secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def initials(self) -> str:
        """Two letters for the round mark in the header."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> MembershipQuerySet:
        return self.filter(user=user).select_related("organization")

    def visible_to(self, user: User) -> MembershipQuerySet:
        """Roles at the person's own places and below the places they oversee."""
        # The few places of one person are read first: with their paths at hand the index on the
        # tree answers, where a comparison row by row would walk through everybody.
        places = Organization.objects.none()
        held = Membership.objects.filter(user=user)
        for role, key, path in held.values_list("role", "organization", "organization__path"):
            within = models.Q(path__within=path) if role in OVERSEERS else models.Q(pk=key)
            places |= Organization.objects.filter(within)
        return self.filter(models.Q(user=user) | models.Q(organization__in=places))

    def editable_by(self, user: User) -> MembershipQuerySet:
        return self.filter(kept_by(user))


@keeps_history
class Membership(models.Model):
    """A person's role at an organization."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("peran", max_length=16, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "keanggotaan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"], name="membership_once"
            ),
        ]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> InvitationQuerySet:
        return self.filter(kept_by(user))

    def editable_by(self, user: User) -> InvitationQuerySet:
        return self.filter(kept_by(user))

    def open(self, at: datetime) -> InvitationQuerySet:
        """Invitations that can still be accepted."""
        return self.filter(accepted_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A one-time link. Only the digest of its secret is kept.

    The e-mail address is empty on the link that greets the first administrator of an installation.
    """

    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField("surel")
    role = models.CharField("peran", max_length=16, choices=Role)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="invitations"
    )
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("dibuat pada")
    expires_at = models.DateTimeField("berlaku sampai")
    accepted_at = models.DateTimeField("diterima pada", null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "undangan"
        constraints = [
            models.CheckConstraint(
                name="invitation_ends_after_it_begins",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            ),
        ]
