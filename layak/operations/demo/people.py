"""The people of the demo: entered once, with a password that only this installation knows."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from layak.accounts.demo import SignIn, keep_sign_ins
from layak.accounts.models import Membership, Role, User
from layak.accounts.services import add_membership
from layak.operations.demo.places import Places
from layak.operations.demo.tables import read_people

# Without letters and digits that look alike, since people copy it from a screen.
_LETTERS = "abcdefghkmnprstuvwxyz"
SIGN_INS = "demo-sign-ins.json"


def admit(places: Places, *, at: datetime) -> list[SignIn]:
    """Enter the people of the story and return how each signs in.

    The sign-ins are also kept for the sign-in page. Where they were lost, everybody gets a new
    password.
    """
    rows = read_people()
    kept = kept_sign_ins()
    known = User.objects.filter(email__in=[row.email for row in rows]).count()
    if known == len(rows) == len(kept):
        return kept
    password = _new_password()
    # One password for all is one hash for all: a hash costs a third of a second.
    hashed = make_password(password)
    admitted = []
    for row in rows:
        user, _created = User.objects.update_or_create(
            email=row.email,
            defaults={"password": hashed},
            create_defaults={"password": hashed, "name": row.name},
        )
        place, role = places.at(row.at), Role(row.role)
        if not Membership.objects.filter(user=user, organization=place, role=role).exists():
            add_membership(user, place, role, actor=None, at=at)
        admitted.append(SignIn(row.role, f"{row.name}, {row.office}", row.email, password))
    keep_sign_ins(admitted)
    return admitted


def list_lines(sign_ins: Iterable[SignIn]) -> list[str]:
    """The sign-ins as lines for a terminal."""
    rows = list(sign_ins)
    width = max(len(row.email) for row in rows)
    return [
        f"Masuk ke demo dengan kata sandi {rows[0].password} sebagai:",
        *(f"  {row.email:<{width}}  {row.name}" for row in rows),
    ]


def kept_sign_ins() -> list[SignIn]:
    """The sign-ins that an earlier load left; none where there was no load."""
    file = Path(settings.DATA_DIR) / SIGN_INS
    if not file.is_file():
        return []
    return [SignIn(*row) for row in json.loads(file.read_text(encoding="utf-8"))]


def _new_password() -> str:
    syllables = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)]
    return "-".join(syllables)
