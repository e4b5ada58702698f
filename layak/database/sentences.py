"""What is told to people when the database cannot be had, one sentence each."""

import errno
import shutil
from typing import Any

from layak.database.places import Layout

NEARLY_FULL = 1_000_000  # bytes free, below which nothing is believed but that the disk is full

REASONS = {
    "crashes": "Basis data berulang kali mati.",
    "gone": "Pengawas basis data berhenti sebelum siap.",
    "orphan": "Server basis data yang lama masih berjalan dan tidak mau berhenti.",
    "pgpass": "Berkas sandi basis data tidak lengkap.",
    "slow": "Basis data belum siap setelah beberapa menit.",
    "stopped": "Basis data dihentikan sebelum siap.",
}


def for_word(said: dict[str, Any], place: Layout) -> str:
    """Turn the supervisor's last word into a sentence that names the log."""
    code, detail = str(said.get("code", "")), str(said.get("detail", ""))
    log = f"Catatannya ada di {place.log}."
    if "No space left on device" in detail or _is_full(place):
        return f"Ruang penyimpanan untuk {place.data} habis; kosongkan sebagian lalu jalankan lagi."
    if code == "version":
        return (
            f"Basis data di {place.cluster} dibuat oleh PostgreSQL {detail}, sedangkan yang "
            "terpasang versi lain; pulihkan dari cadangan ke folder data baru."
        )
    if "password authentication failed" in detail:
        return f"Sandi di {place.pgpass} tidak cocok dengan basis datanya. {log}"
    if "Permission denied" in detail or "Read-only file system" in detail:
        return f"Folder {place.folder} tidak dapat ditulisi oleh PostgreSQL ({detail}). {log}"
    if "socket" in detail.lower():
        return f"Soket basis data di {place.run} tidak dapat dibuka ({detail}). {log}"
    other = f"Basis data tidak mau menyala: {detail or 'tanpa keterangan'}."
    return f"{REASONS.get(code, other)} {log}"


def for_error(error: OSError, place: Layout) -> str:
    """Turn a failure of the operating system into a sentence that names the place."""
    where = error.filename or place.data
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"Ruang penyimpanan untuk {place.data} habis; kosongkan sebagian lalu jalankan lagi."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"Folder data tidak dapat ditulisi: {where}."
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"Folder data tidak dapat dibuat karena {where} bukan folder."
    if isinstance(error, TimeoutError):
        return f"Proses lain terlalu lama menyiapkan basis data di {place.folder}."
    return f"Folder data {place.data} tidak dapat dipakai: {error.strerror}."


def _is_full(place: Layout) -> bool:
    try:
        return shutil.disk_usage(place.folder).free < NEARLY_FULL
    except OSError:
        return False
