"""Whom this installation trusts: the files in ``trust`` below the data folder.

``*.pem``, ``*.crt``, ``*.cer`` and ``*.der`` are certificates of issuers, ``*.crl`` their lists of
certificates taken back; the first line of ``timestamp-url`` names a service that stamps the time.
"""

from pathlib import Path

from django.conf import settings

from layak.documents.signing import Trust

_ROOTS = frozenset({".pem", ".crt", ".cer", ".der"})


def read_trust() -> Trust:
    """Read the folder as it is now; without one nobody is trusted."""
    folder = Path(settings.DATA_DIR) / "trust"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    url = folder / "timestamp-url"
    lines = url.read_text(encoding="utf-8").split() if url in files else []
    return Trust(
        roots=[one.read_bytes() for one in files if one.suffix.lower() in _ROOTS],
        revoked=[one.read_bytes() for one in files if one.suffix.lower() == ".crl"],
        timestamp_url=lines[0] if lines else "",
    )
