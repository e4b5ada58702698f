"""Static files with their digest in the name, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):
    """A missing file is a mistake of ours and is named; a page is still served."""

    manifest_strict = False
