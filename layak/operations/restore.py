"""Read an archive back into an empty installation, wholly or not at all."""

import errno
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from layak.assessments import delivering
from layak.audit.services import record
from layak.evidence import storage
from layak.lib.errors import Refusal
from layak.operations import archive, postgresql
from layak.operations.readiness import make_ready

# What a data folder may hold and still be empty: the key that the operator brings, and what the
# start of the database itself makes.
OF_AN_EMPTY_FOLDER = frozenset({"secret-key", "layak.lock", "database", "logs", "static"})
STAGING = "restoring"

_TABLES = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read back."""

    files: int
    written_at: str


def check_folder(data: Path) -> None:
    """Refuse a data folder in which somebody has worked. Looks only, so it may come first."""
    if not data.is_dir():
        return
    found = sorted(
        entry.name
        for entry in data.iterdir()
        if entry.name not in OF_AN_EMPTY_FOLDER | {STAGING}
        and not (entry.is_dir() and not any(entry.iterdir()))
    )
    # An earlier restore that was killed leaves its staging folder; what it had moved is its own.
    if found and not (data / STAGING).is_dir():
        raise Refusal(
            f"Folder data {data} tidak kosong (ada {', '.join(found[:3])}); "
            "pulihkan ke folder baru dengan LAYAK_DATA_DIR."
        )


def check_archive(source: Path) -> None:
    """Refuse at once what is not there or is no backup, before a database is made for it."""
    try:
        with source.open("rb"):
            archive.check(source)
    except FileNotFoundError as error:
        raise Refusal(f"{source} tidak ada.") from error
    except OSError as error:
        raise Refusal(_sentence(error, source)) from error


def read(source: Path, *, at: datetime) -> Read:
    """Read ``source`` into the empty database and data folder, then bring both up to date.

    Everything is compared with the manifest before the first row is written. Raises ``Refusal``.
    """
    _require_empty_database()
    staging = Path(settings.DATA_DIR) / STAGING
    _clear(staging)
    staging.mkdir(mode=0o700, parents=True)
    try:
        head, files = _unpack(source, staging)
        _require_known(head)
        _move_in(staging)
        try:
            postgresql.load(staging / archive.DUMP)
        except BaseException:
            _clear_moved()
            raise
    except OSError as error:
        raise Refusal(_sentence(error, source)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    connection.close()
    make_ready(at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    written_at = str(head.get("written_at", ""))
    detail = {"files": files, "written_at": written_at}
    with record("backup.restored", actor=None, at=at, detail=detail):
        return Read(files, written_at)


def _require_empty_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        if cursor.fetchone()[0]:
            raise Refusal(
                "Basis data tujuan tidak kosong; pulihkan hanya ke basis data dan folder yang baru."
            )


def _clear(staging: Path) -> None:
    """Remove what a killed restore left; the database is empty, so nobody has worked here."""
    if staging.exists():
        shutil.rmtree(staging)
        _clear_moved()


def _clear_moved() -> None:
    for folder in (_stored(), delivering.holding()):
        shutil.rmtree(folder, ignore_errors=True)


def _stored() -> Path:
    return Path(settings.MEDIA_ROOT)


def _unpack(source: Path, staging: Path) -> tuple[Mapping[str, Any], int]:
    files = 0

    def take(member: archive.Member) -> None:
        nonlocal files
        target = staging / _place(member.name, source)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            shutil.copyfileobj(member.content, written, archive.CHUNK)
        files += member.name.startswith(archive.FILES)

    head = archive.read(source, take)
    if not (staging / archive.DUMP).is_file():
        raise Refusal(archive.DAMAGED.format(source, "basis datanya tidak ada"))
    return head, files


def _place(name: str, source: Path) -> Path:
    """Where a member goes below the staging folder; no name leads out of it."""
    if name == archive.DUMP:
        return Path(name)
    parts = PurePosixPath(name).parts
    if name.startswith(archive.FILES) and len(parts) == 2 and len(parts[1]) == 64:
        return Path("files") / storage.location(parts[1]).relative_to(_stored())
    if name.startswith(archive.WAITING) and ".." not in parts and "/" not in parts:
        return Path("waiting", *parts[1:])
    raise Refusal(archive.DAMAGED.format(source, f"{name} bukan bagian cadangan"))


def _require_known(head: Mapping[str, Any]) -> None:
    """Refuse the archive of a newer Layak, whose tables this one does not know."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations or {}}
    if unknown := sorted(set(head.get("migrations", [])) - known):
        raise Refusal(
            f"Cadangan ini dibuat oleh Layak {head.get('layak', '')} yang lebih baru "
            f"({unknown[0]}); pasang versi itu dahulu."
        )


def _move_in(staging: Path) -> None:
    """Move the files to where the rows will look for them; only then the rows are written."""
    for made, place in (("files", _stored()), ("waiting", delivering.holding())):
        if (staging / made).is_dir():
            if place.is_dir():
                place.rmdir()  # empty, or this fails and nothing is lost
            (staging / made).rename(place)


def _sentence(error: OSError, source: Path) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return (
            f"Ruang penyimpanan untuk {settings.DATA_DIR} tidak cukup; tidak ada yang dipulihkan."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{error.filename or source} tidak dapat dibaca atau ditulisi."
    return f"Cadangan {source} tidak dapat dipulihkan: {error.strerror}."
