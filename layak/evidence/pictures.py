"""Pictures of pages: drawn once in a child process, kept beside the data, shown many times."""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from layak.documents.sandbox import PICTURE_MEDIA_TYPE, ReaderPool
from layak.evidence import storage
from layak.evidence.models import StoredFile

WIDTHS = (480, 960)
MEDIA_TYPE = PICTURE_MEDIA_TYPE


@lru_cache(maxsize=1)
def _readers() -> ReaderPool:
    """One child a web process, started with the first picture."""
    return ReaderPool(processes=1)


def picture(file: StoredFile, page: int, width: int) -> bytes | None:
    """Draw page ``page`` (from 1) of a file; None when its type has no pages to draw.

    Raises ``Refusal`` with a sentence when the page cannot be drawn.
    """
    kept = Path(settings.DATA_DIR) / "pictures" / file.sha256[:2] / f"{file.sha256}-{page}-{width}"
    if kept.exists():
        return kept.read_bytes() or None
    drawn = _readers().render_page(storage.location(file.sha256), page - 1, width)
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = kept.with_name(f".{kept.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        # An empty file remembers that there is nothing to draw.
        written.write(drawn or b"")
    draft.replace(kept)
    return drawn
