"""People, what they are where, and how they are invited."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from layak.audit.history import keeps_history, keeps_history_without
from layak.organizations.models import Organization


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


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@keeps_history_without("password", "last_login")
class User(AbstractBaseUser):
    """One person. Signs in with an e-mail address; deactivated, never deleted."""

    email = models.EmailField("surel", unique=True)
    name = models.CharField("nama", max_length=120)
    is_active = models.BooleanField("aktif", default=True)
    created_at = models.DateTimeField("dibuat pada", auto_now_add=True)
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

    def get_full_name(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the round mark in the header."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> MembershipQuerySet:
        return self.filter(user=user).select_related("organization")


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


class Invitation(models.Model):
    """A one-time link. Only the digest of its secret is kept."""

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

    class Meta:
        verbose_name = "undangan"
        constraints = [
            models.CheckConstraint(
                name="invitation_ends_after_it_begins",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            ),
        ]
