"""Write one archive of database and files, both of the same instant."""

import errno
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from layak import __version__
from layak.assessments import delivering
from layak.assessments.models import DeliveredFile
from layak.audit.services import record
from layak.evidence import storage
from layak.evidence.models import StoredFile
from layak.lib.errors import Refusal
from layak.operations import archive, postgresql
from layak.operations.health import BACKUP_VERB

FULL = "Ruang penyimpanan untuk {} tidak cukup; cadangan tidak ditulis."


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds."""

    files: int
    size: int  # bytes of the archive


def write(target: Path, *, at: datetime) -> Written:
    """Write the archive ``target``; it appears whole or not at all, readable by its owner only.

    Keys and cases stay apart: neither is in it. Raises ``Refusal`` when it cannot be written.
    """
    if target.exists():
        raise Refusal(f"{target} sudah ada; pilih nama lain agar cadangan lama tidak tertimpa.")
    if not target.parent.is_dir():
        raise Refusal(f"Folder {target.parent} tidak ada.")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        files = _write(draft, at)
        os.link(draft, target)  # refuses a name that somebody took meanwhile
    except OSError as error:
        raise Refusal(_sentence(error, target)) from error
    finally:
        draft.unlink(missing_ok=True)
    size = target.stat().st_size
    with record(BACKUP_VERB, actor=None, at=at, detail={"files": files, "bytes": size}):
        pass
    return Written(files, size)


def _write(draft: Path, at: datetime) -> int:
    # Beside the archive, not in /tmp: there is room where the archive itself has to fit.
    with TemporaryDirectory(prefix=".layak-", dir=draft.parent) as folder:
        dumped = Path(folder) / archive.DUMP
        with (
            postgresql.exported_snapshot() as snapshot,
            open(draft, "xb", opener=_readable_by_owner) as output,
        ):
            writer = archive.Writer(output, _head(at))
            # First what may go away while we write: an upload's bytes, once it is worked through.
            for holding in _waiting():
                _add_waiting(writer, holding)
            postgresql.dump(dumped, snapshot)
            writer.add(archive.DUMP, dumped)
            digests = _stored()
            for digest in digests:
                _add_stored(writer, digest)
            writer.close()
            output.flush()
            os.fsync(output.fileno())
    return len(digests)


def _head(at: datetime) -> dict[str, object]:
    return {
        "written_at": at.isoformat(),
        "layak": __version__,
        "postgresql": postgresql.server_major(),
        "migrations": sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
    }


def _waiting() -> Sequence[str]:
    rows = DeliveredFile.objects.filter(status=DeliveredFile.Status.WAITING).exclude(holding="")
    return list(rows.values_list("holding", flat=True).distinct())


def _stored() -> Sequence[str]:
    return list(StoredFile.objects.order_by("sha256").values_list("sha256", flat=True))


def _add_waiting(writer: archive.Writer, holding: str) -> None:
    try:
        writer.add(archive.WAITING + holding, delivering.holding() / holding)
    except FileNotFoundError:
        return


def _add_stored(writer: archive.Writer, digest: str) -> None:
    try:
        written = writer.add(archive.FILES + digest, storage.location(digest))
    except FileNotFoundError as error:
        raise Refusal(
            f"Berkas {digest} hilang dari penyimpanan; cadangan tidak ditulis."
        ) from error
    if written != digest:
        raise Refusal(f"Isi berkas {digest} telah berubah di penyimpanan; cadangan tidak ditulis.")


def _readable_by_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sentence(error: OSError, target: Path) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return FULL.format(target)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"Folder {target.parent} tidak dapat ditulisi."
    if error.errno == errno.EEXIST:
        return f"{target} sudah ada; pilih nama lain agar cadangan lama tidak tertimpa."
    return f"Cadangan tidak dapat ditulis ke {target}: {error.strerror}."
