"""Static files with their digest in the name, compressed once."""

import logging

from whitenoise.storage import (  # type: ignore[import-untyped]  # it ships no types
    CompressedManifestStaticFilesStorage,
)

_log = logging.getLogger("layak.statics")
_named: set[str] = set()


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """A missing file is logged for those who look for it; a page is still served."""

    manifest_strict = False

    def hashed_name(self, name: str, content: object = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            if name not in _named:
                _named.add(name)
                # Not a warning: the web process asks at its start for names that never were.
                _log.debug("static file missing", extra={"facts": {"file": name}})
            return name
