"""Keys that are made once and kept in a file only their owner can read."""

import os
import secrets
from pathlib import Path

from layak.lib.errors import Refusal


def secret_key(data_dir: Path) -> str:
    """Return the signing key of this installation; make it on first use (mode 0600).

    Raises ``Refusal`` when the data folder cannot be read or written.
    """
    if given := os.environ.get("LAYAK_SECRET_KEY"):
        return given
    try:
        return keep_once(data_dir / "secret-key", secrets.token_urlsafe(64))
    except OSError as error:
        raise Refusal(
            f"Folder data {data_dir} tidak dapat dipakai; "
            "pilih folder yang boleh ditulisi dengan LAYAK_DATA_DIR."
        ) from error


def keep_once(path: Path, candidate: str) -> str:
    """Return what ``path`` holds, or write ``candidate`` there first.

    Two processes may start at once: the text is complete before the name exists, and the first
    name wins.
    """
    if path.exists():
        return path.read_text(encoding="ascii")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(candidate)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    finally:
        draft.unlink()
    return candidate
