"""Bytes on disk by their SHA-256: written completely, then named, never changed."""

import errno
import os
import secrets
import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from layak.lib.errors import Refusal


def location(sha256: str) -> Path:
    """Where the bytes with this digest lie: ``files/ab/cd/abcd...``."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def keep(source: Path, sha256: str) -> Path:
    """Copy ``source`` to its place and force it to disk; bytes already there are left as they are.

    Raises ``Refusal`` when the disk is full. A half-written file never carries a digest for a name.
    """
    target = location(sha256)
    if target.exists():
        return target
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{sha256}.{secrets.token_hex(6)}")
    try:
        _write(source, draft)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refusal(
                _(
                    "Ruang penyimpanan server penuh. Berkas belum disimpan; "
                    "coba lagi setelah ruang ditambah."
                )
            ) from error
        raise
    return target


def _write(source: Path, draft: Path) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written, source.open("rb") as read:
        shutil.copyfileobj(read, written, 1024 * 1024)
        written.flush()
        os.fsync(written.fileno())
