"""The typesetter's process: a document comes in on standard input, its PDF goes out."""

import pickle
import sys

from layak.documents.plain import PlainDocument
from layak.documents.writing import write_pdf


def main() -> None:
    """Set one document and end."""
    # What comes in was made by ``printing`` in our own process a moment ago.
    document = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - see above
    if not isinstance(document, PlainDocument):
        raise TypeError("not a document")
    sys.stdout.buffer.write(write_pdf(document))
