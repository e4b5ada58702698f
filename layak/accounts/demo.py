"""Sign-ins of the demo: written by its loader, shown on the sign-in page of a demo only."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from layak.accounts.models import Role


class SignIn(NamedTuple):
    """One person of the demo. ``role`` is kept as a role's code and shown as its label."""

    role: str
    name: str
    email: str
    password: str


def keep_sign_ins(sign_ins: Iterable[SignIn]) -> None:
    """Write the sign-ins beside the database, readable by the owner only."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(
        json.dumps([list(row) for row in sign_ins], ensure_ascii=False), encoding="utf-8"
    )


def sign_ins() -> list[SignIn]:
    """The demo's people with their passwords; nothing unless this runs as a demo."""
    if not settings.DEMO or not _file().is_file():
        return []
    rows = json.loads(_file().read_text(encoding="utf-8"))
    labels = dict(Role.choices)
    return [
        SignIn(str(labels.get(role, role)), name, email, password)
        for role, name, email, password in rows
    ]


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo-sign-ins.json"
