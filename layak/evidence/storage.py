"""Bytes on disk by their SHA-256: written completely, then named, never changed."""

import errno
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from layak.documents.digesting import copy_digesting
from layak.lib.errors import Refusal


def location(sha256: str) -> Path:
    """Where the bytes with this digest lie: ``files/ab/cd/abcd...``."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def keep(source: Path, sha256: str) -> Path:
    """Copy ``source`` to its place and force it to disk; bytes already there are left as they are.

    What is written is digested on its way. Raises ``Refusal`` when the disk is full, and when the
    source changed or went since its digest was taken: nothing carries a digest it does not have.
    """
    target = location(sha256)
    if target.exists():
        return target
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{sha256}.{secrets.token_hex(6)}")
    try:
        if _write(source, draft) != sha256:
            draft.unlink()
            raise Refusal(_("Berkas berubah selagi dibaca. Serahkan sekali lagi."))
        draft.replace(target)
    except FileNotFoundError as error:
        draft.unlink(missing_ok=True)
        raise Refusal(_("Berkas berubah selagi dibaca. Serahkan sekali lagi.")) from error
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


def _write(source: Path, draft: Path) -> str:
    """Copy a file completely onto the disk and return the digest of what was written."""
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written, source.open("rb") as read:
        digest, _size = copy_digesting(read, written)
        written.flush()
        os.fsync(written.fileno())
    return digest
